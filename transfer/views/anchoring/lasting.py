"""How long what was adopted lasts: the curve, the three figures A, B and C, and what may be said."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from reports import LastingChart, LastingPaper, LastingPoint, WordTable, lasting_paper
from reports.charts import PAGE_WIDTH, lasting_curve
from transfer.access import allow, directory, me, member, now, place, today
from transfer.domain.clock import COPENHAGEN
from transfer.domain.file_names import file_name
from transfer.domain.indicators.anchoring import Survival, anchoring_survival, check_months
from transfer.domain.indicators.facts import CheckFacts, ProgrammeFacts, TrialFacts
from transfer.domain.indicators.lasting import Lasting, lasting_of
from transfer.domain.periods import EARLIEST_YEAR, Period
from transfer.domain.shares import Share
from transfer.domain.vocabulary import Decision
from transfer.language import day_in_words
from transfer.policies import Deed
from transfer.report_making import pdf_of
from transfer.speaking import gettext as _
from transfer.speaking import in_danish, ngettext
from transfer.views.anchoring.asked import adopted
from transfer.views.anchoring.blueprint import bp
from transfer.views.anchoring.calendar import asked_unit, unit_choices, units_below
from transfer.views.taking_along import sent_in_pieces

WIDE = 760
"""How wide the curve is drawn where there is room for it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """All that the page and the paper tell of what was adopted in a part of what the visitor sees."""

    unit_id: UUID | None
    faults: dict[str, str]
    told: Lasting
    figures: list[dict[str, Any]]
    sentences: list[str]
    practices: list[dict[str, Any]]

    @property
    def method(self) -> tuple[str, ...]:
        """How it is counted, a paragraph each."""
        return tuple(_method(self.told))


@bp.get("/kurve", endpoint="lasting")
@allow(Deed.SEE_ANCHORING)
def show() -> ResponseReturnValue:
    shown = _shown()
    told, unit_id = shown.told, shown.unit_id
    chart = _chart(told)
    page = render_template(
        "anchoring/lasting.html",
        told=told,
        figures=shown.figures,
        chart=lasting_curve("kurve", chart, width=WIDE) if told.has_curve else None,
        narrow=lasting_curve("kurve-smal", chart, width=PAGE_WIDTH).svg if told.has_curve else "",
        sentences=shown.sentences,
        practices=shown.practices,
        method=shown.method,
        choices=unit_choices(),
        chips=[{"label": directory().unit_name(unit_id), "remove_url": url_for(".lasting")}]
        if unit_id
        else [],
        faults=shown.faults,
        pdf_url=url_for(".lasting_pdf", enhed=unit_id),
    )
    return page, 422 if shown.faults else 200


@bp.get("/kurve.pdf", endpoint="lasting_pdf")
@allow(Deed.SEE_ANCHORING)
def as_pdf() -> ResponseReturnValue:
    """The page on paper, of what this visitor sees."""
    with in_danish():
        shown = _shown()
        if shown.faults:
            return show()
        paper = _paper(shown)
    drawn = pdf_of(lasting_paper(paper), place().id)
    return sent_in_pieces(drawn, file_name("Forankring", paper.scope, kind="pdf"))


def _shown() -> Shown:
    unit_id, faults = asked_unit()
    rows = adopted(member(), units_below(unit_id)).rows()
    each = defaultdict(list)
    for row in rows:
        each[row.trial_id].append(row)
    facts = _programme(each)
    told = lasting_of(facts)
    return Shown(
        unit_id,
        faults,
        told,
        [_figure(one) for one in _survivals(facts)],
        list(_sentences(told)),
        [_practice(one) for one in each.values()] if told.is_few else [],
    )


