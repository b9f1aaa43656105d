"""The page of a report as Typst's own markup: the same words in the same order, with charts, links and contents.

As a capable user of Typst would write it: real headings, tables with heads, figures with words, PDF/UA-1 asked
for, our own faces. Charts are SVG files beside it.
"""

from pathlib import Path

from lxml import etree
from lxml import html as reader

import reports

FONTS = Path(reports.__file__).parent / "assets" / "fonts"
HEAD = """\
#set document(title: {title}, author: "Transfer")
#set text(lang: "da", font: "IBM Plex Sans", size: 10pt)
#set par(leading: 0.6em, spacing: 0.85em)
#set page(paper: "a4", margin: (top: 25mm, bottom: 20mm, x: 22mm), header: context if counter(page).get().first() > 1 [
  #set text(8.5pt)
  {organisation} #h(1fr) Ledelsesrapport
], footer: context [
  #set text(8.5pt)
  #h(1fr) Side #counter(page).display() af #counter(page).final().first()
])
#set table(stroke: none, inset: (x: 0pt, y: 2.2pt), column-gutter: 2mm)
#set heading(outlined: false)
#show heading.where(level: 1): set heading(outlined: true)
#show table: set text(8.5pt)
#show figure: set block(breakable: true)
"""


def typst_source(html: str, folder: Path, charts: str) -> str:
    """`html`: a page that stands alone, made by our templates. `charts`: what theirs are called in `folder`."""
    main = reader.document_fromstring(html).find(".//main")
    title = main.findtext(".//h1")
    organisation = main.find_class("report-organisation")[0].text_content()
    told = _Teller(folder, charts).told(main)
    return HEAD.format(title=_quoted(title), organisation=_plain(organisation)) + told


class _Teller:
    def __init__(self, folder: Path, named: str) -> None:
        self.folder, self.named = folder, named
        self.charts = 0

    def told(self, parent) -> str:
        return "\n".join(self._element(child) for child in parent)

    def _element(self, element) -> str:
        classes = (element.get("class") or "").split()
        if "report-contents" in classes:
            return "#pagebreak()\n#outline(title: [Indhold], depth: 1)\n#pagebreak()"
        if element.tag == "h1":
            return "#title()\n"
        if element.tag in _SIMPLE:
            label = f" <{element.get('id')}>" if element.get("id") else ""
            return f"{_SIMPLE[element.tag]}{_inline(element)}{label}\n"
        if element.tag in ("ul", "ol"):
            return self._list(element)
        if element.tag == "table":
            return self._table(element)
        if element.tag == "svg":
            return self._chart(element)
        if element.tag == "figure":
            caption = element.find("figcaption")
            told = self.told([one for one in element if one is not caption])
            return (_inline(caption) if caption is not None else "") + "\n\n" + told
        new_page = "#pagebreak(weak: true)\n" if "report-full" in classes else ""
        return new_page + self.told(element)

    def _list(self, element) -> str:
        sign = "+" if element.tag == "ol" else "-"
        return "\n".join(f"{sign} {_inline(item)}" for item in element.iter("li")) + "\n"

    def _table(self, element) -> str:
        rows = [
            [_inline(cell) for cell in row if cell.tag in ("th", "td")]
            for row in element.iter("tr")
        ]
        has_head = element.find("thead") is not None
        longest = [
            max(len(row[n]) for row in rows if n < len(row)) for n in range(max(map(len, rows)))
        ]
        lines = [", ".join(f"[{cell}]" for cell in row) for row in rows]
        if has_head:
            lines[0] = f"table.header({lines[0]}), table.hline()"
        widths = ", ".join(f"{max(10, min(letters, 50))}fr" for letters in longest)
        table = f"#table(columns: ({widths},),\n  " + ",\n  ".join(lines) + ")\n"
        caption = element.find("caption")
        return (f"*{_inline(caption)}*\n\n" if caption is not None else "") + table

    def _chart(self, element) -> str:
        self.charts += 1
        file = self.folder / f"{self.named}-{self.charts}.svg"
        file.write_bytes(etree.tostring(element).replace(b"viewbox=", b"viewBox="))
        words = element.findtext("title") or ""
        return f"#image({_quoted(file.name)}, width: 100%, alt: {_quoted(words)})\n"


_SIMPLE = {"h2": "\n= ", "h3": "\n== ", "h4": "\n=== ", "p": "\n"}


def _inline(element) -> str:
    """Words with links and weight; white space counts once."""
    told = _plain(element.text)
    for child in element:
        inside = _inline(child)
        if child.tag in ("strong", "b") and inside.strip():
            inside = f"#strong[{inside}]"
        elif child.tag == "a":
            inside = f"#link(<{child.get('href')[1:]}>)[{inside}]"
        elif child.get("data-at"):
            inside = f"#h(1fr)#context counter(page).at(<{child.get('data-at')[1:]}>).first()"
        elif child.tag in ("p", "div", "h3"):
            inside = f" {inside} "
        told += inside + _plain(child.tail)
    return told


def _plain(text: str | None) -> str:
    squeezed = " ".join((text or " ").split()) if (text or "").strip() else " " * bool(text)
    before, after = (text or "")[:1].isspace(), (text or "")[-1:].isspace()
    if squeezed.strip():
        squeezed = f"{' ' * before}{squeezed}{' ' * after}"
    return "".join(f"\\{sign}" if sign in _SIGNS else sign for sign in squeezed)


def _quoted(text: str | None) -> str:
    return '"' + (text or "").replace("\\", "\\\\").replace('"', '\\"') + '"'


_SIGNS = frozenset("\\#$*_`<>@[]~-=+/'\"")
