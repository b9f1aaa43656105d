"""Administrative commands: `script/transfer COMMAND`. What goes wrong is said in one sentence, without a traceback."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from datetime import UTC, date, datetime
from functools import wraps
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import click
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DatabaseError

from transfer.config import BadSetting, Settings
from transfer.domain.periods import BadPeriod, Period
from transfer.domain.typing_in import NotUnderstood, danish_date

DEMO: Final = Path(__file__).parent / "demo"
FORMATS: Final = ("pdf", "html", "docx", "xlsx", "csv", "json")
"""Those of `transfer.reporting`, which is loaded when a report is asked for."""


class Trouble(click.ClickException):
    """Something that whoever typed the command can put right."""

    def show(self, file: Any = None) -> None:
        click.echo(f"Det lykkedes ikke: {self.message}", err=True)


class Unknown(Trouble):
    """An organisation or a person that is not there."""

    exit_code = 2


class DanishDate(click.ParamType[date]):
    """2025-01-31, 31-01-2025, 31.1.2025 or "31. januar 2025"."""

    name = "dato"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return danish_date(value)
        except NotUnderstood as puzzled:
            self.fail(f"{value}: {puzzled}", param, ctx)


@click.group(
    help="Kommandoer til den, der driver Transfer. TRANSFER_INSTANCE siger, hvilken installation det er."
)
def commands() -> None:
    pass


def in_the_installation(command: Callable[..., Any]) -> Callable[..., Any]:
    """Run the command inside the application, on a database that is there and up to date."""

    @wraps(command)
    def inside(*arguments: Any, **named: Any) -> Any:
        from transfer.db import db

        with _application().app_context():
            try:  # what the command says about itself, such as that it only reads, ends with it
                return copy_context().run(command, *arguments, **named)
            finally:
                db.engine.dispose()

    return inside


def _application() -> Flask:
    from transfer.app import create_app
    from transfer.migrating import head, revision_of

    settings = _settings()
    if revision_of(settings.database_url) != head():
        raise Trouble("Databasen er ikke klar. Kør script/transfer migrate først.")
    return create_app(settings)


def _settings() -> Settings:
    try:
        return Settings.from_environment()
    except BadSetting as bad:
        raise Trouble(str(bad)) from bad


# The database


@commands.command(help="Bring databasen på plads til denne udgave. Tager en sikkerhedskopi først.")
def migrate() -> None:
    from transfer.migrating import NewerDatabase
    from transfer.migrating import migrate as bring_up_to_date

    try:
        backup = bring_up_to_date(_settings())
    except NewerDatabase as newer:
        raise Trouble(str(newer)) from newer
    if backup is not None:
        click.echo(f"Sikkerhedskopi fra før: {backup}")
        _let_everything_be_found()
    if not _settings().is_demo:
        _say_how_to_begin()


def _let_everything_be_found() -> None:
    """Write the search index of organisations that had none, or one of an earlier kind."""
    from transfer.search import catch_up

    with _application().app_context():
        for slug in catch_up():
            click.echo(f"Søgningens indeks for {slug} er skrevet.")


def _say_how_to_begin() -> None:
    """Print the one-time link on an installation that nobody has set up yet."""
    from transfer.one_time_links import make_setup_link

    with _application().app_context():
        link = make_setup_link(_settings().base_url)
    if link is not None:
        click.echo(f"Installationen er tom. Opret den første organisation her (én gang): {link}")


@commands.command(
    "setup-link", help="Lav linket, der opretter den første organisation. Det kan bruges én gang."
)
@in_the_installation
def setup_link() -> None:
    from transfer.one_time_links import make_setup_link

    link = make_setup_link(_settings().base_url)
    if link is None:
        raise Trouble("Installationen har allerede en organisation.")
    click.echo(link)


@commands.command(
    "remove-second-factor",
    help="Fjern login i to trin fra EMAIL, som har mistet telefon og gendannelseskoder.",
)
@click.argument("email")
@click.option("--reason", required=True, help="Hvorfor, og hvordan I ved, hvem der spørger.")
@in_the_installation
def remove_second_factor(email: str, reason: str) -> None:
    from transfer.locked_out import NobodyThere, NothingThere, let_begin_anew

    try:
        name = let_begin_anew(email, reason.strip(), at=datetime.now(UTC))
    except NobodyThere as nobody:
        raise Trouble(f"Der er ingen bruger med adressen {email}.") from nobody
    except NothingThere as nothing:
        raise Trouble(f"{email} har ikke login i to trin.") from nothing
    click.echo(
        f"Login i to trin er fjernet fra {name}, som er logget ud og får en mail. "
        "Det sættes op igen, næste gang adgangskoden bruges."
    )


@commands.command(help="Udfør det, der står i kø, og det, der kommer igen, til processen stoppes.")
def work() -> None:
    from transfer.tasks import work as keep_working

    keep_working(_application())


@commands.command(help="Skriv oversigten over, hvem der må hvad, som Markdown.")
def permissions() -> None:
    from transfer.policies import RULES, Deed

    click.echo("# Hvem må hvad\n")
    click.echo("Skrevet af `script/transfer permissions` ud fra reglerne i `transfer/policies/`.\n")
    click.echo("| Handling | Hvem |\n| --- | --- |")
    for deed in Deed:
        click.echo(
            f"| {deed.value.capitalize()} | {' '.join((RULES[deed].__doc__ or '').split())} |"
        )


# Data in


@commands.command("import", help="Indlæs FILE i en ny organisation. Alt eller intet.")
@click.argument("organisation")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--name", default="", help="Organisationens navn, hvis filen ikke siger det.")
@in_the_installation
def import_file(organisation: str, file: Path, name: str) -> None:
    with _said_plainly():
        made = _load(organisation, _read(file), name)
        click.echo(f"{made} er indlæst i {organisation}.")


@commands.command(
    "demo-data",
    help="Fyld installationen med demoens to organisationer eller med opdigtede data til målinger.",
)
@click.option(
    "--trial-actions", type=click.IntRange(1, 2_000_000), help="Så mange opdigtede prøvehandlinger."
)
@click.option(
    "--organisations",
    type=click.IntRange(1, 500),
    default=1,
    help="Fordelt på så mange organisationer.",
)
@in_the_installation
def demo_data(trial_actions: int | None, organisations: int) -> None:
    from transfer.generating import generate
    from transfer.passwords import DEMO_PASSWORD, hashed

    password_hash = hashed(DEMO_PASSWORD)
    if trial_actions is not None:
        slugs = generate(
            trial_actions, organisations, at=datetime.now(UTC), password_hash=password_hash
        )
        click.echo(f"{trial_actions} opdigtede prøvehandlinger i {', '.join(slugs)}.")
        return
    with _said_plainly():
        parts = ("birkesund", "birkesund_people", "birkesund_reports")
        birkesund = {
            key: one for part in parts for key, one in _read(DEMO / f"{part}.json").items()
        }
        _load("birkesund", birkesund, "", password_hash, commit=False)
        _load("engholm", _read(DEMO / "engholm.json"), "", password_hash)
        click.echo("Demoens organisationer birkesund og engholm er klar.")


def _read(file: Path) -> Any:
    try:
        return json.loads(file.read_text("utf-8-sig"))
    except OSError as error:
        raise Trouble(f"{file} kan ikke læses ({error.strerror}).") from error
    except UnicodeDecodeError as error:
        raise Trouble(f"{file} er ikke gemt som UTF-8.") from error
    except (json.JSONDecodeError, RecursionError) as error:
        where = f" i linje {error.lineno}" if isinstance(error, json.JSONDecodeError) else ""
        raise Trouble(f"{file} er ikke gyldig JSON{where}.") from error


def _load(
    slug: str, data: Any, name: str, password_hash: str | None = None, *, commit: bool = True
) -> str:
    from transfer.db import db, take_stock
    from transfer.importing import load

    organisation = load(slug, data, at=datetime.now(UTC), name=name, password_hash=password_hash)
    called = organisation.name
    if commit:
        db.session.commit()
        take_stock(db.engine)
    return called


@contextmanager
def _said_plainly() -> Iterator[None]:
    from transfer.db import db
    from transfer.importing import BadFile, SlugTaken

    try:
        yield
    except SlugTaken as taken:
        raise Trouble(f"Organisationen {taken} findes allerede. Intet er indlæst.") from taken
    except BadFile as bad:
        db.session.rollback()
        listed = "\n".join(f"  {fault}" for fault in bad.faults)
        raise Trouble(f"Filen har fejl, og intet er indlæst.\n{listed}") from bad
    except DatabaseError as error:
        db.session.rollback()
        raise Trouble(f"Databasen tog ikke imod det, og intet er indlæst: {error.orig}") from error


# The search


@commands.command(
    help="Søg i de prøvehandlinger, som personen må se. Skriver deres id'er, det bedste først."
)
@click.argument("organisation")
@click.option("--as", "email", required=True, help="E-mail på den, der søger.")
@click.argument("query", nargs=-1, required=True)
@in_the_installation
def search(organisation: str, email: str, query: tuple[str, ...]) -> None:
    from transfer import search as searching
    from transfer.db import db
    from transfer.models import TrialAction

    _read_only()
    member = _member(organisation, email)
    trials = searching.KINDS["trial"]
    asked = searching.understood(" ".join(query), member)
    for first in range(0, searching.COUNTED, 100):
        hits = searching.find(asked, member, kinds=[trials], limit=100, offset=first)
        known = sa.select(TrialAction.id, TrialAction.reference)
        of_them = known.where(TrialAction.id.in_([hit.id for hit in hits]))
        called = {row.id: row.reference for row in db.session.execute(of_them)}
        for hit in hits:
            click.echo(called[hit.id] or str(hit.id))
        if len(hits) < 100:
            return


def _member(slug: str, email: str) -> Any:
    """The person as a member of the organisation, which is the one at work from here on."""
    from transfer.access import as_member, places_of
    from transfer.db import db
    from transfer.models import Person

    try:
        _organisation(slug)
    except Trouble as trouble:
        raise Unknown(trouble.message) from trouble
    person = db.session.scalar(
        sa.select(Person).where(Person.email == email.strip().lower(), Person.is_active)
    )
    place = places_of(person.id).get(slug) if person else None
    if person is None or place is None:
        raise Unknown(f"Der er ingen med e-mailen {email} i {slug}.")
    return as_member(person.id, place, _today())


@commands.command(
    help="Skriv søgningens indeks forfra, for ORGANISATION eller for alle. Intet andet ændres."
)
@click.argument("organisation", default="")
@in_the_installation
def reindex(organisation: str) -> None:
    from transfer import search as searching
    from transfer.db import db
    from transfer.models import Organisation

    every = sa.select(Organisation.id, Organisation.slug).order_by(Organisation.slug)
    if organisation:
        every = every.where(Organisation.id == _organisation(organisation).id)
    for organisation_id, slug in db.session.execute(every).all():
        number = searching.reindex(organisation_id)
        db.session.commit()
        click.echo(f"{slug}: {number} er lagt i indekset.")
    searching.tidy()


# Reports out


def for_a_period(command: Callable[..., Any]) -> Callable[..., Any]:
    """The organisation and the period that a report is about."""
    command = click.option("--to", "last", type=DanishDate(), required=True, help="Sidste dag.")(
        command
    )
    command = click.option("--from", "first", type=DanishDate(), required=True, help="Første dag.")(
        command
    )
    return click.argument("organisation")(command)


@commands.command(help="Nøgletallene for perioden som JSON.")
@for_a_period
@in_the_installation
def figures(organisation: str, first: date, last: date) -> None:
    from transfer.domain.indicators import as_json
    from transfer.reporting import programme_facts

    _read_only()
    facts = programme_facts(_organisation(organisation), _period(first, last), today=_today())
    click.echo(json.dumps(as_json(facts), ensure_ascii=False, indent=2))


@commands.command(help="Ledelsesrapporten for perioden, som siden ville lave den.")
@for_a_period
@click.option("--unit", default="", help="Kun denne forvaltning, dette område eller denne enhed.")
@click.option("--format", "kind", type=click.Choice(FORMATS), default="pdf", show_default=True)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="Filen, den skrives i.",
)
@in_the_installation
def report(organisation: str, first: date, last: date, unit: str, kind: str, out: Path) -> None:
    from transfer.models import Measure
    from transfer.reporting import management_report, written

    _read_only()
    place = _organisation(organisation)
    made = management_report(
        place,
        _period(first, last),
        unit_id=_unit(place.id, unit) if unit else None,
        measures=sa.select(Measure),
        made_at=datetime.now(UTC),
        made_by="script/transfer",
        today=_today(),
    )
    try:
        out.write_bytes(written(made, kind))
    except OSError as error:
        raise Trouble(f"{out} kan ikke skrives ({error.strerror}).") from error


def _read_only() -> None:
    """Let writers of a SQLite database go on while a report is drawn."""
    from transfer.db import writing

    writing.set(False)


def _today() -> date:
    from transfer.access import today

    return today()


def _period(first: date, last: date) -> Period:
    try:
        return Period(first, last)
    except BadPeriod as bad:
        raise Trouble("Perioden slutter, før den begynder.") from bad


def _organisation(slug: str) -> Any:
    from transfer.db import db, work_in
    from transfer.models import Organisation

    found = db.session.scalar(sa.select(Organisation).where(Organisation.slug == slug))
    if found is None:
        raise Trouble(f"Der er ingen organisation, der hedder {slug}.")
    work_in(found.id)
    return found


def _unit(organisation_id: UUID, name: str) -> UUID:
    from transfer.db import db
    from transfer.models import Unit

    units = db.session.scalars(sa.select(Unit).where(Unit.organisation_id == organisation_id)).all()
    found = [unit for unit in units if unit.name.casefold() == name.casefold()]
    if not found:
        raise Trouble(f"Der er ingen enhed, der hedder {name}.")
    if len(found) > 1:
        raise Trouble(f"Flere enheder hedder {name}.")
    return found[0].id


# In Danish


def _explain(error: click.UsageError) -> str:
    if isinstance(error, click.MissingParameter):
        param = error.param
        return f"Der mangler {param.opts[0] if param and param.opts else 'noget'}."
    if isinstance(error, click.NoSuchOption):
        return f"{error.option_name} findes ikke."
    if isinstance(error, click.BadParameter) and isinstance(
        getattr(error.param, "type", None), click.Choice
    ):
        kinds = ", ".join(error.param.type.choices)  # type: ignore[union-attr]
        return f"{error.param.opts[0]} kan være {kinds}."  # type: ignore[union-attr]
    if isinstance(error, click.BadParameter) and error.param is not None:
        return f"{error.param.opts[0]}: {error.message}"
    if error.message.startswith("No such command"):
        return "Den kommando findes ikke. script/transfer --help viser dem, der er."
    return error.message


def main(arguments: list[str] | None = None) -> int:
    """Run one command. Returns the exit code: 0, 1 when it did not succeed, 2 when it was not understood."""
    try:
        result = commands.main(arguments, prog_name="script/transfer", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as shown:
        shown.show()
        return 2
    except click.UsageError as error:
        click.echo(f"Kommandoen blev ikke forstået: {_explain(error)}", err=True)
        return 2
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        return 130
    return result if isinstance(result, int) else 0


if __name__ == "__main__":
    sys.exit(main())
