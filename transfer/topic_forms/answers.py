"""The form of a template: a step of its questions, each as the field that its kind is typed in."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Final, cast
from uuid import UUID

from wtforms import Field, HiddenField
from wtforms.fields import SelectChoice

from transfer.domain.fields import (
    DONT_KNOW,
    LONG_TEXT_LIMIT,
    SHORT_TEXT_LIMIT,
    Answer,
    Kind,
    Question,
)
from transfer.forms import (
    DanishDateField,
    DanishNumberField,
    Form,
    LineField,
    OneOfField,
    PickField,
    ScaleField,
    SeveralField,
    TextField,
)
from transfer.speaking import gettext as _

PREFIX: Final = "svar-"


class AnswersForm(Form):
    """Some questions of one template version. Built by `answers_form`, never by hand."""

    asked: ClassVar[tuple[Question, ...]] = ()
    revision = HiddenField()

    def field(self, question: Question) -> Any:
        return self[_name(question)]

    def answers(self) -> dict[str, Answer]:
        """What was answered, by key."""
        return {question.key: _answer(question, self.field(question)) for question in self.asked}

    def say(self, key: str, sentence: str) -> None:
        """Put a sentence at the question with this key."""
        field = self[PREFIX + key]
        field.errors = [*field.errors, sentence]

    def complain(self, questions: Iterable[Question]) -> None:
        """Put a friendly sentence at each of the questions that still lacks an answer."""
        answers = self.answers()
        for question in questions:
            self.say(
                question.key, _(question.why_missing(answers) or "Udfyld feltet, før I går videre.")
            )


Options = Callable[[Question], Iterable[SelectChoice]]


def answers_form(
    questions: Iterable[Question],
    saved: Mapping[str, Answer],
    options: Options,
    revision: int = 0,
    formdata: Any = None,
) -> AnswersForm:
    """A form that asks `questions` and shows what was `saved` before.

    Each call makes its own class: WTForms keeps fields on the class, so a shared one would leak one
    template's questions into another's.

    Args:
        options: gives what can be picked for questions about people, units, goals and records.
        revision: of the record the answers were read from, so that an overtaken save is noticed.
        formdata: what was typed, when it is not what the browser just sent.
    """
    asked = tuple(questions)
    fields = {_name(question): _field(question, options) for question in asked}
    form_class = type("TheseAnswers", (AnswersForm,), {"asked": asked, **fields})
    data = {_name(question): _for_form(saved.get(question.key)) for question in asked}
    sent = {} if formdata is None else {"formdata": formdata}
    form = cast(AnswersForm, form_class(data={**data, "revision": str(revision)}, **sent))
    for question in asked:
        field = form.field(question)
        field.example = _(question.example) if question.example else None
        field.asked_when = _awaited(question, asked)
        field.asked_for = question.required or bool(question.required_by)
        field.option_help = {one.key: _(one.help) for one in question.choices if one.help}
    return form


def _awaited(question: Question, beside: Iterable[Question]) -> tuple[str, ...]:
    """The answers that the question waits for, any of them, where the page can tell by itself that they came:
    one that waits for any answer but some must stand `beside` the question that offers them.

    Each as the name of a field and what is chosen in it: `svar-origin=other_trial`.
    """
    asked_by = () if question.required else question.required_by
    conditions = asked_by if question.shown_when is None else (question.shown_when,)
    offered = {one.key: [choice.key for choice in one.choices] for one in beside}
    if any(one.negated and not offered.get(one.key) for one in conditions):
        return ()
    return tuple(
        f"{PREFIX}{one.key}={value}"
        for one in conditions
        for value in (offered[one.key] if one.negated else one.values)
        if not (one.negated and value in one.values)
    )


def _name(question: Question) -> str:
    return PREFIX + question.key


def _field(question: Question, options: Options) -> Any:
    wording = {"label": _(question.label), "description": _(question.help) if question.help else ""}
    kind = question.kind
    if kind is Kind.SHORT_TEXT:
        return LineField(limit=question.text_limit or SHORT_TEXT_LIMIT, **wording)
    if kind is Kind.LONG_TEXT:
        return TextField(limit=question.text_limit or LONG_TEXT_LIMIT, **wording)
    if kind is Kind.DATE:
        return DanishDateField(**wording)
    if kind is Kind.NUMBER:
        return DanishNumberField(**wording)
    if kind is Kind.SCALE:
        return ScaleField(choices=_scale(question), **wording)
    if kind is Kind.CHOICE:
        return OneOfField(choices=_choices(question), **wording)
    if kind is Kind.CHOICES:
        return SeveralField(choices=_choices(question), at_most=question.at_most, **wording)
    if kind in (Kind.PEOPLE, Kind.UNITS, Kind.GOALS):
        return SeveralField(choices=options(question), at_most=question.at_most, **wording)
    return PickField(choices=options(question), blank=_("Ikke valgt"), **wording)


def _choices(question: Question) -> list[SelectChoice]:
    return [SelectChoice(choice.key, _(choice.label)) for choice in question.choices]


def _scale(question: Question) -> list[SelectChoice]:
    low, high = question.ends
    words = {1: low, 5: high}
    steps = [
        SelectChoice(str(step), f"{step} – {_(words[step])}" if words.get(step) else str(step))
        for step in range(1, 6)
    ]
    return [*steps, SelectChoice(str(DONT_KNOW), _("Ved ikke"))]


def _for_form(answer: Answer) -> Any:
    """An answer as the fields want it: choices as text, the rest as it is."""
    if isinstance(answer, tuple):
        return [str(one) for one in answer]
    if isinstance(answer, (UUID, int)):
        return str(answer)
    return answer


def _answer(question: Question, field: Field) -> Answer:
    given = field.data
    if given in (None, "", []):
        return question.read(None)
    if question.kind in (Kind.PERSON, Kind.UNIT, Kind.RECORD):
        return UUID(given)
    if question.kind in (Kind.PEOPLE, Kind.UNITS, Kind.GOALS):
        return tuple(UUID(one) for one in given)
    if question.kind is Kind.SCALE:
        return int(given)
    if question.kind is Kind.CHOICES:
        return tuple(given)
    return cast(Answer, given)
