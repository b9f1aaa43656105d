"""The fixed choices of the field: an English identifier to store, a Danish label to show."""

from enum import StrEnum
from typing import Self, TypeVar

from transfer.domain.fields import Choice
from transfer.domain.texts import marked


class UnknownLabel(ValueError):
    """A text that names none of the choices.

    `choices` holds the labels that would have been understood.
    """

    def __init__(self, text: str, choices: tuple[str, ...]) -> None:
        super().__init__(f"»{text}« er ikke en af mulighederne: {' · '.join(choices)}")
        self.text = text
        self.choices = choices


class Wording(StrEnum):
    """A choice whose value is stored, and whose `label` is the Danish text people read."""

    label: str

    def __new__(cls, identifier: str, label: str = "") -> Self:
        member = str.__new__(cls, identifier)
        member._value_ = identifier
        member.label = label
        return member


W = TypeVar("W", bound=Wording)


def from_label(words: type[W], label: str) -> W:
    """The choice that people call `label`, whatever its capitals and blanks; else `UnknownLabel`.

    The stored identifier is understood too, so that a level may be written as its number.
    """
    wanted = _plain(label)
    for word in words:
        if wanted in (_plain(word.label), word.value):
            return word
    raise UnknownLabel(label, tuple(word.label for word in words))


def choices_of(words: type[W], **help_by_identifier: str) -> tuple[Choice, ...]:
    """The choices of a question, in the order they stand, some with a line of help."""
    return tuple(
        Choice(word.value, word.label, help_by_identifier.get(word.value, "")) for word in words
    )


def _plain(label: str) -> str:
    return " ".join(label.split()).casefold()


class Origin(Wording):
    """Where the idea of a trial action came from."""

    COURSE = "course", marked("Kursus eller kompetenceforløb")
    OWN_WONDER = "own_wonder", marked("Egen undring")
    CITIZEN_OR_RELATIVE = "citizen_or_relative", marked("Borger eller pårørende")
    COLLEAGUE = "colleague", marked("Kollega")
    OTHER_TRIAL = "other_trial", marked("En anden prøvehandling")
    OUTSIDE_INSPIRATION = "outside_inspiration", marked("Inspiration udefra")
    LEADERSHIP = "leadership", marked("Ledelsesinitiativ")
    INCIDENT_OR_INSPECTION = "incident_or_inspection", marked("Utilsigtet hændelse eller tilsyn")
    OWN_EARLIER_TRIAL = "own_earlier_trial", marked("Bygger på egen tidligere prøvehandling")
    OTHER = "other", marked("Andet")


class Relation(Wording):
    """How a trial action is kin to the one it builds on."""

    DEVELOPED_HERE = "developed_here", marked("Udviklet hos os")
    INSPIRED_ADAPTED = "inspired_adapted", marked("Inspireret og tilpasset")
    TRANSFERRED_ADAPTED = "transferred_adapted", marked("Overført – tilpasset")
    TRANSFERRED_COPIED = "transferred_copied", marked("Overført – kopieret")
    NEXT_ROUND = "next_round", marked("Næste runde")


class Beneficiary(Wording):
    """Who should feel a difference."""

    CITIZENS = "citizens", marked("Borgere")
    RELATIVES = "relatives", marked("Pårørende")
    STAFF = "staff", marked("Medarbejdere")
    PARTNERS = "partners", marked("Samarbejdspartnere")


class Scale(Wording):
    """How large the first test is."""

    ONCE_WITH_ONE = "once_with_one", marked("Én gang hos én")
    FEW_OR_ONE_SHIFT = "few_or_one_shift", marked("Få borgere eller én vagt")
    ONE_TEAM = "one_team", marked("Ét team")
    SEVERAL_TEAMS = "several_teams", marked("Flere teams")
    WHOLE_UNIT = "whole_unit", marked("Hele enheden")


class Preflight(Wording):
    """What should be in order before a start."""

    LEADER_KNOWS = "leader_knows", marked("Lederen ved besked")
    CONSENT_GIVEN = "consent_given", marked("De berørte har sagt ja")
    OURS_TO_DECIDE = "ours_to_decide", marked("Vi må selv bestemme det")
    SAFE = "safe", marked("Det går ikke ud over sikkerhed eller rettigheder")


