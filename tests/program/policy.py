"""Who is let in where: one row for each address and method, and for each record that makes a difference.

A route without a row stops the tests. People and records are those of `two_organisations`.
"""

from dataclasses import dataclass, field
from typing import Final

OWN: Final = frozenset({"owner", "participant"})
ACTIVISTS: Final = OWN | {"colleague", "neighbour", "distant"}
CONSULTANTS: Final = frozenset({"consultant", "external"})
EVERY_CONSULTANT: Final = CONSULTANTS | {"far_consultant"}
LEADER: Final = frozenset({"leader"})
EVERY_LEADER: Final = LEADER | {"far_leader"}
ADMIN: Final = frozenset({"admin"})
WORKING: Final = ACTIVISTS | EVERY_CONSULTANT | EVERY_LEADER
ALL: Final = WORKING | ADMIN
"""Everybody with a role today in organisation A."""
NO_MEMBERS: Final = frozenset(
    {"former", "newcomer", "nobody", "b_owner", "b_leader", "b_consultant", "b_admin"}
)
"""Signed in, and nothing in organisation A today."""

NETWORK: Final = ACTIVISTS | CONSULTANTS | LEADER
"""Those who see what is shared with the network."""
INSIDE: Final = OWN | CONSULTANTS
"""Those who see a draft."""

OK: Final = frozenset({200})
DONE: Final = frozenset({200, 302, 303, 409, 422})
"""Let in; what was sent may still have been incomplete or late."""


@dataclass(frozen=True)
class Row:
    endpoint: str
    method: str
    lets_in: frozenset[str] = ALL
    sees: frozenset[str] = ALL
    """Those who know that it exists: let in or told no (403). For all others it is not there (404)."""
    ids: dict[str, str] = field(default_factory=dict)
    """What stands in the address: the names of records, or words as they are."""
    query: str = ""
    answers: frozenset[int] = frozenset()
    kind: str = "organisation"

    @property
    def accepted(self) -> frozenset[int]:
        return self.answers or (OK if self.method == "GET" else DONE)

    @property
    def name(self) -> str:
        return " ".join([self.method, self.endpoint, *self.ids.values()])


def _both(
    endpoint: str, lets_in: frozenset[str], sees: frozenset[str] = ALL, **ids: str
) -> tuple[Row, Row]:
    """A page and its form: the same people."""
    return Row(endpoint, "GET", lets_in, sees, ids), Row(endpoint, "POST", lets_in, sees, ids)


def _get(
    endpoint: str, lets_in: frozenset[str], sees: frozenset[str] = ALL, **ids: str
) -> tuple[Row, ...]:
    return (Row(endpoint, "GET", lets_in, sees, ids),)


def _post(
    endpoint: str, lets_in: frozenset[str], sees: frozenset[str] = ALL, **ids: str
) -> tuple[Row, ...]:
    return (Row(endpoint, "POST", lets_in, sees, ids),)


_A_YEAR = "fra=01-01-2026&til=31-12-2026"

