"""Commands about the installation: its database, its first link, its worker, and who may do what."""

from datetime import UTC, datetime

import click

from transfer.cli.running import Trouble, application, commands, in_the_installation, settings


@commands.command(help="Bring databasen på plads til denne udgave. Tager en sikkerhedskopi først.")
def migrate() -> None:
    from transfer.migrating import NewerDatabase
    from transfer.migrating import migrate as bring_up_to_date

    try:
        backup = bring_up_to_date(settings())
    except NewerDatabase as newer:
        raise Trouble(str(newer)) from newer
    if backup is not None:
        click.echo(f"Sikkerhedskopi fra før: {backup}")
        _let_everything_be_found()
    if not settings().is_demo:
        _say_how_to_begin()


def _let_everything_be_found() -> None:
    """Write the search index of organisations that had none, or one of an earlier kind."""
    from transfer.search import catch_up

    with application().app_context():
        for slug in catch_up():
            click.echo(f"Søgningens indeks for {slug} er skrevet.")


def _say_how_to_begin() -> None:
    """Print the one-time link on an installation that nobody has set up yet."""
    from transfer.credentials.one_time_links import make_setup_link

    with application().app_context():
        link = make_setup_link(settings().base_url)
    if link is not None:
        click.echo(f"Installationen er tom. Opret den første organisation her (én gang): {link}")


@commands.command(
    "setup-link", help="Lav linket, der opretter den første organisation. Det kan bruges én gang."
)
@in_the_installation
def setup_link() -> None:
    from transfer.credentials.one_time_links import make_setup_link

    link = make_setup_link(settings().base_url)
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

    keep_working(application())


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
