"""Administrative commands: `script/transfer COMMAND`. What goes wrong is said in one sentence, without a traceback.

What a command needs is loaded when it runs, so that none waits for what others need.
"""

import click

from transfer.cli import installation, loading, reporting, searching
from transfer.cli.running import commands

__all__ = ["commands", "installation", "loading", "main", "reporting", "searching"]


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