def _paper(shown: Shown) -> LastingPaper:
    told = shown.told
    practices = None
    if shown.practices:
        practices = WordTable(
            _("Det indførte"),
            (_("Prøvehandling"), _("Enhed"), _("Tilstand"), _("Seneste svar")),
            tuple(
                (one["title"], one["unit"], one["state_label"], one["last"])
                for one in shown.practices
            ),
        )
    figures = None
    if shown.figures:
        figures = WordTable(
            _("Holdt efter måneder"),
            (
                _("Tjek efter"),
                _("A: holdt, af tjekkede"),
                _("B: holdt, af alle, der skulle tjekkes"),
                _("C: tjekket, af alle, der skulle tjekkes"),
                _("Resten"),
            ),
            tuple(
                (
                    _("%(months)d måneder", months=one["month"]),
                    one["a"],
                    one["b"],
                    one["c"],
                    one["rest"],
                )
                for one in shown.figures
            ),
        )
    few = [few_in_words(told)] if shown.practices else []
    return LastingPaper(
        organisation=place().name,
        title=_("Hvor længe holder det?"),
        scope=directory().unit_name(shown.unit_id) if shown.unit_id else _("Alt, du kan se"),
        readers=_("Det, der er indført, og som du kan se."),
        made_by=directory().person_name(me()),
        made_at=now().astimezone(COPENHAGEN),
        brand=place().brand,
        chart=_chart(told) if told.has_curve else None,
        sentences=(*few, *shown.sentences),
        practices=practices,
        figures=figures,
        method=shown.method,
    )


def few_in_words(told: Lasting) -> str:
    """K5: too few for a curve."""
    return ngettext(
        "Der er kun %(num)s indført prøvehandling. Den vises som liste, ikke som kurve.",
        "Der er kun %(num)s indførte prøvehandlinger. De vises som liste, ikke som kurve.",
        told.adopted,
    )


def _method(told: Lasting) -> Iterator[str]:
    yield _(
        "Hver prøvehandling tæller fra den dag, den blev indført, til det sidste tjek, nogen svarede på. Kurven læses kun ved tjekkene. Den stopper, hvor færre end fem eller en tiendedel er fulgt."
    )
    ended = ""
    if told.ended:
        ended = " " + ngettext(
            "Det gælder %(num)s, der er afviklet eller erstattet.",
            "Det gælder %(num)s, der er afviklet eller erstattet.",
            told.ended,
        )
    yield (
        _(
            "Delvist fastholdt, bevidst afviklet og erstattet af noget bedre tæller ikke som faldet bort."
        )
        + ended
    )
    yield (
        ngettext(
            "Tallene kommer fra %(num)s enhed.", "Tallene kommer fra %(num)s enheder.", told.units
        )
        + " "
        + _(
            "Det, der sker i samme enhed, følges ofte ad, så intervallet kan være for smalt. Det gælder ét tidspunkt ad gangen og ikke hele kurven."
        )
    )


def _programme(each: dict[UUID, list[Any]]) -> ProgrammeFacts:
    """All that was adopted until today, as the figures look at it."""
    return ProgrammeFacts(
        period=Period(date(EARLIEST_YEAR, 1, 1), today()),
        as_of=today(),
        trials=tuple(_facts(rows) for rows in each.values()),
    )


def _survivals(facts: ProgrammeFacts) -> list[Survival]:
    """A, B and C at each month."""
    found = [anchoring_survival(facts, month) for month in check_months(facts)]
    return [one for one in found if one.due]


def _facts(rows: Sequence[Any]) -> TrialFacts:
    first = rows[0]
    return TrialFacts(
        id=str(first.trial_id),
        unit=str(first.unit_id),
        state=first.state,
        started_on=first.decided_on,
        decision=Decision.ADOPT,
        decided_on=first.decided_on,
        checks=tuple(CheckFacts(row.month, row.due_on, row.checked_on, row.status) for row in rows),
    )


def _figure(found: Survival) -> dict[str, Any]:
    return {
        "month": found.month,
        "a": share_in_words(found.a),
        "b": share_in_words(found.b),
        "c": share_in_words(found.c),
        "rest": ", ".join(_rest(found)),
    }


