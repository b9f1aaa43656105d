"""The tool in English: every text is translated, and no page of it shows a Danish one."""

import re
import subprocess
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from bs4 import BeautifulSoup, NavigableString
from flask.testing import FlaskClient

from tests.program.policy import ROWS, Row
from tests.program.two_organisations import TwoOrganisations
from tests.program.walking import Walk
from tests.web import TOKEN, Visitor
from transfer.db import db
from transfer.domain.default_template import QUESTIONS
from transfer.domain.indicators import INDICATORS
from transfer.domain.lifecycle import CycleMove, CycleState, Move, State
from transfer.domain.periods import Period, half_year, months, quarter, year
from transfer.domain.typing_in import MONTHS, NotUnderstood, danish_date
from transfer.domain.vocabulary import Wording
from transfer.language import day_in_words, number_in_figures, period_in_words, why_not
from transfer.models import Person
from transfer.policies import VISIBILITY_SENTENCES
from transfer.views.trial_actions.steps import STEPS

ROOT = Path(__file__).parents[2]
CATALOGUE = ROOT / "transfer/translations/en/LC_MESSAGES/messages.po"

KEPT_IN_DANISH = re.compile(
    r"Læringsaktivist \(learning activist\)|Område \(area\)"  # what the file for import must say
    r"|Læringsaktivist(?= · )|Område(?= · )"
)
DANISH_LETTERS = re.compile("[æøåÆØÅ]")
TELL_TALE = re.compile(
    r"\b(?:Prøvehandling\w*|Gem|Annullér|Skriv|Vælg|Forside|Enheder?|Roller?|Opret|Rediger|Slet"
    r"|og|ikke|eller|der|til|fra|med|den|det|er|af|kan|skal|hvad|hvem)\b"
)
PEOPLE = {"Ekstern", "Forhenværende", "Kommende"}  # names of those in the two organisations
READERS = ("owner", "participant", "leader", "consultant", "admin", "external")


def test_the_catalogue_holds_what_the_code_says_and_nothing_else():
    answer = subprocess.run(
        [ROOT / "script/translations", "--check"], capture_output=True, text=True, check=False
    )
    assert answer.returncode == 0, answer.stderr


def test_every_text_is_translated_with_the_same_placeholders(catalogue):
    for message in catalogue:
        if message.id:
            assert all(texts_of(message)), f"not translated: {message.id!r}"
            assert not message.fuzzy, message.id
            assert not list(message.check(catalogue)), message.id


def test_the_words_in_braces_that_scripts_fill_in_are_kept(catalogue):
    for message in catalogue:
        for text in texts_of(message):
            assert set(re.findall(r"\{\w+\}", str(message.id))) == set(re.findall(r"\{\w+\}", text))


def test_no_translation_is_in_danish(catalogue):
    for message in catalogue:
        for text in texts_of(message):
            assert not DANISH_LETTERS.search(KEPT_IN_DANISH.sub("", text)), text


def test_every_word_of_the_domain_has_its_english(catalogue):
    """What is marked and shown by a variable would be missed without anybody seeing it."""
    untranslated = {word for word in words_of_the_domain() if word and word not in catalogue}
    assert not untranslated


def words_of_the_domain() -> Iterator[str]:
    for question in QUESTIONS:
        yield from (
            question.label,
            question.help,
            question.example,
            question.missing,
            *question.ends,
        )
        for choice in question.choices:
            yield from (choice.label, choice.help)
    for wording in Wording.__subclasses__():
        yield from (choice.label for choice in wording)
    for words in (State, Move, CycleState, CycleMove):
        yield from (one.label for one in words)
    for indicator in INDICATORS.values():
        yield from (indicator.name, indicator.definition)
    yield from (*VISIBILITY_SENTENCES.values(), *MONTHS, *(step.label for step in STEPS))


