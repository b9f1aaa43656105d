// The workshop: each text is saved by itself while somebody writes, several may write at once, and the pages
// beside it follow. Without this the page has one form and one button.
const root = document.querySelector("[data-workshop]");
const form = root.querySelector("form");
let token = form.elements.csrf_token.value;
const sheets = document.querySelector("[data-sheets]");
const offline = document.querySelector("[data-offline]");
const kept = {
  key: (place) => `rapport-${root.dataset.workshop}-${place}`,
  get(place) { try { return sessionStorage.getItem(this.key(place)); } catch { return null; } },
  set(place, text) { try { sessionStorage.setItem(this.key(place), text); } catch { /* full or forbidden */ } },
  drop(place) { try { sessionStorage.removeItem(this.key(place)); } catch { /* forbidden */ } },
};

const send = async (url, values, isAgain = false) => {
  const body = values instanceof FormData ? values : new URLSearchParams(values);
  body.set("csrf_token", token);
  const answer = await fetch(url, { method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual" });
  if (answer.status !== 400 || isAgain || !await renew()) return answer;
  return send(url, values, true);
};
// Whoever signed in again in another window has another token; the page here goes on with it.
async function renew() {
  const answer = await fetch(location.pathname, { redirect: "manual" });
  if (!answer.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  token = page.querySelector("[data-workshop] [name=csrf_token]")?.value ?? "";
  form.elements.csrf_token.value = token;
  return Boolean(token);
}
const say = (line, words, wrong = false) => {
  line.textContent = words;
  line.classList.toggle("wrong", wrong);
};
const warn = (words) => {
  offline.hidden = !words;
  if (words && offline.firstElementChild.textContent !== words) offline.firstElementChild.textContent = words;
};

const why = (answer) => {
  if (!answer || answer.status >= 500) return root.dataset.away;
  return [403, 404].includes(answer.status) ? root.dataset.closed : root.dataset.signedOut;
};

// Texts

class Place {
  constructor(box) {
    this.box = box;
    this.name = box.dataset.place;
    this.field = box.querySelector("textarea");
    this.revision = box.querySelector("[data-revision]");
    this.line = box.querySelector("[data-saved]");
    this.other = box.querySelector("[data-other]");
    this.saved = this.field.value;
    this.waiting = null;
    this.busy = false;
    this.letters = box.querySelector("[data-letters]");
    this.field.addEventListener("input", () => { this.count(); this.typed(); });
    this.field.addEventListener("change", () => this.count());
    this.count();
    this.field.addEventListener("blur", () => this.save());
    this.field.addEventListener("focus", () => showPart(box.dataset.chapter));
  }

  get unsaved() { return this.field.value !== this.saved; }

  // Python counts code points, and so do we.
  count() {
    const n = [...this.field.value].length;
    this.letters.textContent = this.letters.dataset.letters.replace("{n}", n);
    this.letters.classList.toggle("over", n > Number(this.letters.dataset.limit));
  }

  typed() {
    kept.set(this.name, this.field.value);
    say(this.line, root.dataset.unsaved);
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.save(), 1000);
  }

  async save() {
    clearTimeout(this.waiting);
    if (this.busy || !this.unsaved || !this.other.hidden) return;
    this.busy = true;
    const text = this.field.value;
    say(this.line, root.dataset.saving);
    let answer = null;
    let told = null;
    try {
      answer = await send(root.dataset.save, { place: this.name, text, revision: this.revision.value });
      told = answer.headers.get("Content-Type")?.includes("json") ? await answer.json() : null;
    } catch { /* nobody answers */ }
    this.busy = false;
    if (told && answer.ok) this.done(text, told);
    else if (told && answer.status === 409) this.beside(told);
    else if (told) say(this.line, told.error, true);
    else this.failed(answer);
    if (told && answer.ok && this.unsaved) this.typed();
  }

  done(text, told) {
    this.saved = text;
    this.revision.value = told.revision;
    if (!this.unsaved) kept.drop(this.name);
    say(this.line, told.saved);
    if (![...places.values()].some((one) => one.unsaved)) warn("");
    for (const point of told.points) drawPoint(point);
    refreshSoon();
  }

  failed(answer) {
    warn(why(answer));
    say(this.line, root.dataset.unsaved, true);
    this.waiting = setTimeout(() => this.save(), 5000);
  }

  // Somebody else wrote here meanwhile: both stand until one is chosen.
  beside(told) {
    const by = document.createElement("p");
    by.textContent = told.by;
    const theirs = document.createElement("blockquote");
    theirs.className = "prose";
    theirs.textContent = told.text;
    const choose = (label, text) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button button-tertiary";
      button.textContent = label;
      button.addEventListener("click", () => {
        this.other.hidden = true;
        this.other.replaceChildren();
        this.revision.value = told.revision;
        this.saved = told.text;
        if (text !== null) this.put(text);
        this.field.focus();
        if (this.unsaved) this.save();
        else { kept.drop(this.name); say(this.line, ""); }
      });
      return button;
    };
    const row = document.createElement("p");
    row.className = "row";
    row.append(choose(root.dataset.mine, null), choose(root.dataset.theirs, told.text));
    this.other.replaceChildren(by, theirs, row);
    this.other.hidden = false;
    say(this.line, root.dataset.unsaved, true);
  }

  put(text) {
    this.field.value = text;
    this.field.dispatchEvent(new Event("change"));
  }

  // What others wrote since, where one is not writing oneself.
  hear(theirs) {
    if (String(theirs.revision) === this.revision.value || this.busy) return;
    if (this.unsaved || document.activeElement === this.field) return;
    this.saved = theirs.text;
    this.revision.value = theirs.revision;
    if (this.field.value !== theirs.text) {
      this.put(theirs.text);
      refreshSoon();
    }
  }
}

const places = new Map([...root.querySelectorAll("[data-place]")].map((box) => [box.dataset.place, new Place(box)]));
for (const place of places.values()) {
  const text = kept.get(place.name);
  if (text === null || text === place.field.value) continue;
  place.field.value = text;
  document.querySelector("[data-found]").hidden = false;
  place.typed();
}
addEventListener("online", () => { for (const place of places.values()) place.save(); });
addEventListener("beforeunload", (event) => { if ([...places.values()].some((one) => one.unsaved)) event.preventDefault(); });
form.addEventListener("submit", () => { for (const place of places.values()) { place.saved = place.field.value; kept.drop(place.name); } });

// Picks

const savePicks = async (box, move) => {
  const line = box.querySelector(".workshop-saved");
  const values = new FormData(form);
  if (move) values.set("flyt", move);
  say(line, root.dataset.saving);
  let told = null;
  let answer = null;
  try {
    answer = await send(root.dataset.choose, values);
    told = await answer.json();
  } catch { /* nobody answers, or not in JSON */ }
  if (!told) { warn(why(answer)); say(line, root.dataset.unsaved, true); return; }
  if (told.html) drawPicks(told);
  if (!answer.ok) { say(line, told.error, true); return; }
  warn("");
  say(line, told.saved);
  refreshSoon();
};
function drawPicks(told) {
  for (const [name, html] of Object.entries(told.html)) {
    drawList(name, new DOMParser().parseFromString(html, "text/html"));
  }
  for (const [name, value] of Object.entries({ ...told.read, ...told.cases })) {
    const field = form.elements[name];
    if (field?.type === "hidden" || field?.tagName === "SELECT") field.value = value;
  }
}
function drawList(name, page) {
  const list = root.querySelector(`[data-pick=${name}] .workshop-picked`);
  const fresh = (page.querySelector(`[data-pick=${name}]`) ?? page).querySelector(".workshop-picked");
  if (!list || !fresh) return;
  const focused = list.contains(document.activeElement) ? document.activeElement.value : null;
  list.replaceWith(fresh);
  if (!focused) return;
  // At either end the button that was pressed is gone; the other one of the same line is nearest.
  const other = focused.endsWith(":op") ? focused.replace(/:op$/, ":ned") : focused.replace(/:ned$/, ":op");
  (fresh.querySelector(`[value="${focused}"]`) ?? fresh.querySelector(`[value="${other}"]`) ?? fresh.querySelector("input"))?.focus();
}
// What others picked since: the lists as the page would draw them now.
async function hearPicks(revisions) {
  if (Object.entries(revisions).every(([name, revision]) => (form.elements[name]?.value ?? revision) === revision)) return;
  const answer = await fetch(location.pathname, { redirect: "manual" });
  if (!answer.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const box of root.querySelectorAll("[data-pick]")) {
    drawList(box.dataset.pick, page);
    for (const field of box.querySelectorAll("select, input[type=hidden]")) {
      field.value = page.querySelector(`[data-workshop] [name="${field.name}"]`)?.value ?? field.value;
    }
  }
  refreshSoon();
}
for (const box of root.querySelectorAll("[data-pick]")) {
  box.addEventListener("change", () => savePicks(box));
  box.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=flyt]");
    if (!button) return;
    event.preventDefault();
    savePicks(box, button.value);
  });
}

