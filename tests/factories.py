"""Records for tests: plain functions that make what a test asks for and fill in the rest."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any

from transfer.db import across_organisations, db
from transfer.domain.default_template import QUESTIONS
from transfer.domain.feedback import FeedbackKind
from transfer.domain.measures import Counted, PeriodKind, ValueKind, periods_from
from transfer.domain.sparring import AgendaConsent
from transfer.domain.vocabulary import Role, UnitKind
from transfer.models import (
    AgendaItem,
    Agreement,
    CompetenceGoal,
    Feedback,
    FormTemplate,
    FormVersion,
    Insight,
    InsightSource,
    LearningCycle,
    Measure,
    Membership,
    Observation,
    Organisation,
    Person,
    Recommendation,
    Report,
    ReportText,
    ReportUnit,
    SessionParticipant,
    SparringRequest,
    SparringSession,
    Stance,
    Theme,
    ThemedPassage,
    TrialAction,
    Unit,
)
from transfer.models.feedback import give
from transfer.models.sparring_requests import ask

AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
ON = date(2026, 3, 2)
_number = count(1)


def saved(record: Any) -> Any:
    """The record, committed, whatever organisation it belongs to."""
    with across_organisations():
        db.session.add(record)
        if TOGETHER in db.session.info:
            db.session.flush()
        else:
            db.session.commit()
    return record


TOGETHER = "made together"


@contextmanager
def made_together() -> Iterator[None]:
    """What is made inside is committed in the end, all at once: a commit each costs ten times as much as the records."""
    db.session.info[TOGETHER] = True
    try:
        yield
    finally:
        del db.session.info[TOGETHER]
    with across_organisations():
        db.session.commit()


def an_organisation(slug: str = "birkesund", **given: Any) -> Organisation:
    """An organisation with its template in version 1."""
    organisation = Organisation(slug=slug, created_at=AT, **{"name": slug.title(), **given})
    saved(organisation)
    template = FormTemplate(organisation_id=organisation.id, name="Prøvehandling")
    template.versions.append(
        FormVersion(
            organisation_id=organisation.id,
            number=1,
            kept_questions=[question.as_json() for question in QUESTIONS],
            published_at=AT,
        )
    )
    saved(template)
    return organisation


def a_unit(
    organisation: Organisation, name: str = "", parent: Unit | None = None, **given: Any
) -> Unit:
    return saved(
        Unit(
            organisation_id=organisation.id,
            name=name or f"Enhed {next(_number)}",
            parent_id=parent.id if parent else None,
            **{"kind": UnitKind.UNIT, "is_active": True, **given},
        )
    )


def a_person(name: str = "", **given: Any) -> Person:
    name = name or f"Person {next(_number)}"
    email = given.pop("email", f"{name.split()[0].lower()}{next(_number)}@example.dk")
    return saved(Person(name=name, email=email, **{"created_at": AT, "is_active": True, **given}))


def a_membership(
    person: Person, organisation: Organisation, role: Role, unit: Unit | None = None, **given: Any
) -> Membership:
    return saved(
        Membership(
            person_id=person.id,
            organisation_id=organisation.id,
            role=role,
            unit_id=unit.id if unit else None,
            **{"starts_on": date(2025, 1, 1), **given},
        )
    )


def an_activist(organisation: Organisation, unit: Unit | None = None, name: str = "") -> Person:
    person = a_person(name)
    a_membership(person, organisation, Role.ACTIVIST, unit)
    return person


def a_consultant(organisation: Organisation, unit: Unit | None = None, name: str = "") -> Person:
    person = a_person(name)
    a_membership(person, organisation, Role.CONSULTANT, unit)
    return person


def a_leader(organisation: Organisation, unit: Unit | None = None, name: str = "") -> Person:
    person = a_person(name)
    a_membership(person, organisation, Role.LEADER, unit)
    return person


def an_administrator(organisation: Organisation, name: str = "") -> Person:
    person = a_person(name)
    a_membership(person, organisation, Role.LOCAL_ADMIN)
    return person


def a_goal(
    organisation: Organisation, code: str = "K1", name: str = "Tidlig opsporing", **given: Any
) -> CompetenceGoal:
    return saved(
        CompetenceGoal(
            organisation_id=organisation.id,
            code=code,
            name=name,
            **{"description": "", "is_active": True, **given},
        )
    )


def the_form_of(organisation: Organisation) -> FormVersion:
    with across_organisations():
        return db.session.scalars(
            db.select(FormVersion).where(FormVersion.organisation_id == organisation.id)
        ).one()


PLAN: dict[str, Any] = {
    "title": "Fem minutter ved tavlen",
    "origin": "course",
    "challenge": "Små ændringer bliver set, men ikke delt.",
    "action": "Hver morgen kl. 7.10 mødes teamet i fem minutter.",
    "prediction": "Hvis vi spørger hver morgen, drøfter vi ti ændringer om ugen.",
    "signs": "Flere ændringer drøftes samme dag.",
    "scale": "one_team",
    "start_date": date(2026, 2, 2),
    "end_date": date(2026, 2, 27),
    "reflection_due": date(2026, 3, 13),
}

REFLECTION: dict[str, Any] = {
    "fidelity": "yes",
    "what_happened": "Antallet steg fra 3 til 11 om ugen.",
    "outcome_vs_prediction": "as_expected",
    "value_citizen": 4,
    "learning": "Et fast spørgsmål gør det legitimt at dele en fornemmelse.",
    "learning_headline": "Ét fast spørgsmål gjorde mavefornemmelser til fælles viden.",
    "transfer_level": 3,
}


def a_trial(organisation: Organisation, owner: Person, unit: Unit, **given: Any) -> TrialAction:
    """A trial as the tests ask for it; without more it is an idea with nothing but a title."""
    goals = given.pop("goals", ())
    participants = given.pop("participants", ())
    form = the_form_of(organisation)
    trial = TrialAction(
        organisation_id=organisation.id,
        form_id=form.id,
        owner_id=owner.id,
        unit_id=unit.id,
        **{"title": "Fem minutter ved tavlen", "created_at": AT, "updated_at": AT, **given},
    )
    with across_organisations():
        trial.form = db.session.merge(form)
        trial._link_goals(tuple(goal.id for goal in goals))
        trial._link_participants(tuple(person.id for person in participants))
    return saved(trial)


def an_observation(trial: TrialAction, author: Person, **given: Any) -> Observation:
    return saved(
        Observation(
            organisation_id=trial.organisation_id,
            trial_id=trial.id,
            author_id=author.id,
            **{
                "kind": "observation",
                "saw": "Alle blev siddende, til kaffen kom.",
                "observed_at": AT,
                "created_at": AT,
                **given,
            },
        )
    )


def a_cycle(organisation: Organisation, owner: Person, **given: Any) -> LearningCycle:
    units = given.pop("units", ())
    goals = given.pop("goals", ())
    cycle = LearningCycle(
        organisation_id=organisation.id,
        owner_id=owner.id,
        **{
            "title": "Ro i demensafsnittet",
            "state": "active",
            "methods": [],
            "created_at": AT,
            "updated_at": AT,
            **given,
        },
    )
    cycle.be_in_units(tuple(unit.id for unit in units))
    cycle.aim_at(tuple(goal.id for goal in goals))
    for link in (*cycle.unit_links, *cycle.goal_links):
        link.organisation_id = organisation.id
    return saved(cycle)


def a_remark(trial: TrialAction, author: Person, *, is_sent: bool = True, **given: Any) -> Feedback:
    """Feedback on what the trial tries; sent, unless it says otherwise."""
    text, quote = given.pop("text", "Hvem gør det i weekenden?"), given.pop("quote", "")
    kind = FeedbackKind(given.pop("kind", "question"))
    field, at = given.pop("field", "action"), given.pop("at", AT)
    with across_organisations():
        there = db.session.merge(trial)
        remark = give(there, field, kind, text, by=author.id, at=at, quote=quote, **given)
        if is_sent:
            remark.send(at=at)
    return saved(remark)


def a_sparring_request(
    trial: TrialAction, asked: Person, asked_by: Person | None = None, **given: Any
) -> SparringRequest:
    """The owner's question to somebody about the trial."""
    question, at = given.pop("question", "Hvordan får vi aftenvagten med?"), given.pop("at", AT)
    by = asked_by.id if asked_by else trial.owner_id
    with across_organisations():
        request = ask(db.session.merge(trial), question, of=asked.id, by=by, at=at, **given)
    return saved(request)


