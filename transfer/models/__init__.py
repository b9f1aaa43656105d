"""Records: tables, and the verbs that change one record."""

from transfer.models.agreements import Agreement
from transfer.models.anchoring import AnchoringCheck
from transfer.models.calendar_feeds import CalendarFeed
from transfer.models.feedback import Feedback, FeedbackMention, FeedbackReply
from transfer.models.form_templates import FormTemplate, FormVersion
from transfer.models.goals import CompetenceGoal
from transfer.models.history import HistoryEntry
from transfer.models.insights import (
    Insight,
    InsightComment,
    InsightGoal,
    InsightSource,
    Stance,
    TrialInspiration,
)
from transfer.models.jobs import Job, JobState
from transfer.models.learning_cycles import CycleGoal, CycleSession, CycleUnit, LearningCycle
from transfer.models.measures import Measure, MeasureAnnotation, MeasurePart, MeasurePoint
from transfer.models.observations import Observation
from transfer.models.organisations import Organisation, Unit
from transfer.models.people import Membership, Person
from transfer.models.recommendations import (
    Recommendation,
    RecommendationEntry,
    RecommendationInsight,
)
from transfer.models.replications import Replication
from transfer.models.report_editions import (
    EditionEntry,
    EditionFile,
    EditionReader,
    ReportEdition,
)
from transfer.models.report_files import ReportFile
from transfer.models.reports import (
    Report,
    ReportPick,
    ReportText,
    ReportUnit,
    ReportWriter,
)
from transfer.models.search_texts import Audience, SearchText, SearchWord
from transfer.models.second_factor import RecoveryCode, SecondFactor, SignInDecision
from transfer.models.session_invitations import SessionInvitation
from transfer.models.sign_in import BrowserSession, OneTimeLink, SignInAttempt
from transfer.models.sparring_requests import SparringRequest
from transfer.models.sparring_sessions import (
    AgendaItem,
    Contribution,
    DocumentationCheck,
    PrivateNote,
    SessionParticipant,
    SparringSession,
    Takeaway,
)
from transfer.models.support import SupportAnswer
from transfer.models.themes import Theme, ThemedPassage
from transfer.models.trial_actions import TrialAction, TrialGoal, TrialParticipant

__all__ = [
    "AgendaItem",
    "Agreement",
    "AnchoringCheck",
    "Audience",
    "BrowserSession",
    "CalendarFeed",
    "CompetenceGoal",
    "Contribution",
    "CycleGoal",
    "CycleSession",
    "CycleUnit",
    "DocumentationCheck",
    "EditionEntry",
    "EditionFile",
    "EditionReader",
    "Feedback",
    "FeedbackMention",
    "FeedbackReply",
    "FormTemplate",
    "FormVersion",
    "HistoryEntry",
    "Insight",
    "InsightComment",
    "InsightGoal",
    "InsightSource",
    "Job",
    "JobState",
    "LearningCycle",
    "Measure",
    "MeasureAnnotation",
    "MeasurePart",
    "MeasurePoint",
    "Membership",
    "Observation",
    "OneTimeLink",
    "Organisation",
    "Person",
    "PrivateNote",
    "Recommendation",
    "RecommendationEntry",
    "RecommendationInsight",
    "RecoveryCode",
    "Replication",
    "Report",
    "ReportEdition",
    "ReportFile",
    "ReportPick",
    "ReportText",
    "ReportUnit",
    "ReportWriter",
    "SearchText",
    "SearchWord",
    "SecondFactor",
    "SessionInvitation",
    "SessionParticipant",
    "SignInAttempt",
    "SignInDecision",
    "SparringRequest",
    "SparringSession",
    "Stance",
    "SupportAnswer",
    "Takeaway",
    "Theme",
    "ThemedPassage",
    "TrialAction",
    "TrialGoal",
    "TrialInspiration",
    "TrialParticipant",
    "Unit",
]
