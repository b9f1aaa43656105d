"""Two organisations with the same kinds of records, every text in them a word found nowhere else.

A word such as `zqb0042` that turns up on a page says which organisation, record and field it came from.
"""

import hashlib
import io
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Flask
from pypdf import PdfWriter

from tests.conftest import test_settings as settings_of_tests
from tests.factories import (
    a_cycle,
    a_goal,
    a_measure,
    a_membership,
    a_person,
    a_recommendation,
    a_remark,
    a_report,
    a_session,
    a_sparring_request,
    a_theme,
    a_trial,
    a_unit,
    an_agreement,
    an_insight,
    an_observation,
    an_organisation,
    made_together,
    saved,
)
from transfer.access import today
from transfer.app import create_app
from transfer.credentials.one_time_links import invite
from transfer.db import across_organisations, db
from transfer.domain.feedback import FeedbackState
from transfer.domain.lifecycle import State
from transfer.domain.passages import mark
from transfer.domain.session_lifecycle import SessionState
from transfer.domain.sparring import AgendaConsent
from transfer.domain.vocabulary import Role, UnitKind
from transfer.models import (
    Contribution,
    CycleSession,
    DocumentationCheck,
    EditionFile,
    EditionReader,
    Feedback,
    Insight,
    InsightSource,
    Measure,
    Organisation,
    Person,
    PrivateNote,
    ReportEdition,
    ReportFile,
    SparringRequest,
    Takeaway,
    Theme,
    ThemedPassage,
    TrialAction,
    Unit,
)
from transfer.models.measures import FourAnswers
from transfer.models.report_editions import EditionState
from transfer.models.report_files import FileState

WORD = re.compile(r"zq([ab])\d{4}")
_number = count(1)

TRIALS: dict[str, dict[str, Any]] = {
    "idea": {"state": State.IDEA, "visibility": "private"},
    "plan": {"state": State.PLANNED, "visibility": "private"},
    "shared_plan": {"state": State.PLANNED, "visibility": "network"},
    "running": {"state": State.RUNNING, "visibility": "network"},
    "private": {"state": State.RUNNING, "visibility": "private"},
    "for_unit": {"state": State.RUNNING, "visibility": "unit"},
    "for_department": {"state": State.RUNNING, "visibility": "department"},
    "reflecting": {"state": State.REFLECTING, "visibility": "network"},
    "paused": {"state": State.PAUSED, "visibility": "network"},
    "adopted": {"state": State.ADOPTED, "visibility": "network", "decision": "adopt"},
    "figures_only": {
        "state": State.ADOPTED, "visibility": "private", "decision": "adopt",
        "report_consent": "figures_only",
    },
    "asked": {"state": State.RUNNING, "visibility": "private"},
    "stopped": {"state": State.STOPPED, "visibility": "network", "decision": "stop"},
    "lapsed": {"state": State.LAPSED, "visibility": "network", "decision": "adopt"},
    "cancelled": {"state": State.CANCELLED, "visibility": "private"},
}  # fmt: skip
"""The trials of each organisation by name; all of the owner's, in the first unit."""

TEXTS = (
    "title", "challenge", "action", "prediction", "signs", "what_happened", "learning",
    "learning_headline", "decision_reason", "decided_by", "next_step", "next_step_owner",
    "anchor_owner",
)  # fmt: skip

ROLES: dict[str, tuple[tuple[Role, str | None], ...]] = {
    "owner": ((Role.ACTIVIST, "unit"),),
    "participant": ((Role.ACTIVIST, "far_unit"),),
    "colleague": ((Role.ACTIVIST, "unit"),),
    "neighbour": ((Role.ACTIVIST, "next_unit"),),
    "distant": ((Role.ACTIVIST, "far_unit"),),
    "leader": ((Role.LEADER, "unit"),),
    "far_leader": ((Role.LEADER, "far_unit"),),
    "consultant": ((Role.CONSULTANT, "unit"),),
    "far_consultant": ((Role.CONSULTANT, "far_unit"),),
    "admin": ((Role.LOCAL_ADMIN, None),),
}
"""Who is what, and in which unit."""


@dataclass
class Side:
    """One of the two organisations: its address, and the id of every record by name."""

    letter: str
    slug: str
    id: UUID
    ids: dict[str, UUID] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    """Each word with what it stands in, such as `running.prediction`."""


