"""The ways to make a report that are measured against each other, each run in a process of its own.

    python -m bench.ways sources 100 FOLDER      what others read: HTML, Word, Typst (not measured)
    python -m bench.ways hot 100 FOLDER          one way; the paper is FOLDER/hot-100.pdf

A way that measures inside its process prints the processor's and the clock's seconds of each repeat as JSON;
what the whole process takes is for `bench.watching` to see.
"""

import json
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from bench import sample

REPEATS = 7
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
OFFICE = (
    'pdf:writer_pdf_Export:{"PDFUACompliance":{"type":"boolean","value":"true"},'
    '"ExportBookmarks":{"type":"boolean","value":"true"}}'
)
MESSAGE_DOTS = 96
"""An inch, of the picture of a page in the preview."""


def browser() -> str | None:
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


# What others read


def sources(trials: int, folder: Path) -> None:
    from bench.typesetting import typst_source
    from reports import management_docx, management_html

    report = sample.report_of(trials)
    html = management_html(report)
    _source(folder, trials, "html").write_text(html, "utf-8")
    _source(folder, trials, "typ").write_text(
        typst_source(html, folder, f"chart-{trials}"), "utf-8"
    )
    _source(folder, trials, "docx").write_bytes(management_docx(report))


def _source(folder: Path, trials: int, kind: str) -> Path:
    return folder / f"report-{trials}.{kind}"


# The others


def naive(trials: int, folder: Path) -> None:
    from bench.straightforward import straightforward_pdf

    _paper(folder, "naive", trials).write_bytes(straightforward_pdf(sample.report_of(trials)))


def lean(trials: int, folder: Path) -> None:
    from bench.straightforward import lean_pdf

    _paper(folder, "lean", trials).write_bytes(lean_pdf(sample.report_of(trials)))


def reference(trials: int, folder: Path) -> None:
    from reports import management_pdf

    _paper(folder, "reference", trials).write_bytes(management_pdf(sample.report_of(trials)))


def chromium(trials: int, folder: Path) -> None:
    subprocess.run(
        [
            browser() or "chromium",
            "--headless",
            "--no-sandbox",  # refused to the superuser without it
            "--disable-gpu",
            f"--user-data-dir={folder / 'profile'}",
            "--no-pdf-header-footer",
            "--generate-pdf-document-outline",
            f"--print-to-pdf={_paper(folder, 'chromium', trials)}",
            _source(folder, trials, "html").as_uri(),
        ],
        check=True,
        capture_output=True,
    )


def office(trials: int, folder: Path) -> None:
    out = folder / "office-out"
    own = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    made = _source(folder, trials, "docx")
    subprocess.run(
        ["soffice", own, "--headless", "--convert-to", OFFICE, "--outdir", out, made],
        check=True,
        capture_output=True,
    )
    (out / f"{made.stem}.pdf").rename(_paper(folder, "office", trials))


def typst(trials: int, folder: Path) -> None:
    _typeset(trials, folder, "typst")


def typst_again(trials: int, folder: Path) -> None:
    """The very same source again in the same process: Typst remembers what it worked out."""
    _repeated(lambda _n: _typeset(trials, folder, "typst-again"))


def _typeset(trials: int, folder: Path, who: str) -> None:
    import typst

    from bench.typesetting import FONTS

    typst.compile(
        str(_source(folder, trials, "typ")),
        output=str(_paper(folder, who, trials)),
        root=str(folder),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
    )


# Ours


def cold(trials: int, folder: Path) -> None:
    shutil.rmtree(folder / f"kept-{trials}", ignore_errors=True)
    _assemble(sample.report_of(trials), folder, "cold", trials)


def kept(trials: int, folder: Path) -> None:
    _assemble(sample.report_of(trials), folder, "kept", trials)


def hot(trials: int, folder: Path) -> None:
    report = sample.report_of(trials)
    _repeated(lambda _n: _assemble(report, folder, "hot", trials))


def changed(trials: int, folder: Path) -> None:
    """One trial of all says something new, in a process that has drawn before."""
    reports = [sample.report_of(trials, changed=trials // 2, note=f"rettet {n}") for n in range(4)]
    _repeated(lambda n: _assemble(reports[n], folder, "changed", trials), repeats=3)


def message(trials: int, folder: Path) -> None:
    """A message is rewritten: until there are new pixels of its page, as Chromium's viewer draws them."""
    import pypdfium2

    reports = [sample.report_of(trials, message=f"Nyt hovedbudskab nummer {n}.") for n in range(4)]

    def show(n: int) -> None:
        _assemble(reports[n], folder, "message", trials)
        with pypdfium2.PdfDocument(_paper(folder, "message", trials)) as paper:
            paper[1].render(scale=MESSAGE_DOTS / 72).to_pil().tobytes()

    _repeated(show, repeats=3)


def _assemble(report, folder: Path, who: str, trials: int) -> None:
    """As a worker does: each part from where it is kept, or drawn and kept, then all put together."""
    from reports import management_paper
    from reports.kept import KeptParts
    from reports.parts import assembled

    paper = management_paper(report)
    shelf = KeptParts(folder / f"kept-{trials}", most=1_000_000_000).shelf("bench", 1)
    fragments = [_fragment(part, shelf) for part in paper.parts]
    with _paper(folder, who, trials).open("wb") as out:
        out.writelines(assembled(paper, fragments))


def _fragment(part, shelf) -> bytes:
    found = shelf.get(part.key)
    if found is None:
        from reports.parts import draw_part

        found = draw_part(part)
        shelf.put(part.key, found)
    return found


# The report as most people get it, without the annex


def usual_reference(trials: int, folder: Path) -> None:
    from reports import management_pdf

    report = sample.usual_report(trials)
    made = _paper(folder, "usual-reference", trials)
    _repeated(lambda _n: made.write_bytes(management_pdf(report)), repeats=1)


def usual_naive(trials: int, folder: Path) -> None:
    from bench.straightforward import straightforward_pdf

    report = sample.usual_report(trials)
    made = _paper(folder, "usual-naive", trials)
    _repeated(lambda _n: made.write_bytes(straightforward_pdf(report)), repeats=1)


def usual_hot(trials: int, folder: Path) -> None:
    report = sample.usual_report(trials)
    _repeated(lambda _n: _assemble(report, folder, "usual-hot", trials))


def _paper(folder: Path, who: str, trials: int) -> Path:
    return folder / f"{who}-{trials}.pdf"


def _repeated(make: Callable[[int], object], repeats: int = REPEATS) -> None:
    """Once to get warm, then as often as asked; the seconds of each are printed."""
    print(json.dumps(list(_timed(make, repeats))[1:]))


def _timed(make: Callable[[int], object], repeats: int) -> Iterator[tuple[float, float]]:
    for n in range(repeats + 1):
        used, began = _used(), time.perf_counter()
        make(n)
        yield _used() - used, time.perf_counter() - began


def _used() -> float:
    """Seconds of the processor by this process and those it has waited for."""
    both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in both)


WAYS: dict[str, Callable[[int, Path], None]] = {
    "cold": cold,
    "kept": kept,
    "hot": hot,
    "changed": changed,
    "message": message,
    "lean": lean,
    "reference": reference,
    "naive": naive,
    "chromium": chromium,
    "office": office,
    "typst": typst,
    "typst-again": typst_again,
    "usual-reference": usual_reference,
    "usual-naive": usual_naive,
    "usual-hot": usual_hot,
}

if __name__ == "__main__":
    way, size, place = sys.argv[1:]
    {"sources": sources, **WAYS}[way](int(size), Path(place))
