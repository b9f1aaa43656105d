"""Forms of signing in in two steps: the code, setting it up, and what an administrator decides about it."""

from typing import Any, Final

from flask_babel import lazy_gettext as later
from wtforms.fields import SelectChoice

from transfer.forms import Form, OneOfField, SecretField, TextField, required
from transfer.topic_forms.sign_in import CarryingForm, PasswordField

LONGEST_REASON: Final = 300
RELAXED, REQUIRED = "relaxed", "required"


class CodeField(SecretField):
    """A code that is used once. In sight while it is typed, and never shown again."""

    drawn_as = "StringField"

    def __init__(self, *arguments: Any, is_figures: bool = True, **given: Any) -> None:
        keyboard = {"inputmode": "numeric"} if is_figures else {"autocapitalize": "none"}
        kept = {"autocomplete": "one-time-code", "spellcheck": "false"}
        super().__init__(*arguments, render_kw={**kept, **keyboard}, **given)
        self.shape = "short" if is_figures else None


def _code_from_app(label: Any, help: Any) -> CodeField:
    asked = [required(later("Skriv de seks tal, som appen viser."))]
    return CodeField(label, description=help, validators=asked)


def _code_or_recovery(label: Any) -> CodeField:
    return CodeField(
        label,
        is_figures=False,
        description=later("De seks tal i din app. Uden telefonen: en af dine gendannelseskoder."),
        validators=[required(later("Skriv koden fra din app eller en gendannelseskode."))],
    )


class CodeForm(CarryingForm):
    """The second step of signing in, with the phone at hand."""

    one_time_code = _code_from_app(
        later("Kode fra din app"), later("Seks tal. De skifter hvert halve minut.")
    )


class RecoveryForm(CarryingForm):
    """The second step of signing in, without the phone."""

    one_time_code = CodeField(
        later("Gendannelseskode"),
        is_figures=False,
        description=later("16 tegn, fx abcd-efgh-ijkl-mnop. Hver kode virker én gang."),
        validators=[required(later("Skriv en af dine gendannelseskoder."))],
    )


class FirstSetUpForm(CarryingForm):
    """Setting it up on the way in; the password was given a moment ago."""

    new_one_time_code = _code_from_app(
        later("Kode fra din app"), later("De seks tal, som appen viser for Transfer nu.")
    )


class SetUpForm(Form):
    """Setting it up from one's own account."""

    password = PasswordField(
        later("Din adgangskode"), validators=[required(later("Skriv din adgangskode."))]
    )
    new_one_time_code = _code_from_app(
        later("Kode fra din app"), later("De seks tal, som appen viser for Transfer nu.")
    )


class ProofForm(Form):
    """Password and code once more, before something that others must not do."""

    password = PasswordField(
        later("Din adgangskode"), validators=[required(later("Skriv din adgangskode."))]
    )
    one_time_code = _code_or_recovery(later("Kode"))


class ChangePhoneForm(ProofForm):
    """From one phone to another."""

    one_time_code = _code_or_recovery(later("Kode fra den gamle telefon"))
    new_one_time_code = _code_from_app(
        later("Kode fra den nye telefon"), later("De seks tal, som den nye app viser for Transfer.")
    )


class _ReasonForm(Form):
    """What an administrator decides about how others sign in, and why."""

    reason = TextField(
        later("Begrundelse"),
        limit=LONGEST_REASON,
        description=later("Gemmes sammen med dit navn og datoen."),
        validators=[required(later("Skriv, hvorfor."))],
    )
    own_password = PasswordField(
        later("Din egen adgangskode"),
        validators=[required(later("Skriv din egen adgangskode."))],
    )


class RuleForm(_ReasonForm):
    """Whether activists sign in in two steps."""

    rule = OneOfField(
        later("Skal læringsaktivister logge ind i to trin?"),
        choices=[
            SelectChoice(REQUIRED, later("Ja, som alle andre")),
            SelectChoice(RELAXED, later("Nej, de vælger selv")),
        ],
        validators=[required(later("Vælg ja eller nej."))],
    )


class TakingAwayForm(_ReasonForm):
    """Taking the second factor from somebody who lost phone and codes."""
