"""Issued ledelsesrapporter: who issues them, who reads them, and when one must be closed."""

import sqlalchemy as sa
from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, select

from transfer.domain.vocabulary import ReportConsent
from transfer.models.insights import Insight
from transfer.models.recommendations import Recommendation
from transfer.models.report_editions import EditionEntry, EditionState, EntryKind, ReportEdition
from transfer.models.reports import Report
from transfer.models.trial_actions import TrialAction
from transfer.policies.deeds import Deed, permits
from transfer.policies.members import Member
from transfer.policies.reports import advises_all_of, visible_reports

_OUT = (EditionState.ISSUED, EditionState.SUPERSEDED)


def visible_editions(member: Member) -> Select[ReportEdition]:
    """Those that were issued, for everybody with a role; those in the making, for who may issue them."""
    if not member.roles:
        return select(ReportEdition).where(false())
    seen: list[ColumnElement[bool]] = [ReportEdition.state.in_(_OUT)]
    if member.is_consultant:
        theirs = visible_reports(member).with_only_columns(Report.id)
        seen.append(ReportEdition.report_id.in_(theirs))
    return select(ReportEdition).where(or_(*seen))


def holds_what_must_not_be_read() -> ColumnElement[bool]:
    """The condition on an edition that something quoted in it was erased, or its people took back their yes.

    It is asked at each reading, so that whatever way a record goes, the edition is closed at once.
    """
    return _quotes_one_without(
        or_(
            TrialAction.report_consent == EditionEntry.consent,
            TrialAction.report_consent == ReportConsent.WITH_UNIT.value,
        )
    )


def holds_what_is_erased() -> ColumnElement[bool]:
    """The condition on an edition that something quoted in it is gone for good."""
    return _quotes_one_without(sa.true())


def _quotes_one_without(agreement: ColumnElement[bool]) -> ColumnElement[bool]:
    entry = EditionEntry
    there = {
        EntryKind.TRIAL: exists().where(TrialAction.id == entry.record_id, agreement),
        EntryKind.INSIGHT: exists().where(Insight.id == entry.record_id),
        EntryKind.RECOMMENDATION: exists().where(Recommendation.id == entry.record_id),
    }
    gone = or_(*(and_(entry.kind == kind, sa.not_(is_there)) for kind, is_there in there.items()))
    return exists().where(entry.edition_id == ReportEdition.id, entry.is_quoted, gone)


@permits(Deed.ISSUE_REPORT)
def consultant_of_all_of_it(member: Member, report: Report) -> bool:
    """Konsulenter, der rådgiver alle de enheder, rapporten handler om."""
    return advises_all_of(member, report)


@permits(Deed.READ_EDITION)
def one_who_sees_the_edition(member: Member, _: object) -> bool:
    """Alle med en rolle i organisationen, når rapporten er udsendt."""
    return True


@permits(Deed.FETCH_EDITION)
def consultant_or_leader_of_editions(member: Member, edition: ReportEdition) -> bool:
    """Konsulenter og ledere, når rapporten er udsendt."""
    return edition.state in _OUT and (member.is_consultant or member.is_leader)