@dataclass
class TwoOrganisations:
    app: Flask
    sides: dict[str, Side]
    people: dict[str, UUID]
    """Those of A by their part, those of B with `b_` before it, and those who belong to both or none."""
    token: str
    """Of an invitation that nobody has used."""

    @property
    def a(self) -> Side:
        return self.sides["a"]

    @property
    def b(self) -> Side:
        return self.sides["b"]


@contextmanager
def an_own_database(database_url: str, folder: Path) -> Iterator[str]:
    """The URL of a database that no other test empties meanwhile."""
    if not database_url.startswith("postgresql"):
        yield f"sqlite:///{folder / 'walk.sqlite'}"
        return
    engine = sa.create_engine(database_url)
    schema = f"two_organisations_{next(_number)}"  # two of them may stand side by side
    with engine.begin() as connection:
        connection.execute(sa.text(f"CREATE SCHEMA {schema}"))
    yield f"{database_url}{'&' if '?' in database_url else '?'}options=-csearch_path%3D{schema}"
    with engine.begin() as connection:
        connection.execute(sa.text(f"DROP SCHEMA {schema} CASCADE"))
    engine.dispose()


def two_organisations(folder: Path, database_url: str) -> TwoOrganisations:
    app = create_app(settings_of_tests(folder, database_url))
    with app.app_context():
        db.create_all()
        sides = {letter: _side(letter, slug) for letter, slug in (("a", "alfa"), ("b", "beta"))}
        people: dict[str, UUID] = {}
        for letter, side in sides.items():
            for part in ROLES:
                people[part if letter == "a" else f"b_{part}"] = side.ids[part]
        people |= _between(sides)
        token = _invitation(people["nobody"], people["admin"])
        db.session.remove()
    return TwoOrganisations(app, sides, people, token)


@made_together()
def _side(letter: str, slug: str) -> Side:
    number = count(1)
    words: dict[str, str] = {}

    def word(of: str) -> str:
        made = f"zq{letter}{next(number):04}"
        words[made] = of
        return made

    organisation = an_organisation(slug, name=word("name"), programme=word("programme"))
    side = Side(letter, slug, organisation.id, words=words)
    records = _units(organisation, word) | _people(organisation, word, side)
    for part, held in ROLES.items():
        for role, unit in held:
            membership = a_membership(
                records[part],
                organisation,
                role,
                records[unit] if unit else None,
                title=word(f"{part}.role"),
            )
            records[f"{part}_role"] = membership
    records["goal"] = goal = a_goal(
        organisation, f"{letter}1", word("goal.name"), description=word("goal.description")
    )
    records["small_goal"] = a_goal(
        organisation, f"{letter}2", word("small_goal.name"), parent_id=goal.id
    )
    records |= _cycles(organisation, records, word)
    for name, given in TRIALS.items():
        records[name] = _trial(organisation, records, word, name, given)
    _transfer(records["shared_plan"], records["adopted"], word)
    records |= _notes(records, word)
    with across_organisations():
        records |= _sessions(organisation, records, word)
    records |= _remarks(records, word)
    records |= _insights(organisation, records, word)
    records |= _files(organisation, records, word)
    records |= _editions(organisation, records, word)
    records["report"] = a_report(
        organisation,
        title=word("report.title"),
        programme=word("report.programme"),
        audience=word("report.audience"),
        period_first=today() - timedelta(days=300),
        period_last=today(),
        units=[records["unit"]],
        texts={"budskab-1": word("report.message"), "linje-i-tal": word("report.line")},
    )
    records |= _measures(organisation, records, word)
    side.ids |= {name: record.id for name, record in records.items()}
    return side


def _units(organisation: Any, word: Any) -> dict[str, Any]:
    top = a_unit(organisation, word("top.name"), kind=UnitKind.DEPARTMENT)
    far_top = a_unit(organisation, word("far_top.name"), kind=UnitKind.DEPARTMENT)
    return {
        "top": top,
        "far_top": far_top,
        "unit": a_unit(organisation, word("unit.name"), top),
        "next_unit": a_unit(organisation, word("next_unit.name"), top),
        "far_unit": a_unit(organisation, word("far_unit.name"), far_top),
        "empty_unit": a_unit(organisation, word("empty_unit.name"), far_top),
    }


