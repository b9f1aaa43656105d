"""What a report says, gathered from the records: facts for the figures, and the report the printer prints.

What may not be printed never leaves here: consent, single units and trials without a decision are seen to
while gathering, and the printer's own rules come on top.
"""

from transfer.reporting.drafts import CASE_KINDS, Drafted, drafted, scope_of_draft
from transfer.reporting.facts import ReportedOn, programme_facts, spread_facts
from transfer.reporting.files import FORMATS, written
from transfer.reporting.involved import people_involved
from transfer.reporting.observed import observed_days
from transfer.reporting.overview import LINES, THEMES, Line, Per, Told, Value
from transfer.reporting.picks import Candidate, Offered
from transfer.reporting.report import are_outcomes_withheld, decided_count, management_report
from transfer.reporting.scope import Scope, scope_of
from transfer.reporting.sparred import Sparred, requests_for_sparring
from transfer.reporting.used import Sources, sources_of

__all__ = [
    "CASE_KINDS",
    "FORMATS",
    "LINES",
    "THEMES",
    "Candidate",
    "Drafted",
    "Line",
    "Offered",
    "Per",
    "ReportedOn",
    "Scope",
    "Sources",
    "Sparred",
    "Told",
    "Value",
    "are_outcomes_withheld",
    "decided_count",
    "drafted",
    "management_report",
    "observed_days",
    "people_involved",
    "programme_facts",
    "requests_for_sparring",
    "scope_of",
    "scope_of_draft",
    "sources_of",
    "spread_facts",
    "written",
]
