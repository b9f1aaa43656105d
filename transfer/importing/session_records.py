"""Sparringssessioner of the file as records."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from transfer.db import new_id
from transfer.domain.sparring import AgendaConsent
from transfer.importing.sessions import ReadAgreement, ReadSession
from transfer.models import AgendaItem, Agreement, SessionParticipant, SparringSession


@dataclass(frozen=True, slots=True)
class Names:
    """What the names of the file stand for in the new organisation."""

    organisation_id: UUID
    person: Callable[[str], UUID | None]
    trials: Mapping[str, UUID]
    owners: Mapping[str, UUID]
    """Who looks after each prøvehandling, by its id in the file."""
    then: Callable[[date], datetime]
    """The point in time that a day of the file is kept as."""


def session_records(
    sessions: Sequence[ReadSession], names: Names
) -> Iterator[tuple[SparringSession, list[Agreement]]]:
    """Each session with what was agreed at it; all of a file are one series.

    Who takes part, if the file names nobody: those who look after what was talked about.
    """
    series = new_id()
    for number, session in enumerate(sessions):
        record = _session(session, names, own_id=new_id() if number else series)
        record.series_id = series
        yield record, [_agreement(one, record, names) for one in session.agreements]


def _session(session: ReadSession, names: Names, own_id: UUID) -> SparringSession:
    facilitator = names.person(session.facilitator)
    people = [names.person(one) for one in session.participants] or [
        names.owners[item.trial] for item in session.agenda
    ]
    then = names.then(session.values["held_on"])
    return SparringSession(
        id=own_id,
        organisation_id=names.organisation_id,
        facilitator_id=facilitator,
        scribe_id=names.person(session.scribe),
        created_by_id=facilitator,
        created_at=then,
        updated_at=then,
        participant_links=[
            SessionParticipant(organisation_id=names.organisation_id, person_id=one)
            for one in dict.fromkeys(people)
            if one is not None and one != facilitator
        ],
        agenda=[
            AgendaItem(
                organisation_id=names.organisation_id,
                trial_id=names.trials[item.trial],
                position=position,
                focus_question=item.focus_question,
                minutes=item.minutes,
                consent=AgendaConsent.NOT_NEEDED,
                notes="",
                updated_at=then,
            )
            for position, item in enumerate(session.agenda)
        ],
        **session.values,
    )


def _agreement(agreement: ReadAgreement, session: SparringSession, names: Names) -> Agreement:
    return Agreement(
        organisation_id=names.organisation_id,
        session_id=session.id,
        trial_id=names.trials[agreement.trial] if agreement.trial else None,
        person_id=names.person(agreement.who),
        created_by_id=session.facilitator_id,
        created_at=session.created_at,
        updated_at=session.created_at,
        **agreement.values,
    )