_START = (
    *_get("start.show", ALL),
    *_both("observations.quick_log", ALL),
    Row("search.index", "GET", ALL, query="q=zqa0"),
    *_get("start.mirror", EVERY_LEADER),
)
_NOTES = tuple(
    row
    for note, author in (
        ("running_owner_shared_note", "owner"),
        ("running_participant_private_note", "participant"),
    )
    for row in (
        *_get("observations.saved", frozenset({author}), frozenset({author}), id=note),
        *_both("observations.edit", frozenset({author}), frozenset({author}), id=note),
        *_post("observations.delete", frozenset({author}), frozenset({author}), id=note),
    )
)
_LISTS = (
    *_get("trial_actions.index", WORKING),
    *_get("trial_actions.board", WORKING),
    *_get("trial_actions.blank", WORKING),
    *_get("anchoring.index", WORKING),
    *_get("anchoring.lasting", WORKING),
    *_get("anchoring.lasting_pdf", WORKING),
    *_get("trial_actions.as_csv", ACTIVISTS | EVERY_CONSULTANT),
    *_both("trial_actions.new", ACTIVISTS),
)
_READING = tuple(
    Row("trial_actions.show", "GET", sees, sees, {"id": trial})
    for trial, sees in {
        "idea": INSIDE,
        "plan": INSIDE,
        "shared_plan": ACTIVISTS | CONSULTANTS,
        "running": NETWORK,
        "private": INSIDE,
        "for_unit": INSIDE | {"colleague", "leader"},
        "for_department": INSIDE | {"colleague", "neighbour", "leader"},
        "reflecting": NETWORK,
        "paused": NETWORK,
        "asked": INSIDE | {"neighbour"},
        "adopted": NETWORK,
        "figures_only": INSIDE,
        "stopped": NETWORK,
        "lapsed": NETWORK,
        "cancelled": INSIDE,
    }.items()
)
_PAPERS = (
    *_get("trial_actions.as_pdf", INSIDE, INSIDE, id="private"),
    *_get("trial_actions.as_pdf", NETWORK, NETWORK, id="stopped"),
)
_MOVES = (
    *_both("trial_actions.plan", OWN, INSIDE, id="idea"),
    *_post("trial_actions.unplan", OWN, INSIDE, id="plan"),
    *_both("trial_actions.cancel", OWN, INSIDE, id="plan"),
    *_both("trial_actions.start", OWN, ACTIVISTS | CONSULTANTS, id="shared_plan"),
    *_both("trial_actions.end", OWN, NETWORK, id="running"),
    *_both("trial_actions.pause", OWN, NETWORK, id="running"),
    *_both("trial_actions.pause", OWN, INSIDE, id="private"),
    *_post("trial_actions.resume", OWN, NETWORK, id="paused", til="afproevning"),
    *_both("trial_actions.stop_paused", OWN, NETWORK, id="paused"),
    *_both("trial_actions.extend", OWN, NETWORK, id="reflecting"),
    *_post("trial_actions.reflect", OWN, NETWORK, id="reflecting"),
    *_post("trial_actions.decide", OWN, NETWORK, id="reflecting"),
    *_post("trial_actions.reopen", INSIDE, NETWORK, id="stopped"),
    *_post("trial_actions.revive", OWN | LEADER, NETWORK, id="lapsed"),
)
_ELSEWHERE = frozenset({"participant", "neighbour", "distant"})
"""Activists of another unit, whom a trial shared with the network is offered to."""
_TRANSFERS = (
    *_both("replications.take", _ELSEWHERE, NETWORK, id="adopted"),
    *_get("replications.take", frozenset(), INSIDE, id="figures_only"),
    *_get("replications.take", frozenset(), NETWORK, id="running"),
    *_both("replications.edit", OWN, ACTIVISTS | CONSULTANTS, id="shared_plan"),
    *_get("replications.tree", NETWORK, NETWORK, id="adopted"),
    *_get("replications.tree", ACTIVISTS | CONSULTANTS, ACTIVISTS | CONSULTANTS, id="shared_plan"),
    *_get("replications.matrix", WORKING),
)
_WRITING = (
    *_both("trial_actions.edit", OWN, INSIDE, id="idea", step="ide"),
    *_both("trial_actions.edit", OWN, NETWORK, id="running", step="afproevning"),
    *_both("trial_actions.edit", OWN, NETWORK, id="stopped", step="refleksion"),
    *_both("trial_actions.check", INSIDE | LEADER, NETWORK, id="adopted", series="1", month="3"),
    Row(
        "trial_actions.due_check",
        "GET",
        INSIDE | LEADER,
        NETWORK,
        {"id": "adopted"},
        answers=frozenset({302}),
    ),
    *_both("trial_actions.support", CONSULTANTS | LEADER, NETWORK, id="running"),
    *_get("trial_actions.history", INSIDE, NETWORK, id="running"),
    *_get("trial_actions.history", INSIDE, INSIDE, id="private"),
    *_get("trial_actions.version", INSIDE, NETWORK, id="running", entry_id="running_change"),
    *_post("trial_actions.restore", OWN, NETWORK, id="running", entry_id="running_change"),
)

