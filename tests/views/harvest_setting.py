"""What is marked in a trial, for the tests of the harvest."""

from tests.views.insights_setting import DESK
from transfer.models import TrialAction


def marking(trial: TrialAction, field: str = "learning", **more) -> str:
    given = "&".join(f"{key}={value}" for key, value in more.items())
    return f"{DESK}/marker/{trial.id}/{field}" + (f"?{given}" if given else "")