def _people(organisation: Any, word: Any, side: Side) -> dict[str, Any]:
    return {
        part: a_person(word(f"{part}.person"), email=f"{word(f'{part}.email')}@example.dk")
        for part in ROLES
    }


def _cycles(organisation: Any, records: dict[str, Any], word: Any) -> dict[str, Any]:
    def cycle(name: str, **given: Any) -> Any:
        return a_cycle(
            organisation,
            records["owner"],
            title=word(f"{name}.title"),
            purpose=word(f"{name}.purpose"),
            background=word(f"{name}.background"),
            before_plan=word(f"{name}.before_plan"),
            during_plan=word(f"{name}.during_plan"),
            after_plan=word(f"{name}.after_plan"),
            notes=word(f"{name}.notes"),
            units=[records["unit"]],
            goals=[records["goal"]],
            sponsor_id=records["leader"].id,
            consultant_id=records["consultant"].id,
            start_date=today() - timedelta(days=60),
            sessions=[
                CycleSession(
                    organisation_id=organisation.id,
                    held_on=today() - timedelta(days=50),
                    content=word(f"{name}.session"),
                    until_next=word(f"{name}.until_next"),
                )
            ],
            **given,
        )

    return {
        "draft_cycle": cycle("draft_cycle", state="draft"),
        "cycle": cycle("cycle"),
        "ended_cycle": cycle(
            "ended_cycle",
            state="completed",
            end_date=today() - timedelta(days=5),
            learning=word("ended_cycle.learning"),
            decision="into_operation",
        ),
    }


def _trial(organisation: Any, records: dict[str, Any], word: Any, name: str, given: Any) -> Any:
    state, day = given["state"], timedelta(days=1)
    dates = {"start_date": today() - 20 * day, "end_date": today() + 5 * day}
    dates |= {"reflection_due": today() + 19 * day, "predicted_on": today() - 21 * day}
    if state not in (State.IDEA, State.PLANNED, State.CANCELLED):
        dates["actual_start"] = today() - 20 * day
    if state.is_closed or state is State.REFLECTING:
        dates |= {"actual_end": today() - 6 * day, "reflected_on": today() - 5 * day}
    if "decision" in given:
        dates["decided_on"] = today() - 4 * day
    trial = a_trial(
        organisation,
        records["owner"],
        records["unit"],
        participants=[records["participant"]],
        goals=[records["goal"]],
        cycle_id=records["cycle"].id,
        **dates,
        **{key: word(f"{name}.{key}") for key in TEXTS if key != "challenge"},
        challenge=word(f"{name}.old_challenge"),
        **{"report_consent": "with_unit", **given},
        scale="one_team",
        origin="course",
        fidelity="yes",
        outcome_vs_prediction="better",
        value_citizen=4,
        transfer_level=3,
        ending_note=word(f"{name}.ending_note"),
        other_answers={"support_needed": word(f"{name}.support_needed")},
    )
    with across_organisations():
        trial.save(
            {"challenge": word(f"{name}.challenge")},
            by=records["owner"].id,
            at=datetime.now(UTC),
            on=today(),
        )
        if state in (State.ADOPTED, State.LAPSED):
            trial._schedule_checks()
            trial.checks[0].due_on = today() - 2 * day
        for link in (*trial.history, *trial.checks):
            link.organisation_id = organisation.id
        db.session.commit()
    return trial


def _transfer(plan: Any, origin: Any, word: Any) -> None:
    """Make the plan one that was taken over from the other, and let it say what is changed."""
    with across_organisations():
        again = db.session.get_one(TrialAction, plan.id)
        again.parent_id = origin.id
        again.tell(
            is_copy=False,
            kept=word("shared_plan.kept"),
            changed=word("shared_plan.changed"),
            why=word("shared_plan.why"),
            by=again.owner_id,
            at=datetime.now(UTC),
            on=today(),
            note="",
        )
        again.history[0].organisation_id = again.organisation_id
        db.session.commit()


