"""What waits for a person in one organisation, a sentence for each kind: how many, and since when."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

from transfer.access import Place
from transfer.addresses import address_of
from transfer.domain.session_lifecycle import SessionState
from transfer.language import day_in_words, weekday_in_words
from transfer.next_steps import leaders, promises, waiting
from transfer.next_steps.own import NextStep, Task, open_trials, steps_of
from transfer.next_steps.waiting import Call, Waiting
from transfer.policies import Member
from transfer.speaking import gettext as _
from transfer.speaking import ngettext


@dataclass(frozen=True, slots=True)
class Line:
    sentence: str
    link: str


def of(member: Member, place: Place, at: datetime, ahead: timedelta) -> Iterator[Line]:
    """A line for each kind of thing that waits, the most urgent first.

    Args:
        ahead: How far on what has a day is told of.
    """
    yield from _sparring_lines(waiting.of(member, at), place)
    yield from _transfer_lines(member, place, at, ahead)
    yield from _session_lines(member, place, ahead)
    yield from _promise_lines(member, place, ahead)
    own: list[NextStep] = []
    if member.is_activist:
        own = steps_of(member, open_trials(member))
        yield from _own_lines(own, place)
    if member.is_leader:
        yield from _leader_lines(member, place, {step.trial_id for step in own})


def _own_lines(steps: Iterable[NextStep], place: Place) -> Iterator[Line]:
    all_mine = address_of("trial_actions.index", organisation=place.slug, mine=1)
    for task, same in groupby(sorted(steps, key=_kind), key=_kind):
        found = list(same)
        first = min(found, key=lambda step: step.on)
        link = all_mine
        if len(found) == 1:
            page = "trial_actions.due_check" if task is Task.CHECK else "trial_actions.show"
            link = address_of(page, organisation=place.slug, id=first.trial_id)
        yield Line(_sentence(task, len(found), day_in_words(first.on)), link)


def _kind(step: NextStep) -> Task:
    """A late reflection is a reflection."""
    return Task.REFLECT_LATE if step.task is Task.REFLECT else step.task


def _sentence(task: Task, number: int, day: str) -> str:
    """How many there are, and since when the first of them waits."""
    match task:
        case Task.REFLECT | Task.REFLECT_LATE:
            return ngettext(
                "En refleksion venter. Afprøvningen sluttede %(day)s.",
                "%(num)s refleksioner venter. Den første afprøvning sluttede %(day)s.",
                number,
                day=day,
            )
        case Task.END:
            return ngettext(
                "En afprøvning er over tiden. Den skulle være slut %(day)s.",
                "%(num)s afprøvninger er over tiden. Den første skulle være slut %(day)s.",
                number,
                day=day,
            )
        case Task.CHECK:
            return ngettext(
                "Et forankringstjek venter på svar siden %(day)s.",
                "%(num)s forankringstjek venter på svar, det første siden %(day)s.",
                number,
                day=day,
            )
        case Task.LOOK_AGAIN:
            return ngettext(
                "En prøvehandling på pause skal ses på igen. I aftalte %(day)s.",
                "%(num)s prøvehandlinger på pause skal ses på igen. Den første %(day)s.",
                number,
                day=day,
            )
        case Task.DECIDE:
            return ngettext(
                "En beslutning venter. I reflekterede %(day)s.",
                "%(num)s beslutninger venter. Den første siden %(day)s.",
                number,
                day=day,
            )
        case Task.START:
            return ngettext(
                "En prøvehandling skulle være begyndt %(day)s.",
                "%(num)s prøvehandlinger skulle være begyndt, den første %(day)s.",
                number,
                day=day,
            )
        case Task.GO_ON:
            return ngettext(
                "En idé har ligget stille siden %(day)s.",
                "%(num)s idéer har ligget stille, den første siden %(day)s.",
                number,
                day=day,
            )


def _leader_lines(member: Member, place: Place, own: set[UUID]) -> Iterator[Line]:
    front = address_of("start.show", organisation=place.slug)
    wishes = leaders.wishes(member)
    if wishes:
        yield Line(
            ngettext(
                "Et ønske om støtte venter på dig.",
                "%(num)s ønsker om støtte venter på dig.",
                len(wishes),
            ),
            front,
        )
    checks = [check for check in leaders.checks(member) if check.trial_id not in own]
    if checks:
        day = day_in_words(min(check.due_on for check in checks))
        yield Line(
            ngettext(
                "Et forankringstjek i dine enheder venter på svar siden %(day)s.",
                "%(num)s forankringstjek i dine enheder venter på svar, det første siden %(day)s.",
                len(checks),
                day=day,
            ),
            address_of("trial_actions.due_check", organisation=place.slug, id=checks[0].trial_id)
            if len(checks) == 1
            else address_of("anchoring.index", organisation=place.slug),
        )
    ended = leaders.follow_ups(member)
    if ended:
        yield Line(
            ngettext(
                "Et læringsforløb er slut og venter på, at du følger op.",
                "%(num)s læringsforløb er slut og venter på, at du følger op.",
                len(ended),
            ),
            front,
        )
    asked = leaders.recommendations(member)
    if asked:
        yield Line(
            ngettext(
                "En anbefaling venter på dig.", "%(num)s anbefalinger venter på dig.", len(asked)
            ),
            front,
        )


def _sparring_lines(calls: Iterable[Waiting], place: Place) -> Iterator[Line]:
    """Questions and answers between people. What only tells of a thing is left to the page."""
    front = address_of("start.show", organisation=place.slug)
    numbers: Counter[Call] = Counter()
    for one in calls:
        numbers[one.call] += one.count
    for call in (Call.ASKED, Call.FEEDBACK, Call.MENTIONED, Call.SEND, Call.ANSWERED):
        if numbers[call]:
            yield Line(_call_sentence(call, numbers[call]), front)


def _transfer_lines(member: Member, place: Place, at: datetime, ahead: timedelta) -> Iterator[Line]:
    """That others took over one's own, or decided on it; told once, in the first mail after it."""
    if not member.spars:
        return
    found = list(waiting.taken_over(member, at - _since_the_last(ahead, at)))
    for call in (Call.TAKEN, Call.SETTLED):
        same = [one for one in found if one.call is call]
        if same:
            link = address_of("start.show", organisation=place.slug)
            if len(same) == 1:
                link = address_of("replications.tree", organisation=place.slug, id=same[0].id)
            yield Line(_transfer_sentence(call, len(same)), link)


