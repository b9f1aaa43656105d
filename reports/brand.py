"""How a report looks like its organisation's own: a logo and a typeface beside the colour."""

from dataclasses import dataclass
from enum import Enum


class Typeface(Enum):
    """The faces that come with the printer. The value is the family's name; `words` what people call it."""

    PLEX_SANS = "IBM Plex Sans"
    PLEX_SERIF = "IBM Plex Serif"

    @property
    def words(self) -> str:
        """`"IBM Plex Sans (uden fødder)"`."""
        feet = "med" if self is Typeface.PLEX_SERIF else "uden"
        return f"{self.value} ({feet} fødder)"


@dataclass(frozen=True, slots=True)
class Logo:
    """The organisation's mark, printed small on the front page.

    image: a PNG or JPEG as it was handed in; it is drawn anew, no larger than the paper needs, and
    left out when it is neither. words: what it shows, for those who listen ("Birkesund Kommunes logo").
    """

    image: bytes
    words: str
