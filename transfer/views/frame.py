"""What surrounds every page: menu, language and dates."""

from datetime import date, datetime
from typing import Any, Final

from flask import Flask, g, request, session, url_for
from flask_babel import ngettext
from flask_login import current_user

from transfer import access
from transfer.credentials.sessions import idle_minutes
from transfer.domain.clock import COPENHAGEN, show_clock
from transfer.language import day_in_words, number_in_figures, why_not
from transfer.policies import Deed
from transfer.speaking import gettext as _
from transfer.speaking import speak_quickly

LANGUAGES = ("da", "en")


def language() -> str:
    """Danish, unless the visitor asked for English."""
    chosen = request.cookies.get("sprog", "") if request else ""
    return chosen if chosen in LANGUAGES else "da"


def prepare_templates(app: Flask) -> None:
    app.context_processor(access.template_context)
    app.context_processor(lambda: {"locale": language()})
    app.context_processor(_frame)
    app.add_template_filter(danish_date)
    app.add_template_filter(danish_datetime)
    app.add_template_filter(relative_day)
    app.add_template_filter(show_clock, "clock")
    app.add_template_filter(why_not)
    app.add_template_filter(number_in_figures, "danish_number")
    app.jinja_env.globals.update(Deed=Deed)
    speak_quickly(app)


def danish_date(day: date | None) -> str:
    """24. januar 2026, in the reader's language"""
    return day_in_words(day) if day else ""


def danish_datetime(moment: datetime | None) -> str:
    """24. januar 2026 kl. 14.32, in the reader's language"""
    if moment is None:
        return ""
    local = moment.astimezone(COPENHAGEN)
    day, time = day_in_words(local.date()), f"{local:%H.%M}"
    return str(_("%(date)s kl. %(time)s", date=day, time=time))


def relative_day(day: date | None) -> str:
    """How far a day is from today, in words: "i dag", "om 3 dage", "for 2 uger siden"."""
    if day is None:
        return ""
    days = (day - access.today()).days
    if days == 0:
        return str(_("i dag"))
    if days == 1:
        return str(_("i morgen"))
    if days == -1:
        return str(_("i går"))
    size = abs(days)
    if size < 14:
        amount = ngettext("%(num)d dag", "%(num)d dage", size)
    elif size < 60:
        amount = ngettext("%(num)d uge", "%(num)d uger", round(size / 7))
    else:
        return danish_date(day)
    if days > 0:
        return str(_("om %(amount)s", amount=amount))
    return str(_("for %(amount)s siden", amount=amount))


def _frame() -> dict[str, Any]:
    if not current_user or not current_user.is_authenticated:
        return {"menu": [], "bottom_bar": [], "links": {}, "may_administer": False}
    links = {
        "account": url_for("account.show"),
        "sign_out": url_for("sign_in.sign_out"),
        "stay": url_for("account.stay"),
    }
    session_minutes = idle_minutes(session)
    if g.get("place") is None:
        return {
            "menu": [],
            "bottom_bar": [],
            "links": links,
            "may_administer": False,
            "session_minutes": session_minutes,
        }
    administers = access.may(Deed.ADMINISTER)
    links["start"] = url_for("start.show")
    links["search"] = url_for("search.index")
    if administers:
        links["administration"] = url_for("administration.index")
    return {
        "menu": _menu(),
        "bottom_bar": _bottom_bar(),
        "links": links,
        "may_administer": administers,
        "session_minutes": session_minutes,
    }


_PART_OF: Final = {
    "indicators": "reports",
    "replications": "trial_actions",
    "anchoring": "trial_actions",
    "report_editions": "reports",
    "report_files": "reports",
    "workshop": "reports",
}
"""Topics without a place of their own in the menu."""


def _menu() -> list[dict[str, Any]]:
    works_with_trials = access.may(Deed.LIST_TRIALS)
    entries = [(_("Forside"), "start.show", True)]
    entries += [
        (_("Prøvehandlinger"), "trial_actions.index", works_with_trials),
        (_("Læringsforløb"), "learning_cycles.index", works_with_trials),
        (_("Kompetencemål"), "goals.index", access.may(Deed.READ_GOALS)),
        (_("Sparring"), "sparring_sessions.index", access.may(Deed.LIST_SESSIONS)),
        (_("Indsigter"), "insights.index", access.may(Deed.LIST_INSIGHTS)),
        (_("Målinger"), "measures.index", access.may(Deed.LIST_MEASURES)),
        (_("Rapporter"), "reports.index", access.may(Deed.READ_REPORTS)),
    ]
    return [_entry(label, endpoint) for label, endpoint, shown in entries if shown]


def _bottom_bar() -> list[dict[str, Any]]:
    entries = [_entry(_("Forside"), "start.show", icon="home")]
    if access.may(Deed.CREATE_TRIAL):
        entries.append(_entry(_("Log"), "observations.quick_log", icon="edit"))
        entries.append(_entry(_("Mine"), "trial_actions.index", icon="list-bulleted", mine=1))
    elif access.may(Deed.LIST_TRIALS):
        entries.append(_entry(_("Liste"), "trial_actions.index", icon="list-bulleted"))
    entries.append(_entry(_("Søg"), "search.index", icon="search"))
    entries.append({"label": _("Menu"), "url": "#", "current": False, "icon": "menu"})
    return entries


def _entry(label: str, endpoint: str, icon: str = "", mine: int | None = None) -> dict[str, Any]:
    topic, _page = endpoint.split(".", maxsplit=1)
    here = (request.endpoint or "").partition(".")[0]
    arguments: dict[str, Any] = {"mine": mine} if mine else {}
    return {
        "label": label,
        "url": url_for(endpoint, **arguments),
        "current": _PART_OF.get(here, here) == topic,
        "icon": icon,
    }
