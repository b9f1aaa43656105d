"""Commands about the search."""

import click
import sqlalchemy as sa

from transfer.cli.naming import member_named, organisation_named
from transfer.cli.running import commands, in_the_installation, read_only


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

    read_only()
    member = member_named(organisation, email)
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
        every = every.where(Organisation.id == organisation_named(organisation).id)
    for organisation_id, slug in db.session.execute(every).all():
        number = searching.reindex(organisation_id)
        db.session.commit()
        click.echo(f"{slug}: {number} er lagt i indekset.")
    searching.tidy()