def _notes(records: dict[str, Any], word: Any) -> dict[str, Any]:
    notes = {}
    for trial in ("running", "private", "stopped", "asked"):
        for author, is_private in (("owner", False), ("owner", True), ("participant", True)):
            name = f"{trial}_{author}_{'private' if is_private else 'shared'}_note"
            notes[name] = an_observation(
                records[trial],
                records[author],
                saw=word(f"{name}.saw"),
                thought=word(f"{name}.thought"),
                is_private=is_private,
            )
    with across_organisations():
        for trial in TRIALS:
            again = db.session.get_one(TrialAction, records[trial].id)
            notes[f"{trial}_change"] = again.history[0]
            if again.checks:
                notes[f"{trial}_check"] = again.checks[0]
    return notes


def _remarks(records: dict[str, Any], word: Any) -> dict[str, Any]:
    """Feedback from the consultant and a colleague: open with an answer, as a draft, and closed."""
    remarks = {}
    for name, trial, author in (
        ("remark", "running", "consultant"),
        ("draft_remark", "running", "consultant"),
        ("colleague_remark", "running", "colleague"),
        ("closed_remark", "stopped", "consultant"),
    ):
        remarks[name] = remark = a_remark(
            records[trial],
            records[author],
            text=word(f"{name}.text"),
            is_sent=name != "draft_remark",
        )
        with across_organisations():
            again = db.session.get_one(Feedback, remark.id)
            given = {"by": records["owner"].id, "at": datetime.now(UTC)}
            if name == "remark":
                again.reply(word("remark.reply"), **given)
            if name == "closed_remark":
                again.close(FeedbackState.ADAPTED, word("closed_remark.reason"), **given)
            db.session.commit()
    remarks["open_request"] = a_sparring_request(
        records["asked"], records["neighbour"], question=word("open_request.question")
    )
    remarks["answered_request"] = answered = a_sparring_request(
        records["running"], records["distant"], question=word("answered_request.question")
    )
    with across_organisations():
        again = db.session.get_one(SparringRequest, answered.id)
        again.give_answer(word("answered_request.answer"), at=datetime.now(UTC))
        db.session.commit()
    return remarks


def _insights(organisation: Any, records: dict[str, Any], word: Any) -> dict[str, Any]:
    """A published insight and a draft, a theme of the consultant's and a common one, a recommendation.

    Each has a source that few may read: words of a private trial and of a private observation.
    """
    private_note = records["stopped_owner_private_note"]
    sources = [
        (
            records["stopped"],
            mark("learning", records["stopped"].learning, records["stopped"].learning),
        ),
        (
            records["private"],
            mark("learning", records["private"].learning, records["private"].learning),
        ),
        (records["figures_only"], None),
        (records["stopped"], mark("saw", private_note.saw, private_note.saw)),
    ]
    made: dict[str, Any] = {}
    for name, state in (
        ("insight", "published"),
        ("draft_insight", "draft"),
        ("old_insight", "discussed"),
    ):
        made[name] = an_insight(
            organisation,
            headline=word(f"{name}.headline"),
            body=word(f"{name}.body"),
            recommendation=word(f"{name}.recommendation"),
            kind="condition",
            strength="several_units",
            addressee="leaders",
            state=state,
            published_on=today() if state == "published" else None,
            goals=[records["goal"]],
            supports=sources,
            contradicts=[records["running"]],
        )
    for name, is_common in (("theme", False), ("common_theme", True)):
        made[name] = a_theme(
            organisation,
            records["consultant"],
            word(f"{name}.name"),
            description=word(f"{name}.description"),
            is_common=is_common,
            passages=[one for one in sources if one[1] is not None],
        )
        made[f"{name}_passage"] = made[name].passages[0]
    made["recommendation"] = a_recommendation(
        organisation, text=word("recommendation.text"), insights=[made["insight"]]
    )
    with across_organisations():
        insight = db.session.get_one(Insight, made["insight"].id)
        insight.comment(word("insight.comment"), by=records["owner"].id, at=datetime.now(UTC))
        for theme in ("theme", "common_theme"):
            hidden = db.session.get_one(Theme, made[theme].id).passages[-1]
            hidden.observation_id = private_note.id
        _said_at_a_session(insight, db.session.get_one(Theme, made["common_theme"].id), records)
        db.session.commit()
    return made