def an_insight(organisation: Organisation, **given: Any) -> Insight:
    """A draft that nobody supports, unless it says otherwise.

    Args:
        supports, contradicts: trials; a pair is a trial and the passage of it.
    """
    sources = [
        (one, stance)
        for key, stance in (("supports", Stance.SUPPORTS), ("contradicts", Stance.CONTRADICTS))
        for one in given.pop(key, ())
    ]
    goals = given.pop("goals", ())
    insight = Insight(
        organisation_id=organisation.id,
        **{
            "headline": "Det, der er bygget ind, holder.",
            "state": "draft",
            "review_on": date(2027, 3, 2),
            "created_at": AT,
            "updated_at": AT,
            **given,
        },
    )
    insight.aim_at(goal.id for goal in goals)
    for one, stance in sources:
        trial, passage = one if isinstance(one, tuple) else (one, None)
        source = InsightSource(organisation_id=organisation.id, trial_id=trial.id, stance=stance)
        if passage is not None:
            source.passage = passage
        insight.sources.append(source)
    return saved(insight)


def a_theme(organisation: Organisation, owner: Person, name: str = "Rammer", **given: Any) -> Theme:
    """A theme of one's own.

    Args:
        passages: pairs of a trial and the passage of it.
    """
    passages = given.pop("passages", ())
    theme = Theme(
        organisation_id=organisation.id,
        name=name,
        owner_id=owner.id,
        **{"created_at": AT, "updated_at": AT, "is_common": False, **given},
    )
    for trial, passage in passages:
        themed = ThemedPassage(
            organisation_id=organisation.id,
            trial_id=trial.id,
            marked_by_id=owner.id,
            marked_at=AT,
        )
        themed.passage = passage
        theme.passages.append(themed)
    return saved(theme)


