"""A person at a browser: goes by labels, buttons and links, and notices what a browser complains of."""

import re
import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import axe_playwright_python
from playwright.sync_api import (
    BrowserContext,
    ConsoleMessage,
    Download,
    Error,
    Locator,
    Request,
    Response,
    expect,
)

AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DELIBERATE = (400, 401, 404, 409, 422)
DRAWING = 30_000  # a PDF takes its time on a busy machine
FAILED = re.compile(r"Failed to load resource: the server responded with a status of (\d+)")
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


def emails_of(name: str) -> str:
    """The address that the demo gives a person."""
    plain = name.lower().replace("ø", "oe").replace("å", "aa").replace("æ", "ae")
    return f"{plain.replace(' ', '.')}@birkesund.example"


class Somebody:
    """One page of one browser, and everything that went wrong on it."""

    def __init__(self, context: BrowserContext, *, javascript: bool = True) -> None:
        self.page = context.new_page()
        self._scripts_run = javascript
        self.complaints: list[str] = []
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self.complaints.append(f"{self.page.url}: {error}"))
        self._is_leaving = False
        self.page.on("request", self._asked)
        self.page.on("requestfailed", self._gave_up)
        self.page.on("domcontentloaded", self._arrived)
        self.page.on("response", self._answered)

    # Going about

    def opens(self, address: str) -> int:
        """Go to an address. Returns the status of the page that came."""
        response = self.page.goto(address)
        assert response is not None
        return response.status

    def signs_in(self, name: str, password: str) -> None:
        """By the page, as everybody does; the demo gives everybody an address made of the name."""
        self.opens("/log-ind")
        self.writes("E-mail", emails_of(name))
        self.writes("Adgangskode", password)
        self.presses("Log ind")
        self.sees_heading(re.compile(rf"^(Hej, {name.split(maxsplit=1)[0]}|Vælg organisation)$"))

    def writes(self, label: str, text: str) -> None:
        self.field(label).fill(text)

    def field(self, label: str) -> Locator:
        """The box with this label, whether or not it may be left empty."""
        return self.main.get_by_label(re.compile(rf"^{re.escape(label)}\s*(\(valgfrit\))?$"))

    def chooses(self, label: str, among: str = "") -> None:
        """Put the mark at one choice, or tick a box; `among` begins the question's words."""
        group = self.page.get_by_role("group", name=re.compile(rf"^{re.escape(among)}"))
        inside = group if among else self.main
        kinds = inside.get_by_role("radio", name=label, exact=True)
        kinds.or_(inside.get_by_role("checkbox", name=label, exact=True)).check()

    def picks(self, label: str, option: str) -> None:
        self.field(label).select_option(label=option)

    def presses(self, name: str) -> None:
        self.clicks(self.main.get_by_role("button", name=name, exact=True))

    def unfolds(self, name: str) -> None:
        self.main.locator("summary").get_by_text(name, exact=True).click()

    def follows(self, name: str) -> None:
        self.clicks(self.main.get_by_role("link", name=name, exact=True).first)

    def downloads(self, name: str) -> Download:
        with self.page.expect_download(timeout=DRAWING) as awaited:
            self.main.get_by_role("link", name=name).first.click(timeout=DRAWING)
        return awaited.value

    def clicks(self, what: Locator) -> None:
        """And waits for the next page, if that leads to one: the old one stands meanwhile, and would be read."""
        self._is_leaving = False
        what.click()
        if self._scripts_run:
            with suppress(Error):  # the page may have gone already
                self.page.evaluate(SENT)
        else:
            self.page.wait_for_timeout(100)
        deadline = time.monotonic() + DRAWING / 1000
        while self._is_leaving and time.monotonic() < deadline:
            self.page.wait_for_timeout(10)

    # Looking

    @property
    def main(self) -> Locator:
        return self.page.locator("main")

    def sees(self, text: str | re.Pattern[str]) -> None:
        expect(self.main).to_contain_text(text)

    def does_not_see(self, text: str) -> None:
        expect(self.main).not_to_contain_text(text)

    def sees_heading(self, name: str | re.Pattern[str]) -> None:
        expect(self.page.get_by_role("heading", level=1, name=name)).to_be_visible()

    def finds_it_accessible(self) -> None:
        """No violation of WCAG 2.2 AA that a program can find, and nothing beyond the right edge.

        Contrast and the size of what is pressed take more time than all other rules together and are the same for
        all elements of a kind, so they are measured where a kind is met first, at each width.
        """
        self.page.evaluate(SETTLED)  # a button that fades has a contrast of its own on the way
        kinds, measured = self.kinds_of_elements(), _MEASURED[self._width()]
        new = sorted(kinds - measured)
        measured |= kinds
        self.page.evaluate(_AXE)
        for violation in self.page.evaluate(VIOLATIONS, [AXE_RULES, new]):
            where = [" ".join(node["target"]) for node in violation["nodes"][:3]]
            said = violation["nodes"][0].get("failureSummary", "")
            self.complaints.append(
                f"{self.page.url} ({self._width()} px): {violation['id']} at {where}: {said}"
            )
        self.finds_nothing_beyond_the_edge()

    def kinds_of_elements(self) -> set[str]:
        """Each kind by what it stands in and its state; the page keeps the elements of each."""
        return set(self.page.evaluate(KINDS))

    def finds_nothing_beyond_the_edge(self) -> None:
        beyond = self.page.evaluate(SIDEWAYS)
        if beyond > 0:
            self.complaints.append(f"{self.page.url} ({self._width()} px): {beyond} px too wide")

    def _width(self) -> int:
        return self.page.viewport_size["width"] if self.page.viewport_size else 0

    # What the browser says

    def _said(self, message: ConsoleMessage) -> None:
        if message.type != "error":
            return
        failed = FAILED.match(message.text)
        if failed and int(failed[1]) in DELIBERATE:  # _answered() sees to the rest
            return
        self.complaints.append(f"{self.page.url}: {message.text}")

    def _asked(self, request: Request) -> None:
        if _takes_away(request):
            self._is_leaving = True
        there, here = urlsplit(request.url), urlsplit(self.page.url)
        if there.scheme in ("data", "blob") or here.scheme == "about":
            return
        if (there.scheme, there.netloc) != (here.scheme, here.netloc):
            self.complaints.append(f"{self.page.url} asks another server: {request.url}")

    def _gave_up(self, request: Request) -> None:
        if _takes_away(request):  # nothing comes, or a file that is kept
            self._is_leaving = False

    def _arrived(self, _page: object) -> None:
        self._is_leaving = False

    def _answered(self, response: Response) -> None:
        if response.status < 400:
            return
        is_page = response.request.is_navigation_request()
        if not is_page or response.status not in DELIBERATE:
            self.complaints.append(f"{self.page.url}: {response.url} gave {response.status}")


