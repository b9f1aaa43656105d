"""Indsigter, temaer and anbefalinger: who sees them, whose words are shown to whom, and who may do what."""

from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement, Select, false, or_, select

from transfer.domain.insights import PUBLIC
from transfer.domain.lifecycle import CLOSED, State
from transfer.domain.vocabulary import ReportConsent, Role, Visibility
from transfer.models.insights import Insight
from transfer.models.recommendations import Recommendation
from transfer.models.sparring_sessions import SparringSession
from transfer.models.themes import Theme
from transfer.models.trial_actions import TrialAction
from transfer.policies.deeds import Deed, permits
from transfer.policies.members import Member
from transfer.policies.sparring import in_the_room


def visible_insights(member: Member) -> Select[Insight]:
    """All for consultants; for everybody else those that were published.

    Activists also see the drafts from sessions they took part in, to say whether they agree.
    """
    if member.is_consultant:
        return select(Insight)
    seen: list[ColumnElement[bool]] = [Insight.state.in_(PUBLIC)]
    if member.is_activist:
        read = select(SparringSession.id).where(in_the_room(member))
        seen.append(Insight.session_id.in_(read))
    return select(Insight).where(or_(*seen))


def visible_themes(member: Member) -> Select[Theme]:
    """For consultants: their own, the common ones, and those whose owner is a consultant no more.

    So that what one of them left behind is not lost to those who carry on.
    """
    if not member.is_consultant:
        return select(Theme).where(false())
    others = [
        person.id
        for person in member.directory.people.values()
        if person.id != member.person_id and person.has(Role.CONSULTANT, member.today)
    ]
    return select(Theme).where(or_(Theme.is_common, Theme.owner_id.not_in(others)))


def visible_recommendations(member: Member) -> Select[Recommendation]:
    """All, for everybody but those who only administer."""
    if not works_here(member):
        return select(Recommendation).where(false())
    return select(Recommendation)


def works_here(member: Member) -> bool:
    """Whether the member does more than administer."""
    return member.is_activist or member.is_consultant or member.is_leader


# Words of a trial, shown to those who cannot open it


class Shown(StrEnum):
    """How much of a trial's words an insight shows to a reader who cannot open the trial."""

    WITH_UNIT = "with_unit"
    WITHOUT_UNIT = "without_unit"
    NOTHING = "nothing"


def shown_by_consent(member: Member, trial: TrialAction) -> Shown:
    """What its people agreed to: nothing before the decision, where they are asked, and nothing private.

    The choice stands on "Ja, uden enhed" from the first day; only the decision makes it an answer. It
    holds for those who work with prøvehandlinger; who only administers has no way into any.
    """
    if not works_here(member):
        return Shown.NOTHING
    was_asked = trial.state in CLOSED and trial.state is not State.CANCELLED
    if not was_asked or trial.visibility == Visibility.PRIVATE:
        return Shown.NOTHING
    return _SHOWN.get(trial.report_consent, Shown.NOTHING)


_SHOWN: Final = {
    ReportConsent.WITH_UNIT.value: Shown.WITH_UNIT,
    ReportConsent.WITHOUT_UNIT.value: Shown.WITHOUT_UNIT,
}


# Deeds


@permits(Deed.LIST_INSIGHTS)
def any_member_at_all(member: Member, _: object) -> bool:
    """Alle med en rolle i organisationen. Hver ser kun det, der er delt med dem."""
    return bool(member.roles)


@permits(Deed.READ_INSIGHT)
def one_who_sees_the_insight(member: Member, _: object) -> bool:
    """Alle, når den er publiceret. Før det konsulenter og læringsaktivister fra den sparringssession, den kommer fra."""
    return True


@permits(Deed.COMMENT_INSIGHT)
def one_who_works_with_it_and_sees_it(member: Member, _: object) -> bool:
    """Læringsaktivister, konsulenter og ledere, når de kan se den."""
    return works_here(member)


@permits(Deed.HARVEST)
@permits(Deed.WRITE_INSIGHT)
@permits(Deed.CHANGE_THEME)
@permits(Deed.EXPORT_THEMES)
@permits(Deed.WRITE_RECOMMENDATION)
def consultant(member: Member, _: object) -> bool:
    """Konsulenter."""
    return member.is_consultant


@permits(Deed.EXPORT_INSIGHTS)
def consultant_or_leader_with_insights(member: Member, _: object) -> bool:
    """Konsulenter og ledere. Ledere henter kun de publicerede."""
    return member.is_consultant or member.is_leader


@permits(Deed.LIST_RECOMMENDATIONS)
@permits(Deed.READ_RECOMMENDATION)
def one_who_works_here(member: Member, _: object) -> bool:
    """Læringsaktivister, konsulenter og ledere."""
    return works_here(member)


@permits(Deed.COMMENT_RECOMMENDATION)
def consultant_or_leader_on_recommendations(member: Member, _: object) -> bool:
    """Konsulenter og ledere."""
    return member.is_consultant or member.is_leader


@permits(Deed.MOVE_RECOMMENDATION)
def any_leader(member: Member, _: object) -> bool:
    """Ledere."""
    return member.is_leader
