"""Who is named in the file, and what each of them is.

The key "people" settles it. For those it does not name, the file is read for signs: owners are activists
where they own something, sponsors and participants called "…leder" are leaders there, facilitators are
consultants, and any other participant is an activist.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Final

from flask_babel import gettext as _

from transfer.domain.typing_in import clean_line
from transfer.domain.vocabulary import Role
from transfer.importing.reading import Record

MAIL_DOMAIN: Final = "example"
_LETTERS: Final = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ö": "oe", "ä": "ae", "ß": "ss"})
_WITH_BRACKET: Final = re.compile(r"(?P<name>[^(]+?)\s*(?:\((?P<title>[^)]*)\))?")
_ADDRESS: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


@dataclass(frozen=True, slots=True)
class Post:
    """A role somewhere: in a unit of the file by its code or area, or (None) everywhere."""

    role: Role
    unit: str | None = None
    title: str = ""
    is_external: bool = False


@dataclass(slots=True)
class Someone:
    """A person of the file."""

    name: str
    email: str
    posts: list[Post] = field(default_factory=list)
    is_settled: bool = False
    """Whether "people" says what they are, so that signs are not looked for."""

    def is_activist_in(self, unit: str) -> bool:
        return any(post.role is Role.ACTIVIST and post.unit == unit for post in self.posts)

    @property
    def is_activist(self) -> bool:
        return any(post.role is Role.ACTIVIST for post in self.posts)


class People:
    """Everyone the file names, by name."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        self.by_name: dict[str, Someone] = {}

    def named(self, name: str) -> Someone:
        """The person called so, new or known."""
        key = name.casefold()
        if key not in self.by_name:
            self.by_name[key] = Someone(name, email_of(name, self.slug))
        return self.by_name[key]

    def add(self, name: str, post: Post) -> Someone:
        """Note a sign of what somebody is, unless "people" has settled it."""
        someone = self.named(name)
        if not someone.is_settled:
            same = [one for one in someone.posts if (one.role, one.unit) == (post.role, post.unit)]
            if not same or (post.title and not same[0].title):
                someone.posts = [one for one in someone.posts if one not in same] + [post]
        return someone

    def settle(self, record: Record, units: frozenset[str]) -> None:
        """Take one line of "people": a person and one of their roles."""
        record.must_have("name", "role")
        name = record.line("name", limit=120)
        email = record.line("email", limit=254).lower()
        role = record.choice("role", Role)
        unit = record.line("unit") or None
        title = record.line("title", limit=80)
        external = record.data.get("external", False)
        if email and not _ADDRESS.fullmatch(email):
            record.fault("email", _("»%(email)s« er ikke en e-mailadresse.", email=email))
        if unit and unit not in units:
            record.fault("unit", _("%(unit)s findes ikke i filen.", unit=unit))
        if not isinstance(external, bool):
            record.fault("external", _("skal være true eller false."))
        if not name or role is None:
            return
        someone = self.named(name)
        someone.is_settled = True
        someone.email = email or someone.email
        someone.posts.append(Post(role, unit, title, external is True))

    def take_part(self, text: str, unit: str) -> Someone | None:
        """A participant as written: "Torben Aagård (teamleder)". None when it names nobody."""
        read = _WITH_BRACKET.fullmatch(clean_line(text))
        if read is None:
            return None
        title = (read["title"] or "").strip()
        if title.casefold().endswith("leder"):
            return self.add(read["name"], Post(Role.LEADER, unit, title))
        someone = self.named(read["name"])
        if not someone.posts and not someone.is_settled:
            someone.posts.append(Post(Role.ACTIVIST, unit))
        return someone

    def activist_for(self, unit: str, areas: dict[str, str]) -> Someone | None:
        """Who looks after a unit: its activist, else one in the same area, else any."""
        activists = [one for one in self.by_name.values() if one.is_activist]
        near = [other for other, area in areas.items() if area == areas.get(unit)]
        for where in (unit, *near):
            for one in activists:
                if one.is_activist_in(where):
                    return one
        return next(iter(activists), None)

    def same_address(self) -> list[tuple[Someone, Someone]]:
        """Pairs of people who would share an e-mail address."""
        seen: dict[str, Someone] = {}
        return [
            (seen[one.email], one)
            for one in self.by_name.values()
            if seen.setdefault(one.email, one) is not one
        ]


def email_of(name: str, slug: str) -> str:
    """An address that reaches nobody: first and last name at an address reserved for examples."""
    words = [_plain(word) for word in name.split()]
    words = [word for word in words if word]
    local = ".".join(dict.fromkeys((words[0], words[-1]))) if words else "ukendt"
    return f"{local}@{slug}.{MAIL_DOMAIN}"


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFC", word).casefold().translate(_LETTERS)
    without_accents = unicodedata.normalize("NFKD", letters)
    return re.sub(r"[^a-z0-9-]", "", without_accents)
