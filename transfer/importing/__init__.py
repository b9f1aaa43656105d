"""Loading a whole organisation from a file: everything or nothing.

The shape is that of `transfer/demo/birkesund.json`: goals and units by code, trials with observations and
checks, cycles, and people by name; optional "people" says what each person is (`importing.people`), and
optional "feedback" and "themes" point at words in their answers, and
optional "organisation", "programme" and "brand" what the organisation is called and its colour. Every fault
is named by the record's id and the field, and a file with a fault loads nothing.

Free words where the template has fixed choices (how it is anchored, what was in order before the start)
become choices, and are kept as written in the note of the history entry "imported".
"""

from transfer.importing.reading import BadFile, Fault
from transfer.importing.writing import SlugTaken, load

__all__ = ["BadFile", "Fault", "SlugTaken", "load"]
