"""What is typed about insights, themes and marked passages."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, cast
from uuid import UUID

from flask_babel import lazy_gettext as later
from wtforms import BooleanField, HiddenField
from wtforms.fields import SelectChoice

from transfer.domain.insights import Addressee, InsightKind, Strength
from transfer.domain.vocabulary import Wording
from transfer.forms import (
    DanishDateField,
    Form,
    LineField,
    OneOfField,
    PickField,
    SentOnce,
    SeveralField,
    TextField,
    required,
)
from transfer.models import Insight, Stance
from transfer.speaking import gettext as _

NOT_USED: Final = "none"
SOURCE: Final = "kilde_"
"""How the fields are called that say what a source says of the insight; its id follows."""


class MarkForm(Form):
    """A passage of one text, and the theme it is about."""

    quote = TextField(
        later("Citat"),
        [required(later("Skriv de ord i teksten, det handler om."))],
        description=later("Ordene, som de står i teksten. Slet det, der ikke hører med."),
    )
    theme = LineField(
        later("Tema"),
        [required(later("Skriv et tema, eller vælg et, der findes."))],
        description=later("Skriv et nyt, eller vælg et, der findes."),
    )
    note = TextField(later("Bemærkning"), description=later("Kun for konsulenter."), limit=500)
    near = HiddenField()

    @property
    def starts_near(self) -> int:
        typed = str(self.near.data or "")
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 6 else 0


class ThemeForm(Form):
    name = LineField(later("Navn"), [required(later("Skriv, hvad temaet hedder."))])
    description = TextField(
        later("Beskrivelse"), description=later("Hvad hører med, og hvad hører ikke med?")
    )
    is_common = BooleanField(
        later("Fælles for organisationens konsulenter"),
        description=later("Ellers er det kun dig, der ser det."),
    )
    revision = HiddenField()


class MergeForm(Form):
    """Two themes become one."""

    other = PickField(
        later("Saml med"), [required(later("Vælg det tema, der skal lægges ind her."))]
    )

    def __init__(self, others: Iterable[SelectChoice]) -> None:
        super().__init__()
        self.other.choices = [SelectChoice("", _("Vælg tema")), *others]


class SplitForm(Form):
    """Some passages become a theme of their own."""

    passages = SeveralField(
        later("Passager, der flytter"), [required(later("Vælg mindst én passage."))]
    )
    name = LineField(later("Det nye tema"), [required(later("Skriv, hvad det nye tema hedder."))])

    def __init__(self, passages: Iterable[SelectChoice]) -> None:
        super().__init__()
        self.passages.choices = list(passages)


def _choices(words: type[Wording]) -> list[SelectChoice]:
    return [SelectChoice(word.value, _(word.label)) for word in words]


_AFTER_THE_SOURCES: Final = (
    "kind",
    "strength",
    "goals",
    "recommendation",
    "addressee",
    "session",
    "review_on",
)


class InsightForm(SentOnce):
    """An insight. A draft needs only its sentence; the rest is asked for when it is published."""

    headline = LineField(
        later("Indsigten i én sætning"),
        [required(later("Skriv indsigten som en påstand, man kan være uenig i."))],
        description=later("En påstand, man kan være uenig i."),
    )
    body = TextField(
        later("Uddybning"), description=later("Hvad går igen, og under hvilke betingelser?")
    )
    kind = OneOfField(later("Slags"))
    strength = OneOfField(later("Styrke"))
    goals = SeveralField(later("Kompetencemål"))
    recommendation = TextField(
        later("Anbefaling"), description=later("Hvad bør gøres, af hvem?"), limit=600
    )
    addressee = PickField(later("Til hvem"))
    session = PickField(
        later("Sparringssession"), description=later("Den session, indsigten kommer fra.")
    )
    review_on = DanishDateField(
        later("Gennemgås igen"),
        [required(later("Skriv, hvornår den skal ses efter igen."))],
        description=later("Viden bliver gammel. Et år er sat som forslag."),
    )
    add_trial = PickField(
        later("Tilføj en prøvehandling"),
        description=later("De nyeste, der er delt, står øverst."),
    )
    add_stance = OneOfField(later("Hvad siger den?"))
    revision = HiddenField()

    source_ids: tuple[UUID, ...] = ()

    @property
    def drawn(self) -> tuple[str, ...]:
        """Its questions as they stand on the page, one for each source among them."""
        sources = (f"{SOURCE}{one.hex}" for one in self.source_ids)
        return ("headline", "body", *sources, "add_trial", "add_stance", *_AFTER_THE_SOURCES)

    def written(self) -> dict[str, Any]:
        """What was typed, by the keys of the record."""
        kind, strength, addressee = self.kind.data, self.strength.data, self.addressee.data
        return {
            "headline": self.headline.data,
            "body": self.body.data or "",
            "kind": InsightKind(kind) if kind else None,
            "strength": Strength(strength) if strength else None,
            "goals": tuple(UUID(one) for one in self.goals.data or ()),
            "recommendation": self.recommendation.data or "",
            "addressee": Addressee(addressee) if addressee else None,
            "session_id": UUID(self.session.data) if self.session.data else None,
            "review_on": self.review_on.data,
        }

    def stance_of(self, source_id: UUID) -> Stance | None:
        """What was chosen about a source; none: it is left out."""
        chosen = self[f"{SOURCE}{source_id.hex}"].data
        return Stance(chosen) if chosen in tuple(Stance) else None

    @property
    def added(self) -> tuple[UUID, Stance] | None:
        """A trial that is added, and what it says."""
        if not self.add_trial.data:
            return None
        stance = self.add_stance.data
        return UUID(self.add_trial.data), Stance(stance) if stance else Stance.SUPPORTS

    def complain(self, keys: Sequence[str]) -> None:
        """Put a sentence at everything that must be written before all may read it."""
        for key in keys:
            field = self[key]
            field.errors = [*field.errors, missing_sentence(key)]


def missing_sentence(key: str) -> str:
    """What to do about something that an insight lacks before it is published."""
    return {
        "headline": _("Skriv indsigten som en påstand, man kan være uenig i."),
        "body": _("Skriv, hvad der går igen, og under hvilke betingelser."),
        "kind": _("Vælg, hvad slags indsigt det er."),
        "strength": _("Vælg, hvor sikkert den står."),
        "goals": _("Vælg mindst ét kompetencemål."),
    }[key]


def insight_form(
    *,
    sources: Iterable[tuple[UUID, str, str]],
    goals: Iterable[SelectChoice],
    sessions: Iterable[SelectChoice],
    trials: Iterable[SelectChoice],
    data: dict[str, Any],
    **more: Any,
) -> InsightForm:
    """A form for one insight, with a question about each of its sources.

    Each call makes its own class: WTForms keeps fields on the class.

    Args:
        sources: id of each passage or source, the words to name it by, and what is chosen at first.
        more: `formdata`, when it is another than what was sent.
    """
    asked = tuple(sources)
    stances = [
        SelectChoice(Stance.SUPPORTS.value, _("Støtter")),
        SelectChoice(Stance.CONTRADICTS.value, _("Taler imod")),
        SelectChoice(NOT_USED, _("Er ikke med")),
    ]
    fields = {
        f"{SOURCE}{source_id.hex}": OneOfField(words, choices=stances)
        for source_id, words, _chosen in asked
    }
    form_class = type("ThisInsight", (InsightForm,), fields)
    chosen = {f"{SOURCE}{source_id.hex}": first for source_id, _words, first in asked}
    form = cast(InsightForm, form_class(data={"add_stance": "supports", **chosen, **data}, **more))
    form.source_ids = tuple(source_id for source_id, _words, _first in asked)
    form.kind.choices = _choices(InsightKind)
    form.strength.choices = _choices(Strength)
    form.addressee.choices = [SelectChoice("", _("Ingen bestemt")), *_choices(Addressee)]
    form.goals.choices = list(goals)
    form.session.choices = [SelectChoice("", _("Ingen")), *sessions]
    form.add_trial.choices = [SelectChoice("", _("Ingen")), *trials]
    form.add_stance.choices = stances[:2]
    return form


def saved_values(insight: Insight) -> dict[str, Any]:
    """An insight as its form wants it."""
    return {
        "headline": insight.headline,
        "body": insight.body,
        "kind": insight.kind.value if insight.kind else None,
        "strength": insight.strength.value if insight.strength else None,
        "goals": [str(one) for one in insight.goal_ids],
        "recommendation": insight.recommendation,
        "addressee": insight.addressee.value if insight.addressee else None,
        "session": str(insight.session_id) if insight.session_id else None,
        "review_on": insight.review_on,
        "revision": str(insight.revision),
    }


class CommentForm(Form):
    text = TextField(
        later("Kommentar"), [required(later("Skriv din kommentar, før du sender."))], limit=1000
    )


class SupersedeForm(Form):
    """The insight that takes over."""

    other = PickField(
        later("Den indsigt, der gælder nu"), [required(later("Vælg den indsigt, der gælder nu."))]
    )

    def __init__(self, others: Iterable[SelectChoice]) -> None:
        super().__init__()
        self.other.choices = [SelectChoice("", _("Vælg indsigt")), *others]


class RecommendationForm(SentOnce):
    text = TextField(
        later("Anbefaling"),
        [required(later("Skriv, hvad der bør gøres."))],
        description=later("Hvad bør gøres? Begynd med et udsagnsord."),
        limit=600,
    )
    addressee = OneOfField(later("Til hvem"), [required(later("Vælg, hvem den er til."))])
    due_on = DanishDateField(later("Frist"))
    insights = SeveralField(later("Bygger på"))
    revision = HiddenField()

    def __init__(self, insights: Iterable[SelectChoice], data: dict[str, Any]) -> None:
        super().__init__(data=data)
        self.addressee.choices = _choices(Addressee)
        self.insights.choices = list(insights)

    @property
    def due(self) -> date | None:
        return cast("date | None", self.due_on.data)


class WordForm(Form):
    """A word that goes with a move of a recommendation."""

    word = TextField(later("Et par ord om hvorfor"), limit=500)
