"""The whole program seen at once: settings in, a Flask application out."""

import hashlib
from datetime import timedelta
from pathlib import Path
from typing import Any

import jinja2
from flask import Flask, g, request
from flask_babel import Babel
from flask_login import LoginManager
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from transfer import access, views
from transfer.addresses import QuickPaths
from transfer.config import Settings
from transfer.credentials.sessions import DatabaseSessions
from transfer.db import db, prepare_engine, writing
from transfer.drawing import SpokenEnvironment
from transfer.views import errors, frame

READING_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
MEGABYTE = 1024 * 1024
STATIC = Path(__file__).parent / "static"


def create_app(settings: Settings | None = None) -> Flask:
    """The Flask application of one installation.

    Raises:
        BadSetting: the environment holds a missing or weak setting.
        RuntimeError: a route does not state its permission.
    """
    settings = settings or Settings.from_environment()
    app = QuickPaths(__name__, static_folder=None, instance_path=str(settings.instance))
    app.jinja_environment = SpokenEnvironment  # type: ignore[assignment]
    _configure(app, settings)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)
    Babel(app, locale_selector=frame.language, default_timezone="Europe/Copenhagen")
    app.session_interface = DatabaseSessions()
    _sign_in_with_sessions(app)
    CSRFProtect(app)
    access.keep_organisation_in_addresses(app)
    views.register(app)
    frame.prepare_templates(app)
    errors.answer_in_danish(app)
    _readers_stay_side_by_side(app)
    _answer_with_headers(app, settings)
    _serve_static(app, settings)
    access.insist_on_guards(app)
    return app


def _configure(app: Flask, settings: Settings) -> None:
    secure = settings.is_encrypted
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_keys[0],
        SECRET_KEY_FALLBACKS=list(settings.secret_keys[1:]),
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=_engine_options(settings.database_url),
        # "__Host-" needs TLS; without it the tool only answers on this machine.
        SESSION_COOKIE_NAME="__Host-transfer" if secure else "transfer",
        SESSION_COOKIE_SECURE=secure,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=secure,
        MAX_CONTENT_LENGTH=MEGABYTE,
        MAX_FORM_MEMORY_SIZE=MEGABYTE,
        MAX_FORM_PARTS=1000,
        TRUSTED_HOSTS=None
        if settings.testing
        else sorted({settings.host, "127.0.0.1", "localhost"}),
        BABEL_DEFAULT_LOCALE="da",
        BABEL_TRANSLATION_DIRECTORIES=str(Path(__file__).parent / "translations"),
        PERMANENT_SESSION_LIFETIME=timedelta(hours=12),
        TESTING=settings.testing,
    )
    app.jinja_options = {
        "undefined": jinja2.StrictUndefined,
        "trim_blocks": True,
        "lstrip_blocks": True,
        "auto_reload": False,
    }
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies
        )


def _engine_options(url: str) -> dict[str, Any]:
    if url.startswith("sqlite"):
        return {"connect_args": {"timeout": 10}}
    return {"pool_pre_ping": True, "pool_size": 8, "connect_args": {"connect_timeout": 2}}


def _sign_in_with_sessions(app: Flask) -> None:
    manager = LoginManager(app)
    manager.session_protection = None  # phones change address; the session is on the server
    manager.user_loader(access.load_visitor)


def _readers_stay_side_by_side(app: Flask) -> None:
    """Let SQLite know which requests only read."""

    @app.before_request
    def _say_what_comes() -> None:
        g.writing = writing.set(request.method not in READING_METHODS)

    @app.teardown_request
    def _done(_error: BaseException | None) -> None:
        token = g.pop("writing", None)
        if token is not None:
            writing.reset(token)
        db.session.info.pop("organisation", None)


CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)

HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), payment=(), usb=()",
}


def _answer_with_headers(app: Flask, settings: Settings) -> None:
    headers = dict(HEADERS)
    if settings.is_encrypted:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains"

    @app.after_request
    def _add(response: Any) -> Any:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if g.get("shows_own_frames"):
            response.headers["Content-Security-Policy"] = f"{CONTENT_POLICY}; frame-src 'self'"
        response.headers.setdefault("Cache-Control", "no-store")
        return response


def _serve_static(app: Flask, settings: Settings) -> None:
    """Our own files, under an address that changes when any of them does."""
    edition = _edition_of(STATIC)
    app.config["STATIC_EDITION"] = edition
    app.add_url_rule(
        f"/static/{edition}/<path:filename>",
        endpoint="static",
        view_func=access.public(lambda filename: ("", 404)),
    )
    whitenoise = WhiteNoise(
        app.wsgi_app,
        root=str(STATIC),
        prefix=f"static/{edition}/",
        max_age=31536000,
        immutable_file_test=lambda path, url: True,
        add_headers_function=_static_headers,
    )
    app.wsgi_app = whitenoise  # type: ignore[method-assign]


def _static_headers(headers: Any, _path: str, _url: str) -> None:
    for name, value in HEADERS.items():
        headers[name] = value


def _edition_of(folder: Path) -> str:
    """A short name of the files' present state, the same in every process of this machine."""
    digest = hashlib.sha256()
    for one in sorted(folder.rglob("*")):
        if one.is_file():
            digest.update(f"{one.relative_to(folder)} {one.stat().st_size}".encode())
            digest.update(str(one.stat().st_mtime_ns).encode())
    return digest.hexdigest()[:12]
