// Marking on the harvest desk: select words in a text, and the form for them stands ready. Without this,
// each text has a page of its own for it.
const form = document.querySelector("[data-mark-here]");
const quote = form.elements.quote;
const theme = form.elements.theme;
let at = document.getElementById(location.hash.slice(1)); // the text one is at

function marked() {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed || !selection.toString().trim()) return null;
  const range = selection.getRangeAt(0);
  const inside = (node) => (node.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest("[data-words]");
  const words = inside(range.startContainer);
  if (!words || words !== inside(range.endContainer)) return null;
  const before = document.createRange();
  before.selectNodeContents(words);
  before.setEnd(range.startContainer, range.startOffset);
  return { words: selection.toString().trim(), near: before.toString().length, text: words.closest("[data-mark]") };
}

function offer() {
  const found = marked();
  if (!found) return;
  form.action = found.text.dataset.mark;
  form.elements.near.value = found.near;
  quote.value = found.words;
  at = found.text;
  form.hidden = false;
}

document.addEventListener("pointerup", () => setTimeout(offer));
document.addEventListener("keyup", (event) => {
  if (event.shiftKey || event.key === "Shift") offer();
});
// Keys for reading many texts one after another. They work while a text has the focus, and only then, so that nobody
// who speaks to the machine or writes in a field sets them off.
const texts = [...document.querySelectorAll("[data-mark]")];
for (const text of texts) text.tabIndex = -1;
function go(text) {
  if (!text) return;
  at = text;
  text.focus({ preventScroll: true });
  text.scrollIntoView({ block: "nearest" });
}

function markAll(text) {
  const range = document.createRange();
  range.selectNodeContents(text.querySelector("[data-words]"));
  document.getSelection().removeAllRanges();
  document.getSelection().addRange(range);
  offer();
  theme.focus();
}

document.querySelector(".desk-texts").addEventListener("keydown", (event) => {
  const text = event.target.closest("[data-mark]");
  if (!text || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const step = { j: 1, k: -1 }[event.key];
  if (step) go(texts[texts.indexOf(text) + step]);
  else if (event.key === "m") markAll(text);
  else return;
  event.preventDefault();
});

function close() {
  form.hidden = true;
  go(at);
}

form.addEventListener("keydown", (event) => {
  if (event.key === "Escape") close();
});
form.querySelector("[data-mark-close]").addEventListener("click", close);
if (texts.length && matchMedia("(hover: hover)").matches) {
  document.querySelector("[data-keys-help]").hidden = false;
  const begin = document.querySelector("[data-keys-begin]");
  begin.addEventListener("click", () => go(at && texts.includes(at) ? at : texts[0]));
  if (texts.includes(at)) go(at);
}
theme.setAttribute("autocomplete", "off");
