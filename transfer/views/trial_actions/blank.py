"""An empty prøvehandling on paper: the questions that are asked now, with room to write by hand."""

from collections.abc import Iterator, Mapping
from typing import Final

from flask.typing import ResponseReturnValue

from reports import Blank, BlankForm, BlankPage, blank_paper
from transfer.access import allow, directory, now, place
from transfer.domain.clock import COPENHAGEN
from transfer.domain.fields import Kind, Phase, Question, Standing
from transfer.domain.file_names import file_name
from transfer.domain.texts import marked
from transfer.policies import Deed
from transfer.report_making import pdf_of
from transfer.speaking import gettext as _
from transfer.speaking import in_danish
from transfer.views.taking_along import sent_in_pieces
from transfer.views.trial_actions.blueprint import bp
from transfer.views.trial_actions.editing import newest_version

_PHASES: Final = {
    Phase.PLAN: marked("Plan"),
    Phase.TRIAL: marked("Afprøvning"),
    Phase.REFLECTION: marked("Refleksion"),
    Phase.DECISION: marked("Beslutning"),
}
_NOT_ON_PAPER: Final = frozenset({Kind.RECORD, Kind.RECORDS, Kind.PEOPLE, Kind.FILES})
"""What is picked among what stands in Transfer, and is asked for when the form is typed in."""
_LINES: Final = {Kind.LONG_TEXT: 4, Kind.CHOICE: 0, Kind.CHOICES: 0, Kind.SCALE: 0, Kind.GOALS: 0}
_SHORT: Final = frozenset({Kind.DATE, Kind.NUMBER, Kind.PERSON, Kind.UNIT})
_SHORT_TOGETHER: Final = frozenset({Kind.SHORT_TEXT, Kind.CHOICE})
"""What shares its line with others of its row, after the first: "what" has a line, "who" and "when" share one."""


@bp.get("/skema.pdf")
@allow(Deed.LIST_TRIALS)
def blank() -> ResponseReturnValue:
    with in_danish():
        form = _form()
        name = file_name("Prøvehandling", _("tomt skema"), kind="pdf")
    return sent_in_pieces(pdf_of(blank_paper(form), place().id), name)


def _form() -> BlankForm:
    questions = newest_version().questions
    return BlankForm(
        organisation=place().name,
        title=_("Prøvehandling"),
        advice=_(
            "Skriv aldrig navn, cpr-nummer eller andet, en borger kan kendes på. "
            "Her er det, der skal til. Skriv det ind i Transfer bagefter, så andre kan lære af det; "
            "dér er der også plads til tal, filer og flere ord."
        ),
        brand=place().brand,
        made_at=now().astimezone(COPENHAGEN),
        pages=tuple(
            BlankPage(
                _(title),
                (
                    *(
                        _blank(one, questions.by_key)
                        for one in questions
                        if one.phase is phase and _is_on_paper(one, questions.by_key)
                    ),
                    *_room_for_observations(phase),
                ),
            )
            for phase, title in _PHASES.items()
        ),
    )


def _room_for_observations(phase: Phase) -> Iterator[Blank]:
    if phase is Phase.TRIAL:
        yield Blank(
            _("Observationer"),
            _(
                "Skriv datoen først, og så det, du så eller hørte. Skriv dine tanker om det for sig."
            ),
            lines=8,
        )


def _is_on_paper(question: Question, others: Mapping[str, Question]) -> bool:
    """A form by hand asks what every prøvehandling needs, what takes a few ticks, and what the organisation
    added itself; what may be left empty is left to the screen."""
    if question.kind in _NOT_ON_PAPER or question.standing is Standing.EXTRA:
        return False
    when = question.required_when
    asked = others.get(when.key) if when else None
    is_needed = question.required or (asked is not None and _is_on_paper(asked, others))
    return is_needed or question.kind is Kind.CHOICES or question.standing is Standing.OWN


def _blank(question: Question, others: Mapping[str, Question]) -> Blank:
    return Blank(
        _(question.label),
        _(question.help) if question.help else "",
        " ".join(_notes(question, others)),
        _LINES.get(question.kind, 1),
        tuple(_choices(question)),
        is_scale=question.kind is Kind.SCALE,
        is_short=question.kind in _SHORT or _comes_later_in_its_row(question, others),
    )


def _comes_later_in_its_row(question: Question, others: Mapping[str, Question]) -> bool:
    if question.kind not in _SHORT_TOGETHER or not question.row:
        return False
    row = [
        one for one in others.values() if one.row == question.row and one.phase is question.phase
    ]
    return row[0].key != question.key


def _notes(question: Question, others: Mapping[str, Question]) -> Iterator[str]:
    when = question.shown_when
    if when is not None and when.key in others:
        asked = others[when.key]
        answers = ", ".join(f"»{_(asked.label_of(one))}«" for one in when.values)
        words = (
            _("Spring over, hvis svaret på »%(question)s« er %(answers)s.")
            if when.negated
            else _("Kun hvis svaret på »%(question)s« er %(answers)s.")
        )
        yield words % {"question": _(asked.label), "answers": answers}
    if question.kind in (Kind.CHOICES, Kind.GOALS):
        most = question.at_most
        yield _("Sæt højst %(most)s kryds.", most=most) if most else _("Sæt gerne flere krydser.")


def _choices(question: Question) -> Iterator[str]:
    if question.kind is Kind.GOALS:
        goals = directory().goals.values()
        yield from (goal.label for goal in goals if goal.is_active)
    elif question.kind is Kind.SCALE:
        least, most = (_(end) if end else "" for end in question.ends)
        ends = {1: least, 5: most}
        yield from (f"{n} {ends.get(n, '')}".strip() for n in range(1, 6))
    else:
        yield from (_(choice.label) for choice in question.choices)
