"""What a måling shows: drawn, and in words that claim no cause; the same for its page and for reports."""

from transfer.measure_charts.drawn import Mark, Read, drawn, marks_of, read
from transfer.measure_charts.sentences import said_of, verdict_in_words, warning_of_many

__all__ = [
    "Mark",
    "Read",
    "drawn",
    "marks_of",
    "read",
    "said_of",
    "verdict_in_words",
    "warning_of_many",
]
