"""Who may do what: each deed with one rule, whose docstring says in Danish who may."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, Final

from transfer.domain.lifecycle import Move, State, is_possible
from transfer.domain.vocabulary import Role
from transfer.models.anchoring import AnchoringCheck
from transfer.models.learning_cycles import LearningCycle
from transfer.models.trial_actions import TrialAction
from transfer.policies.members import Member


class Deed(StrEnum):
    """What people do. The value is what the printed table of permissions calls it."""

    CREATE_TRIAL = "oprette en prøvehandling"
    READ_TRIAL = "læse en prøvehandling"
    SAVE_TRIAL = "rette en prøvehandling"
    MOVE_TRIAL = "flytte en prøvehandling til næste trin"
    OBSERVE = "skrive en observation"
    REOPEN_TRIAL = "åbne en afsluttet prøvehandling igen"
    REVIVE_TRIAL = "genoplive en ordning, der er faldet bort"
    CHECK_ANCHORING = "svare på et forankringstjek"
    SEE_ANCHORING = "se overblikket over forankring"
    CORRECT_CHECK = "rette et svar på et forankringstjek"
    ANSWER_SUPPORT = "svare på et ønske om støtte"
    READ_HISTORY = "se historikken for en prøvehandling"
    RESTORE = "gendanne en tidligere version"
    TAKE_OVER_TRIAL = "overføre en prøvehandling til sin egen enhed"
    FOLLOW_SPREAD = "se, hvor idéer er taget med hen"
    LIST_TRIALS = "se listen over prøvehandlinger"
    EXPORT_TRIALS = "hente listen over prøvehandlinger som fil"
    FOLLOW_FEEDBACK = "se feedback på en prøvehandling"
    GIVE_FEEDBACK = "give feedback på en prøvehandling"
    WRITE_FEEDBACK = "rette, slette og sende sin feedback"
    GATHER_FEEDBACK = "se en samlet side med sin feedback"
    READ_FEEDBACK = "læse feedback"
    REPLY_TO_FEEDBACK = "svare i tråden under feedback"
    CLOSE_FEEDBACK = "afgøre feedback som taget op, tilpasset eller fravalgt"
    ASK_FOR_SPARRING = "bede om sparring på en prøvehandling"
    READ_SPARRING_REQUEST = "læse et ønske om sparring"
    ANSWER_SPARRING_REQUEST = "svare på et ønske om sparring"
    END_SPARRING_REQUEST = "sige tak for sparring eller trække ønsket tilbage"
    CREATE_CYCLE = "oprette et læringsforløb"
    READ_CYCLE = "læse et læringsforløb"
    SAVE_CYCLE = "rette et læringsforløb"
    FOLLOW_UP_CYCLE = "følge op på et læringsforløb"
    LIST_CYCLES = "se listen over læringsforløb"
    LIST_SESSIONS = "se listen over sparringssessioner"
    SEE_SESSION = "se, at en sparringssession er sat"
    READ_SESSION = "læse en sparringssession"
    CREATE_SESSION = "indkalde til en sparringssession"
    LEAD_SESSION = "rette, køre, høste og lukke en sparringssession"
    APPOINT_FACILITATOR = "give en sparringssession en ny facilitator"
    BRING_TO_AGENDA = "sætte en prøvehandling på dagsordenen"
    ANSWER_AGENDA = "svare på, om deltagerne må læse prøvehandlingen på en session"
    CONTRIBUTE = "skrive et bidrag før en sparringssession"
    WRITE_IN_ROOM = "skrive noter og aftaler under en sparringssession"
    TAKE_AWAY = "skrive, hvad man tager med fra en sparringssession"
    NOTE_PRIVATELY = "skrive egne noter om en sparringssession"
    CHECK_DOCUMENTATION = "lave et dokumentationstjek"
    LIST_AGREEMENTS = "se sine aftaler"
    AGREE_ON_TRIAL = "skrive en aftale på en prøvehandling"
    SETTLE_AGREEMENT = "afslutte en aftale eller flytte dens dato"
    READ_GOALS = "se kompetencemål"
    CHANGE_GOALS = "oprette og rette kompetencemål"
    LIST_MEASURES = "se listen over målinger"
    READ_MEASURE = "se en måling, dens tal og dens diagram"
    CREATE_MEASURE = "oprette en måling"
    WRITE_MEASURE = "rette en måling, skrive og importere dens tal"
    READ_FIGURES = "se nøgletal og listerne bag dem"
    READ_OWN_FIGURES = "se sine egne tal"
    SEE_OWN_MIRROR = "se sit eget ledelsesspejl"
    READ_REPORTS = "se siden med ledelsesrapporter"
    MAKE_REPORT = "lave ledelsesrapporten"
    FETCH_REPORT_FILE = "hente en rapport, man har bedt om som fil"
    DRAFT_REPORTS = "begynde på en ny ledelsesrapport"
    WRITE_REPORT = "skrive i en kladde til en ledelsesrapport"
    ISSUE_REPORT = "udsende en ledelsesrapport og rette en, der er udsendt"
    READ_EDITION = "læse en udsendt ledelsesrapport"
    FETCH_EDITION = "hente en udsendt ledelsesrapport som fil"
    LIST_INSIGHTS = "se listen over indsigter"
    READ_INSIGHT = "læse en indsigt"
    COMMENT_INSIGHT = "skrive en kommentar til en indsigt"
    WRITE_INSIGHT = "skrive, publicere og erstatte indsigter"
    EXPORT_INSIGHTS = "hente listen over indsigter som fil"
    HARVEST = "høste: markere passager og give dem temaer"
    HARVEST_SESSION = "markere passager i det, der blev sagt på en sparringssession"
    CHANGE_THEME = "rette, samle og dele temaer"
    EXPORT_THEMES = "hente temaer og passager som fil"
    LIST_RECOMMENDATIONS = "se listen over anbefalinger"
    READ_RECOMMENDATION = "læse en anbefaling"
    WRITE_RECOMMENDATION = "skrive og rette anbefalinger"
    COMMENT_RECOMMENDATION = "skrive en kommentar til en anbefaling"
    MOVE_RECOMMENDATION = "beslutte, gennemføre eller afvise en anbefaling"
    ADMINISTER = "oprette og rette brugere, enheder og organisationens oplysninger"
    VISIT = "åbne organisationens forside"
    SEARCH = "søge i det, man kan se"


Rule = Callable[[Member, Any], bool]
RULES: Final[dict[Deed, Rule]] = {}


def permits(deed: Deed) -> Callable[[Rule], Rule]:
    """Let the decorated rule decide on the deed. Its docstring says in Danish who may."""

    def keep(rule: Rule) -> Rule:
        RULES[deed] = rule
        return rule

    return keep


def may(member: Member, deed: Deed, record: Any = None) -> bool:
    """Whether the member may do it, to this record when the deed is about one."""
    return RULES[deed](member, record)


@permits(Deed.VISIT)
@permits(Deed.SEARCH)
@permits(Deed.READ_GOALS)
@permits(Deed.READ_REPORTS)
def any_member(member: Member, _: object) -> bool:
    """Alle med en rolle i organisationen."""
    return bool(member.roles)


@permits(Deed.LIST_TRIALS)
@permits(Deed.FOLLOW_SPREAD)
@permits(Deed.SEE_ANCHORING)
@permits(Deed.LIST_CYCLES)
def one_who_works_with_it(member: Member, _: object) -> bool:
    """Læringsaktivister, konsulenter og ledere. Hver ser kun det, der er delt med dem."""
    return member.is_activist or member.is_consultant or member.is_leader


@permits(Deed.CREATE_TRIAL)
def activist(member: Member, _: object) -> bool:
    """Læringsaktivister."""
    return member.is_activist


@permits(Deed.READ_TRIAL)
@permits(Deed.READ_CYCLE)
def one_who_sees_it(member: Member, _: object) -> bool:
    """Alle, der kan se den på deres liste."""
    return True


@permits(Deed.SAVE_TRIAL)
@permits(Deed.RESTORE)
def its_own_people_while_editable(member: Member, trial: TrialAction) -> bool:
    """Den ansvarlige og de medvirkende, indtil 30 dage efter beslutningen."""
    return trial.is_own(member.person_id) and trial.is_editable(member.today)


@permits(Deed.MOVE_TRIAL)
def its_own_people(member: Member, trial: TrialAction) -> bool:
    """Den ansvarlige og de medvirkende."""
    return trial.is_own(member.person_id)


@permits(Deed.OBSERVE)
def its_own_people_while_under_way(member: Member, trial: TrialAction) -> bool:
    """Den ansvarlige og de medvirkende, mens den er i gang eller venter på refleksion."""
    under_way = trial.state in (State.RUNNING, State.REFLECTING, State.PAUSED)
    return under_way and trial.is_own(member.person_id)


@permits(Deed.REOPEN_TRIAL)
def its_own_people_or_consultant_in_time(member: Member, trial: TrialAction) -> bool:
    """Den ansvarlige, de medvirkende og konsulenten, indtil 30 dage efter beslutningen."""
    its_people = trial.is_own(member.person_id) or member.advises(trial.unit_id)
    return its_people and is_possible(trial.state, Move.REOPEN) and trial.is_editable(member.today)


@permits(Deed.REVIVE_TRIAL)
def its_own_people_or_leader(member: Member, trial: TrialAction) -> bool:
    """Den ansvarlige, de medvirkende og enhedens leder."""
    return trial.is_own(member.person_id) or member.leads(trial.unit_id)


@permits(Deed.CHECK_ANCHORING)
def its_own_people_consultant_or_leader(member: Member, trial: TrialAction) -> bool:
    """Den ansvarlige, de medvirkende, konsulenten og enhedens leder."""
    return (
        trial.is_own(member.person_id)
        or member.advises(trial.unit_id)
        or member.leads(trial.unit_id)
    )


@permits(Deed.CORRECT_CHECK)
def who_answered_it_or_the_owner_in_time(member: Member, check: AnchoringCheck) -> bool:
    """Den, der svarede, og den ansvarlige, indtil 30 dage efter svaret."""
    trial = check.trial
    its_own = member.person_id in (check.checked_by_id, trial.owner_id)
    return its_own and trial.is_correctable(check, member.today)


@permits(Deed.READ_HISTORY)
def its_own_people_or_consultant(member: Member, trial: TrialAction) -> bool:
    """Den ansvarlige, de medvirkende og konsulenten."""
    return trial.is_own(member.person_id) or member.advises(trial.unit_id)


@permits(Deed.EXPORT_TRIALS)
def activist_or_consultant(member: Member, _: object) -> bool:
    """Læringsaktivister og konsulenter."""
    return member.is_activist or member.is_consultant


@permits(Deed.CREATE_CYCLE)
def activist_or_consultant_too(member: Member, _: object) -> bool:
    """Læringsaktivister og konsulenter."""
    return member.is_activist or member.is_consultant


@permits(Deed.SAVE_CYCLE)
def its_activist_or_consultant(member: Member, cycle: LearningCycle) -> bool:
    """Forløbets ansvarlige og konsulenten."""
    return cycle.owner_id == member.person_id or _advises_on(member, cycle)


@permits(Deed.FOLLOW_UP_CYCLE)
def its_activist_consultant_or_leader(member: Member, cycle: LearningCycle) -> bool:
    """Forløbets ansvarlige, konsulenten og den leder, der bakker op."""
    return (
        cycle.owner_id == member.person_id
        or cycle.sponsor_id == member.person_id
        or _advises_on(member, cycle)
        or any(member.leads(unit_id) for unit_id in cycle.unit_ids)
    )


@permits(Deed.MAKE_REPORT)
def consultant_or_leader(member: Member, _: object) -> bool:
    """Konsulenter og ledere."""
    return member.is_consultant or member.is_leader


@permits(Deed.CHANGE_GOALS)
@permits(Deed.ADMINISTER)
def local_admin(member: Member, _: object) -> bool:
    """Organisationens administratorer."""
    return member.is_local_admin


def _advises_on(member: Member, cycle: LearningCycle) -> bool:
    everywhere = member.is_consultant and member.roles[Role.CONSULTANT] is None
    if everywhere or cycle.consultant_id == member.person_id:
        return True
    return any(member.advises(unit_id) for unit_id in cycle.unit_ids)
