// Shows a question only when another has been given one of the answers that it waits for.
// Without JavaScript all of them are there, and those that are not needed may stay empty.
const waiting = [...document.querySelectorAll("[data-asked-when]")];

const look = () => {
  for (const box of waiting) {
    const form = box.closest("form");
    const wanted = box.dataset.askedWhen.split(" ");
    const shown = [...new FormData(form)].some(([name, answer]) => wanted.includes(`${name}=${answer}`));
    // What is already written, or complained about, is never hidden away.
    const spoken = box.querySelector(".form-error-message, input:checked") || [...box.querySelectorAll("input[type=text], textarea, select")].some((one) => one.value);
    box.hidden = !shown && !spoken;
  }
};

if (waiting.length) {
  document.addEventListener("change", look);
  look();
}
