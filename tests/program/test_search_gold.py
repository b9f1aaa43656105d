"""What people type, and what they expect to find: written down before the search was."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.factories import AT, a_consultant, a_trial, a_unit, an_activist
from transfer import search
from transfer.access import as_member, places_of, today
from transfer.db import db, inside
from transfer.importing import load
from transfer.models import TrialAction

HERE = Path(__file__).parent
DEMO = HERE.parents[1] / "transfer" / "demo"
GOLD = json.loads((HERE / "search_gold.json").read_text("utf-8"))
RECALL, PRECISION = 0.9, 0.95


@pytest.fixture
def reader(app):
    """A consultant of the demo's organisation, in which the invented texts stand beside the demo's."""
    told = {}
    for name in ("birkesund.json", "birkesund_people.json"):
        told |= json.loads((DEMO / name).read_text("utf-8"))
    birkesund = load("birkesund", told, at=datetime.now(UTC))
    db.session.commit()
    units = {}
    writer = an_activist(birkesund, name="Ukendt Skribent")
    for text in GOLD["texts"]:
        name = text["unit"]
        units[name] = units.get(name) or a_unit(birkesund, name)
        a_trial(
            birkesund,
            writer,
            units[name],
            title=text["title"],
            action=text["action"],
            reference=text["id"],
            created_at=AT,
        )
    consultant = a_consultant(birkesund, name="Nomen Nescio")
    with inside(birkesund.id):
        return as_member(consultant.id, places_of(consultant.id)["birkesund"], today())


def found_by(query, member):
    with inside(member.organisation_id):
        asked = search.understood(query, member)
        hits = search.find(asked, member, kinds=[search.KINDS["trial"]], limit=1000)
        assert search.count(asked, member, kinds=[search.KINDS["trial"]]) == len(hits)
        by_id = dict(db.session.execute(sa.select(TrialAction.id, TrialAction.reference)).all())
    return [by_id[hit.id] for hit in hits]


def test_what_people_search_for_is_found_and_little_else(reader):
    recalls, precisions, told = [], [], []
    for gold in GOLD["queries"]:
        found = set(found_by(gold["query"], reader))
        expected, may_be = set(gold["found"]), set(gold.get("may_be_found", ()))
        judged = found - may_be
        if expected:
            recalls.append(len(found & expected) / len(expected))
        precisions.append(len(judged & expected) / len(judged) if judged else 1.0)
        if judged != expected:
            told.append(
                f"{gold['query']}: missed {sorted(expected - found)}, "
                f"and {sorted(judged - expected)} is not wanted"
            )
    recall, precision = sum(recalls) / len(recalls), sum(precisions) / len(precisions)
    print(f"recall {recall:.3f}, precision {precision:.3f}", *told, sep="\n")
    assert recall >= RECALL and precision >= PRECISION, (recall, precision, told)
