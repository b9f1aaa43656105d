"""What an administrator types: the organisation, its units, its people and files to load."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final, cast
from uuid import UUID

from flask_wtf.file import FileField
from wtforms import BooleanField, HiddenField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, ValidationError

from transfer.domain.anchoring import months_in
from transfer.domain.contrast import LEAST_FOR_TEXT, NoColour, colour, contrast, dark_enough
from transfer.domain.email_address import LONGEST_ADDRESS, email_address
from transfer.domain.typing_in import NotUnderstood
from transfer.domain.unit_tree import is_below, kind_below
from transfer.domain.vocabulary import Role, UnitKind, from_label
from transfer.forms import DanishDateField, Form, LineField, OneOfField, PickField, required
from transfer.memberships import Terms
from transfer.models.directory import Directory
from transfer.models.people import Membership
from transfer.speaking import gettext as _
from transfer.speaking import later

LARGEST_FILE: Final = 300_000
"""Bytes; some five thousand rows."""
EVERYWHERE: Final = "alle"
ON_TOP: Final = "top"


class OrganisationForm(Form):
    """What the organisation is called and how it looks."""

    name = LineField(
        later("Organisationens navn"),
        limit=120,
        validators=[DataRequired(later("Skriv organisationens navn."))],
    )
    programme = LineField(
        later("Programmets navn"), limit=160, description=later("Står på forsiden af rapporterne.")
    )
    brand = LineField(
        later("Farve"),
        limit=32,
        description=later(
            "Bruges til knapper og overskrifter. Skriv den som # og seks tegn, fx #0b5d66."
        ),
        validators=[DataRequired(later("Skriv en farve, fx #0b5d66."))],
    )

    check_months = LineField(
        later("Forankringstjek"),
        limit=40,
        description=later(
            "Måneder efter, at noget er indført, hvor den ansvarlige og lederen bliver spurgt, om den stadig "
            "lever. Ændringer gælder det, der bliver indført fra nu af."
        ),
        validators=[DataRequired(later("Skriv mindst ét tal, fx 3, 6, 12."))],
    )

    def validate_check_months(self, field: Any) -> None:
        try:
            months = months_in(field.data)
        except ValueError as puzzled:
            raise ValidationError(
                _("Skriv højst seks hele tal fra 1 til 36 med komma imellem, fx 3, 6, 12.")
            ) from puzzled
        field.data = ", ".join(map(str, months))

    def validate_brand(self, field: Any) -> None:
        try:
            typed = colour(field.data)
        except NoColour as puzzled:
            raise ValidationError(
                _("Skriv farven som # og seks tegn fra 0-9 og a-f, fx #0b5d66.")
            ) from puzzled
        ratio = contrast(typed)
        if ratio < LEAST_FOR_TEXT:
            raise ValidationError(
                _(
                    "Farven er for lys: Kontrasten mod hvid er %(ratio)s:1, og den skal være mindst "
                    "4,5:1, så alle kan læse teksten. Prøv %(darker)s, som er mørkere.",
                    ratio=_rounded_down(ratio),
                    darker=dark_enough(typed),
                )
            )
        field.data = typed


def _rounded_down(ratio: float) -> str:
    """Never rounded up, or 4.48 would be told as 4.5 and refused all the same."""
    return f"{int(ratio * 100) / 100:.2f}".replace(".", ",")


class UnitForm(Form):
    """A unit: its name, and where in the tree it stands."""

    name = LineField(
        later("Navn"), limit=160, validators=[DataRequired(later("Skriv enhedens navn."))]
    )
    parent = PickField(
        later("Ligger under"), validators=[required(later("Vælg, hvad enheden ligger under."))]
    )

    @property
    def parent_id(self) -> UUID | None:
        return None if self.parent.data == ON_TOP else UUID(self.parent.data)


def new_unit_form(names: Directory, under: UUID | None) -> UnitForm:
    """A form for a new unit; its kind follows from what it is placed under."""
    form = UnitForm(data={"parent": str(under) if under in names.units else ON_TOP})
    form.parent.choices = _parents(names, lambda kind: kind_below(kind) is not None)
    return form


def unit_form(names: Directory, unit_id: UUID) -> UnitForm:
    """A form for a unit that exists. It may move to where its kind fits, and not below itself."""
    entry = names.units[unit_id]
    form = UnitForm(
        data={"name": entry.name, "parent": str(entry.parent_id) if entry.parent_id else ON_TOP}
    )
    below = names.below(unit_id)
    form.parent.choices = [
        choice
        for choice in _parents(names, lambda kind: is_below(entry.kind, kind), keep=entry.parent_id)
        if choice.value not in {str(one) for one in below}
    ]
    if not is_below(entry.kind, None) and entry.parent_id is not None:
        form.parent.choices = form.parent.choices[1:]
    return form


def _parents(
    names: Directory, fits: Callable[[UnitKind], bool], keep: UUID | None = None
) -> list[SelectChoice]:
    return [
        SelectChoice(ON_TOP, _("Øverst")),
        *(
            SelectChoice(str(entry.id), path_label(names, entry.id))
            for entry in names.units.values()
            if entry.id == keep or (entry.is_active and fits(entry.kind))
        ),
    ]


def path_label(names: Directory, unit_id: UUID) -> str:
    """The unit with all above it, as it is picked from a list."""
    return " › ".join(names.unit_name(one) for one in names.units[unit_id].path)


class RoleForm(Form):
    """What a person is, where, and from when to when."""

    role = OneOfField(later("Rolle"), validators=[required(later("Vælg en rolle."))])
    unit = PickField(
        later("Enhed"),
        description=later("Rollen gælder i enheden og alt under den."),
        validators=[required(later("Vælg en enhed eller hele organisationen."))],
    )
    title = LineField(
        later("Stilling"), limit=80, description=later("Fx sygeplejerske eller teamleder.")
    )
    is_external = BooleanField(
        later("Ansat et andet sted (ekstern)"),
        description=later(
            "Tekst, der deles med en ekstern, kan miste sin status som internt dokument. "
            "Spørg jeres jurist, hvis I er i tvivl."
        ),
    )
    starts_on = DanishDateField(
        later("Fra"), validators=[required(later("Skriv, hvornår rollen begynder."))]
    )
    ends_on = DanishDateField(
        later("Til og med"), description=later("Lad feltet stå tomt, hvis rollen ikke slutter.")
    )

    def validate_unit(self, field: Any) -> None:
        if self.role.data == Role.LOCAL_ADMIN and field.data not in (None, EVERYWHERE):
            raise ValidationError(_("En administrator er det for hele organisationen. Vælg den."))

    def validate_ends_on(self, field: Any) -> None:
        if field.data and self.starts_on.data and field.data < self.starts_on.data:
            raise ValidationError(_("Slutdatoen ligger før startdatoen. Ret en af dem."))

    def offer(self, names: Directory, *, also: UUID | None = None) -> None:
        """Fill in what can be chosen: units at work, and the one that is chosen already."""
        self.role.choices = [SelectChoice(role.value, _(role.label)) for role in Role]
        self.role.option_help = {
            Role.ACTIVIST.value: _("Prøver noget nyt og skriver om det."),
            Role.CONSULTANT.value: _("Giver sparring og ser også kladder."),
            Role.LEADER.value: _("Bakker op, følger med og laver rapporten."),
            Role.LOCAL_ADMIN.value: _(
                "Opretter brugere, enheder og mål. Ser ikke prøvehandlinger."
            ),
        }
        self.unit.choices = [
            SelectChoice("", _("Vælg enhed")),
            SelectChoice(EVERYWHERE, _("Hele organisationen")),
            *(
                SelectChoice(str(entry.id), path_label(names, entry.id))
                for entry in names.units.values()
                if entry.is_active or entry.id == also
            ),
        ]

    @property
    def terms(self) -> Terms:
        return Terms(
            role=from_label(Role, self.role.data),
            unit_id=None if self.unit.data == EVERYWHERE else UUID(self.unit.data),
            starts_on=cast(date, self.starts_on.data),
            ends_on=self.ends_on.data,
            title=self.title.data or "",
            is_external=bool(self.is_external.data),
        )


class PersonForm(RoleForm):
    """Somebody new here, with a first role."""

    name = LineField(
        later("Navn"), limit=120, validators=[DataRequired(later("Skriv personens navn."))]
    )
    email = LineField(
        later("E-mail"),
        limit=LONGEST_ADDRESS,
        description=later("Personen logger ind med adressen."),
        validators=[DataRequired(later("Skriv personens e-mailadresse."))],
        render_kw={"inputmode": "email", "autocomplete": "off", "autocapitalize": "none"},
    )

    def validate_email(self, field: Any) -> None:
        try:
            field.data = email_address(field.data)
        except NotUnderstood as puzzled:
            raise ValidationError(_(puzzled.message)) from puzzled


def person_form(names: Directory, *, on: date) -> PersonForm:
    form = PersonForm(data={"starts_on": on})
    form.offer(names)
    return form


def role_form(names: Directory, held: Membership | None, *, on: date) -> RoleForm:
    """A form for a new role, or for one that somebody holds."""
    if held is None:
        form = RoleForm(data={"starts_on": on})
        form.offer(names)
        return form
    form = RoleForm(
        data={
            "role": held.role.value,
            "unit": str(held.unit_id) if held.unit_id else EVERYWHERE,
            "title": held.title,
            "is_external": held.is_external,
            "starts_on": held.starts_on,
            "ends_on": held.ends_on,
        }
    )
    form.offer(names, also=held.unit_id)
    return form


class FileForm(Form):
    """A spreadsheet to look through before it is loaded."""

    what = OneOfField(
        later("Hvad vil du importere?"),
        validators=[required(later("Vælg, om filen har brugere eller enheder."))],
    )
    file = FileField(
        later("Fil"),
        description=later("En CSV-fil på højst 300 kB."),
        render_kw={"accept": ".csv,text/csv,text/plain"},
    )

    def offer(self, choices: Iterable[SelectChoice]) -> None:
        self.what.choices = list(choices)

    def validate_file(self, field: Any) -> None:
        if not field.data or not field.data.filename:
            raise ValidationError(_("Vælg en fil."))


class LookedThroughForm(Form):
    """The same file once more, after somebody has seen what it would do."""

    what = HiddenField()
    text = HiddenField()
    gist = HiddenField()
