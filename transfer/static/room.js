// The running view of a session: a clock that needs no network, and words that outlive a lost one.
const kept = {
  get: (key) => { try { return JSON.parse(sessionStorage.getItem(key)); } catch { return null; } },
  set: (key, value) => { try { sessionStorage.setItem(key, JSON.stringify(value)); } catch { /* full or forbidden */ } },
  drop: (key) => { try { sessionStorage.removeItem(key); } catch { /* forbidden */ } },
};

// The clock: when it was started, and how much had run before the last pause. A reload changes neither.
for (const box of document.querySelectorAll("[data-timer]")) {
  const key = `ur-${box.dataset.timer}`;
  const steps = [...box.querySelectorAll("[data-minutes]")];
  const whole = steps.reduce((sum, step) => sum + Number(step.dataset.minutes) * 60, 0);
  const face = box.querySelector("[data-clock]");
  const told = box.querySelector("[data-now]");
  const row = box.querySelector("[data-buttons]");
  let state = kept.get(key) ?? { before: 0, since: null };

  const button = (label, press, kind) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = `button button-${kind}`;
    made.textContent = label;
    made.addEventListener("click", press);
    row.append(made);
    return made;
  };
  const change = (next) => { state = next; kept.set(key, state); draw(); };
  const spent = () => state.before + (state.since === null ? 0 : (Date.now() - state.since) / 1000);
  const go = button(box.dataset.start, () => change(state.since === null
    ? { before: state.before, since: Date.now() }
    : { before: spent(), since: null }), "primary");
  const again = button(box.dataset.again, () => change({ before: 0, since: null }), "quiet");

  const words = (seconds) => `${Math.floor(seconds / 60)}.${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  function draw() {
    const gone = spent();
    const left = whole - gone;
    face.textContent = left >= 0 ? words(Math.ceil(left)) : `+${words(-left)}`;
    face.classList.toggle("over", left < 0);
    go.textContent = state.since !== null ? box.dataset.pause : gone > 0 ? box.dataset.resume : box.dataset.start;
    again.hidden = gone === 0;
    let end = 0;
    let current = null;
    for (const step of steps) {
      const begin = end;
      end += Number(step.dataset.minutes) * 60;
      const here = gone > 0 && gone >= begin && gone < end;
      step.classList.toggle("now", here);
      step.classList.toggle("past", gone >= end);
      if (here) { step.setAttribute("aria-current", "step"); current = step; } else step.removeAttribute("aria-current");
    }
    const say = left < 0 ? box.dataset.over : current ? current.querySelector("strong").textContent : "";
    if (told.textContent !== say) told.textContent = say;
  }
  face.hidden = row.hidden = false;
  draw();
  setInterval(() => { if (state.since !== null) draw(); }, 500);
}

// The words: kept while they are typed, brought back if they were not saved, and sent only when
// somebody answers at the other end.
const parts = [...document.querySelectorAll("[data-keep]")];
for (const form of new Set(parts.map((part) => part.closest("form")))) {
  const found = document.querySelector("[data-found]");
  const offline = document.querySelector("[data-offline]");
  const refused = form.previousElementSibling?.matches(".error-summary");
  const own = parts.filter((part) => form.contains(part));
  const keyOf = (part) => `ord-${part.dataset.keep}`;

  for (const part of own) {
    const boxes = [...part.querySelectorAll("textarea, input[type=text], select")];
    const was = kept.get(keyOf(part));
    if (was && !refused) {
      for (const box of boxes) {
        if (was[box.name] && box.value !== was[box.name]) {
          box.value = was[box.name];
          box.dispatchEvent(new Event("input", { bubbles: true }));
          if (found) found.hidden = false;
        }
      }
    }
    const keep = () => kept.set(keyOf(part), Object.fromEntries(boxes.map((box) => [box.name, box.value])));
    for (const box of boxes) box.addEventListener("input", keep);
    // What is half written in a part that begins empty came back from the last press, unsaved.
    const half = "blank" in part.dataset && boxes.some((box) => box.type !== "select-one" && box.value);
    if (refused || half) keep();
  }

  // A second press while we wait for an answer takes the place of the first: every button sends all
  // the words. One that comes when they are on their way does nothing, and what was typed since then
  // stays kept for the page that comes.
  let asking = false;
  let answered = false;
  let pressed = null;
  form.addEventListener("submit", async (event) => {
    if (answered) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.busy) return;
    pressed = event.submitter;
    if (asking) return;
    asking = true;
    try {
      await fetch(own[0].dataset.ping, { cache: "no-store", redirect: "manual" });
    } catch {
      offline.hidden = false;
      offline.scrollIntoView({ block: "nearest" });
      return;
    } finally {
      asking = false;
    }
    offline.hidden = true;
    for (const part of own) kept.drop(keyOf(part));
    answered = true;
    form.requestSubmit(pressed);
    answered = false;
  }, { capture: true });
}
