"""A prøvehandling as PDF: what its page shows this reader, and never a private note or feedback."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from flask.typing import ResponseReturnValue

from reports import Entry, Moment, Passage, Section, Story, story_paper
from transfer.access import allow, directory, me, member, now, place
from transfer.domain.clock import COPENHAGEN
from transfer.domain.file_names import file_name
from transfer.domain.lifecycle import State
from transfer.domain.vocabulary import Decision, Visibility
from transfer.language import day_in_words, number_in_figures
from transfer.models import TrialAction
from transfer.policies import VISIBILITY_SENTENCES, Deed, readable_keys, reads_in_full
from transfer.report_making import pdf_of
from transfer.speaking import gettext as _
from transfer.speaking import in_danish
from transfer.views.answers import titles_for
from transfer.views.frame import danish_datetime
from transfer.views.taking_along import sent_in_pieces
from transfer.views.trial_actions.blueprint import bp
from transfer.views.trial_actions.lineage import Kin, kin_of, tree_of
from transfer.views.trial_actions.reading import (
    facts_of,
    observations_on,
    phases_of,
    words_of,
)


@bp.get("/<uuid:id>.pdf")
@allow(Deed.READ_TRIAL, TrialAction)
def as_pdf(trial: TrialAction) -> ResponseReturnValue:
    with in_danish():
        story = _story(trial)
    drawn = pdf_of(story_paper(story), place().id)
    return sent_in_pieces(drawn, file_name("Prøvehandling", trial.title, kind="pdf"))


def _story(trial: TrialAction) -> Story:
    answers, titles = trial.answers, titles_for(trial)
    words = words_of(trial, answers, readable_keys(member(), trial), titles)
    return Story(
        organisation=place().name,
        kind=_("Prøvehandling"),
        title=trial.title,
        state=_(trial.state.label),
        readers=_(VISIBILITY_SENTENCES[Visibility(trial.visibility)]),
        made_by=directory().person_name(me()),
        made_at=now().astimezone(COPENHAGEN),
        brand=place().brand,
        facts=tuple(facts_of(trial, words)),
        moments=tuple(_moments(trial, words)),
        sections=tuple(_sections(trial, words)),
    )


def _sections(trial: TrialAction, words: dict[str, str]) -> Iterator[Section]:
    """The chapters of the page, under the same conditions."""
    phases = phases_of(trial, words, trial.answers, may_edit=False)
    in_full = reads_in_full(member(), trial)
    hint = _(
        "Du ser det, du skal bruge for at bakke op. Resten kan du læse, når prøvehandlingen er afsluttet."
    )
    is_partial = not in_full and not trial.state.is_closed
    yield Section(_("Plan"), _passages(phases["plan"]), note=hint if is_partial else "")
    if trial.actual_start or not trial.state.is_draft:
        notes = observations_on(trial, member()) if in_full else []
        seen = tuple(_observation(one) for one in notes if not one.is_private)
        yield Section(_("Afprøvning"), _passages(phases["trial"]), seen)
    yield Section(_("Refleksion"), _reflection(words, phases["reflection"]))
    draft = _("Kladde. Beslutningen er ikke taget endnu.")
    note = draft if trial.state is State.REFLECTING and phases["decision"] else ""
    yield Section(_("Beslutning"), _passages(phases["decision"]), note=note)
    if _shows_checks(trial):
        yield Section(_("Forankring"), entries=tuple(_checks(trial)))
    roots = tree_of(trial, kin_of(trial.id, member()), member())
    yield Section(_("Hvor den kom fra, og hvor den er taget med hen"), entries=tuple(_kin(roots)))


def _passages(told: list[dict[str, Any]]) -> tuple[Passage, ...]:
    locked = _("Låst, da I gik i gang")
    return tuple(
        Passage(one["question"], one["text"], locked if one["locked"] else "") for one in told
    )


def _reflection(words: dict[str, str], told: list[dict[str, Any]]) -> tuple[Passage, ...]:
    """What was expected stands before what happened."""
    expected, happened = words.get("prediction"), words.get("what_happened")
    if not (expected and happened):
        return _passages(told)
    beside = (
        Passage(_("Det forventede I"), expected, _("Låst, da I gik i gang")),
        Passage(_("Det skete der"), happened),
    )
    return (*beside, *_passages([one for one in told if one["key"] != "what_happened"]))


def _observation(one: Any) -> Entry:
    who = directory().person_name(one.author_id)
    about = " · ".join(part for part in (danish_datetime(one.observed_at), who) if part)
    value = number_in_figures(one.value) if one.value is not None else ""
    return Entry(_(one.kind.label), about, text=one.saw, thought=one.thought or "", value=value)


def _kin(roots: Iterable[Kin]) -> Iterator[Entry]:
    """The tree from the top, each with what it changed of the one before it; the one here tells it in full."""
    for one in roots:
        kept, why = (one.kept, one.why) if one.is_here else ("", "")
        told = (
            _("Lavet om: %(text)s", text=one.changed) if one.changed else "",
            _("Beholdt: %(text)s", text=kept) if kept else "",
            _("Hvorfor: %(text)s", text=why) if why else "",
        )
        kind = one.relation or (_("Begyndte her") if one.state else "")
        place = " · ".join(part for part in (one.unit, one.state_label) if part)
        title = f"{one.title} {_('(denne)')}" if one.is_here else one.title
        yield Entry(kind, place, title=title, text="\n".join(filter(None, told)))
        yield from _kin(one.below)


def _shows_checks(trial: TrialAction) -> bool:
    in_full = reads_in_full(member(), trial)
    return bool(trial.decided_on and (in_full or trial.state.is_closed) and trial.checks)


def _checks(trial: TrialAction) -> Iterator[Entry]:
    for check in trial.checks:
        months = _("Efter %(months)d måneder", months=check.month)
        if check.status is not None and check.checked_on is not None:
            lapse = f" ({check.lapse_note})" if check.lapse_note else ""
            about = f"{_(check.status.label)}, {day_in_words(check.checked_on)}"
            share = (
                _("Brugt %(share)s %% af gangene", share=check.use_share)
                if check.use_share is not None
                else ""
            )
            next_step = (
                _("Det gør I nu: %(followup)s", followup=_(check.followup.label))
                if check.followup
                else ""
            )
            told = (f"{check.evidence or ''}{lapse}", share, next_step)
            yield Entry(months, about, text="\n".join(filter(None, told)))
        else:
            yield Entry(months, _("Skal svares %(day)s", day=day_in_words(check.due_on)))


def _moments(trial: TrialAction, words: dict[str, str]) -> Iterator[Moment]:
    """The dates that the page shows this reader."""

    def day(key: str) -> date | None:
        found = getattr(trial, key) if words.get(key) else None
        return found if isinstance(found, date) else None

    began, ended = day("actual_start"), day("actual_end")
    planned = began is None
    first, last = (day("start_date"), day("end_date")) if planned else (began, ended)
    if first is not None:
        label = _("Afprøvning efter planen") if planned else _("Afprøvning")
        yield Moment(first, label, last if last is not None and last >= first else None)
    decided = day("decided_on")
    if decided is not None and trial.decision and trial.state is not State.REFLECTING:
        label = next(one.label for one in Decision if one.value == trial.decision)
        word = _("Beslutning")
        yield Moment(decided, f"{word}: {_(label)}")
    if _shows_checks(trial):
        for check in trial.checks:
            if check.status is not None and check.checked_on is not None:
                months = _("Forankringstjek efter %(months)d måneder", months=check.month)
                yield Moment(check.checked_on, f"{months}: {_(check.status.label)}")
