"""Text from the browser to values: the base of every form, and the Danish fields."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Final, cast
from uuid import UUID

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import StopValidation, ValidationError

from transfer import controls
from transfer.domain import personal_data
from transfer.domain.fields import LONG_TEXT_LIMIT, SHORT_TEXT_LIMIT
from transfer.domain.texts import marked
from transfer.domain.typing_in import (
    NotUnderstood,
    clean_line,
    clean_text,
    danish_date,
    danish_number,
    show_date,
    show_number,
    uuid_in,
)
from transfer.language import number_in_figures, why_not
from transfer.speaking import gettext as _
from transfer.speaking import later

NOT_OFFERED: Final = later("Vælg en af mulighederne. Det, der blev sendt, er ikke en af dem.")


class Form(FlaskForm):
    """The base of every form: no text with a CPR number gets through unless the writer insists."""

    class Meta(FlaskForm.Meta):
        locales: ClassVar[list[str]] = []

        def get_translations(self, form: Any) -> Any:
            return _Danish()

    not_cpr = BooleanField(later("Det er ikke et CPR-nummer"))
    found_cpr = False
    """Whether a text was held back because of what looks like a CPR number."""

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        return self._holds_no_cpr() and sound

    def _holds_no_cpr(self) -> bool:
        insisted = self.not_cpr.data
        for field in self:
            if not isinstance(field, (StringField, TextAreaField)) or not field.data:
                continue
            if isinstance(field, (HiddenField, SecretField)):
                continue
            if personal_data.find(str(field.data)) and not insisted:
                self.found_cpr = True
                field.errors = [*field.errors, _(personal_data.CPR_SENTENCE)]
        return not self.found_cpr


class SentOnce(Form):
    """The base of forms that make something: each comes with an id, so that one sent twice makes one thing."""

    sent_as = HiddenField()

    def sent_as_id(self) -> UUID | None:
        """The id that it came with; None if what came is none."""
        return uuid_in(self.sent_as.data)


class SecretField(StringField):
    """A password: never shown again, never cleaned, never searched."""

    drawn_as = "PasswordField"

    def _value(self) -> str:
        return ""


class LineField(StringField):
    """One line of text, made clean of what cannot be seen."""

    widget = controls.TextInput()

    drawn_as = "StringField"

    def __init__(self, *arguments: Any, limit: int = SHORT_TEXT_LIMIT, **given: Any) -> None:
        super().__init__(*arguments, **given)
        self.limit = limit
        self.render_kw: dict[str, Any] = {"maxlength": limit, **(given.get("render_kw") or {})}

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = clean_line(valuelist[0])

    def pre_validate(self, form: Any) -> None:
        _keep_within(self.limit, self.data)


class TextField(TextAreaField):
    """Text of several lines, made clean of what cannot be seen."""

    widget = controls.TextArea()

    drawn_as = "TextAreaField"

    def __init__(self, *arguments: Any, limit: int = LONG_TEXT_LIMIT, **given: Any) -> None:
        super().__init__(*arguments, **given)
        self.limit = limit
        self.render_kw: dict[str, Any] = {"maxlength": limit, **(given.get("render_kw") or {})}

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = clean_text(valuelist[0])

    def pre_validate(self, form: Any) -> None:
        _keep_within(self.limit, self.data)


class _TypedField(StringField):
    """Text that means something else; what was typed stays in the field when it is not understood."""

    widget = controls.TextInput()
    typed: str | None = None

    def process_formdata(self, valuelist: list[str]) -> None:
        if not valuelist:
            return
        self.typed = valuelist[0]
        self.data = None
        if self.typed.strip():
            try:
                self.data = self._understand(self.typed)
            except NotUnderstood as puzzled:
                raise ValueError(why_not(puzzled)) from puzzled

    def _value(self) -> str:
        if self.typed is not None:
            return self.typed
        return "" if self.data is None else self._show(self.data)

    def _understand(self, text: str) -> Any:
        raise NotImplementedError

    def _show(self, value: Any) -> str:
        raise NotImplementedError


class DanishDateField(_TypedField):
    """A date the way Danes write it: 24-01-2026, 24.1.26, 24. januar 2026."""

    drawn_as = "DanishDateField"

    def day(self) -> date:
        """The day of a sound form that asked for one."""
        return cast(date, self.data)

    def _understand(self, text: str) -> date:
        return danish_date(text)

    def _show(self, value: Any) -> str:
        return show_date(value)


class DanishNumberField(_TypedField):
    """A number with a decimal comma."""

    drawn_as = "DanishNumberField"

    def _understand(self, text: str) -> Decimal:
        return danish_number(text)

    def _show(self, value: Any) -> str:
        return show_number(value)


class CountField(DanishNumberField):
    """A whole number, nought or more."""

    def __init__(self, *arguments: Any, at_most: int = 1_000_000, **given: Any) -> None:
        super().__init__(*arguments, **given)
        self.at_most = at_most

    def _understand(self, text: str) -> Any:
        number = danish_number(text)
        if number != int(number) or number < 0 or number > self.at_most:
            raise NotUnderstood(
                marked("Skriv et helt tal mellem 0 og %(most)s."),
                most=number_in_figures(Decimal(self.at_most)),
            )
        return int(number)

    def _show(self, value: Any) -> str:
        return show_number(Decimal(value))


class OneOfField(RadioField):
    """One of a few, shown all at once."""

    drawn_as = "RadioField"

    def __iter__(self) -> Iterator[controls.Option]:
        return controls.options_of(self, "radio")

    def __init__(self, *arguments: Any, choices: Iterable[SelectChoice] = (), **given: Any) -> None:
        super().__init__(
            *arguments, choices=list(choices), coerce=_text_or_none, validate_choice=False, **given
        )

    def pre_validate(self, form: Any) -> None:
        _insist_on_offered(self, [self.data] if self.data else [])


class ScaleField(OneOfField):
    """1 to 5, or "Ved ikke"."""

    drawn_as = "ScaleField"


class PickField(SelectField):
    """One of many, in a list that opens."""

    drawn_as = "SelectField"
    widget = controls.Select()

    def __init__(
        self,
        *arguments: Any,
        choices: Iterable[SelectChoice] = (),
        blank: str | None = None,
        **given: Any,
    ) -> None:
        offered = list(choices)
        if blank is not None:
            offered = [SelectChoice("", blank), *offered]
        super().__init__(
            *arguments, choices=offered, coerce=_text_or_none, validate_choice=False, **given
        )

    def pre_validate(self, form: Any) -> None:
        _insist_on_offered(self, [self.data] if self.data else [])


class SeveralField(SelectMultipleField):
    """Some of several, as boxes to tick."""

    drawn_as = "MultiCheckboxField"

    def __iter__(self) -> Iterator[controls.Option]:
        return controls.options_of(self, "checkbox")

    def __init__(
        self,
        *arguments: Any,
        choices: Iterable[SelectChoice] = (),
        at_most: int | None = None,
        **given: Any,
    ) -> None:
        super().__init__(
            *arguments, choices=list(choices), coerce=str, validate_choice=False, **given
        )
        self.at_most = at_most

    def pre_validate(self, form: Any) -> None:
        _insist_on_offered(self, self.data or [])
        if self.at_most is not None and len(self.data or []) > self.at_most:
            raise ValidationError(_("Vælg højst %(most)d.", most=self.at_most))


class required:  # noqa: N801  (reads as a word where forms are written down)
    """Ask for an answer, and say so in this sentence when there is none but blanks."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __init__(self, sentence: Any) -> None:
        self.sentence = sentence

    def __call__(self, form: Any, field: Any) -> None:
        given = field.data
        if given is None or given == [] or (isinstance(given, str) and not given.strip()):
            # A value that was not understood already says so.
            raise StopValidation("" if field.errors else str(self.sentence))


