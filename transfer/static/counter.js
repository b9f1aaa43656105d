// Says how much room is left in a text, near the end of it only, and lets long boxes grow.
for (const told of document.querySelectorAll("[data-count]")) {
  const box = document.getElementById(told.dataset.count);
  if (!box) continue;
  const limit = Number(box.dataset.limit);
  const soft = Number(box.dataset.soft) || Infinity;
  const first = told.textContent;
  // Python counts code points and a line break as one; so do we.
  const length = () => [...box.value].length;
  const say = () => {
    const left = limit - length();
    told.classList.toggle("over", left < 0);
    if (left < 0) told.textContent = told.dataset.over.replace("{n}", -left);
    else if (left <= Math.max(20, limit / 5)) told.textContent = told.dataset.left.replace("{n}", left);
    else told.textContent = length() > soft ? told.dataset.brief : first;
  };
  let waiting;
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(say, 400);
  });
  told.setAttribute("aria-live", "polite");
  if (box.value) say();
}

for (const box of document.querySelectorAll("textarea[data-grow]")) {
  const grow = () => {
    if (box.scrollHeight > box.clientHeight) box.rows = Math.min(30, box.rows + Math.ceil((box.scrollHeight - box.clientHeight) / 24));
  };
  box.addEventListener("input", grow);
  grow();
}
