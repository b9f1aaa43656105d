"""What must hold of a paper before its speed counts."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pdfua

from tests.reports.ua import Paper


def faults(ours: Path, reference: Path | None) -> list[str]:
    """In words, and none when all is well. `reference`: the same report as one document of WeasyPrint."""
    paper, words = Paper(ours.read_bytes()), words_of_pages(ours)
    found = [*paper.faults(), *_says_qpdf(ours), *_says_pdfua(ours), *_wrong_numbers(paper, words)]
    if reference is not None:
        found += _other_words(words, words_of_pages(reference))
        theirs = Paper(reference.read_bytes())
        for what in ("headings", "figures", "scopes"):
            if getattr(paper, what) != getattr(theirs, what):
                found.append(f"other {what} than the reference path")
        if paper.outline() != theirs.outline():
            found.append("other bookmarks than the reference path")
    return found


def letters(file: Path) -> int:
    """How many there are in it: others must say as much as we."""
    return sum(map(len, words_of_pages(file)))


def words_of_pages(file: Path) -> list[str]:
    """Page by page, without spaces, which programs put where they think best."""
    told = subprocess.run(["pdftotext", file, "-"], capture_output=True, check=True).stdout.decode()
    return [re.sub(r"\s", "", page) for page in told.split("\f")[:-1]]


def _says_qpdf(file: Path) -> Iterator[str]:
    said = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True, check=False)
    if said.returncode:
        yield f"qpdf: {(said.stdout + said.stderr).strip()[-200:]}"


def _says_pdfua(file: Path) -> Iterator[str]:
    yield from (f"pdfua: {one.message}" for one in pdfua.validate(file).findings)


def _wrong_numbers(paper: Paper, words: list[str]) -> Iterator[str]:
    """Every link leads to a page that has its title, and every line of the contents gives its number."""
    places, lines = paper.destinations(), paper.lines_of_contents()
    for page, text in zip(paper.file.pages, words, strict=True):
        for link in page.get("/Annots", []):
            title = re.sub(r"\s", "", str(link.Contents).removeprefix("Gå til "))
            leads_to = places[str(link.Dest)]
            if link.objgen in lines and f"{title}{leads_to}" not in text:
                yield f"the contents do not give page {leads_to} for {title[:60]}"
            if title not in words[leads_to - 1]:
                yield f"page {leads_to} does not have {title[:60]}"


def _other_words(ours: list[str], theirs: list[str]) -> Iterator[str]:
    if len(ours) != len(theirs):
        yield f"{len(ours)} pages, the reference path {len(theirs)}"
        return
    for number, (our, their) in enumerate(zip(ours, theirs, strict=True), start=1):
        if our != their:
            yield f"page {number} says something else than the reference path's"