class Visibility(Wording):
    """Who may read a trial action."""

    PRIVATE = "private", marked("Kun mig og konsulenten")
    NETWORK = "network", marked("Netværket")
    UNIT = "unit", marked("Enheden")
    DEPARTMENT = "department", marked("Hele forvaltningen")


class Reminders(Wording):
    """How often a mail says what waits for a person."""

    DAILY = "daily", marked("Hver hverdag, når noget venter")
    WEEKLY = "weekly", marked("Én gang om ugen, når noget venter")
    NEVER = "never", marked("Aldrig")


class MeasureDirection(Wording):
    """Which way a measure should move."""

    HIGHER = "higher", marked("Højere er bedre")
    LOWER = "lower", marked("Lavere er bedre")


class ObservationKind(Wording):
    """What sort of thing was noted while it happened."""

    OBSERVATION = "observation", marked("Observation")
    QUOTE = "quote", marked("Citat")
    NUMBER = "number", marked("Tal")
    SURPRISE = "surprise", marked("Overraskelse")
    OBSTACLE = "obstacle", marked("Forhindring")
    IDEA = "idea", marked("Idé")


class Fidelity(Wording):
    """Whether it was done as planned: "did not work" is not "was not tried"."""

    YES = "yes", marked("Ja")
    PARTLY = "partly", marked("Delvist")
    NO = "no", marked("Nej – ikke gennemført som planlagt")


class Outcome(Wording):
    """What happened, held against the prediction."""

    BETTER = "better", marked("Bedre end ventet")
    AS_EXPECTED = "as_expected", marked("Som ventet")
    PARTLY = "partly", marked("Delvist som ventet")
    NOT_AS_EXPECTED = "not_as_expected", marked("Ikke som ventet")
    UNDECIDABLE = "undecidable", marked("Kan ikke afgøres")


class Factor(Wording):
    """What furthered or hindered; the same list serves both."""

    LEADER_SUPPORT = "leader_support", marked("Ledelsesopbakning")
    PEER_SUPPORT = "peer_support", marked("Opbakning fra kolleger")
    TIME = "time", marked("Tid og ro")
    OPPORTUNITY = "opportunity", marked("Anledning til at bruge det")
    CLEAR_GOAL = "clear_goal", marked("Tydeligt mål")
    SELF_EFFICACY = "self_efficacy", marked("Tro på at kunne")
    FELT_NEED = "felt_need", marked("Oplevet behov")
    VISIBLE_BENEFIT = "visible_benefit", marked("Synlig gevinst")
    FEEDBACK = "feedback", marked("Sparring og feedback")
    PHYSICAL = "physical", marked("Fysiske rammer og udstyr")
    IT_DOCS = "it_docs", marked("It og dokumentation")
    STAFFING = "staffing", marked("Bemanding og vagtplan")
    COMPETING = "competing", marked("Konkurrerende opgaver")
    CITIZEN_FIT = "citizen_fit", marked("Passer til borgerens situation")
    COOPERATION = "cooperation", marked("Samarbejde på tværs")


class TransferLevel(Wording):
    """How far into everyday work it has come, as a digit: `int(level)` counts."""

    NOT_USED = "0", marked("0 Ikke brugt")
    TRIED = "1", marked("1 Prøvet af enkelte eller få gange")
    USED_BY_PARTICIPANTS = "2", marked("2 Brugt gennem perioden af dem, der var med")
    USED_UNPROMPTED = "3", marked("3 Brugt af flere kolleger uden påmindelse")
    FIRM_PRACTICE = "4", marked("4 Fast praksis")


class Decision(Wording):
    """How a round ends."""

    ADOPT = "adopt", marked("Indfør")
    ADAPT = "adapt", marked("Justér og prøv igen")
    STOP = "stop", marked("Stop")
    PAUSE = "pause", marked("Sæt på pause")


class AnchorMeans(Wording):
    """What keeps an adopted practice alive."""

    WORKFLOW = "workflow", marked("Skrevet ind i arbejdsgang")
    MEETING = "meeting", marked("Fast punkt på møde")
    TRAINING = "training", marked("Introduktion og oplæring")
    ROSTER = "roster", marked("Vagtplan eller køreliste")
    EQUIPMENT = "equipment", marked("Udstyr eller teknisk indstilling")
    COUNTING = "counting", marked("Optælling eller opfølgning")
    NAMED_PERSON = "named_person", marked("Navngiven ansvarlig")


