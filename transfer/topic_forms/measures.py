"""What is typed about målinger: what is counted, the numbers, the line and the marks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, cast
from uuid import UUID

from wtforms import BooleanField, Field, HiddenField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from transfer.domain.measures import (
    KEYS,
    NEVER_NEGATIVE,
    Counted,
    PeriodKind,
    ValueKind,
    counted,
    exact,
)
from transfer.domain.periods import Period
from transfer.domain.typing_in import show_number, uuid_in
from transfer.domain.vocabulary import MeasureDirection, Wording
from transfer.forms import (
    DanishDateField,
    DanishNumberField,
    Form,
    LineField,
    OneOfField,
    PickField,
    SentOnce,
    TextField,
    required,
)
from transfer.language import counted_period_in_words, why_not
from transfer.models.measures import FourAnswers, Measure, MeasurePoint
from transfer.speaking import gettext as _
from transfer.speaking import later

EVERYWHERE: Final = "alle"
NO_DIRECTION: Final = "ingen"
SHOWN_PER: Final = (1, 10, 100, 1000, 10000)
YES, NO = "ja", "nej"


class MeasureForm(SentOnce):
    """What is counted, where, and who looks after it."""

    name = LineField(
        later("Navn"),
        [required(later("Skriv, hvad målingen hedder, fx Fald pr. måned."))],
        limit=120,
        description=later("Kort, fx Fald pr. måned."),
    )
    description = TextField(
        later("Hvad tæller I, og hvordan?"),
        description=later(
            "Skriv det, så en anden kan tælle på samme måde. Der må ikke stå noget om enkeltpersoner."
        ),
        limit=1000,
    )
    unit = PickField(later("Enhed"), [required(later("Vælg, hvor der tælles."))])
    owner = PickField(later("Ansvarlig"), [required(later("Vælg, hvem der holder øje med den."))])
    period_kind = OneOfField(
        later("Hvor tit tæller I?"), [required(later("Vælg, hvor tit I tæller."))]
    )
    value_kind = OneOfField(
        later("Hvad skriver I hver gang?"), [required(later("Vælg, hvad I skriver."))]
    )
    rate_per = PickField(
        later("Vis hyppigheden pr."),
        description=later("Bruges kun til hyppigheder, fx pr. 1.000 sengedage."),
    )
    unit_of_measure = LineField(
        later("Enheden for tallet"),
        limit=40,
        description=later("Fx fald, minutter eller fald pr. 1.000 sengedage."),
    )
    direction = OneOfField(later("Hvad er bedst?"))
    target = DanishNumberField(
        later("Mål"), description=later("Det, I vil nå. Skriv en andel i procent.")
    )
    revision = HiddenField()
    settled_kind: str | None = None
    """What the numbers are when that cannot change any more."""

    def validate_target(self, field: Any) -> None:
        kind = self.settled_kind or self.value_kind.data
        is_outside = field.data is not None and not 0 <= field.data <= 100
        if is_outside and kind == ValueKind.SHARE.value:
            raise ValidationError(_("Skriv en andel som et tal fra 0 til 100."))
        if field.data is not None and field.data < 0:
            raise ValidationError(_(NEVER_NEGATIVE))

    def written(self) -> dict[str, Any]:
        """What was typed, by the keys of the record."""
        direction, target = self.direction.data, self.target.data
        values: dict[str, Any] = {
            "name": self.name.data,
            "description": self.description.data or "",
            "unit_id": None if self.unit.data == EVERYWHERE else UUID(self.unit.data),
            "owner_id": UUID(self.owner.data),
            "unit_of_measure": self.unit_of_measure.data or "",
            "direction": None if direction in (None, NO_DIRECTION) else MeasureDirection(direction),
            "target": None if target is None else float(target),
        }
        if "period_kind" in self:
            values |= {
                "period_kind": PeriodKind(self.period_kind.data),
                "value_kind": ValueKind(self.value_kind.data),
                "rate_per": int(self.rate_per.data or 1),
            }
        return values


def measure_form(
    *,
    units: Iterable[SelectChoice],
    owners: Iterable[SelectChoice],
    data: dict[str, Any],
    is_settled: bool = False,
) -> MeasureForm:
    """A form for one måling. `is_settled`: there are numbers, so what they are cannot change."""
    form = MeasureForm(data=data)
    form.unit.choices = [SelectChoice("", _("Vælg enhed")), *units]
    form.owner.choices = [SelectChoice("", _("Vælg person")), *owners]
    form.direction.choices = [
        *_choices(MeasureDirection),
        SelectChoice(NO_DIRECTION, _("Ingen bestemt retning")),
    ]
    if is_settled:
        form.settled_kind = data["value_kind"]
        for name in ("period_kind", "value_kind", "rate_per"):
            del form[name]
    else:
        form.period_kind.choices = _choices(PeriodKind)
        form.value_kind.choices = _choices(ValueKind)
        form.rate_per.choices = [
            SelectChoice(str(one), f"{one:,}".replace(",", ".")) for one in SHOWN_PER
        ]
    return form


def saved_values(measure: Measure) -> dict[str, Any]:
    """A måling as its form wants it."""
    return {
        "name": measure.name,
        "description": measure.description,
        "unit": str(measure.unit_id) if measure.unit_id else EVERYWHERE,
        "owner": str(measure.owner_id),
        "period_kind": measure.period_kind.value,
        "value_kind": measure.value_kind.value,
        "rate_per": str(measure.rate_per),
        "unit_of_measure": measure.unit_of_measure,
        "direction": measure.direction.value if measure.direction else NO_DIRECTION,
        "target": None if measure.target is None else exact(measure.target),
        "revision": str(measure.revision),
    }


# Twelve numbers


class CountField(LineField):
    """A number as it is typed; what it means depends on what stands beside it."""

    drawn_as = "DanishNumberField"


@dataclass(frozen=True, slots=True)
class CountRow:
    """One period and its fields, by what they count."""

    period: Period
    name: str
    fields: Mapping[str, Field]


class CountsForm(Form):
    """A number for each of some periods. Built by `counts_form`, never by hand."""

    revision = HiddenField()
    rows: tuple[CountRow, ...] = ()
    kind: ValueKind
    numbers: dict[date, Counted | None]
    """What was typed, by the first day of the period, once the form was found sound."""

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        self.numbers = {}
        for row in self.rows:
            typed = {key: field.data or "" for key, field in row.fields.items()}
            number, wrong = counted(self.kind, typed)
            self.numbers[row.period.first] = number
            for key, puzzled in wrong.items():
                field = row.fields[key]
                field.errors = [*field.errors, f"{row.name}: {why_not(puzzled)}"]
        return sound and not any(field.errors for row in self.rows for field in row.fields.values())


def counts_form(measure: Measure, periods: Sequence[Period]) -> CountsForm:
    """A form with a row for each period, filled with what is there.

    Each call makes its own class: WTForms keeps fields on the class.
    """
    keys = KEYS[measure.value_kind]
    labels = {"value": "", "numerator": _("Antal"), "denominator": _("Ud af")}
    there = {point.period_start: point for point in measure.points}
    names = {one: counted_period_in_words(measure.period_kind, one) for one in periods}
    fields, data = {}, {"revision": str(measure.revision)}
    for period in periods:
        point = there.get(period.first)
        for key in keys:
            name = f"{key}-{period.first.isoformat()}"
            fields[name] = CountField(labels[key] or names[period], limit=40)
            data[name] = typed_number(getattr(point, key, None))
    form = cast(CountsForm, type("TheseCounts", (CountsForm,), fields)(data=data))
    form.kind = measure.value_kind
    form.rows = tuple(
        CountRow(
            period,
            names[period],
            {key: form[f"{key}-{period.first.isoformat()}"] for key in keys},
        )
        for period in periods
    )
    return form


def typed_number(number: float | None) -> str:
    """The number as one would type it."""
    return "" if number is None else show_number(exact(number))


class PointForm(Form):
    """A word about one number, and whether it is left out."""

    note = LineField(
        later("Bemærkning"),
        limit=300,
        description=later("Fx ferie, nyt skema eller lukket afsnit."),
    )
    is_excluded = BooleanField(
        later("Lad tallet ude af midtlinje og vurdering"),
        description=later("Det vises stadig på diagrammet, men tæller ikke med."),
    )
    excluded_because = LineField(
        later("Hvorfor skal det ikke tælle med?"),
        limit=300,
        description=later("Kun når der er en kendt grund, som ikke har med arbejdet at gøre."),
    )
    revision = HiddenField()

    def validate_excluded_because(self, field: Any) -> None:
        if self.is_excluded.data and not field.data:
            raise ValidationError(_("Skriv, hvorfor tallet ikke skal tælle med."))


def point_form(measure: Measure, point: MeasurePoint) -> PointForm:
    return PointForm(
        data={
            "note": point.note,
            "is_excluded": point.is_excluded,
            "excluded_because": point.excluded_because,
            "revision": str(measure.revision),
        }
    )


# The line


class FreezeForm(Form):
    """The last number that the centre line comes from, and why."""

    period = PickField(
        later("Sidste tal før prøvehandlingen"),
        [required(later("Vælg det sidste tal, midtlinjen skal bygge på."))],
        description=later("Midtlinjen kommer så kun fra tallene til og med det."),
    )
    why = LineField(
        later("Hvorfor dér?"),
        [required(later("Skriv, hvorfor I låser midtlinjen dér."))],
        limit=300,
    )
    revision = HiddenField()


class SplitForm(Form):
    """Where a new part begins, and Wheeler's four questions."""

    period = PickField(
        later("Første tal i den nye del"), [required(later("Vælg, hvor den nye del begynder."))]
    )
    differs = OneOfField(later("Opfører tallene sig tydeligt anderledes fra da af?"))
    is_known = OneOfField(later("Kender I grunden til det?"))
    is_wanted = OneOfField(later("Er det en ændring, I ønsker?"))
    will_last = OneOfField(later("Regner I med, at den varer ved?"))
    why = LineField(
        later("Hvad er grunden?"), [required(later("Skriv, hvad grunden er."))], limit=300
    )
    revision = HiddenField()

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        for field in self.questions:
            field.choices = [SelectChoice(YES, _("Ja")), SelectChoice(NO, _("Nej"))]

    @property
    def questions(self) -> tuple[Any, ...]:
        return (self.differs, self.is_known, self.is_wanted, self.will_last)

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        for field in self.questions:
            if field.data not in (YES, NO):
                field.errors = [*field.errors, _("Svar ja eller nej.")]
            elif field.data == NO:
                field.errors = [
                    *field.errors,
                    _("Vent med at dele diagrammet, til I kan svare ja til alle fire."),
                ]
        return sound and not any(field.errors for field in self.questions)

    @property
    def answers(self) -> FourAnswers:
        return FourAnswers(*(field.data == YES for field in self.questions))


