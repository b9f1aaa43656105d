"""What a consultant types and ticks for a ledelsesrapport: its settings, its texts and its picks."""

from collections.abc import Mapping, Sequence
from typing import Any, Final, cast
from uuid import UUID

from flask_babel import lazy_gettext as later
from wtforms import HiddenField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from transfer.domain.reports import (
    CASE_PICKS,
    CONCLUSIONS,
    DECISIONS,
    HEADINGS,
    LIST_PICKS,
    MESSAGES,
    PLACES,
    Pick,
    ReportPart,
)
from transfer.domain.vocabulary import Role
from transfer.forms import (
    DanishDateField,
    Form,
    LineField,
    PickField,
    SeveralField,
    TextField,
    required,
)
from transfer.policies import Member
from transfer.reporting import CASE_KINDS, Candidate, Offered
from transfer.speaking import gettext as _
from transfer.topic_forms.reports import scopes_for

NO_CASE: Final = "ingen"
"""Chosen where no trial is to be told."""


class SettingsForm(Form):
    """What a report is about; the next one begins with the same."""

    title = LineField(
        later("Navn"),
        [required(later("Giv rapporten et navn, så den kan findes igen."))],
        description=later("Fx »Læring i hverdagen 2025«."),
    )
    programme = LineField(later("Program"), description=later("Står på forsiden."))
    audience = LineField(later("Hvem er den til?"), description=later("Fx »Chefgruppen«."))
    first = DanishDateField(
        later("Fra og med"),
        [required(later("Skriv den første dag i perioden, fx 01-01-2025."))],
        description=later("Fx 01-01-2025"),
    )
    last = DanishDateField(
        later("Til og med"),
        [required(later("Skriv den sidste dag i perioden, fx 31-12-2025."))],
        description=later("Fx 31-12-2025"),
    )
    units = SeveralField(
        later("Områder og enheder"),
        description=later(
            "Vælg ingen for hele organisationen. Er der kun prøvet noget i en enkelt enhed, "
            "vises udfald ikke."
        ),
    )
    goals = SeveralField(later("Kompetencemål"), description=later("Vælg ingen for dem alle."))
    cycles = SeveralField(
        later("Læringsforløb"),
        description=later("Vælg ingen for alt, også det, der ikke hører til et forløb."),
    )
    parts = SeveralField(
        later("Kapitler og bilag"),
        description=later(
            "Hovedbudskaber, tal, metode og definitioner er altid med. "
            "Et kapitel uden noget at fortælle bliver ikke trykt."
        ),
    )
    revision = HiddenField()
    sent_as = HiddenField()

    must_choose_units = False

    @classmethod
    def of(
        cls, member: Member, cycles: Sequence[SelectChoice], data: Mapping[str, Any]
    ) -> "SettingsForm":
        """The form for what the member advises, filled in with `data`."""
        form = cls(data=data)
        form.units.choices = [one for one in scopes_for(member) if _may_advise(member, one.value)]
        form.goals.choices = [
            SelectChoice(str(goal.id), goal.label)
            for goal in member.directory.goals.values()
            if goal.is_active
        ]
        form.cycles.choices = list(cycles)
        form.parts.choices = [SelectChoice(part.value, _(part.label)) for part in ReportPart]
        form.must_choose_units = member.roles[Role.CONSULTANT] is not None
        return form

    def validate_last(self, field: Any) -> None:
        if field.data and self.first.data and field.data < self.first.data:
            raise ValidationError(_("Perioden slutter, før den begynder. Ret en af datoerne."))

    def validate_units(self, field: Any) -> None:
        if self.must_choose_units and not field.data:
            raise ValidationError(_("Vælg mindst én af de enheder, du rådgiver."))

    def settings(self) -> dict[str, Any]:
        """What was chosen, by the keys of the record."""
        return {
            "title": self.title.data,
            "programme": self.programme.data or "",
            "audience": self.audience.data or "",
            "period_first": self.first.day(),
            "period_last": self.last.day(),
            "unit_ids": _ids(self.units),
            "goal_ids": _ids(self.goals),
            "cycle_ids": _ids(self.cycles),
            "parts": tuple(self.parts.data or ()),
        }


def _may_advise(member: Member, value: Any) -> bool:
    return bool(value) and member.advises(UUID(str(value)))


def _ids(field: Any) -> tuple[UUID, ...]:
    return tuple(UUID(one) for one in field.data or ())


