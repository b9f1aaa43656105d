"""Who sees which trial, from the table of permissions, and what an answer says."""

from functools import cache
from urllib.parse import urlencode

from tests.program.policy import ACTIVISTS, CONSULTANTS, INSIDE, LEADER, NETWORK, ROWS
from tests.program.two_organisations import TRIALS
from transfer.access import today


@cache
def seers() -> dict[str, frozenset[str]]:
    """Who sees that a trial is there (DOMAIN D), by its name."""
    return {
        **dict.fromkeys(TRIALS, NETWORK),
        **dict.fromkeys(("idea", "plan", "private", "cancelled", "figures_only"), INSIDE),
        "asked": INSIDE | {"neighbour"},
        "shared_plan": ACTIVISTS | CONSULTANTS,
        "for_unit": INSIDE | {"colleague"} | LEADER,
        "for_department": INSIDE | {"colleague", "neighbour"} | LEADER,
    }


ROOM = {"owner", "colleague", "consultant"}
SESSIONS = {"session": ROOM, "held_session": ROOM, "orphan_session": ROOM - {"consultant"}}


PRINTED = {
    "reports.pdf", "reports.one_page", "trial_actions.as_pdf", "learning_cycles.as_pdf",
    "workshop.as_pdf", "measures.as_pdf", "anchoring.lasting_pdf",
}  # fmt: skip
"""Paper takes its time; who finds what on it is asked further down."""
AGENDA_ITEMS = (
    ("session", "running_item"),
    ("session", "private_item"),
    ("held_session", "stopped_item"),
    ("held_session", "figures_only_item"),
    ("private", "private_item"),
    ("figures_only", "figures_only_item"),
)
"""Records that a page about one on an agenda is asked for; the last two by the trial itself."""


def pages_for(walk, name):
    """The address of every page that can be read, with every record of A in it."""
    ids = walk.scene.a.ids
    trials = list(TRIALS)
    kinds = {
        "trial_actions": [{"id": ids[trial]} for trial in trials],
        "replications": [{"id": ids[one]} for one in ("adopted", "shared_plan", "running")],
        "learning_cycles": [{"id": ids[one]} for one in ("cycle", "draft_cycle", "ended_cycle")],
        "goals": [{"id": ids[one]} for one in ("goal", "small_goal")],
        "sparring_sessions": [{"id": ids[one]} for one in SESSIONS],
        "measures": [{"id": ids["measure"]}],
        "agreements": [{"id": ids["agreement"]}, {"id": ids["running"]}],
        "observations": [{"id": record} for one, record in ids.items() if one.endswith("_note")],
    }
    done = set()
    for row in ROWS:
        if row.method != "GET" or row.kind == "public" or row.endpoint in PRINTED:
            continue
        bare = row.endpoint.split(".")[0]
        if "id" not in row.ids or bare not in kinds:
            yield walk.address(row)
            continue
        if row.endpoint in done:
            continue
        done.add(row.endpoint)
        if "item_id" in row.ids:
            for instead in AGENDA_ITEMS:
                yield walk.address(row, id=ids[instead[0]], item_id=ids[instead[1]])
            continue
        for instead in kinds[bare]:
            if "entry_id" in row.ids:
                trial = next(one for one in trials if ids[one] == instead["id"])
                yield walk.address(row, **instead, entry_id=ids[f"{trial}_change"])
            else:
                yield walk.address(row, **instead)
    here = "/alfa/proevehandlinger"
    yield f"{here}?maal=a1"
    yield f"{here}?q=zqb"
    yield f"{here}?q=zqa"
    yield f"{here}/liste.csv?q=zqa0"
    yield f"{here}?q=zqa0"
    yield "/alfa/soeg?q=zqb0"
    for unit in ("", *(ids[one] for one in ("unit", "far_unit", "top", "far_top"))):
        asked = urlencode({"fra": "01-01-2020", "til": f"31-12-{today().year}", "enhed": unit})
        yield f"/alfa/rapporter/ledelsesrapport?{asked}"
        yield f"/alfa/rapporter/noegletal.csv?{asked}"
        yield f"/alfa/rapporter/proevehandlinger.csv?{asked}"
        yield f"/alfa/rapporter/ledelsesrapport.json?{asked}"