def _said_at_a_session(insight: Insight, theme: Theme, records: dict[str, Any]) -> None:
    """The published insight and the common theme hold words of a session that few were at."""
    session, taken = records["held_session"], records["takeaway"]
    for place, passage in (
        ({}, mark("summary", session.summary, session.summary)),
        ({"takeaway_id": taken.id}, mark("line", taken.line, taken.line)),
    ):
        at = {"organisation_id": insight.organisation_id, "session_id": session.id, **place}
        source = InsightSource(stance="supports", **at)
        themed = ThemedPassage(marked_by_id=theme.owner_id, marked_at=datetime.now(UTC), **at)
        source.passage = themed.passage = passage
        insight.sources.append(source)
        theme.passages.append(themed)


def _a_paper() -> bytes:
    """A PDF with nothing on it."""
    paper, kept = PdfWriter(), io.BytesIO()
    paper.add_blank_page(width=100, height=100)
    paper.write(kept)
    return kept.getvalue()


def _files(organisation: Any, records: dict[str, Any], word: Any) -> dict[str, Any]:
    """Reports that the leader asked for: one that is there and was seen, and one on its way."""
    given = {"period_first": date(2026, 1, 1), "period_last": date(2026, 12, 31)}
    there = {
        "state": FileState.READY,
        "content": _a_paper(),
        "ended_at": datetime.now(UTC),
        "seen_at": datetime.now(UTC),
    }
    return {
        name: saved(
            ReportFile(
                organisation_id=organisation.id,
                asked_by_id=records["leader"].id,
                unit_id=records["unit"].id,
                kind="pdf",
                asked_at=datetime.now(UTC),
                **given,
                **more,
            )
        )
        for name, more in (("ready_file", there), ("waiting_file", {}))
    }


def _measures(organisation: Any, records: dict[str, Any], word: Any) -> dict[str, Any]:
    """One of the first unit, with a number left out, a split, and marks at a shared and a private trial."""
    first = (today() - timedelta(days=720)).replace(day=1)
    measure = a_measure(
        organisation,
        records["owner"],
        records["unit"],
        name=word("measure.name"),
        description=word("measure.description"),
        unit_of_measure=word("measure.unit_of_measure"),
        first=first,
        numbers=[float(5 + n % 4) for n in range(20)],
    )
    with across_organisations():
        again = db.session.get_one(Measure, measure.id)
        by = {"by": records["owner"].id, "at": datetime.now(UTC)}
        left_out = again.points[3]
        left_out.is_excluded = True
        left_out.excluded_because = word("measure.excluded_because")
        left_out.note = word("measure.note")
        yes = FourAnswers(differs=True, is_known=True, is_wanted=True, will_last=True)
        again.split(again.points[10].period_start, word("measure.why"), yes, **by)
        for trial in ("running", "private"):
            again.annotate(trial_id=records[trial].id, on=None, **by)
        again.annotate(text=word("measure.mark"), on=today() - timedelta(days=400), **by)
        db.session.commit()
        return {
            "measure": again,
            "measure_point": left_out,
            "measure_part": again.parts[0],
            "measure_mark": again.annotations[2],
        }


def _editions(organisation: Any, records: dict[str, Any], word: Any) -> dict[str, Any]:
    """One that was issued, and one that is about to be."""
    made = {}
    for name, state in (("edition", EditionState.ISSUED), ("coming_edition", EditionState.MAKING)):
        report = a_report(
            organisation,
            title=word(f"{name}.draft"),
            state="issued",
            units=[records["unit"]],
        )
        reader = EditionReader(
            organisation_id=organisation.id,
            person_id=records["leader"].id,
            opened_at=datetime.now(UTC),
        )
        made[name] = saved(
            ReportEdition(
                organisation_id=organisation.id,
                report_id=report.id,
                number=1,
                state=state,
                title=word(f"{name}.title"),
                scope=word(f"{name}.scope"),
                period_first=date(2026, 1, 1),
                period_last=date(2026, 6, 30),
                asked_by_id=records["consultant"].id,
                asked_at=datetime.now(UTC),
                issued_at=datetime.now(UTC) if state is EditionState.ISSUED else None,
                readers=[reader],
            )
        )
    for kind in ("body", "json"):
        content = json.dumps({"title": word(f"edition.{kind}")}).encode()
        saved(
            EditionFile(
                organisation_id=organisation.id,
                edition_id=made["edition"].id,
                kind=kind,
                content=content,
                size=len(content),
                checksum=hashlib.sha256(content).hexdigest(),
            )
        )
    return made


