"""Answers as feedback speaks of them: as they are, and as they were."""

from datetime import datetime

from transfer.domain.fields import Kind
from transfer.models import TrialAction
from transfer.views.answers import in_words, titles_for


def answer_in_words(trial: TrialAction, field: str) -> str:
    """The answer as people read it; empty for the prøvehandling as a whole."""
    question = trial.questions.by_key.get(field)
    if question is None:
        return ""
    return in_words(question, trial.answer(question), titles_for(trial))


def answer_then(trial: TrialAction, field: str, at: datetime) -> str:
    """The answer as people read it at that moment."""
    question = trial.questions.by_key.get(field)
    if question is None:
        return ""
    return in_words(question, trial.answer_as_of(question, at), titles_for(trial))


def is_as_it_was(trial: TrialAction, field: str, at: datetime) -> bool:
    """Whether nobody rewrote the answer since that moment; of the whole, whether nobody rewrote any text."""
    asked = trial.questions.by_key.get(field)
    texts = (one for one in trial.questions if one.kind in (Kind.SHORT_TEXT, Kind.LONG_TEXT))
    looked_at = [asked] if asked else texts
    return all(trial.answer(one) == trial.answer_as_of(one, at) for one in looked_at)
