"""The page that follows one prøvehandling: where it came from, and where it went."""

from flask import render_template
from flask.typing import ResponseReturnValue

from transfer.access import allow, member
from transfer.models import TrialAction
from transfer.policies import Deed
from transfer.views.replications.blueprint import bp
from transfer.views.trial_actions.lineage import kin_of, tree_of
from transfer.views.trial_actions.origins import differences, origin_of


@bp.get("/proevehandlinger/<uuid:id>/vej")
@allow(Deed.READ_TRIAL, TrialAction)
def tree(trial: TrialAction) -> ResponseReturnValue:
    who = member()
    origin = origin_of(trial) if trial.is_transferred else None
    return render_template(
        "replications/tree.html",
        trial=trial,
        roots=tree_of(trial, kin_of(trial.id, who), who),
        origin=origin,
        differences=differences(trial, origin, who) if origin is not None else None,
    )
