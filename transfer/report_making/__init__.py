"""Making reports while nobody waits: files that somebody asked for, and reports that are issued."""

from transfer.report_making import editions
from transfer.report_making.ahead import draw_ahead
from transfer.report_making.files import DRAWN_APART, WORTH_WAITING_FOR, give_up, is_large, make
from transfer.report_making.papers import pdf_of, takes_a_while
from transfer.report_making.shelves import shelf_of, tidy

__all__ = [
    "DRAWN_APART",
    "WORTH_WAITING_FOR",
    "draw_ahead",
    "editions",
    "give_up",
    "is_large",
    "make",
    "pdf_of",
    "shelf_of",
    "takes_a_while",
    "tidy",
]
