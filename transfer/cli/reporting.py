"""Commands that write figures and reports."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import click
import sqlalchemy as sa

from transfer.cli.naming import DanishDate, organisation_named, period_between, today, unit_named
from transfer.cli.running import Trouble, commands, in_the_installation, read_only

FORMATS: Final = ("pdf", "html", "docx", "xlsx", "csv", "json")
"""Those of `transfer.reporting`, which is loaded when a report is asked for."""


def for_a_period(command: Callable[..., Any]) -> Callable[..., Any]:
    """The organisation and the period that a report is about."""
    of = click.argument("organisation")
    since = click.option("--from", "first", type=DanishDate(), required=True, help="Første dag.")
    until = click.option("--to", "last", type=DanishDate(), required=True, help="Sidste dag.")
    return of(since(until(command)))


@commands.command(help="Nøgletallene for perioden som JSON.")
@for_a_period
@in_the_installation
def figures(organisation: str, first: date, last: date) -> None:
    from transfer.domain.indicators import as_json
    from transfer.reporting import programme_facts

    read_only()
    facts = programme_facts(
        organisation_named(organisation), period_between(first, last), today=today()
    )
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

    read_only()
    place = organisation_named(organisation)
    made = management_report(
        place,
        period_between(first, last),
        unit_id=unit_named(place.id, unit) if unit else None,
        measures=sa.select(Measure),
        made_at=datetime.now(UTC),
        made_by="script/transfer",
        today=today(),
    )
    try:
        out.write_bytes(written(made, kind))
    except OSError as error:
        raise Trouble(f"{out} kan ikke skrives ({error.strerror}).") from error
