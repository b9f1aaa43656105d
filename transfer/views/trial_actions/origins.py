"""What a transfer's people read of the prøvehandling it comes from, as far as they see it."""

from dataclasses import dataclass
from typing import Any, Final

from transfer.access import member
from transfer.db import db
from transfer.models import TrialAction
from transfer.models.trial_actions.transferring import TAKEN_ALONG
from transfer.policies import Member, readable_keys, visible_trial_actions
from transfer.views.answers import asked_of

CONDITIONS: Final = (
    "spread_conditions",
    "spread_potential",
    "preconditions",
    "enablers",
    "barriers",
    "why",
    "learning_headline",
)
"""The answers that say what it rested on where it worked, the most telling first."""

COMPARED: Final = ("title", "challenge", "baseline", "goals", *TAKEN_ALONG, "scale", "signs")
"""The answers in which the transfer may differ from where it comes from."""


@dataclass(frozen=True, slots=True)
class Differences:
    """Question by question: what stands there, what stands here."""

    rows: list[dict[str, str]]
    same: list[str]
    """The questions answered alike."""


def origin_of(trial: TrialAction) -> TrialAction | None:
    """The prøvehandling it was taken over from, if the visitor sees it."""
    if trial.parent_id is None:
        return None
    return db.session.scalar(
        visible_trial_actions(member()).where(TrialAction.id == trial.parent_id)
    )


def conditions_of(origin: TrialAction, who: Member) -> list[tuple[str, str]]:
    """What it rested on, as label and text."""
    readable, answers = readable_keys(who, origin), origin.answers
    asked = asked_of(origin)
    told = [
        (asked[key].label, asked[key].in_words(answers[key], {}))
        for key in CONDITIONS
        if key in readable and key in asked
    ]
    return [(label, text) for label, text in told if text]


def differences(trial: TrialAction, origin: TrialAction, who: Member) -> Differences:
    """Where the two plans differ, in what the member reads of both."""
    readable = readable_keys(who, origin) & readable_keys(who, trial)
    here, there = trial.answers, origin.answers
    asked, asked_there = asked_of(trial), asked_of(origin)
    rows, same = [], []
    for key in COMPARED:
        if key not in readable or key not in asked or key not in asked_there:
            continue
        left, right = (
            asked_there[key].in_words(there[key], {}),
            asked[key].in_words(here[key], {}),
        )
        if left != right:
            rows.append({"label": asked[key].label, "left": left, "right": right})
        elif left:
            same.append(asked[key].label)
    return Differences(rows, same)


def rested_on(trial: TrialAction) -> dict[str, Any] | None:
    """What it rested on where it comes from, to stand beside the planning; None if that isn't in sight."""
    origin = origin_of(trial)
    if origin is None:
        return None
    return {"id": origin.id, "title": origin.title, "told": conditions_of(origin, member())}
