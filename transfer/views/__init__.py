"""Pages: one module a topic. A view gets a record it may touch, calls one verb, commits, redirects."""

from importlib import import_module
from typing import Final

from flask import Flask

TOPICS: Final = (
    "status",
    "sign_in",
    "account",
    "calendar",
    "second_factor",
    "start",
    "trial_actions",
    "replications",
    "anchoring",
    "observations",
    "feedback",
    "sparring_requests",
    "learning_cycles",
    "sparring_sessions",
    "agreements",
    "goals",
    "insights",
    "report_editions",
    "report_files",
    "measures",
    "indicators",
    "reports",
    "workshop",
    "search",
    "administration",
)


def register(app: Flask) -> None:
    """Give the application every page. A topic's module holds a blueprint `bp`."""
    for topic in TOPICS:
        app.register_blueprint(import_module(f"transfer.views.{topic}").bp)
