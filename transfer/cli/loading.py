"""Commands that bring data in."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click
from sqlalchemy.exc import DatabaseError

from transfer.cli.running import Trouble, commands, in_the_installation

DEMO: Final = Path(__file__).parents[1] / "demo"


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
    from transfer.credentials.passwords import DEMO_PASSWORD, hashed
    from transfer.generating import generate

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