_GIVERS = frozenset({"colleague", "neighbour", "distant"}) | CONSULTANTS
"""Those who read in full what is shared with the network, and have no part in it."""
_OWNER = frozenset({"owner"})
_ASKED = frozenset({"neighbour"})
_FEEDBACK = (
    *_get("feedback.index", ACTIVISTS | EVERY_CONSULTANT),
    *_post("feedback.send", ACTIVISTS | EVERY_CONSULTANT),
    *_both("feedback.new", _GIVERS, NETWORK, id="running"),
    *_both("feedback.new", CONSULTANTS, INSIDE, id="idea"),
    *_get("feedback.of_trial", OWN | _GIVERS, NETWORK, id="running"),
    *_get("feedback.of_trial", INSIDE, INSIDE, id="private"),
    *_get("feedback.of_trial", OWN | _GIVERS, NETWORK, id="stopped"),
    *_get("feedback.changes", OWN | _GIVERS, NETWORK, id="stopped"),
    *_get("feedback.show", INSIDE, INSIDE, id="remark"),
    *_get("feedback.show", INSIDE | {"colleague"}, INSIDE | {"colleague"}, id="colleague_remark"),
    *_get("feedback.show", INSIDE, INSIDE, id="closed_remark"),
    *_both(
        "feedback.edit", frozenset({"consultant"}), frozenset({"consultant"}), id="draft_remark"
    ),
    *_post(
        "feedback.delete", frozenset({"consultant"}), frozenset({"consultant"}), id="draft_remark"
    ),
    *_post("feedback.reply", INSIDE, INSIDE, id="remark"),
    *_post("feedback.close", OWN, INSIDE, id="remark"),
    *_both("feedback.new", CONSULTANTS | {"neighbour"}, INSIDE | {"neighbour"}, id="asked"),
    *_both("sparring_requests.new", _OWNER, NETWORK, id="running"),
    *_both("sparring_requests.new", _OWNER, INSIDE, id="private"),
    *_get("sparring_requests.show", OWN | {"neighbour"}, OWN | {"neighbour"}, id="open_request"),
    *_get("sparring_requests.show", OWN | {"distant"}, OWN | {"distant"}, id="answered_request"),
    *_post("sparring_requests.answer", _ASKED, OWN | _ASKED, id="open_request"),
    *_post("sparring_requests.decline", _ASKED, OWN | _ASKED, id="open_request"),
    *_post("sparring_requests.thank", _OWNER, OWN | {"distant"}, id="answered_request"),
    *_post("sparring_requests.withdraw", _OWNER, OWN | _ASKED, id="open_request"),
    *_post("feedback.reopen", OWN, INSIDE, id="closed_remark"),
)