class SpreadPotential(Wording):
    """How far it could reach."""

    ONLY_US = "only_us", marked("Kun hos os")
    OTHER_TEAMS = "other_teams", marked("Andre teams i enheden")
    OTHER_UNITS = "other_units", marked("Andre enheder")
    WHOLE_DEPARTMENT = "whole_department", marked("Hele forvaltningen")
    UNDECIDABLE = "undecidable", marked("Kan ikke afgøres endnu")


class ReportConsent(Wording):
    """How the report may use a trial action."""

    WITH_UNIT = "with_unit", marked("Ja, med enhed")
    WITHOUT_UNIT = "without_unit", marked("Ja, uden enhed")
    FIGURES_ONLY = "figures_only", marked("Nej, kun i tal")


class CheckStatus(Wording):
    """What an anchoring check found."""

    HELD_AS_IS = "held_as_is", marked("Fastholdt som indført")
    HELD_ADAPTED = "held_adapted", marked("Fastholdt i tilpasset form")
    PARTLY = "partly", marked("Delvist fastholdt")
    LAPSED = "lapsed", marked("Faldet bort")
    RETIRED = "retired", marked("Bevidst afviklet")


class UseShare(Wording):
    """An estimate of how often it is used when it could be, in per cent."""

    NONE = "0", marked("0 pct.")
    QUARTER = "25", marked("25 pct.")
    HALF = "50", marked("50 pct.")
    THREE_QUARTERS = "75", marked("75 pct.")
    ALL = "100", marked("100 pct.")


class LapseReason(Wording):
    """Why a practice fell away."""

    STAFF_CHANGE = "staff_change", marked("Personskift")
    TEMPS_OR_HOLIDAYS = "temps_or_holidays", marked("Vikarer/ferie")
    LEADER_CHANGE = "leader_change", marked("Lederskift")
    NEW_SYSTEM = "new_system", marked("Nyt system")
    NO_OWNER = "no_owner", marked("Ingen ejer")
    NO_BENEFIT = "no_benefit", marked("Gevinsten udeblev")
    REPLACED_BY_BETTER = "replaced_by_better", marked("Erstattet af noget bedre")
    OTHER = "other", marked("Andet")


class KnownBy(Wording):
    """How people know what they say in a forankringstjek."""

    SEEN = "seen", marked("Set")
    COUNTED = "counted", marked("Talt")
    ASKED = "asked", marked("Spurgt")


class CheckFollowup(Wording):
    """What people will do after an anchoring check."""

    CONTINUE = "continue", marked("Fortsæt")
    REVIVE = "revive", marked("Genopliv")
    ADAPT = "adapt", marked("Justér (ny runde)")
    RETIRE = "retire", marked("Afvikl")


class CycleMethod(Wording):
    """How people learn in a learning cycle."""

    ACTION_LEARNING = "action_learning", marked("Aktionslæring")
    SIDE_BY_SIDE_TRAINING = "side_by_side_training", marked("Sidemandsoplæring")
    REFLECTION_GROUP = "reflection_group", marked("Refleksionsgruppe")
    CASEWORK = "casework", marked("Casearbejde")
    BOARD_MEETING = "board_meeting", marked("Tavlemøde")
    SIMULATION = "simulation", marked("Simulation/træning")
    PEER_OBSERVATION = "peer_observation", marked("Kollegaobservation")
    E_LEARNING = "e_learning", marked("E-læring med praksisopgave")
    SHADOWING = "shadowing", marked("Følordning")
    OTHER = "other", marked("Andet")


class CycleDecision(Wording):
    """What becomes of a learning cycle that has ended."""

    REPEAT = "repeat", marked("Gentag")
    ADAPT = "adapt", marked("Justér")
    STOP = "stop", marked("Stop")
    INTO_OPERATION = "into_operation", marked("Overgår til drift")


class Role(Wording):
    """What a person is in an organisation; one person may be several."""

    ACTIVIST = "activist", marked("Læringsaktivist")
    CONSULTANT = "consultant", marked("Konsulent")
    LEADER = "leader", marked("Leder")
    LOCAL_ADMIN = "local_admin", marked("Lokal administrator")


class UnitKind(Wording):
    """A level of the tree of units."""

    DEPARTMENT = "department", marked("Forvaltning")
    AREA = "area", marked("Område")
    UNIT = "unit", marked("Enhed")