def period_choices(measure: Measure, names: Mapping[date, str]) -> list[SelectChoice]:
    """The periods that have a number, the newest first."""
    days = sorted((one.period_start for one in measure.points), reverse=True)
    return [
        SelectChoice("", _("Vælg periode")),
        *(SelectChoice(day.isoformat(), names[day]) for day in days),
    ]


# Marks


class MarkForm(Form):
    """A trial at its own date, or something else that happened on a day."""

    trial = PickField(
        later("Prøvehandling"),
        description=later("Den sættes ved den dag, den gik i gang eller skal i gang."),
    )
    text = LineField(
        later("Eller noget andet, der skete"), limit=120, description=later("Fx nyt vagtskema.")
    )
    on = DanishDateField(later("Hvilken dag?"))
    revision = HiddenField()

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        wrong: list[tuple[Any, str]] = []
        if not self.trial.data and not self.text.data:
            wrong.append((self.trial, _("Vælg en prøvehandling, eller skriv, hvad der skete.")))
        elif self.trial.data and self.text.data:
            wrong.append((self.text, _("Vælg enten en prøvehandling, eller skriv noget andet.")))
        elif self.text.data and self.on.data is None and not self.on.errors:
            wrong.append((self.on, _("Skriv, hvilken dag det skete.")))
        for field, sentence in wrong:
            field.errors = [*field.errors, sentence]
        return sound and not wrong

    @property
    def trial_id(self) -> UUID | None:
        return uuid_in(self.trial.data)


def _choices(words: type[Wording]) -> list[SelectChoice]:
    return [SelectChoice(word.value, _(word.label)) for word in words]