def _sessions(organisation: Any, records: dict[str, Any], word: Any) -> dict[str, Any]:
    """One that is open and one that was held, both the consultant's, and one that nobody leads."""

    def session(name: str, facilitator: Any, trials: tuple[str, ...], **given: Any) -> Any:
        made = a_session(
            organisation,
            facilitator,
            participants=[records["owner"], records["colleague"]],
            trials=[records[one] for one in trials],
            consent=AgendaConsent.NOT_NEEDED,
            title=word(f"{name}.title"),
            purpose=word(f"{name}.purpose"),
            place=word(f"{name}.place"),
            headline=word(f"{name}.headline"),
            summary=word(f"{name}.summary"),
            **given,
        )
        for trial, item in zip(trials, made.agenda, strict=True):
            item.focus_question = word(f"{name}.{trial}_question")
            item.notes = word(f"{name}.{trial}_room_note")
        return made

    consultant, day = records["consultant"], timedelta(days=1)
    made = {
        "session": session(
            "session",
            consultant,
            ("running", "private"),
            state=SessionState.OPEN,
            held_on=today() + 5 * day,
        ),
        "held_session": session(
            "held_session",
            consultant,
            ("stopped", "figures_only"),
            state=SessionState.HELD,
            held_on=today() - 5 * day,
        ),
        "orphan_session": session(
            "orphan_session",
            consultant,
            (),
            state=SessionState.PLANNED,
            held_on=today() + 9 * day,
        ),
    }
    made["orphan_session"].facilitator_id = None
    for name in ("session", "held_session"):
        for item, trial in zip(
            made[name].agenda,
            {"session": ("running", "private"), "held_session": ("stopped", "figures_only")}[name],
            strict=True,
        ):
            made[f"{trial}_item"] = item
    made["private_item"].consent = AgendaConsent.ASKED
    made["figures_only_item"].consent = AgendaConsent.GIVEN
    own = {"organisation_id": organisation.id, "session_id": made["held_session"].id}
    now = {"updated_at": datetime.now(UTC)}
    made["contribution"] = Contribution(
        organisation_id=organisation.id,
        session_id=made["session"].id,
        author_id=records["colleague"].id,
        text=word("contribution.text"),
        created_at=datetime.now(UTC),
    )
    made["private_note_of_consultant"] = PrivateNote(
        author_id=consultant.id, text=word("own_notes.text"), **own, **now
    )
    made["takeaway"] = Takeaway(
        person_id=records["owner"].id, line=word("takeaway.line"), benefit=4, **own, **now
    )
    made["doc_check"] = DocumentationCheck(
        trial_id=records["stopped"].id,
        by_id=consultant.id,
        marks={"challenge": 2, "signs": 1},
        **own,
        **now,
    )
    db.session.add_all(made.values())
    db.session.commit()
    made["agreement"] = an_agreement(
        organisation,
        records["colleague"],
        what=word("agreement.what"),
        outcome=word("agreement.outcome"),
        trial_id=records["running"].id,
        session_id=made["session"].id,
        created_by_id=consultant.id,
    )
    return made


def _between(sides: dict[str, Side]) -> dict[str, UUID]:
    """Those who are in both organisations, and those who are in none today."""
    external, former, newcomer, nobody = (
        a_person(name) for name in ("Ekstern", "Forhenværende", "Kommende", "Ingen")
    )
    with across_organisations():
        organisations = {
            one: db.session.get_one(Organisation, side.id) for one, side in sides.items()
        }
        units = {one: db.session.get_one(Unit, side.ids["unit"]) for one, side in sides.items()}
    for one in sides:
        a_membership(external, organisations[one], Role.CONSULTANT, units[one], is_external=True)
    for role in (Role.CONSULTANT, Role.LOCAL_ADMIN):
        over = {"ends_on": today() - timedelta(days=1)}
        a_membership(former, organisations["a"], role, None, **over)
        later = {"starts_on": today() + timedelta(days=1)}
        a_membership(newcomer, organisations["a"], role, None, **later)
    return {
        "external": external.id,
        "former": former.id,
        "newcomer": newcomer.id,
        "nobody": nobody.id,
    }


def _invitation(person_id: UUID, by: UUID) -> str:
    person = db.session.get_one(Person, person_id)
    link = invite(person, by=by, at=datetime.now(UTC))
    db.session.commit()
    return link.rsplit("/", 1)[1]
