// Looks now and then at how far something is. Without JavaScript the page loads itself anew, as its head says.
// data-refreshes: seconds between two looks; whoever looks away (another tab) costs nothing meanwhile.
const look = async (box) => {
  const answer = document.hidden ? null : await fetch(location.href, { cache: "no-store" }).catch(() => null);
  if (answer && (answer.redirected || !answer.ok)) return location.reload();
  if (answer) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById(box.id);
    if (!fresh || !fresh.dataset.refreshes) return location.reload(); // it is over: the page says something else now
    box.querySelector("[data-now]")?.replaceWith(fresh.querySelector("[data-now]"));
  }
  wait(box);
};

const wait = (box) => setTimeout(look, Number(box.dataset.refreshes) * 1000, box);

for (const box of document.querySelectorAll("[data-refreshes]")) wait(box);