_CYCLE_WRITERS = frozenset({"owner"}) | CONSULTANTS
_DRAFT = _CYCLE_WRITERS | LEADER
"""The leader is the one who backs it, and is named on it."""
_CYCLES = (
    *_get("learning_cycles.index", WORKING),
    *_get("learning_cycles.new", ACTIVISTS | EVERY_CONSULTANT),
    *_post("learning_cycles.create", ACTIVISTS | EVERY_CONSULTANT),
    *_get("learning_cycles.as_pdf", NETWORK, NETWORK, id="cycle"),
    *_get("learning_cycles.as_pdf", _DRAFT, _DRAFT, id="draft_cycle"),
    *_get("learning_cycles.show", NETWORK, NETWORK, id="cycle"),
    *_get("learning_cycles.show", _DRAFT, _DRAFT, id="draft_cycle"),
    *_get("learning_cycles.edit", _CYCLE_WRITERS, NETWORK, id="cycle", section="rammer"),
    *_post("learning_cycles.save", _CYCLE_WRITERS, NETWORK, id="cycle", section="rammer"),
    *_get("learning_cycles.edit", _CYCLE_WRITERS, _DRAFT, id="draft_cycle", section="rammer"),
    *_post("learning_cycles.begin", _CYCLE_WRITERS, _DRAFT, id="draft_cycle"),
    *_get("learning_cycles.completion", _CYCLE_WRITERS, NETWORK, id="cycle"),
    *_post("learning_cycles.complete", _CYCLE_WRITERS, NETWORK, id="cycle"),
    *_get("learning_cycles.following_up", _CYCLE_WRITERS | LEADER, NETWORK, id="ended_cycle"),
    *_post("learning_cycles.follow_up", _CYCLE_WRITERS | LEADER, NETWORK, id="ended_cycle"),
    *_post("learning_cycles.cancel", _CYCLE_WRITERS, NETWORK, id="cycle"),
)
_ROOM = frozenset({"owner", "colleague", "consultant"})
"""Those who take part in the sessions, and who leads them."""
_LEADS = frozenset({"consultant"})
_TOLD = _ROOM | LEADER | ADMIN
"""Those who know that there is a session: in the room, told day and topics, or told that it exists."""
_SETTLES = frozenset({"colleague", "consultant"})
_AGREED = frozenset({"owner", "participant", "colleague", "consultant", "external"})
_SPARRING = (
    *_get("sparring_sessions.index", ALL),
    *_get("sparring_sessions.new", EVERY_CONSULTANT),
    *_post("sparring_sessions.create", EVERY_CONSULTANT),
    *_get("sparring_sessions.show", _TOLD, _TOLD, id="session"),
    *_get("sparring_sessions.show", _TOLD, _TOLD, id="held_session"),
    *_get("sparring_sessions.edit", _LEADS, _TOLD, id="session"),
    *_post("sparring_sessions.save", _LEADS, _TOLD, id="session"),
    *_post("sparring_sessions.send_invitation", _LEADS, _TOLD, id="session"),
    *_post("sparring_sessions.open_for_contributions", _LEADS, _TOLD, id="session"),
    *_both("sparring_sessions.cancel", _LEADS, _TOLD, id="session"),
    *_both("sparring_sessions.appoint", _LEADS, _TOLD, id="session"),
    *_both("sparring_sessions.appoint", ADMIN, _TOLD - _LEADS, id="orphan_session"),
    *_both("sparring_sessions.agenda", _ROOM, _TOLD, id="session"),
    *_both(
        "sparring_sessions.agenda_item",
        frozenset({"owner", "consultant"}),
        _TOLD,
        id="session",
        item_id="running_item",
    ),
    *_get("sparring_sessions.item_text", _ROOM, _TOLD, id="session", item_id="running_item"),
    *_get(
        "sparring_sessions.item_text", _ROOM, _TOLD, id="held_session", item_id="figures_only_item"
    ),
    *_post("sparring_sessions.shift", _LEADS, _TOLD, id="session", item_id="running_item"),
    *_post(
        "sparring_sessions.take_off",
        frozenset({"owner", "consultant"}),
        _TOLD,
        id="session",
        item_id="running_item",
    ),
    *_both(
        "sparring_sessions.consent",
        frozenset({"owner"}),
        INSIDE,
        id="private",
        item_id="private_item",
    ),
    *_post("sparring_sessions.contribute", _ROOM, _TOLD, id="session"),
    *_get("sparring_sessions.run", _LEADS, _TOLD, id="session"),
    *_get("sparring_sessions.run_item", _LEADS, _TOLD, id="session", item_id="running_item"),
    *_post("sparring_sessions.save_notes", _LEADS, _TOLD, id="session", item_id="running_item"),
    *_post("sparring_sessions.remark_on_item", _LEADS, _TOLD, id="session", item_id="running_item"),
    *_post("sparring_sessions.agree_on_item", _LEADS, _TOLD, id="session", item_id="running_item"),
    *_post("sparring_sessions.hold", _LEADS, _TOLD, id="session"),
    *_get("sparring_sessions.afterwards", _LEADS, _TOLD, id="held_session"),
    *_post("sparring_sessions.sum_up", _LEADS, _TOLD, id="held_session"),
    *_post("sparring_sessions.harvest", _LEADS, _TOLD, id="held_session"),
    *_post("sparring_sessions.close", _LEADS, _TOLD, id="held_session"),
    *_both(
        "sparring_sessions.documentation", _LEADS, _TOLD, id="held_session", item_id="stopped_item"
    ),
    *_post("sparring_sessions.take_away", _ROOM, _TOLD, id="held_session"),
    *_both("sparring_sessions.own_notes", _LEADS, _TOLD, id="held_session"),
    *_get("agreements.index", ALL),
    *_get("agreements.show", _AGREED, _AGREED, id="agreement"),
    *_post("agreements.finish", _SETTLES, _AGREED, id="agreement"),
    *_post("agreements.put_off", _SETTLES, _AGREED, id="agreement"),
    *_post("agreements.drop", _SETTLES, _AGREED, id="agreement"),
    *_both("agreements.new", frozenset({"owner"}) | CONSULTANTS, NETWORK, id="running"),
)
_GOALS = (
    *_get("goals.index", ALL),
    *_get("goals.show", ALL, id="goal"),
    *_both("goals.new", ADMIN),
    *_both("goals.edit", ADMIN, id="goal"),
    *_post("goals.closing", ADMIN, id="goal"),
    *_post("goals.reopening", ADMIN, id="goal"),
)
_REPORT_MAKERS = EVERY_CONSULTANT | EVERY_LEADER
_ASKER = frozenset({"leader"})
_REPORT_FILES = (
    *_get("report_files.index", _REPORT_MAKERS),
    Row(
        "report_files.new",
        "GET",
        _REPORT_MAKERS,
        query=f"som=pdf&{_A_YEAR}",
        answers=frozenset({200, 302}),
    ),
    Row("report_files.new", "POST", _REPORT_MAKERS, query="som=pdf"),
    *_get("report_files.of_draft", CONSULTANTS, CONSULTANTS, id="report"),
    Row(  # the form that asks carries its own number
        "report_files.of_draft",
        "POST",
        CONSULTANTS,
        CONSULTANTS,
        {"id": "report"},
        answers=frozenset({400}),
    ),
    *_get("report_files.show", _ASKER, _ASKER, id="ready_file"),
    *_get("report_files.fetch", _ASKER, _ASKER, id="ready_file"),
    *_get("report_files.show", _ASKER, _ASKER, id="waiting_file"),
    *_post("report_files.cancel", _ASKER, _ASKER, id="waiting_file"),
)
_WORKSHOP = (
    *_both("workshop.new", EVERY_CONSULTANT),
    *_get("workshop.write", CONSULTANTS, CONSULTANTS, id="report"),
    *_post("workshop.save", CONSULTANTS, CONSULTANTS, id="report"),
    *_both("workshop.settings", CONSULTANTS, CONSULTANTS, id="report"),
    *_get("workshop.pages", CONSULTANTS, CONSULTANTS, id="report"),
    *_get("workshop.as_pdf", CONSULTANTS, CONSULTANTS, id="report"),
    *_post("workshop.save_text", CONSULTANTS, CONSULTANTS, id="report"),
    *_post("workshop.save_choice", CONSULTANTS, CONSULTANTS, id="report"),
    *_post("workshop.together", CONSULTANTS, CONSULTANTS, id="report"),
    *_post("workshop.drop", CONSULTANTS, CONSULTANTS, id="report"),
)
_EDITIONS = (
    *_both("report_editions.issue", CONSULTANTS, CONSULTANTS, id="report"),
    *_post("report_editions.correct", CONSULTANTS, CONSULTANTS, id="report"),
    *_get("report_editions.show", ALL, id="edition"),
    *_get("report_editions.style", ALL, id="edition"),
    *_get("report_editions.show", CONSULTANTS, CONSULTANTS, id="coming_edition"),
    *_get("report_editions.fetch", _REPORT_MAKERS, id="edition", kind="json"),
)
_FIGURES = (
    # Consultants of a part are asked which one, and that is an answer too.
    *(
        Row(f"indicators.{what}", "GET", WORKING, ALL, ids, _A_YEAR, frozenset({200, 422}))
        for what, ids in (
            ("show", {}),
            ("as_csv", {}),
            ("method_mirror", {}),
            ("behind", {"key": "started"}),
        )
    ),
    Row("indicators.own", "GET", ACTIVISTS, ALL, {}, _A_YEAR),
)
_REPORTS = (
    *_EDITIONS,
    *_FIGURES,
    *_get("reports.index", ALL),
    *_get("reports.style", ALL),
    *_REPORT_FILES,
    *(
        Row(
            f"reports.{what}",
            "GET",
            EVERY_CONSULTANT | EVERY_LEADER,
            ALL,
            {},
            query,
            frozenset(answers),
        )
        for what, query, answers in (
            ("show", _A_YEAR, {200, 422}),  # about all, which is for leaders
            ("figures", _A_YEAR, {200, 422}),
            ("trials", _A_YEAR, {200, 422}),
            ("one_page", "", {422}),
            ("pdf", "", {422}),  # paper takes a second; the walk has one printed further on
        )
    ),
    *(
        Row(
            "reports.as_file",
            "GET",
            EVERY_CONSULTANT | EVERY_LEADER,
            ALL,
            {"kind": kind},
            query,
            frozenset(answers),
        )
        for kind, query, answers in (
            ("docx", "", {422}),
            ("xlsx", "", {422}),
            ("json", _A_YEAR, {200, 422}),
        )
    ),
)
_OWNER_OF_THEME = frozenset({"consultant"})
_INSIGHTS = (
    *_get("insights.index", ALL),
    *_get("insights.as_csv", EVERY_CONSULTANT | EVERY_LEADER),
    *_get("insights.show", ALL, id="insight"),
    *_get("insights.show", EVERY_CONSULTANT, EVERY_CONSULTANT, id="draft_insight"),
    *_both("insights.new", EVERY_CONSULTANT),
    *_both("insights.edit", EVERY_CONSULTANT, ALL, id="insight"),
    *_both("insights.edit", EVERY_CONSULTANT, EVERY_CONSULTANT, id="draft_insight"),
    *_post("insights.comment", WORKING, ALL, id="insight"),
    *_post("insights.comment", EVERY_CONSULTANT, EVERY_CONSULTANT, id="draft_insight"),
    *_post("insights.discuss", EVERY_CONSULTANT, EVERY_CONSULTANT, id="draft_insight"),
    *_post("insights.publish", EVERY_CONSULTANT, EVERY_CONSULTANT, id="old_insight"),
    *_post("insights.supersede", EVERY_CONSULTANT, ALL, id="insight"),
    *_get("insights.desk", EVERY_CONSULTANT),
    *_both("insights.marking", CONSULTANTS, NETWORK, id="stopped", field="learning"),
    *_get("insights.session_desk", EVERY_CONSULTANT),
    *_both("insights.session_marking", _LEADS, _TOLD, id="held_session", field="summary"),
    *_get("insights.themes", EVERY_CONSULTANT),
    *_get("insights.themes_as_csv", EVERY_CONSULTANT),
    *_get("insights.codebook_file", EVERY_CONSULTANT),
    *_both("insights.theme_new", EVERY_CONSULTANT),
    *(
        row
        for theme, sees in (("theme", _OWNER_OF_THEME), ("common_theme", EVERY_CONSULTANT))
        for row in (
            *_get("insights.theme", sees, sees, id=theme),
            *_both("insights.theme_edit", sees, sees, id=theme),
            *_post("insights.merging", sees, sees, id=theme),
            *_post("insights.splitting", sees, sees, id=theme),
            *_post("insights.unmarking", sees, sees, id=theme, passage_id=f"{theme}_passage"),
            *_post("insights.theme_deletion", sees, sees, id=theme),
        )
    ),
    *_get("insights.recommendations", WORKING),
    *_get("insights.recommendation", WORKING, WORKING, id="recommendation"),
    *_both("insights.recommendation_new", EVERY_CONSULTANT),
    *_both("insights.recommendation_edit", EVERY_CONSULTANT, WORKING, id="recommendation"),
    *_post("insights.moving", EVERY_LEADER, WORKING, id="recommendation", move="beslut"),
    *_post(
        "insights.recommendation_comment",
        EVERY_CONSULTANT | EVERY_LEADER,
        WORKING,
        id="recommendation",
    ),
)
_ADMINISTRATION = (
    *_get("administration.index", ADMIN),
    *_both("administration.organisation", ADMIN),
    *_get("administration.people", ADMIN),
    *_both("administration.person_new", ADMIN),
    *_get("administration.person", ADMIN, id="colleague"),
    *_post("administration.invitation", ADMIN, id="colleague"),
    *_post("administration.deactivation", ADMIN, id="colleague"),
    *_post("administration.reactivation", ADMIN, id="colleague"),
    *_both("administration.role_new", ADMIN, id="colleague"),
    *_both("administration.role", ADMIN, id="colleague", role_id="colleague_role"),
    *_post("administration.role_ending", ADMIN, id="colleague", role_id="colleague_role"),
    *_get("administration.units", ADMIN),
    *_both("administration.unit_new", ADMIN),
    *_both("administration.unit", ADMIN, id="empty_unit"),
    *_post("administration.unit_closing", ADMIN, id="empty_unit"),
    *_post("administration.unit_reopening", ADMIN, id="empty_unit"),
    *_post("administration.unit_deletion", ADMIN, id="empty_unit"),
    *_both("administration.imports", ADMIN),
    *_post("administration.carrying_out", ADMIN),
    *_get("administration.template", ADMIN, what="brugere"),
    *_both("administration.second_factor_rule", ADMIN),
    *_post("administration.taking_away", ADMIN, id="colleague"),
)
_IN_THE_UNIT = frozenset({"owner", "colleague"}) | CONSULTANTS | LEADER
_COUNTING = frozenset({"owner"}) | CONSULTANTS | LEADER
_MEASURES = (
    *_get("measures.index", WORKING),
    *_both("measures.new", EVERY_CONSULTANT | EVERY_LEADER),
    *(
        row
        for page in ("show", "as_csv", "as_pdf")
        for row in _get(f"measures.{page}", _IN_THE_UNIT, _IN_THE_UNIT, id="measure")
    ),
    *(
        row
        for page in ("edit", "counts", "freeze", "split", "mark", "imports")
        for row in _both(f"measures.{page}", _COUNTING, _IN_THE_UNIT, id="measure")
    ),
    *_both("measures.point", _COUNTING, _IN_THE_UNIT, id="measure", point_id="measure_point"),
    *_post("measures.carrying_out", _COUNTING, _IN_THE_UNIT, id="measure"),
    *_post("measures.closing", _COUNTING, _IN_THE_UNIT, id="measure"),
    *_post("measures.reopening", _COUNTING, _IN_THE_UNIT, id="measure"),
    *_post("measures.part_removal", _COUNTING, _IN_THE_UNIT, id="measure", part_id="measure_part"),
    *_post(
        "measures.mark_removal",
        _COUNTING,
        _IN_THE_UNIT,
        id="measure",
        annotation_id="measure_mark",
    ),
)
_ANSWERS = {
    ("account.stay", "GET"): {204},
    ("second_factor.change_phone", "GET"): {303},  # nobody here has a phone to change from
}
_ONES_OWN = tuple(
    Row(
        endpoint,
        method,
        answers=frozenset(_ANSWERS.get((endpoint, method), ())),
        kind="personal",
    )
    for endpoint, method in (
        ("account.show", "GET"),
        ("account.stay", "GET"),
        ("account.change_password", "POST"),
        ("account.end_others", "POST"),
        ("account.choose_language", "POST"),
        ("calendar.show", "GET"),
        ("calendar.make_address", "POST"),
        ("calendar.end_address", "POST"),
        ("calendar.choose_reminders", "POST"),
        ("second_factor.show", "GET"),
        ("second_factor.set_up", "GET"),
        ("second_factor.set_up", "POST"),
        ("second_factor.change_phone", "GET"),
        ("second_factor.change_phone", "POST"),
        ("second_factor.new_codes", "POST"),
        ("second_factor.turn_off", "POST"),
    )
)
_ANYBODY = tuple(
    Row(endpoint, method, ids=ids, answers=frozenset(answers), kind="public")
    for endpoint, method, ids, answers in (
        ("sign_in.front", "GET", {}, {200, 302}),
        ("sign_in.sign_in", "GET", {}, {200, 302}),
        ("sign_in.sign_in", "POST", {}, {422}),
        ("sign_in.sign_out", "POST", {}, {303}),
        ("second_step.give_code", "GET", {}, {303}),
        ("second_step.give_code", "POST", {}, {303}),
        ("second_step.set_up", "GET", {}, {303}),
        ("second_step.set_up", "POST", {}, {303}),
        ("links.welcome", "GET", {"token": "TOKEN"}, {200}),
        ("links.welcome", "POST", {"token": "TOKEN"}, {422}),
        ("links.welcome", "GET", {"token": "made-up"}, {404, 410}),
        ("links.reset", "GET", {"token": "TOKEN"}, {404, 410}),
        ("links.reset", "POST", {"token": "TOKEN"}, {404, 410}),
        ("links.ask_for_reset", "GET", {}, {200}),
        ("links.ask_for_reset", "POST", {}, {422}),
        ("links.set_up", "GET", {"token": "TOKEN"}, {404}),
        ("links.set_up", "POST", {"token": "TOKEN"}, {404}),
        ("calendar.feed", "GET", {"token": "made-up"}, {404}),
        ("calendar.end_reminders", "GET", {"token": "made-up"}, {404}),
        ("calendar.end_reminders", "POST", {"token": "made-up"}, {404}),
        ("status.livez", "GET", {}, {200}),
        ("status.readyz", "GET", {}, {200}),
        ("status.accessibility_statement", "GET", {}, {200}),
        ("status.brand", "GET", {"organisation": "alfa"}, {200}),
        ("static", "GET", {"filename": "ikke-her.css"}, {404}),
    )
)

ROWS: Final = (
    *_START, *_NOTES, *_LISTS, *_READING, *_PAPERS, *_MOVES, *_TRANSFERS, *_WRITING, *_FEEDBACK, *_INSIGHTS, *_CYCLES,
    *_SPARRING, *_GOALS, *_MEASURES, *_REPORTS,
    *_WORKSHOP,
    *_ADMINISTRATION, *_ONES_OWN, *_ANYBODY,
)  # fmt: skip