// The checklist

function drawPoint(point) {
  const item = document.querySelector(`[data-points] [data-point="${point.key}"]`);
  if (!item) return;
  item.className = `workshop-point workshop-${point.standing}`;
  item.querySelector(".workshop-standing").textContent = point.label;
  item.querySelector("a").textContent = point.words;
}

// The pages

let refreshing = null;
let real = null;
let lastPart = "";
function refreshSoon() {
  clearTimeout(refreshing);
  refreshing = setTimeout(refresh, 100);
}
// The printed pages, at the chapter that one writes in. Fresh ones are put in front when they are there.
function printedPages() {
  const at = lastPart ? `nameddest=${lastPart.replace("report-chapter-", "")}` : "view=FitH";
  const pages = document.createElement("iframe");
  pages.title = document.getElementById("sider-h").textContent;
  pages.src = `${sheets.dataset.real}&ny=${Date.now()}#navpanes=0&${at}`;
  const before = real;
  real = pages;
  if (!before) { sheets.replaceChildren(pages); return; }
  pages.classList.add("coming");
  pages.addEventListener("load", () => {
    if (pages !== real) return;
    pages.classList.remove("coming");
    for (const old of [...sheets.children]) if (old !== real) old.remove();
  });
  sheets.append(pages);
}
async function refresh() {
  if (real) printedPages();
  const told = document.querySelector("[data-refreshed]");
  let page;
  try {
    const answer = await fetch(sheets.dataset.sheets, { redirect: "manual" });
    if (!answer.ok) return;
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
  } catch { return; }
  const points = page.querySelector("[data-points]");
  if (points) document.querySelector("[data-points]").replaceChildren(...points.childNodes);
  told.textContent = sheets.dataset.fresh;
  setTimeout(() => { told.textContent = ""; }, 4000);
  if (real) return;
  const before = new Map([...sheets.children].map((one) => [one.className, one.textContent]));
  const at = sheets.scrollTop;
  sheets.replaceChildren(...page.querySelector(".sheets").childNodes);
  sheets.scrollTop = at;
  for (const one of sheets.children) {
    if (before.get(one.className) === one.textContent) continue;
    one.classList.add("changed");
    setTimeout(() => one.classList.remove("changed"), 2500);
  }
}
function showPart(part) {
  lastPart = part;
  const chapter = sheets.querySelector(`.${part}`);
  if (chapter && !real) sheets.scrollTo({ top: chapter.offsetTop - sheets.offsetTop - 8 });
}

