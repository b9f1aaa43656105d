"""One's own calendar at a secret address, and how often a mail says what waits."""

from datetime import timedelta
from typing import Any, Final

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue

from transfer import reminders
from transfer.access import me, now, personal, public
from transfer.addresses import address_of
from transfer.calendars import feeds as calendar_feeds
from transfer.calendars.text import feed as as_calendar
from transfer.credentials.throttling import Allowance, network
from transfer.db import db
from transfer.domain.vocabulary import Reminders
from transfer.models.people import Person
from transfer.speaking import gettext as _
from transfer.topic_forms.calendar import RemindersForm

bp = Blueprint("calendar", __name__)

READS: Final = Allowance(60, timedelta(minutes=10))
"""Of one address. Calendar programs ask a few times an hour, from several machines of one person."""
MISSES: Final = Allowance(60, timedelta(minutes=1))
"""Of those who ask for addresses that nobody has, from one network."""


@bp.get("/min-konto/kalender-og-mails")
@personal
def show() -> ResponseReturnValue:
    return _page()


@bp.post("/min-konto/kalender-og-mails/adresse")
@personal
def make_address() -> ResponseReturnValue:
    """A new secret address, shown this once. The one before is dead."""
    token = calendar_feeds.make(me(), at=now())
    db.session.commit()
    return _page(address=address_of("calendar.feed", token=token))


@bp.post("/min-konto/kalender-og-mails/adresse/slut")
@personal
def end_address() -> ResponseReturnValue:
    calendar_feeds.end(me())
    db.session.commit()
    flash(_("Kalenderadressen er slået fra og virker ikke længere."), "success")
    return redirect(url_for(".show"), 303)


@bp.post("/min-konto/kalender-og-mails/paamindelser")
@personal
def choose_reminders() -> ResponseReturnValue:
    form = RemindersForm()
    if not form.validate_on_submit():
        return _page(form), 422
    db.session.get_one(Person, me()).reminders = Reminders(form.reminders.data)
    db.session.commit()
    flash(_("Dit valg er gemt."), "success")
    return redirect(url_for(".show"), 303)


def _page(form: RemindersForm | None = None, address: str = "") -> str:
    chosen = db.session.get_one(Person, me()).reminders
    return render_template(
        "calendar/show.html",
        form=form or RemindersForm(formdata=None, data={"reminders": chosen.value}),
        feed=calendar_feeds.of(me()),
        address=address,
    )


# Without signing in


@bp.get("/kalender/<token>.ics")
@public
def feed(token: str) -> ResponseReturnValue:
    """The calendar of whoever the token belongs to; for every other token, one and the same answer."""
    at = now()
    too_soon = READS.wait(calendar_feeds.hashed(token), at)
    person_id = None if too_soon else calendar_feeds.holder(token)
    if person_id is None:
        too_soon = too_soon or MISSES.wait(network(request.remote_addr), at)
        return _nothing(too_soon)
    text = as_calendar("Transfer", calendar_feeds.entries(person_id))
    response = Response(text, mimetype="text/calendar")
    response.headers["Cache-Control"] = "private, no-cache"  # kept, but asked about each time
    response.headers["Content-Disposition"] = 'inline; filename="transfer.ics"'
    response.add_etag()
    return response.make_conditional(request)


def _nothing(too_soon: int) -> Response:
    if too_soon:
        return Response("", 429, {"Retry-After": str(too_soon)}, mimetype="text/plain")
    return Response("", 404, mimetype="text/plain")


@bp.route("/paamindelser/slut/<token>", methods=["GET", "POST"])
@public
def end_reminders(token: str) -> ResponseReturnValue:
    """No more reminders for whoever the mail went to. Opening it changes nothing; mail filters do that.

    Mail programs press by themselves when asked to (RFC 8058), without a cookie or a token of a page
    of ours. What the address holds is the permission.
    """
    person = reminders.reader_of(token)
    if person is None:
        return render_template("calendar/dead_link.html"), 404
    if request.method == "POST":
        person.reminders = Reminders.NEVER
        db.session.commit()
    return render_template(
        "calendar/end_reminders.html", has_ended=person.reminders is Reminders.NEVER, token=token
    )


@bp.record_once
def _let_mail_programs_press(state: BlueprintSetupState) -> None:
    csrf: Any = state.app.extensions["csrf"]
    csrf.exempt(end_reminders)
