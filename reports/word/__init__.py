"""Documents for Word, read from the page that our templates write."""

from reports.word.document import document

__all__ = ["document"]
