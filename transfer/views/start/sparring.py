"""What waits around sparring: meetings, promises, and questions to answer."""

from dataclasses import dataclass
from typing import Final

from transfer.next_steps import promises
from transfer.policies import Member

MOST_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Sparring:
    meetings: tuple[promises.Meeting, ...]
    promised: tuple[promises.Promise, ...]
    more_promised: int
    questions: tuple[promises.Question, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.meetings or self.promised or self.questions)


def of(member: Member, promised: tuple[promises.Promise, ...] | None = None) -> Sparring:
    """In three queries for an activist, two for a consultant, and none for others.

    Args:
        promised: the open agreements, where they are known already.
    """
    if promised is None:
        promised = promises.promises(member) if member.spars else ()
    return Sparring(
        meetings=promises.meetings(member)[:MOST_SHOWN] if member.spars else (),
        promised=promised[:MOST_SHOWN],
        more_promised=max(len(promised) - MOST_SHOWN, 0),
        questions=promises.questions(member)[:MOST_SHOWN] if member.is_activist else (),
    )
