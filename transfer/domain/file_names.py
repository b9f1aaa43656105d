"""Names of files that people take along: Danish words in letters that every machine knows."""

import re
import unicodedata
from typing import Final

LONGEST: Final = 100
_DANISH: Final = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ß": "ss"})


def file_name(*parts: str, kind: str) -> str:
    """ "Ledelsesrapport", "Ældre og sundhed", "2025" give `ledelsesrapport-aeldre-og-sundhed-2025.pdf`.

    Letters of other alphabets are left out; a name always begins with a letter or a digit.
    """
    words = " ".join(parts).lower().translate(_DANISH)
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode()
    name = re.sub(r"[^a-z0-9]+", "-", plain)[:LONGEST].strip("-")
    return f"{name or 'fil'}.{kind}"
