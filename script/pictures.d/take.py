"""Starts a demo of its own, opens its pages as people do, and keeps a picture of each."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "docs" / "pictures"
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 860}
TRIAL = "Dæmpet nat, runde 2: kun lys og tempo"
PLANNED = "Borgeren vælger dagens øvelse"
TODAY = datetime.now(ZoneInfo("Europe/Copenhagen")).date()
PLAN = (
    ("ide", {}, ["Egen undring"]),
    (
        "handling",
        {"Hvad vil I prøve?": "Om morgenen vælger borgeren selv én øvelse ud af tre kort."},
        ["Én gang hos én"],
    ),
    (
        "forventning",
        {
            "Hvad forventer I, der sker?": "Hvis borgeren selv vælger, så forventer vi, at flere "
            "øvelser bliver lavet, fordi valget er borgerens eget.",
            "Tegn på, at det virker": "Øvelsen bliver lavet mindst fire dage om ugen.",
        },
        [],
    ),
    (
        "tid-og-mennesker",
        {
            "Startdato": f"{TODAY:%d-%m-%Y}",
            "Slutdato": f"{TODAY + timedelta(days=20):%d-%m-%Y}",
            "Refleksion senest": f"{TODAY + timedelta(days=34):%d-%m-%Y}",
        },
        [],
    ),
)
YEAR = "fra=2025-01-01&til=2025-12-31"
COLOURS = 128  # as good to look at, and a third of the bytes


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with a_demo() as address, a_browser() as browser:
        phone = signed_in(browser, address, "Mette Kragholm", PHONE)
        begin(phone, address)
        take(phone, f"{address}/birkesund/", "forside")
        take(phone, f"{address}/birkesund/log", "log")
        desk = signed_in(browser, address, "Mette Kragholm", DESKTOP)
        take(desk, f"{address}/birkesund/proevehandlinger", "liste")
        take(desk, find(desk, TRIAL), "proevehandling")
        leader = signed_in(browser, address, "Lone Baadsgaard", DESKTOP)
        draw_report(leader, f"{address}/birkesund/rapporter/ledelsesrapport.pdf?{YEAR}")
    for picture in sorted(PICTURES.glob("*.png")):
        shrink(picture)


@contextmanager
def a_demo() -> Iterator[str]:
    """The address of a demo with fresh data, for the length of the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    with tempfile.TemporaryDirectory() as folder:
        settings = {name: value for name, value in os.environ.items() if "TRANSFER" not in name}
        settings |= {
            "TRANSFER_DEMO": "1",
            "TRANSFER_SECOND_FACTOR": "optional",
            "TRANSFER_INSTANCE": f"{folder}/demo",
            "TRANSFER_BIND": bind,
            "TRANSFER_BASE_URL": f"http://{bind}",
        }
        demo = subprocess.Popen(
            [sys.executable, "-m", "transfer.supervisor", "demo"],
            cwd=ROOT,
            env=settings,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert demo.stdout is not None
        try:
            if not any("Transfer er klar" in line for line in demo.stdout):
                raise SystemExit("script/pictures: the demo did not start")
            yield settings["TRANSFER_BASE_URL"]
        finally:
            demo.send_signal(signal.SIGTERM)
            demo.wait()


@contextmanager
def a_browser() -> Iterator[Browser]:
    """The system's Chromium, or the one that script/setup got from Playwright."""
    chromium = shutil.which("chromium")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=arguments)
        yield browser
        browser.close()


def signed_in(browser: Browser, address: str, name: str, size: dict[str, int]) -> Page:
    """A page of the demo as one of its people."""
    page = browser.new_page(viewport=size, locale="da-DK", device_scale_factor=1.5)
    page.goto(f"{address}/log-ind")
    page.get_by_role("button", name=re.compile(name)).first.click()
    page.wait_for_url("**/birkesund/")
    return page


def find(page: Page, title: str) -> str:
    """The address of a trial, from the list."""
    link = page.get_by_role("link", name=title, exact=True).first.get_attribute("href")
    return f"{page.url.split('/birkesund')[0]}{link}"


def begin(page: Page, address: str) -> None:
    """Write the planned trial's plan to the end and start it, so that there is something to log."""
    page.goto(f"{address}/birkesund/proevehandlinger?tilstand=planned")
    trial = find(page, PLANNED)
    for step, typed, chosen in PLAN:
        page.goto(f"{trial}/rediger/{step}")
        for label, text in typed.items():
            page.get_by_label(label, exact=True).fill(text)
        for label in chosen:
            page.get_by_label(label, exact=True).check(force=True)
        page.get_by_role("button", name="Gem kladde").click()
        page.wait_for_url(trial)
    page.goto(f"{trial}/start")
    page.locator("main").get_by_role("button", name="Gå i gang").click()
    page.wait_for_url(trial)


def take(page: Page, address: str, name: str) -> None:
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / f"{name}.png")


def draw_report(page: Page, address: str) -> None:
    """The pages of the report that a reader opens first: the front and the figures."""
    with tempfile.TemporaryDirectory() as folder:
        paper = Path(folder) / "report.pdf"
        paper.write_bytes(page.request.get(address).body())
        for number, name in ((1, "rapport-forside"), (2, "rapport-tal")):
            subprocess.run(
                [
                    "pdftoppm",
                    "-png",
                    "-r",
                    "70",
                    "-singlefile",
                    "-f",
                    str(number),
                    paper,
                    PICTURES / name,
                ],
                check=True,
            )


def shrink(picture: Path) -> None:
    from PIL import Image

    with Image.open(picture) as whole:
        few = whole.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(picture, optimize=True)


if __name__ == "__main__":
    main()
