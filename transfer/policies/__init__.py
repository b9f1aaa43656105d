"""Who sees what, and who may do what. Sight is a query, a deed is a sentence; both are written once."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import Select

from transfer.models.agreements import Agreement
from transfer.models.anchoring import AnchoringCheck
from transfer.models.feedback import Feedback
from transfer.models.goals import CompetenceGoal
from transfer.models.insights import Insight
from transfer.models.learning_cycles import LearningCycle
from transfer.models.measures import Measure
from transfer.models.organisations import Unit
from transfer.models.recommendations import Recommendation
from transfer.models.report_editions import ReportEdition
from transfer.models.report_files import ReportFile
from transfer.models.reports import Report
from transfer.models.sparring_requests import SparringRequest
from transfer.models.sparring_sessions import AgendaItem, PrivateNote, SparringSession
from transfer.models.themes import Theme
from transfer.models.trial_actions import TrialAction
from transfer.policies.deeds import RULES, Deed, Rule, may, permits
from transfer.policies.feedback import (
    is_for_sparring,
    readers_of_feedback,
    those_to_ask,
    visible_feedback,
    visible_sparring_requests,
)
from transfer.policies.indicators import (
    may_read_figures_by_goal_of,
    may_read_figures_of,
    may_read_outcomes_by_goal_of,
)
from transfer.policies.insights import (
    Shown,
    shown_by_consent,
    visible_insights,
    visible_recommendations,
    visible_themes,
    works_here,
)
from transfer.policies.measures import may_measure_in, visible_measures
from transfer.policies.members import Member
from transfer.policies.replications import units_to_take_it_to
from transfer.policies.report_editions import (
    holds_what_is_erased,
    holds_what_must_not_be_read,
    visible_editions,
)
from transfer.policies.report_files import may_report_on, visible_report_files
from transfer.policies.reports import visible_reports
from transfer.policies.sight import (
    LEADERS_READ_WHILE_OPEN,
    VISIBILITY_SENTENCES,
    may_be_read_in_full_by,
    may_be_seen_by,
    may_only_be_led_by,
    readable_keys,
    reads_in_full,
    shared_or_by,
    visible_checks,
    visible_goals,
    visible_learning_cycles,
    visible_trial_actions,
    visible_units,
)
from transfer.policies.sparring import (
    about_ones_units,
    in_the_room,
    is_in_the_room,
    is_shown_in_the_room,
    lacks_facilitator,
    may_lead,
    may_see_agreement,
    needs_consent,
    visible_agenda_items,
    visible_agreements,
    visible_contributions,
    visible_documentation_checks,
    visible_private_notes,
    visible_sessions,
    visible_takeaways,
)
from transfer.policies.support import leader_or_consultant_who_is_asked

SIGHT: Final[Mapping[type[Any], Callable[[Member], Select[Any]]]] = {
    TrialAction: visible_trial_actions,
    LearningCycle: visible_learning_cycles,
    CompetenceGoal: visible_goals,
    Unit: visible_units,
    AnchoringCheck: visible_checks,
    Insight: visible_insights,
    Theme: visible_themes,
    Recommendation: visible_recommendations,
    Report: visible_reports,
    ReportFile: visible_report_files,
    ReportEdition: visible_editions,
    Feedback: visible_feedback,
    SparringRequest: visible_sparring_requests,
    SparringSession: visible_sessions,
    AgendaItem: visible_agenda_items,
    PrivateNote: visible_private_notes,
    Agreement: visible_agreements,
    Measure: visible_measures,
}
"""For each kind of record, the query of those that a member sees."""

__all__ = [
    "LEADERS_READ_WHILE_OPEN",
    "RULES",
    "SIGHT",
    "VISIBILITY_SENTENCES",
    "Deed",
    "Member",
    "Rule",
    "Shown",
    "about_ones_units",
    "holds_what_is_erased",
    "holds_what_must_not_be_read",
    "in_the_room",
    "is_for_sparring",
    "is_in_the_room",
    "is_shown_in_the_room",
    "lacks_facilitator",
    "leader_or_consultant_who_is_asked",
    "may",
    "may_be_read_in_full_by",
    "may_be_seen_by",
    "may_lead",
    "may_measure_in",
    "may_only_be_led_by",
    "may_read_figures_by_goal_of",
    "may_read_figures_of",
    "may_read_outcomes_by_goal_of",
    "may_report_on",
    "may_see_agreement",
    "needs_consent",
    "permits",
    "readable_keys",
    "readers_of_feedback",
    "reads_in_full",
    "shared_or_by",
    "shown_by_consent",
    "those_to_ask",
    "units_to_take_it_to",
    "visible_agenda_items",
    "visible_agreements",
    "visible_checks",
    "visible_contributions",
    "visible_documentation_checks",
    "visible_editions",
    "visible_feedback",
    "visible_goals",
    "visible_insights",
    "visible_learning_cycles",
    "visible_measures",
    "visible_private_notes",
    "visible_recommendations",
    "visible_report_files",
    "visible_reports",
    "visible_sessions",
    "visible_sparring_requests",
    "visible_takeaways",
    "visible_themes",
    "visible_trial_actions",
    "visible_units",
    "works_here",
]
