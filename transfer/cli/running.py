"""How a command is run: the group they belong to, the installation it is about, and what is said when it fails."""

from collections.abc import Callable
from contextvars import copy_context
from functools import wraps
from typing import Any

import click
from flask import Flask

from transfer.config import BadSetting, Settings


class Trouble(click.ClickException):
    """Something that whoever typed the command can put right."""

    def show(self, file: Any = None) -> None:
        click.echo(f"Det lykkedes ikke: {self.message}", err=True)


class Unknown(Trouble):
    """An organisation or a person that is not there."""

    exit_code = 2


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

        with application().app_context():
            try:  # what the command says about itself, such as that it only reads, ends with it
                return copy_context().run(command, *arguments, **named)
            finally:
                db.engine.dispose()

    return inside


def application() -> Flask:
    from transfer.app import create_app
    from transfer.migrating import head, revision_of

    given = settings()
    if revision_of(given.database_url) != head():
        raise Trouble("Databasen er ikke klar. Kør script/transfer migrate først.")
    return create_app(given)


def settings() -> Settings:
    try:
        return Settings.from_environment()
    except BadSetting as bad:
        raise Trouble(str(bad)) from bad


def read_only() -> None:
    """Let writers of a SQLite database go on meanwhile."""
    from transfer.db import writing

    writing.set(False)
