"""Figures about sparring: did it come in time, and were the agreements kept?"""

from transfer.domain.indicators.facts import ProgrammeFacts
from transfer.domain.shares import Share


def sparring_coverage(facts: ProgrammeFacts) -> Share:
    """Of the trials decided in the period: those that got sparring before the day of the decision.

    Sparring is being on the agenda of a session that was held, or feedback that was sent. What came on
    the day itself or after it could not be used and does not count.
    """
    decided = facts.decided
    sparred = sum(
        any(day < trial.decided_on for day in trial.sparred_on)
        for trial in decided
        if trial.decided_on is not None
    )
    return Share(sparred, len(decided))


def agreements_on_time(facts: ProgrammeFacts) -> Share:
    """Of the agreements that fell due in the period: those done on their date or before.

    An agreement whose date was put off is due on its new date. One that was dropped was due and not done.
    """
    due = [each for each in facts.agreements if facts.happened(each.due_on)]
    kept = sum(each.done_on is not None and each.done_on <= each.due_on for each in due)
    return Share(kept, len(due))