class PlaceForm(Form):
    """One place of a report, saved by itself while somebody writes."""

    text = TextField(later("Tekst"))
    place = HiddenField()
    revision = HiddenField()

    @classmethod
    def of(cls, place: str) -> "PlaceForm":
        form = cls()
        form.text.limit = PLACES[place].longest
        return form

    @property
    def read(self) -> int:
        """The revision of the text that was written in."""
        return revision_in(self.revision.data)


class TextsForm(Form):
    """Every place of a report at once, with what may be picked for it."""

    insights = SeveralField(later("Indsigter, der fortælles"))
    recommendations = SeveralField(later("Anbefalinger, der står i rapporten"))
    measures = SeveralField(later("Målinger, der vises"))

    @property
    def drawn(self) -> tuple[str, ...]:
        """The places to write in, in the order of the page."""
        return tuple(key for key in PLACES if key in self)

    def keep_to_picks(self) -> None:
        """Leave the places alone; only what may be picked was sent."""
        for key in self.drawn:
            del self[key]

    def offer(self, offered: Offered, picked: Mapping[Pick, tuple[UUID, ...] | None]) -> None:
        """Let these be chosen from, those that were picked first and in their order."""
        fields: Any = self
        for pick, offers in (
            (Pick.INSIGHTS, offered.insights),
            (Pick.RECOMMENDATIONS, offered.recommendations),
            (Pick.MEASURES, offered.measures),
        ):
            field, chosen = fields[pick.value], picked.get(pick)
            order = {one: number for number, one in enumerate(chosen or ())}
            ranked = sorted(offers, key=lambda one: order.get(one.id, len(order)))
            field.choices = [SelectChoice(str(one.id), one.words) for one in ranked]
            field.option_help = {str(one.id): one.more for one in ranked}
        for pick in CASE_PICKS:
            fields[pick.value].choices = _cases(pick, offered.cases)

    def picks(self) -> dict[Pick, tuple[UUID, ...] | None]:
        """What was chosen; None for a case that is left to the tool."""
        fields: Any = self
        chosen: dict[Pick, tuple[UUID, ...] | None] = {
            pick: _ids(fields[pick.value]) for pick in LIST_PICKS
        }
        for pick in CASE_PICKS:
            value = fields[pick.value].data
            chosen[pick] = None if not value else () if value == NO_CASE else (UUID(value),)
        return chosen


def texts_form(data: Mapping[str, Any], **given: Any) -> TextsForm:
    """The form of one report, filled in with texts by place and picks by name."""
    return cast(TextsForm, _TEXTS(data=data, **given))


def revision_in(typed: Any) -> int:
    text = str(typed or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _cases(pick: Pick, candidates: Sequence[Candidate]) -> list[SelectChoice]:
    found = [one for one in candidates if one.kind is CASE_KINDS[pick]]
    if not found:
        return [SelectChoice("", _("Ingen at vælge mellem"))]
    return [
        SelectChoice("", _("Værktøjets forslag: %(title)s", title=found[0].title)),
        *(SelectChoice(str(one.trial_id), one.title) for one in found),
        SelectChoice(NO_CASE, _("Fortæl ingen")),
    ]


def label_of(place: str) -> Any:
    """What a place is called."""
    return _LABELS[place]


_LABELS: Final = {
    **{one.key: later("Budskab %(number)s", number=n) for n, one in enumerate(MESSAGES, 1)},
    **{one.key: later("Beslutning %(number)s", number=n) for n, one in enumerate(DECISIONS, 1)},
    **{
        one.key: later("Din linje om »%(chapter)s«", chapter=later(HEADINGS[one.part]))
        for one in CONCLUSIONS
    },
}

_CASE_LABELS: Final = {
    Pick.SUCCEEDED: later("En, der lykkedes"),
    Pick.ADJUSTED: later("En, der blev justeret"),
    Pick.STOPPED: later("En, der blev stoppet"),
}

_TEXTS: Final = type(
    "TextsForm",
    (TextsForm,),
    {
        **{
            place.key: TextField(_LABELS[place.key], limit=place.longest)
            for place in PLACES.values()
        },
        **{pick.value: PickField(_CASE_LABELS[pick]) for pick in CASE_PICKS},
    },
)
"""With a field for each place: the form's own fields cannot be named with hyphens in a class body."""