def _takes_away(request: Request) -> bool:
    """Whether the page that is open goes when this is answered."""
    return request.is_navigation_request() and request.frame.parent_frame is None


SENT = "() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))"
"""Comes back when what a click sends is on its way."""
SETTLED = """() => Promise.race([
  Promise.allSettled(document.getAnimations().map(one => one.finished)),
  new Promise(done => setTimeout(done, 1000)),
])"""
_AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
VIOLATIONS = """async ([rules, kinds]) => {
  const asked = {resultTypes: ["violations"], preload: false};  // styles are ours, and there already
  const found = await axe.run({
    ...asked, runOnly: {type: "tag", values: rules},
    rules: {"color-contrast": {enabled: false}, "target-size": {enabled: false}}});
  const some = kinds.flatMap((kind) => window.ofKind.get(kind));
  const more = some.length ? await axe.run(some, {...asked, runOnly: ["color-contrast", "target-size"]}) : null;
  return [...found.violations, ...(more ? more.violations : [])];
}"""
KINDS = """() => {
  const known = new Map([[document.documentElement, location.pathname.split("/")[1]]]);
  const kind = (one) => {
    if (!known.has(one)) {
      const said = [...one.attributes].map((a) =>
        ["class", "role", "type"].includes(a.name) ? a.name + "=" + a.value : a.name).sort();
      const silent = one.textContent.trim() ? "" : "!";
      const state = one.matches(":checked, :checked + *, :focus, :target") ? "*" : "";
      known.set(one, kind(one.parentElement) + ">" + one.localName + silent + state + "[" + said + "]");
    }
    return known.get(one);
  };
  window.ofKind = new Map();
  for (const one of document.querySelectorAll("body *:not(path, option)")) {
    if (!window.ofKind.has(kind(one))) window.ofKind.set(kind(one), []);
    window.ofKind.get(kind(one)).push(one);
  }
  return [...window.ofKind.keys()];
}"""
"""The kinds of elements on a page of an organisation: each with what it stands in, and its state."""
_MEASURED: dict[int, set[str]] = defaultdict(set)
"""The kinds whose contrast and size were measured at each width, by whoever met them."""
