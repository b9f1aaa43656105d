"""What watchers, browsers and passers-by ask for without signing in."""

import re
import shutil
from datetime import date
from typing import Final, cast

import sqlalchemy as sa
from flask import Blueprint, Response, current_app, g, redirect, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import SQLAlchemyError

from transfer import migrating
from transfer.access import public
from transfer.config import Settings
from transfer.db import db
from transfer.domain.contrast import darker
from transfer.models.organisations import Organisation

LEAST_FREE: Final = 100 * 1024 * 1024
"""Bytes that must be free on the disk of the data folder; below it, saving would soon fail."""

STATEMENT_DATED: Final = date(2026, 11, 22)
"""When the built-in draft of the accessibility statement was last gone through."""

DEFAULT_BRAND: Final[str] = Organisation.__table__.c.brand.default.arg
_COLOUR: Final = re.compile(r"#[0-9a-fA-F]{6}")

bp = Blueprint("status", __name__)


@bp.get("/livez")
@public
def livez() -> ResponseReturnValue:
    """Whether the process answers at all."""
    return _plain("ok")


@bp.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """Whether people can work: database answers, its tables are today's, there is room on the disk."""
    if _is_ready():
        return _plain("ok")
    response = _plain("ikke klar", 503)
    response.headers["Retry-After"] = "10"
    return response


@bp.get("/was")
@public
def accessibility_statement() -> ResponseReturnValue:
    """The organisation's own statement, or what is missing before there is one."""
    if _settings().accessibility_statement:
        return redirect(_settings().accessibility_statement)
    return render_template("status/accessibility_statement.html", dated=STATEMENT_DATED)


@bp.get("/maerke/<organisation>.css")
@public
def brand() -> ResponseReturnValue:
    """The organisation's colour and the darker tones of it. A slug that nobody has gets our own."""
    kept = db.session.scalar(sa.select(Organisation.brand).where(Organisation.slug == g.slug))
    colour = kept if kept and _COLOUR.fullmatch(kept) else DEFAULT_BRAND
    tones = {
        "--brand": colour,
        "--brand-dark": darker(colour, 0.2),
        "--brand-darker": darker(colour, 0.4),
    }
    lines = "".join(f"  {name}: {tone};\n" for name, tone in tones.items())
    response = Response(f":root {{\n{lines}}}\n", mimetype="text/css")
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def _is_ready() -> bool:
    settings = _settings()
    try:
        if shutil.disk_usage(settings.instance).free < LEAST_FREE:
            return False
        db.session.execute(sa.select(1))
        return settings.testing or migrating.is_up_to_date(db.session.connection())
    except (OSError, SQLAlchemyError):
        return False


def _plain(text: str, status: int = 200) -> Response:
    return Response(f"{text}\n", status, mimetype="text/plain")


def _settings() -> Settings:
    return cast(Settings, current_app.config["SETTINGS"])
