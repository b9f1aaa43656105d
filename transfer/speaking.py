"""How a page says its sentences in the reader's language. It says a hundred of them, so it is made quick.

The catalogue is looked up once a request, and a sentence that was translated before is not translated
again. Otherwise it does just what Flask-Babel and Jinja do.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final

from flask import Flask, g, has_app_context
from flask_babel import Domain, force_locale, get_locale
from flask_babel.speaklater import LazyString
from jinja2 import pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup


def speak_quickly(app: Flask) -> None:
    """Let templates and Python code share one catalogue a request."""
    app.extensions["babel"].domain_instance = _CATALOGUE

    @lru_cache(maxsize=8192)
    def said(_language: str, text: str, is_html: bool) -> str:
        words: str = _CATALOGUE.translations().ugettext(text)
        return Markup(words) if is_html else words  # noqa: S704  (our own sentences, from the catalogue)

    @pass_eval_context
    def say(context: EvalContext, text: str, /, **values: Any) -> str:
        words = said(language_of_page(), str(text), context.autoescape)
        return words % values if values or "%" in words else words

    app.jinja_env.globals.update(gettext=say, _=say)


def gettext(text: str, /, **values: Any) -> str:
    """The sentence in the reader's language, its blanks filled in."""
    words = _CATALOGUE.said(text)
    return words % values if values else words


def ngettext(one: str, several: str, number: int, /, **values: Any) -> str:
    """The sentence for so many, in the reader's language; `num` is the number."""
    words: str = _CATALOGUE.translations().ungettext(one, several, number)
    return words % {"num": number, **values}


def later(text: str) -> LazyString:
    """The sentence, said in the reader's language when it is shown; for what is written down once."""
    return LazyString(gettext, text)


@contextmanager
def in_danish() -> Iterator[None]:
    """Say everything in Danish, as papers are, whatever the reader's language is on pages."""
    kept = {name: g.pop(name) for name in _OF_THE_READER if name in g}
    try:
        with force_locale("da"):
            yield
    finally:
        for name in _OF_THE_READER:
            g.pop(name, None)
        for name, value in kept.items():
            setattr(g, name, value)


class _OncePerRequest(Domain):
    """The words of the request's language, found once."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[str, dict[str, str]] = {}
        """By language, the sentences that were said in it before."""

    def said(self, text: str) -> str:
        """The sentence in the request's language, blanks and all."""
        if not has_app_context():
            return str(self.translations().ugettext(text))
        said: dict[str, str] | None = g.get("said")
        if said is None:
            said = g.said = self._said.setdefault(language_of_page(), {})
        words = said.get(text)
        if words is None:
            words = said[text] = str(self.translations().ugettext(text))
        return words

    def translations(self) -> Any:
        if not has_app_context():
            return self.get_translations()
        if "catalogue" not in g:
            g.catalogue = self.get_translations()
        return g.catalogue

    def gettext(self, string: str, **variables: Any) -> str:
        words = self.said(string)
        return words % variables if variables else words


def language_of_page() -> str:
    """The language that is spoken to whoever is being answered; Danish when there is nobody."""
    if not has_app_context():
        return "da"
    language: str | None = g.get("language")
    if language is None:
        language = g.language = str(get_locale())
    return language


_CATALOGUE = _OncePerRequest()
_OF_THE_READER: Final = ("catalogue", "language", "said")
