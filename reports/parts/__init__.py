"""Parts drawn once, and papers assembled of them at will. docs/reports.md tells how, with a drawing.

    paper = management_paper(report)                    # what is said, in parts
    kept = [store.get(part.key) or draw_part(part) …]   # what each looks like
    assembled(paper, kept)                              # a PDF, piece by piece

Only `draw_part` knows WeasyPrint; whoever assembles never loads it.
"""

from reports.parts.assembly import assembled
from reports.parts.drawn import draw_part
from reports.parts.fragment import DamagedFragment
from reports.parts.part import Paper, Part

__all__ = ["DamagedFragment", "Paper", "Part", "assembled", "draw_part"]