def _rest(found: Survival) -> Iterator[str]:
    for words, number in (
        (_("delvist"), found.partly),
        (_("faldet bort"), found.lapsed),
        (_("bevidst afviklet"), found.retired),
        (_("ikke tjekket"), found.not_checked),
    ):
        if number:
            yield f"{words} {number}"


def _practice(rows: Sequence[Any]) -> dict[str, Any]:
    """One line of the list that stands where there are too few for a curve."""
    answered = [row for row in rows if row.checked_on]
    last = answered[-1] if answered else None
    return {
        "id": rows[0].trial_id,
        "title": rows[0].title,
        "unit": directory().unit_name(rows[0].unit_id),
        "state": rows[0].state.value,
        "state_label": _(rows[0].state.label),
        "last": _(
            "%(status)s, %(day)s", status=_(last.status.label), day=day_in_words(last.checked_on)
        )
        if last
        else _("Aldrig tjekket"),
    }


def _percent(share: float) -> int:
    return int(share * 100 + 0.5)


def _chart(told: Lasting) -> LastingChart:
    return LastingChart(
        title=_("Så mange er ikke faldet bort"),
        points=tuple(
            LastingPoint(
                one.month,
                one.survival,
                one.lower,
                one.upper,
                one.if_gone,
                one.if_kept,
                one.followed,
            )
            for one in told.read
        ),
        told=" ".join(_sentences(told)),
        months=_("måneder"),
        followed=_("Fulgt så længe"),
        band=_("95 procents sikkerhedsinterval"),
        bounds=_("Hvis alle uden svar er ophørt eller i brug"),
        headings=(
            _("Efter"),
            _("Ikke faldet bort"),
            _("95 procents sikkerhedsinterval"),
            _("Fulgt så længe"),
            _("Hvis alle uden svar er ophørt"),
            _("Hvis alle uden svar er i brug"),
        ),
    )


def _sentences(told: Lasting) -> Iterator[str]:
    """What the curve says, and what it does not."""
    for one in told.read:
        if one.survival == 1:
            yield _(
                "Ingen er registreret som faldet bort efter %(months)s måneder. %(number)s er fulgt så længe; "
                "med så få kan den sande andel være ned til %(low)s %%.",
                months=one.month,
                number=one.followed,
                low=_percent(one.lower or 0),
            )
        else:
            yield _(
                "Efter %(months)s måneder var %(share)s %% af det indførte ikke faldet bort "
                "(95 %% sikkerhedsinterval %(low)s–%(high)s %%; %(number)s er fulgt så længe).",
                months=one.month,
                share=_percent(one.survival),
                low=_percent(one.lower or 0),
                high=_percent(one.upper if one.upper is not None else 1),
                number=one.followed,
            )
    beyond = [month for month in told.months if month not in {one.month for one in told.read}]
    if told.read and beyond:
        yield _(
            "Kurven går ikke til %(months)s måneder: For få er fulgt så længe.", months=beyond[0]
        )
    if told.read and told.unknown:
        last = told.read[-1]
        yield ngettext(
            "%(num)s af %(adopted)s mangler svar ved seneste tjek og tæller kun med frem til det sidste svar. "
            "Er den ophørt, er andelen %(low)s %%; er den i brug, %(high)s %%.",
            "%(num)s af %(adopted)s mangler svar ved seneste tjek og tæller kun med frem til det sidste svar. "
            "Er de alle ophørt, er andelen %(low)s %%; er de alle i brug, %(high)s %%.",
            told.unknown,
            adopted=told.adopted,
            low=_percent(last.if_gone),
            high=_percent(last.if_kept),
        )


def share_in_words(share: Share) -> str:
    """ "4 af 5 (80 %)"; no percentage of fewer than five."""
    said = _("%(done)s af %(total)s", done=share.n, total=share.of)
    return said if share.percent is None else f"{said} ({share.percent}\u00a0%)"