def _since_the_last(ahead: timedelta, at: datetime) -> timedelta:
    """How long ago the last mail was: a week, or the weekday before."""
    if ahead >= timedelta(days=7):
        return timedelta(days=7)
    return timedelta(days=3 if at.weekday() == 0 else 1)


def _transfer_sentence(call: Call, number: int) -> str:
    if call is Call.TAKEN:
        return ngettext(
            "En af dine prøvehandlinger er taget med til en anden enhed.",
            "%(num)s gange er dine prøvehandlinger taget med til en anden enhed.",
            number,
        )
    return ngettext(
        "En enhed har besluttet, hvad de gør med en prøvehandling, de har fra dig.",
        "%(num)s enheder har besluttet, hvad de gør med en prøvehandling, de har fra dig.",
        number,
    )


def _session_lines(member: Member, place: Place, ahead: timedelta) -> Iterator[Line]:
    """Sessions soon by their title, which the invitation told already."""
    questions = promises.questions(member)
    if questions:
        yield Line(
            ngettext(
                "Må deltagerne på en session læse din prøvehandling? Det venter på dit svar.",
                "Må deltagerne på en session læse dine prøvehandlinger? %(num)s venter på dit svar.",
                len(questions),
            ),
            address_of("start.show", organisation=place.slug),
        )
    if not member.spars:
        return
    for one in promises.meetings(member):
        link = address_of("sparring_sessions.show", organisation=place.slug, id=one.session_id)
        day = day_in_words(one.held_on)
        if one.state is SessionState.HELD:
            yield Line(_("Sessionen %(day)s venter på, at du gør høsten.", day=day), link)
        elif one.state is SessionState.HARVESTED:
            yield Line(_("Sessionen %(day)s venter på, at du lukker den.", day=day), link)
        elif timedelta() <= one.held_on - member.today <= ahead:
            when = f"{weekday_in_words(one.held_on)} {day}"
            yield Line(_("Sparringssession %(day)s: %(title)s", day=when, title=one.title), link)


def _promise_lines(member: Member, place: Place, ahead: timedelta) -> Iterator[Line]:
    """Agreements that are late, and those that are due soon."""
    given = promises.promises(member)
    late = [one for one in given if one.due_on < member.today]
    soon = [one for one in given if timedelta() <= one.due_on - member.today <= ahead]
    if late:
        yield Line(
            ngettext(
                "En aftale er over tiden. Den skulle være klar %(day)s.",
                "%(num)s aftaler er over tiden. Den første skulle være klar %(day)s.",
                len(late),
                day=day_in_words(late[0].due_on),
            ),
            _where(late, place),
        )
    if soon:
        yield Line(
            ngettext(
                "En aftale skal være klar %(day)s.",
                "%(num)s aftaler skal snart være klar. Den første %(day)s.",
                len(soon),
                day=day_in_words(soon[0].due_on),
            ),
            _where(soon, place),
        )


def _where(given: list[promises.Promise], place: Place) -> str:
    if len(given) == 1:
        return address_of("agreements.show", organisation=place.slug, id=given[0].agreement_id)
    return address_of("agreements.index", organisation=place.slug)


def _call_sentence(call: Call, number: int) -> str:
    match call:
        case Call.ASKED:
            return ngettext(
                "En kollega beder dig om sparring.",
                "%(num)s gange beder en kollega dig om sparring.",
                number,
            )
        case Call.FEEDBACK:
            return ngettext(
                "Du har fået feedback, der venter på svar.",
                "Du har fået feedback, der venter på svar, %(num)s steder.",
                number,
            )
        case Call.MENTIONED:
            return ngettext(
                "Du er nævnt i en tråd.",
                "Du er nævnt i %(num)s tråde.",
                number,
            )
        case Call.SEND:
            return ngettext(
                "Du har skrevet feedback, som ikke er sendt.",
                "Du har skrevet feedback %(num)s steder, som ikke er sendt.",
                number,
            )
        case _:
            return ngettext(
                "Der er svar på dit ønske om sparring.",
                "Der er svar på %(num)s af dine ønsker om sparring.",
                number,
            )