def test_an_english_reader_meets_no_danish(scene, danish):
    seen, leaks = 0, {}
    readers = {name: english_visitor(scene, name).client for name in READERS}
    for row in [row for row in ROWS if row.method == "GET"]:
        for name in [name for name in READERS if name in row.lets_in]:
            answer = readers[name].get(address_of(scene, row))
            if answer.status_code == 200 and answer.mimetype != "text/html":
                break  # a file, for whoever asks
            if answer.mimetype != "text/html" or "<main" not in answer.text:
                continue
            seen += 1
            found = danish.on(answer.text)
            if found:
                leaks[f"{row.name} as {name}"] = found
    assert seen > 150
    assert not leaks, "\n".join(f"{where}: {what}" for where, what in leaks.items())


@pytest.mark.parametrize(
    "address",
    ["/log-ind", "/log-ind?fejl=1", "/findes-ikke", "/alfa/", "/was", "/adgangskode/glemt"],
)
def test_a_stranger_reads_english_too(scene, danish, address):
    client = scene.app.test_client()
    client.set_cookie("sprog", "en")
    answer = client.get(address, follow_redirects=True)
    assert not danish.on(answer.text)


def test_without_the_cookie_the_same_page_is_danish(scene):
    visitor = english_visitor(scene, "owner")
    visitor.client.delete_cookie("sprog")
    page = BeautifulSoup(visitor.client.get("/alfa/").text, "html.parser")
    assert page.html["lang"] == "da"
    assert "Prøvehandlinger" in page.get_text()


def test_a_language_that_is_not_offered_is_danish(scene):
    visitor = english_visitor(scene, "owner")
    visitor.client.set_cookie("sprog", "../../etc/passwd")
    assert '<html lang="da">' in visitor.client.get("/alfa/").text


def test_days_numbers_and_periods_follow_the_language(scene):
    day, number = date(2026, 1, 24), Decimal("1234.5")
    with scene.app.test_request_context(headers={"Cookie": "sprog=en"}):
        assert day_in_words(day) == "24 January 2026"
        assert number_in_figures(number) == "1,234.5"
        assert period_in_words(year(2025)) == "2025"
        assert period_in_words(half_year(2025, 1)) == "half-year 1 of 2025"
        assert period_in_words(quarter(2025, 3)) == "quarter 3 of 2025"
        assert period_in_words(months(2025, 3, 3)) == "March 2025"
        both = Period(date(2025, 1, 2), date(2025, 3, 4))
        assert period_in_words(both) == "2 January 2025 – 4 March 2025"
        with pytest.raises(NotUnderstood) as puzzled:
            danish_date("31-02-2026")
        assert why_not(puzzled.value) == "That date does not exist: February 2026 has 28 days."
    with scene.app.test_request_context():
        assert day_in_words(day) == "24. januar 2026"
        assert number_in_figures(number) == "1.234,5"
        assert period_in_words(half_year(2025, 1)) == "1. halvår 2025"
        assert why_not(puzzled.value) == "Den dato findes ikke: februar 2026 har 28 dage."


def test_an_english_reader_is_refused_in_english(scene, danish):
    """Every form sent empty, by somebody who may send it."""
    seen, leaks = 0, {}
    ready: dict[str, tuple[FlaskClient, str]] = {}
    for row in [row for row in ROWS if row.method == "POST"]:
        for name in [name for name in READERS if name in row.lets_in][:2]:
            if name not in ready:
                new = english_visitor(scene, name).client
                ready[name] = new, TOKEN.search(new.get("/min-konto").text)[1]
            client, token = ready[name]
            answer = client.post(address_of(scene, row), data={"csrf_token": token})
            if answer.status_code < 400:
                del ready[name]  # something was done, and be it that they signed out
            if "<main" in answer.text and answer.status_code >= 400:
                seen += 1
                found = danish.on(answer.text)
                if found:
                    leaks[f"{row.name} as {name}"] = found
    assert seen > 20
    assert not leaks, "\n".join(f"{where}: {what}" for where, what in leaks.items())


