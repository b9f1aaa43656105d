"""A læringsforløb as PDF: what its page shows this reader."""

from collections.abc import Iterator

from flask.typing import ResponseReturnValue

from reports import Entry, Moment, Passage, Section, Story, story_paper
from transfer.access import allow, directory, me, member, now, place
from transfer.domain.clock import COPENHAGEN
from transfer.domain.file_names import file_name
from transfer.domain.lifecycle import CycleState
from transfer.domain.vocabulary import CycleMethod
from transfer.language import day_in_words
from transfer.models.learning_cycles import LearningCycle
from transfer.policies import Deed
from transfer.report_making import pdf_of
from transfer.speaking import gettext as _
from transfer.speaking import in_danish, ngettext
from transfer.views.learning_cycles.gathering import Moment as Happened
from transfer.views.learning_cycles.gathering import story_of, use_of
from transfer.views.learning_cycles.pages import bp
from transfer.views.taking_along import sent_in_pieces


@bp.get("/<uuid:id>.pdf")
@allow(Deed.READ_CYCLE, LearningCycle)
def as_pdf(cycle: LearningCycle) -> ResponseReturnValue:
    with in_danish():
        story = _story(cycle)
    drawn = pdf_of(story_paper(story), place().id)
    return sent_in_pieces(drawn, file_name("Læringsforløb", cycle.title, kind="pdf"))


def _story(cycle: LearningCycle) -> Story:
    happened = story_of(cycle, member())
    return Story(
        organisation=place().name,
        kind=_("Læringsforløb"),
        title=cycle.title,
        state=_(cycle.state.label),
        readers=_readers(cycle),
        made_by=directory().person_name(me()),
        made_at=now().astimezone(COPENHAGEN),
        brand=place().brand,
        facts=tuple((name, text) for name, text in _facts(cycle) if text),
        moments=tuple(_moments(cycle, happened)),
        sections=tuple(_sections(cycle, happened)),
    )


def _readers(cycle: LearningCycle) -> str:
    if cycle.state is CycleState.DRAFT:
        return _("Kun den ansvarlige, konsulenten og den leder, der bakker op, kan se kladden")
    return _("Læringsaktivister, konsulenter og lederne i enhederne kan se forløbet")


def _facts(cycle: LearningCycle) -> Iterator[tuple[str, str]]:
    names = directory()
    yield _("Enheder"), ", ".join(names.unit_name(unit) for unit in cycle.unit_ids)
    yield _("Ansvarlig læringsaktivist"), names.person_name(cycle.owner_id)
    yield _("Leder"), names.person_name(cycle.sponsor_id)
    yield _("Konsulent"), names.person_name(cycle.consultant_id)
    days = [day_in_words(day) for day in (cycle.start_date, cycle.end_date) if day]
    yield _("Periode"), " – ".join(days)
    count = (
        _("(%(count)s i alt)", count=cycle.participant_count)
        if cycle.participant_count is not None
        else ""
    )
    yield _("Deltagere"), " ".join(part for part in (cycle.participant_note, count) if part)
    yield _("Kompetencemål"), ", ".join(names.goal_label(goal) for goal in cycle.goal_ids)
    chosen = [_(one.label) for one in CycleMethod if one.value in (cycle.methods or ())]
    yield _("Metoder"), ", ".join(chosen)


def _sections(cycle: LearningCycle, happened: list[Happened]) -> Iterator[Section]:
    use = use_of(cycle)
    if use is not None:
        share = f" ({use.percent} %)" if use.percent is not None else ""
        using = _("%(n)s af %(of)s bruger det", n=use.n, of=use.of)
        asked = (
            _("Spurgt %(day)s", day=day_in_words(cycle.followup_date))
            if cycle.followup_date
            else ""
        )
        entry = Entry(_("Opfølgning"), asked, text=f"{using}{share}.")
        yield Section(_("Hvor mange bruger det?"), entries=(entry,))
    yield Section(
        _("Hvorfor"),
        (
            Passage(_("Anledning"), cycle.background or ""),
            Passage(
                _("Formål: Hvad skal være anderledes i hverdagen bagefter?"), cycle.purpose or ""
            ),
        ),
    )
    yield Section(
        _("Før, under og efter"),
        (
            Passage(_("Før"), cycle.before_plan or ""),
            Passage(_("Under"), cycle.during_plan or ""),
            Passage(_("Efter"), cycle.after_plan or ""),
        ),
    )
    yield Section(_("Forløbet dag for dag"), entries=tuple(_entry(one) for one in happened))
    if cycle.has_ended:
        decision = _(cycle.decision.label) if cycle.decision else ""
        yield Section(
            _("Hvad lærte vi om at lære?"),
            (
                Passage(_("Det vil vi gentage og ændre næste gang"), cycle.learning or ""),
                Passage(_("Beslutning"), decision),
            ),
        )
    if cycle.notes:
        yield Section(_("Undervejsnoter"), (Passage(_("Noter"), cycle.notes),))


def _entry(one: Happened) -> Entry:
    day = day_in_words(one.on)
    if one.session is not None:
        came = one.session.attendance
        attended = "" if came is None else ngettext("%(num)s fremmødt", "%(num)s fremmødte", came)
        until, label = one.session.until_next, _("Prøves af til næste gang:")
        return Entry(
            _("Gang"),
            " · ".join(part for part in (day, attended) if part),
            title=one.session.content,
            text=f"{label} {until}" if until else "",
        )
    trial = one.trial
    about = " · ".join((day, directory().unit_name(trial.unit_id), _(trial.state.label)))
    return Entry(_("Prøvehandling"), about, title=trial.title, text=one.headline)


def _moments(cycle: LearningCycle, happened: list[Happened]) -> Iterator[Moment]:
    """Meetings, and the trials tried out between them."""
    meeting, trial = _("Gang"), _("Prøvehandling")
    for one in happened:
        if one.session is not None:
            yield Moment(one.on, f"{meeting}: {one.session.content}")
        elif one.trial.actual_start is not None:
            yield Moment(one.on, f"{trial}: {one.trial.title}", one.trial.actual_end)
    if cycle.followup_date is not None and use_of(cycle) is not None:
        yield Moment(cycle.followup_date, _("Opfølgning"))
