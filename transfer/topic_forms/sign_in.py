"""Forms of signing in, of the links that let people in once, and of one's own account."""

from collections.abc import Iterable
from typing import Any, Final

from wtforms import HiddenField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError
from wtforms.widgets import PasswordInput

from transfer.credentials import passwords
from transfer.forms import Form, LineField, OneOfField, SecretField, required
from transfer.models.founding import is_slug
from transfer.speaking import gettext as _
from transfer.speaking import later

LONGEST_EMAIL: Final = 254


class EmailField(LineField):
    """An e-mail address, which is also the name of the account; always lower case."""

    drawn_as = "EmailField"

    def __init__(self, *arguments: Any, **given: Any) -> None:
        kept = {"type": "email", "autocomplete": "username", "spellcheck": "false"}
        super().__init__(*arguments, limit=LONGEST_EMAIL, render_kw=kept, **given)

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        self.data = (self.data or "").replace(" ", "").lower()


class PasswordField(SecretField):
    """A password that is already somebody's."""

    widget = PasswordInput()

    def __init__(self, *arguments: Any, **given: Any) -> None:
        kept = {"autocomplete": "current-password"}
        super().__init__(*arguments, **{"render_kw": kept, **given})


_ALONE: Final = later(
    "Mindst 15 tegn. Skriv for eksempel fire eller fem ord, som kun du ville sætte sammen. "
    "Mellemrum og æ, ø og å er velkomne, og en adgangskodehusker kan lave den for dig."
)
_WITH_A_CODE: Final = later(
    "Mindst 12 tegn, fordi du også logger ind med en kode. Skriv for eksempel tre eller fire ord, "
    "som kun du ville sætte sammen. Mellemrum og æ, ø og å er velkomne, og en adgangskodehusker "
    "kan lave den for dig."
)


class NewPasswordField(PasswordField):
    """A password that somebody is choosing. `context` holds the words it must not be made of."""

    def __init__(self, *arguments: Any, **given: Any) -> None:
        kept = {"autocomplete": "new-password", "minlength": passwords.LEAST}
        super().__init__(*arguments, render_kw=kept, description=_ALONE, **given)
        self.context: tuple[str, ...] = ()
        self.least = passwords.LEAST

    def stand_with_a_code(self) -> None:
        """The account opens with a code as well, so the password may be shorter."""
        self.least = passwords.LEAST_WITH_CODE
        self.description = _WITH_A_CODE
        self.render_kw = {"autocomplete": "new-password", "minlength": self.least}

    def pre_validate(self, form: Any) -> None:
        if not self.data:
            return
        try:
            passwords.insist_on_strong(self.data, self.context, self.least)
        except passwords.WeakPassword as weak:
            raise ValidationError(_(weak.message, **weak.values)) from weak


class CarryingForm(Form):
    """Where to afterwards. `typed` and `resend_to` carry what was being sent when the session had run out."""

    next = HiddenField()
    typed = HiddenField()
    resend_to = HiddenField()


class SignInForm(CarryingForm):
    """Who one is."""

    email = EmailField(later("E-mail"), validators=[required(later("Skriv din e-mailadresse."))])
    password = PasswordField(
        later("Adgangskode"), validators=[required(later("Skriv din adgangskode."))]
    )


class AskForResetForm(Form):
    email = EmailField(
        later("E-mail"), validators=[required(later("Skriv den e-mailadresse, du logger ind med."))]
    )


class NewPasswordForm(Form):
    """A password chosen by whoever holds a one-time link."""

    new_password = NewPasswordField(
        later("Vælg en adgangskode"),
        validators=[required(later("Skriv den adgangskode, du vælger."))],
    )

    def keep_away_from(self, words: Iterable[str]) -> None:
        """Names that the password must not be made of."""
        self.new_password.context = tuple(words)


class ChangePasswordForm(NewPasswordForm):
    current_password = PasswordField(
        later("Din nuværende adgangskode"),
        validators=[required(later("Skriv den adgangskode, du bruger nu."))],
    )


class SetupForm(NewPasswordForm):
    """The first organisation and its first administrator."""

    organisation = LineField(
        later("Organisationens navn"),
        limit=120,
        description=later("Står øverst på alle sider og på rapporter."),
        validators=[required(later("Skriv organisationens navn."))],
    )
    slug = LineField(
        later("Navn i adresselinjen"),
        limit=40,
        description=later(
            "Små bogstaver a-z, tal og bindestreg, for eksempel birkesund. Kan ikke ændres senere."
        ),
        validators=[required(later("Skriv et kort navn til adresselinjen."))],
    )
    programme = LineField(
        later("Programmets navn"),
        limit=160,
        description=later("For eksempel »Læringsaktivister i hverdagen«. Står på rapporter."),
    )
    name = LineField(later("Dit navn"), limit=120, validators=[required(later("Skriv dit navn."))])
    email = EmailField(
        later("Din e-mail"), validators=[required(later("Skriv din e-mailadresse."))]
    )

    def validate_slug(self, field: Any) -> None:
        if not is_slug(field.data):
            raise ValidationError(
                _(
                    "Navnet i adresselinjen må kun have a-z, tal og enkelte bindestreger og skal "
                    "begynde med et bogstav. Nogle få ord bruger Transfer selv."
                )
            )

    def validate_email(self, field: Any) -> None:
        insist_on_whole_address(field)


class LanguageForm(Form):
    language = OneOfField(
        later("Sprog"),
        choices=[SelectChoice("da", "Dansk"), SelectChoice("en", "English")],
        validators=[required(later("Vælg et sprog."))],
    )


def insist_on_whole_address(field: Any) -> None:
    """Refuse what cannot be an e-mail address. Whether it is one, only a mail can tell."""
    local, _at, domain = (field.data or "").partition("@")
    if not local or "." not in domain.strip(".") or "@" in domain:
        raise ValidationError(_("Skriv en hel e-mailadresse, fx navn@kommune.dk."))
