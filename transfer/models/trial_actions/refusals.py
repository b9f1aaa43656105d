"""Why a prøvehandling cannot be changed or moved as somebody asked."""

from collections.abc import Iterable

from transfer.domain.fields import Question


class Locked(Exception):
    """The prediction and the signs stay as they were when the trial started."""


class Unanswered(Exception):
    """Required answers are missing before the next step."""

    def __init__(self, questions: Iterable[Question]) -> None:
        self.questions = tuple(questions)
        super().__init__(", ".join(question.key for question in self.questions))


class Untold(Exception):
    """A transfer doesn't say yet what is kept and what is changed."""


class TooLate(Exception):
    """More than 30 days have passed since the decision."""


class AlreadyExtended(Exception):
    """A trial is extended once."""


class ReasonNeeded(Exception):
    """Ending early needs a reason."""


class LookAgainNeeded(Exception):
    """A pause needs a date to look again."""