class Danish:
    """Finds Danish on a page: a text that the catalogue has English for, or a Danish word."""

    def __init__(self, catalogue: Catalog) -> None:
        self.whole: set[str] = set()
        self.patterns: list[re.Pattern[str]] = []
        self.known: dict[str, bool] = {}
        english = {text for message in catalogue for text in texts_of(message)}
        for message in catalogue:
            for text in message.id if isinstance(message.id, tuple) else (message.id,):
                if text and text not in english:
                    self._learn(" ".join(text.split()))

    def _learn(self, text: str) -> None:
        if "%(" not in text and "{" not in text:
            self.whole.add(text.casefold())
            return
        parts = re.split(r"%\(\w+\)[sd]|\{\w+\}", text.replace("%%", "%"))
        if any(re.search(r"\w{2}", part) for part in parts):
            self.patterns.append(re.compile(".+?".join(map(re.escape, parts))))

    def on(self, body: str) -> list[str]:
        page = BeautifulSoup(body, "html.parser")
        assert page.html is not None
        assert page.html["lang"] == "en"
        assert "Project-Id-Version" not in body, "an empty text was translated"
        return [text for text in shown_on(page) if self.is_danish(text)]

    def is_danish(self, text: str) -> bool:
        if text not in self.known:
            self.known[text] = self._reads_danish(text)
        return self.known[text]

    def _reads_danish(self, text: str) -> bool:
        bare = text.strip(" ·:–,()")
        said = KEPT_IN_DANISH.sub("", text)
        return (
            bare.casefold() in self.whole
            or text.casefold() in self.whole
            or bool(DANISH_LETTERS.search(said))
            or bool(TELL_TALE.search(said))
            or any(pattern.fullmatch(bare) for pattern in self.patterns)
        )


def shown_on(page: BeautifulSoup) -> set[str]:
    """Every text that somebody sees or hears, but for what is marked as Danish."""
    for element in page.select("body [lang=da], [data-kept]"):
        element.decompose()
    texts = {
        " ".join(node.split())
        for node in page.find_all(string=True)
        if type(node) is NavigableString
    }
    for element in page.find_all(True):
        for name, value in element.attrs.items():
            if name in ("title", "alt", "placeholder", "aria-label") or name.startswith("data-"):
                texts.add(" ".join(str(value).split()))
    return texts - PEOPLE - {""}


def texts_of(message: Message) -> tuple[str, ...]:
    if not message.id:
        return ()
    return message.string if isinstance(message.string, tuple) else (message.string,)


def address_of(scene: TwoOrganisations, row: Row) -> str:
    own = scene.a.ids
    values = {key: own.get(word, word) for key, word in row.ids.items()}
    if values.get("token") == "TOKEN":
        values["token"] = scene.token
    if row.kind == "organisation":
        values["organisation"] = "alfa"
    with scene.app.test_request_context():
        address = scene.app.url_for(row.endpoint, **values)
    return f"{address}?{row.query}" if row.query else address


def english_visitor(scene: TwoOrganisations, name: str) -> Visitor:
    with scene.app.app_context():
        visitor = Visitor(scene.app).signed_in_as(db.session.get_one(Person, scene.people[name]))
        db.session.remove()
    visitor.client.set_cookie("sprog", "en")
    return visitor


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    compiled = CATALOGUE.with_suffix(".mo")
    assert compiled.exists(), "run script/setup, which compiles the translations"
    assert compiled.stat().st_mtime >= CATALOGUE.stat().st_mtime, "run script/setup"
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


@pytest.fixture(scope="module")
def danish(catalogue: Catalog) -> Danish:
    return Danish(catalogue)


@pytest.fixture(scope="module")
def scene(walk: Walk) -> Iterator[TwoOrganisations]:
    yield walk.scene
    walk.restore()  # forms were sent, some of them taken