def _keep_within(limit: int, text: str | None) -> None:
    if text and len(text) > limit:
        raise ValidationError(
            _(
                "Der er plads til %(limit)s tegn. Du har skrevet %(count)s. Gør teksten kortere.",
                limit=number_in_figures(Decimal(limit)),
                count=number_in_figures(Decimal(len(text))),
            )
        )


def _text_or_none(value: Any) -> str | None:
    return None if value in (None, "", "None") else str(value)


def _insist_on_offered(field: Any, given: Sequence[str]) -> None:
    offered = {str(choice.value) for choice in field.iter_choices()}
    if any(str(one) not in offered for one in given):
        raise ValidationError(str(NOT_OFFERED))


class _Danish:
    """The sentences WTForms says by itself."""

    def gettext(self, text: str) -> str:
        return str(_(_WTFORMS_IN_DANISH.get(text, "Det kunne ikke læses. Ret det, og prøv igen.")))

    def ngettext(self, one: str, many: str, _count: int) -> str:
        return self.gettext(many)


_WTFORMS_IN_DANISH: Final = {
    "This field is required.": "Feltet mangler. Udfyld det, og prøv igen.",
    "Not a valid choice.": "Vælg en af mulighederne.",
    "Invalid email address.": "Skriv en hel e-mailadresse, fx navn@kommune.dk.",
}
