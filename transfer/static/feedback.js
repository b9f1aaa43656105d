// Offers to say something about the words that are marked in an answer. The page that opens reads
// them from the answer itself, so only their place stands in the address.
const links = [...document.querySelectorAll("a[data-give]")];

const length = (text) => [...text].length; // in characters, as the server counts

function markedIn(answer) {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  if (!answer.contains(range.startContainer)) return null;
  const before = document.createRange();
  before.selectNodeContents(answer);
  before.setEnd(range.startContainer, range.startOffset);
  const inside = range.cloneRange();
  if (!answer.contains(range.endContainer)) inside.setEnd(answer, answer.childNodes.length);
  if (!inside.toString().trim()) return null;
  const start = length(before.toString());
  return { start, end: start + length(inside.toString()) };
}

if (links.length) {
  const offer = document.createElement("a");
  offer.className = "button button-primary mark-float";
  offer.hidden = true;
  document.body.append(offer);
  // A press must not take the mark away before it is followed.
  offer.addEventListener("pointerdown", (event) => event.preventDefault());

  document.addEventListener("selectionchange", () => {
    offer.hidden = true;
    for (const link of links) {
      const answer = document.getElementById(link.dataset.give)?.querySelector(":scope > .prose");
      const marked = answer && markedIn(answer);
      if (!marked) continue;
      const address = new URL(link.href);
      address.searchParams.set("fra", marked.start);
      address.searchParams.set("til", marked.end);
      offer.href = address.href;
      offer.textContent = link.dataset.giveMarked;
      offer.hidden = false;
    }
  });
}