def a_recommendation(organisation: Organisation, **given: Any) -> Recommendation:
    """Proposed to leaders, unless it says otherwise."""
    insights = given.pop("insights", ())
    recommendation = Recommendation(
        organisation_id=organisation.id,
        **{
            "text": "Udpeg altid en afløser.",
            "addressee": "leaders",
            "state": "proposed",
            "proposed_on": ON,
            "created_at": AT,
            "updated_at": AT,
            **given,
        },
    )
    recommendation.build_on(insight.id for insight in insights)
    return saved(recommendation)


def a_report(organisation: Organisation, **given: Any) -> Report:
    """A draft about 2025 and the whole organisation, unless it says otherwise."""
    units, texts = given.pop("units", ()), given.pop("texts", {})
    report = Report(
        organisation_id=organisation.id,
        **{
            "title": "Læring i hverdagen 2025",
            "period_first": date(2025, 1, 1),
            "period_last": date(2025, 12, 31),
            "created_at": AT,
            "updated_at": AT,
            **given,
        },
    )
    report.unit_links = [
        ReportUnit(organisation_id=organisation.id, unit_id=unit.id) for unit in units
    ]
    report.texts = [
        ReportText(organisation_id=organisation.id, place=place, text=text, written_at=AT)
        for place, text in texts.items()
    ]
    return saved(report)


def a_session(
    organisation: Organisation,
    facilitator: Person,
    *,
    participants: Any = (),
    trials: Any = (),
    consent: AgendaConsent = AgendaConsent.GIVEN,
    **given: Any,
) -> SparringSession:
    """A session on a day of its own, with these people and these trials on its agenda."""
    return saved(
        SparringSession(
            organisation_id=organisation.id,
            facilitator_id=facilitator.id,
            participant_links=[
                SessionParticipant(organisation_id=organisation.id, person_id=one.id)
                for one in participants
            ],
            agenda=[
                AgendaItem(
                    organisation_id=organisation.id,
                    trial_id=trial.id,
                    position=position,
                    minutes=30,
                    focus_question="",
                    notes="",
                    consent=consent,
                    updated_at=AT,
                )
                for position, trial in enumerate(trials)
            ],
            **{
                "title": "Sparringssession 1",
                "held_on": date(2026, 4, 14),
                "starts_at": time(9),
                "ends_at": time(12),
                "purpose": "Skil iagttagelse fra forklaring.",
                "created_by_id": facilitator.id,
                "created_at": AT,
                "updated_at": AT,
                **given,
            },
        )
    )


def an_agreement(organisation: Organisation, person: Person, **given: Any) -> Agreement:
    return saved(
        Agreement(
            organisation_id=organisation.id,
            person_id=person.id,
            **{
                "what": "Spørg aftenvagten",
                "due_on": date(2026, 4, 1),
                "created_at": AT,
                "updated_at": AT,
                **given,
            },
        )
    )


def a_measure(
    organisation: Organisation, owner: Person, unit: Unit | None = None, **given: Any
) -> Measure:
    """A måling counted each month; of the whole organisation, unless it says a unit.

    Args:
        numbers: one for each period from `first` on; a pair is so many of so many, None is not counted.
    """
    numbers, first = given.pop("numbers", ()), given.pop("first", date(2024, 1, 1))
    measure = Measure(
        organisation_id=organisation.id,
        owner_id=owner.id,
        unit_id=unit.id if unit else None,
        **{
            "name": "Fald pr. måned",
            "period_kind": PeriodKind.MONTH,
            "value_kind": ValueKind.NUMBER,
            "created_at": AT,
            "updated_at": AT,
            **given,
        },
    )
    typed = {
        period.first: Counted(None, *one) if isinstance(one, tuple) else Counted(one)
        for period, one in zip(periods_from(measure.period_kind, first), numbers, strict=False)
        if one is not None
    }
    measure.count(typed, by=owner.id, at=AT)
    return saved(measure)
