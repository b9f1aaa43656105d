"""A form changes what it asks for and nothing else, whatever is sent along."""

from uuid import UUID

import pytest
import sqlalchemy as sa

from tests.program.walking import BOOKKEEPING, NEVER, UNSAFE_ROWS, main_form, named
from tests.web import values_of
from transfer.db import Moment


def forged_columns(walk) -> dict[str, str]:
    """Every column of every table as a field, with a value that would do harm."""
    b, people = walk.scene.b, walk.scene.people
    harm = {"sa.Uuid": str(b.id)}
    forged = {}
    for table in walk.tables:
        for column in table.columns:
            value = {
                "organisation_id": str(b.id), "owner_id": str(people["b_owner"]),
                "author_id": str(people["b_owner"]), "person_id": str(people["b_admin"]),
                "unit_id": str(b.ids["unit"]), "parent_id": str(NEVER), "trial_id": str(b.ids["running"]),
                "state": "anchored", "role": "local_admin", "is_active": "0", "visibility": "network",
                "slug": "taget", "email": "taget@example.dk", "password_hash": "x", "title": "taget",
                "is_private": "0", "is_external": "1", "revision": "99",
            }.get(column.name)  # fmt: skip
            forged[column.name] = value or _harmful(column, harm)
    return forged


def _harmful(column, harm) -> str:
    kind = column.type
    if isinstance(kind, sa.Uuid):
        return harm["sa.Uuid"]
    if isinstance(kind, sa.Boolean):
        return "1"
    if isinstance(kind, (sa.Integer, sa.Numeric)):
        return "7"
    if isinstance(kind, sa.Date):
        return "2031-01-01"
    if isinstance(kind, Moment):
        return "2031-01-01T00:00:00"
    return "taget"


def a_writer(row) -> str:
    """Somebody who may do it."""
    first = [one for one in ("owner", "admin", "consultant", "leader") if one in row.lets_in]
    return (first or sorted(row.lets_in))[0]


@pytest.mark.parametrize("row", UNSAFE_ROWS, ids=named)
def test_a_form_changes_what_it_asks_for_and_no_other_column(walk, row):
    name, address = a_writer(row), walk.address(row)
    opened = walk.open(name, address + ASKED_AFTER.get(row.endpoint, ""))
    form = (
        main_form(opened, address)
        if opened.status_code == 200 and "html" in opened.mimetype
        else None
    )
    filled = values_of(form) if form is not None else {}
    filled |= typed_into(walk, row)
    asked = {one["name"] for one in form.select("[name]")} if form is not None else set()
    extra = {
        key: value
        for key, value in forged_columns(walk).items()
        if key not in asked | KNOWN_WITHOUT_A_PAGE | ASKED_ON_ANOTHER_PAGE.get(row.endpoint, set())
    }
    plain = walk.send(name, address, filled)
    changed = changes(walk)
    assert row.endpoint not in TYPED or (plain.status_code in (302, 303) and changed), plain.text[
        :3000
    ]
    walk.restore()
    forged = walk.send(
        name,
        address,
        {
            **filled,
            **extra,
            **{f"svar-{key}": one for key, one in extra.items() if key in NEVER_ASKED},
        },
    )
    assert forged.status_code == plain.status_code, forged.text[:2000]
    changed_by_forged = changes(walk)
    walk.restore()
    assert changed_by_forged == changed


TYPED = {
    "trial_actions.new": {"title": "Ny", "challenge": "Noget"},
    "trial_actions.cancel": {"text": "Ingen tid"},
    "trial_actions.start": {"visibility": "network"},
    "trial_actions.end": {"reason": "Vi ved nok"},
    "trial_actions.pause": {},
    "trial_actions.stop_paused": {"text": "Vi lærte noget"},
    "trial_actions.extend": {},
    "trial_actions.check": {"status": "held_as_is", "evidence": "Set", "followup": "continue"},
    "observations.quick_log": {"saw": "Set"},
    "learning_cycles.create": {"title": "Nyt", "units": "UNIT"},
    "learning_cycles.complete": {"learning": "Noget", "decision": "repeat"},
    "learning_cycles.follow_up": {"using_count": "3", "asked_count": "5"},
    "measures.new": {"name": "Ny måling", "unit": "UNIT"},
    "measures.edit": {"name": "Andet navn"},
    "goals.new": {"code": "K9", "name": "Nyt mål"},
    "goals.edit": {"name": "Andet mål"},
    "administration.organisation": {"name": "Andet navn"},
    "administration.unit_new": {"name": "Ny enhed"},
    "administration.unit": {"name": "Andet navn"},
    "administration.person_new": {
        "name": "Ny Person", "email": "ny@example.dk", "role": "activist", "unit": "UNIT",
    },
    "administration.role_new": {"role": "leader", "unit": "UNIT"},
}  # fmt: skip
"""What is typed into the forms that are sent whole, so that they are carried out."""


def typed_into(walk, row) -> dict[str, str]:
    unit = str(walk.scene.a.ids["unit"])
    return {key: unit if one == "UNIT" else one for key, one in TYPED.get(row.endpoint, {}).items()}


ASKED_AFTER = {"trial_actions.check": "?svar=held_as_is"}
"""What is tapped first on a page, so that the form is asked."""
ASKED_ON_ANOTHER_PAGE = {
    "trial_actions.edit": {"version"},  # the page that shows two people's versions
    "feedback.reply": {"text"},
    "feedback.close": {"outcome", "reason"},
    "insights.comment": {"text"},
    "insights.discuss": {"text"},
    "insights.recommendation_comment": {"text"},
    "sparring_requests.answer": {"answer"},
    "sparring_requests.decline": {"answer"},
    "sparring_requests.thank": {"thanks"},
    "sparring_sessions.contribute": {"text"},
    "sparring_sessions.harvest": {
        "nothing_across",
        "revision",
    },  # the minutes stand beside the button
    "sparring_sessions.close": {"nothing_across"},
    "agreements.finish": {"outcome"},
    "agreements.put_off": {"due_on"},
    "agreements.drop": {"reason"},
}
"""Fields of forms that stand on another page than the address they are sent to."""
KNOWN_WITHOUT_A_PAGE: set[str] = {"email", "name", "title", "content"}
"""Fields of forms whose page is not the address they are sent to; what they ask for is theirs."""
NEVER_ASKED = {"organisation_id", "state", "owner_id", "is_archived", "revision", "form_id"}


def changes(walk):
    """What differs from the beginning, without ids and moments that are new each time."""
    now, differing = walk.records.read(walk.records.written - BOOKKEEPING), []
    known = {row["id"] for rows in walk.at_first.values() for row in rows}
    for table in walk.tables:
        if table.name not in now:
            continue
        before = {row["id"]: row for row in walk.at_first[table.name]}
        after = {row["id"]: row for row in now[table.name]}
        differing += [(table.name, "gone", one) for one in before.keys() - after.keys()]
        for one, row in after.items():
            was = before.get(one, {})
            new = {
                key: _plain(table.c[key], value, known)
                for key, value in row.items()
                if key != "id" and was.get(key, ...) != value
            }
            if new:
                differing.append(
                    (table.name, str(one) if was else "new", str(sorted(new.items(), key=str)))
                )
    return sorted(differing, key=str)


def _plain(column, value, known):
    changing = {"directory_revision", "token_hash", "payload", "sent_as", "dedupe_key"}
    if column.name in changing or isinstance(column.type, Moment):
        return "…"
    return "…" if isinstance(value, UUID) and value not in known else value
