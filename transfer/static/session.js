// Warns five minutes before the session runs out, with a button to stay. Nothing is asked in the background:
// only the button, or opening a page, keeps the session.
const box = document.querySelector("[data-session-minutes]");

if (box) {
  const before = 5;
  const button = box.querySelector("button");
  let timer;
  const wait = () => {
    clearTimeout(timer);
    box.hidden = true;
    timer = setTimeout(() => { box.hidden = false; }, (Number(box.dataset.sessionMinutes) - before) * 60_000);
  };
  button.addEventListener("click", async () => {
    const answer = await fetch(box.dataset.stay, { redirect: "manual", cache: "no-store" }).catch(() => null);
    if (answer?.ok) wait();
    else location.reload();
  });
  wait();
}
