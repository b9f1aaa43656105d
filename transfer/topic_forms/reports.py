"""What a report is to be about: a period and a part of the organisation."""

from collections.abc import Callable
from datetime import date
from typing import Any, Final
from uuid import UUID

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from transfer.domain.periods import Period, half_year, parse, quarter, year
from transfer.domain.vocabulary import UnitKind
from transfer.forms import DanishDateField, Form, PickField
from transfer.language import period_in_words
from transfer.models.directory import UnitEntry
from transfer.policies import Member, may_report_on
from transfer.speaking import gettext as _
from transfer.speaking import later

YEARS_OFFERED: Final = 6
YEARS_IN_PARTS: Final = 2
"""Half-years and quarters are offered for so many years; older ones can be typed."""


class ReportForm(Form):
    """Sent with GET, so that the address says what the report is about."""

    class Meta(Form.Meta):
        csrf = False

    named = PickField(
        later("Periode"),
        name="periode",
        description=later("Vælg »Egne datoer« nederst på listen for at skrive to datoer."),
    )
    first = DanishDateField(later("Fra og med"), name="fra", description=later("Fx 01-01-2025"))
    last = DanishDateField(later("Til og med"), name="til", description=later("Fx 31-12-2025"))
    unit = PickField(
        later("Hvem handler rapporten om?"),
        name="enhed",
        description=later(
            "For en enkelt enhed vises antal og forankring, men ikke udfald. "
            "Et udfald for én enhed ville ofte være et udfald for én person."
        ),
    )

    def validate_named(self, field: Any) -> None:
        typed = [one.typed for one in (self.first, self.last) if one.typed and one.typed.strip()]
        if field.data and typed:
            raise ValidationError(
                _("Du har også skrevet datoer. Vælg »Egne datoer«, eller slet dem.")
            )

    def validate_first(self, field: Any) -> None:
        self._insist_on_day(field, _("Skriv den første dag i perioden, fx 01-01-2025."))

    def validate_last(self, field: Any) -> None:
        self._insist_on_day(field, _("Skriv den sidste dag i perioden, fx 31-12-2025."))
        if field.data and self.first.data and field.data < self.first.data:
            raise ValidationError(_("Perioden slutter, før den begynder. Ret en af datoerne."))

    def validate_unit(self, field: Any) -> None:
        offered = {str(choice.value) for choice in field.iter_choices()}
        if not field.data and "" not in offered:  # nothing chosen means the whole organisation
            raise ValidationError(_("Vælg, hvem rapporten skal handle om."))

    def _insist_on_day(self, field: Any, missing: str) -> None:
        if not self.named.data and field.data is None and not field.errors:
            raise ValidationError(missing)

    is_sent: bool = True
    """Whether the address asks for anything; else the form says what is shown unasked."""

    @property
    def period(self) -> Period:
        if self.named.data:
            return parse(self.named.data)
        first, last = self.first.data, self.last.data
        assert first is not None
        assert last is not None
        return Period(first, last)

    @property
    def unit_id(self) -> UUID | None:
        return UUID(self.unit.data) if self.unit.data else None


def report_form(member: Member, latest: date, *, sent: bool) -> ReportForm:
    """The form, filled in from the address when it was `sent`, else ready for the year of `latest`."""
    given: MultiDict[str, str] = request.args if sent else MultiDict({"periode": str(latest.year)})
    form = ReportForm(formdata=given)
    form.named.choices = [
        *(SelectChoice(period.name, period_in_words(period)) for period in _periods(member.today)),
        SelectChoice("", _("Egne datoer")),
    ]
    form.unit.choices = scopes_for(member)
    if not sent and form.unit.data is None:
        form.unit.data = str(form.unit.choices[0].value) if form.unit.choices else None
    return form


def figures_form(
    member: Member, today: date, is_for_them: Callable[[Member, UUID | None], bool]
) -> ReportForm:
    """The same form for the page of figures: without anything in the address, the year of today.

    Args:
        is_for_them: whose figures the member may read.
    """
    is_sent = any(name in request.args for name in ("periode", "fra", "til"))
    given = request.args.copy()
    if not is_sent:
        given["periode"] = str(today.year)
    form = ReportForm(formdata=given)
    form.is_sent = is_sent
    form.unit.label.text = _("Hvem handler tallene om?")
    form.named.choices = [
        *(SelectChoice(period.name, period_in_words(period)) for period in _periods(today)),
        SelectChoice("", _("Egne datoer")),
    ]
    form.unit.choices = scopes_for(member, is_for_them)
    if "enhed" not in given and form.unit.choices:
        form.unit.data = str(form.unit.choices[0].value)
    return form


def _periods(today: date) -> list[Period]:
    """Years, and the parts of the latest, the newest first; nothing that is still wholly to come."""
    offered: list[Period] = []
    for number in range(today.year, today.year - YEARS_OFFERED, -1):
        offered.append(year(number))
        if today.year - number < YEARS_IN_PARTS:
            parts = [half_year(number, which) for which in (2, 1)]
            parts += [quarter(number, which) for which in (4, 3, 2, 1)]
            offered += [part for part in parts if part.first <= today]
    return offered


def scopes_for(
    member: Member, is_for_them: Callable[[Member, UUID | None], bool] = may_report_on
) -> list[SelectChoice]:
    """What the member may have a report about.

    The whole organisation for leaders, as a sum, and for consultants who advise all of it; and the
    units that one leads or advises, the tree shown by indentation.
    """
    units = member.directory.units.values()
    allowed = [unit for unit in units if unit.is_active and is_for_them(member, unit.id)]
    roots = [unit for unit in units if unit.parent_id is None]
    choices = [
        SelectChoice(str(unit.id), f"{_indent(unit)}{unit.name}")
        for unit in allowed
        if not (unit.kind is UnitKind.DEPARTMENT and len(roots) == 1)
    ]
    if is_for_them(member, None):
        choices.insert(0, SelectChoice("", _("Hele organisationen")))
    return choices


def _indent(unit: UnitEntry) -> str:
    return "\N{EM SPACE}" * (len(unit.path) - 1)
