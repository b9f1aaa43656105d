"""A PDF as a reader sees it: words a page, in one line, with plain spaces."""

import re
from io import BytesIO

from pypdf import PdfReader

from reports.parts import assembled, draw_part


def on_paper(paper):
    """The paper as PDF, drawn here and now."""
    return b"".join(assembled(paper, [draw_part(part) for part in paper.parts]))


class Read:
    """The text of a PDF."""

    def __init__(self, pdf):
        self.bytes = pdf
        self.reader = PdfReader(BytesIO(pdf))
        self.pages = [
            " ".join(
                re.sub("\xad\\s*", "", page.extract_text()).split()
            )  # words divided at a line's end
            for page in self.reader.pages
        ]
        self.text = " ".join(self.pages)
        self.bookmarks = list(_titles(self.reader.outline))

    def chapter(self, title):
        """What stands between a heading and the next, without heads and feet."""
        text = " ".join(
            re.sub(r" \S+ Kommune Ledelsesrapport Side .*$", "", p) for p in self.pages[1:]
        )
        after = text.rpartition(title)[2]  # contents and summary name it before
        others = self.bookmarks[1:]
        return after[: min((at for t in others if (at := after.find(t)) > 0), default=None)]


def _titles(outline):
    for item in outline:
        if isinstance(item, list):
            yield from _titles(item)
        else:
            yield item.title
