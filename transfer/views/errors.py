"""What people read when something could not be done, each with a number to tell us."""

import logging
import secrets
from typing import Any

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable

from transfer.db import db

log = logging.getLogger(__name__)

NEVER_SHOWN = ("csrf_token", "password")


def answer_in_danish(app: Flask) -> None:
    """Give every error a page of ours."""
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _refused)
    app.register_error_handler(StaleDataError, _overtaken)
    app.register_error_handler(OperationalError, _out_of_reach)
    app.register_error_handler(Exception, _broken)


def _refused(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code < 400 or error.response is not None:
        return error
    headers = {}
    if code == 405 and getattr(error, "valid_methods", None):
        headers["Allow"] = ", ".join(error.valid_methods)  # type: ignore[attr-defined]
    if code == 429 and getattr(error, "retry_after", None):
        headers["Retry-After"] = str(error.retry_after)  # type: ignore[attr-defined]
    return render_template("errors/error.html", code=code), code, headers


def _out_of_reach(error: OperationalError) -> ResponseReturnValue:
    """The database does not answer; it will, and the page says when to try again."""
    log.error("database out of reach at %s: %s", request.endpoint, error.orig)
    code = ServiceUnavailable.code
    return render_template("errors/error.html", code=code), code, {"Retry-After": "10"}


def _broken(error: Exception) -> ResponseReturnValue:
    number = secrets.token_hex(4)
    log.error("error %s at %s", number, request.endpoint, exc_info=error)
    db.session.rollback()
    code = InternalServerError.code
    return render_template("errors/error.html", code=code, error_number=number), code


def _overtaken(_error: StaleDataError) -> ResponseReturnValue:
    """Two people saved within the same moment; the later one tries again with a fresh page."""
    db.session.rollback()
    return _with_what_was_typed(409)


def _stale_form(_error: CSRFError) -> ResponseReturnValue:
    """The page was open longer than its session. Every typed word comes along to a second try."""
    return _with_what_was_typed(400)


def _with_what_was_typed(code: int) -> ResponseReturnValue:
    same_site = request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none")
    typed: list[tuple[str, Any]] = []
    if same_site:
        typed = [
            (name, value)
            for name, value in request.form.items(multi=True)
            if not any(hidden in name for hidden in NEVER_SHOWN)
        ]
    return (
        render_template("errors/send_again.html", code=code, typed=typed, address=request.path),
        code,
    )