// The pages as they will be printed, in browsers that can show them inside a page.
const ways = document.querySelector("[data-ways]");
if (navigator.pdfViewerEnabled) {
  ways.hidden = false;
  ways.addEventListener("click", (event) => {
    const way = event.target.closest("[data-way]")?.dataset.way;
    if (!way || (way === "real") === Boolean(real)) return;
    for (const one of ways.children) one.setAttribute("aria-pressed", String(one.dataset.way === way));
    if (way === "real") {
      printedPages();
    } else {
      real = null;
      sheets.replaceChildren();
      refresh();
    }
  });
}

// One at a time on a phone

const tabs = document.querySelector(".workshop-tabs");
const workshop = document.querySelector(".workshop");
const show = (id) => {
  for (const part of workshop.children) part.classList.toggle("shown", part.id === id);
  for (const tab of tabs.querySelectorAll("a")) {
    if (tab.hash === `#${id}`) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
};
workshop.classList.add("one-at-a-time");
show("skriv");
tabs.addEventListener("click", (event) => {
  const tab = event.target.closest("a");
  if (!tab) return;
  event.preventDefault();
  show(tab.hash.slice(1));
});
document.querySelector(".workshop-list").addEventListener("click", (event) => {
  const link = event.target.closest("a[href^='#']");
  if (link) show(document.getElementById(link.hash.slice(1))?.closest(".workshop > section")?.id ?? "skriv");
});

// The others

const others = document.querySelector("[data-others]");
async function together() {
  if (document.hidden) return;
  const here = document.activeElement?.closest?.("[data-place]")?.dataset.place ?? "";
  let told;
  try {
    told = await (await send(root.dataset.together, { place: here })).json();
  } catch { return; }
  const lines = told.others.map((one) => one.words);
  if (lines.join() !== [...others.children].map((one) => one.textContent).join()) {
    others.replaceChildren(...lines.map((words) => {
      const line = document.createElement("p");
      line.className = "meta";
      line.textContent = words;
      return line;
    }));
  }
  for (const [name, text] of Object.entries(told.texts)) places.get(name)?.hear(text);
  await hearPicks(told.picks);
}
together();
setInterval(together, 10000);
