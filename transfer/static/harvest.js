// Marking on the harvest desk: select words in a text, and the form for them stands ready. Without this,
// each text has a page of its own for it.
const form = document.querySelector("[data-mark-here]");
const quote = form.elements.quote;
const theme = form.elements.theme;

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
  form.hidden = false;
}

document.addEventListener("pointerup", () => setTimeout(offer));
document.addEventListener("keyup", (event) => {
  if (event.shiftKey || event.key === "Shift") offer();
});
form.addEventListener("keydown", (event) => {
  if (event.key === "Escape") form.hidden = true;
});
form.querySelector("[data-mark-close]").addEventListener("click", () => {
  form.hidden = true;
});
theme.setAttribute("autocomplete", "off");
