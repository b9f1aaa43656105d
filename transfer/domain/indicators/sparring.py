"""Figures about sparring: did it come in time, and were the agreements kept?"""

from transfer.domain.indicators.counted import Counted, Item, Kind, of_trials
from transfer.domain.indicators.facts import ProgrammeFacts
from transfer.domain.shares import Share


def sparring_coverage(facts: ProgrammeFacts) -> Share:
    """Of the trials decided in the period: those that got sparring before the day of the decision.

    Sparring is being on the agenda of a session that was held, or feedback that was sent. What came on
    the day itself or after it could not be used and does not count.
    """
    return behind_sparring_coverage(facts).share


def behind_sparring_coverage(facts: ProgrammeFacts) -> Counted:
    sparred = [
        trial
        for trial in facts.decided
        if trial.decided_on is not None and any(day < trial.decided_on for day in trial.sparred_on)
    ]
    return of_trials(sparred, facts.decided)


def agreements_on_time(facts: ProgrammeFacts) -> Share:
    """Of the agreements that fell due in the period: those done on their date or before.

    An agreement whose date was put off is due on its new date. One that was dropped was due and not done.
    """
    return behind_agreements_on_time(facts).share


def behind_agreements_on_time(facts: ProgrammeFacts) -> Counted:
    due = [each for each in facts.agreements if facts.happened(each.due_on)]
    kept = [each for each in due if each.done_on is not None and each.done_on <= each.due_on]
    return Counted(
        Kind.AGREEMENT, tuple(Item(each.id) for each in kept), tuple(Item(each.id) for each in due)
    )
