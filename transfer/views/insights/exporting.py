"""Insights, themes and passages as files. Nothing is in them that the visitor does not see on the pages."""

import csv
import io
from collections.abc import Iterable

from flask import Response
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import selectinload

from transfer.access import allow, directory, place, today
from transfer.db import db
from transfer.domain.csv_tables import without_formula
from transfer.domain.qda import Code, codebook
from transfer.domain.typing_in import show_date
from transfer.models import Insight
from transfer.policies import Deed
from transfer.speaking import gettext as _
from transfer.views.insights.blueprint import bp
from transfer.views.insights.reading import narrowed
from transfer.views.insights.theming import all_themes, passages_of


@bp.get("/liste.csv")
@allow(Deed.EXPORT_INSIGHTS)
def as_csv() -> ResponseReturnValue:
    """The list as it is filtered: what insights say, and how many trials carry them."""
    insights = db.session.scalars(
        narrowed()
        .statement.options(selectinload(Insight.goal_links), selectinload(Insight.sources))
        .order_by(Insight.updated_at.desc(), Insight.id.desc())
    )
    headings = [
        _("Indsigt"),
        _("Uddybning"),
        _("Slags"),
        _("Styrke"),
        _("Tilstand"),
        _("Støtter"),
        _("Taler imod"),
        _("Kompetencemål"),
        _("Anbefaling"),
        _("Til hvem"),
        _("Publiceret"),
        _("Gennemgås igen"),
    ]
    rows = (
        [
            one.headline,
            one.body,
            _(one.kind.label) if one.kind else "",
            _(one.strength.label) if one.strength else "",
            _(one.state.label),
            str(len(one.supporting_ids)),
            str(len(one.contradicting_ids)),
            ", ".join(directory().goal_label(goal) for goal in one.goal_ids),
            one.recommendation,
            _(one.addressee.label) if one.addressee else "",
            show_date(one.published_on) if one.published_on else "",
            show_date(one.review_on),
        ]
        for one in insights
    )
    return _csv("indsigter", headings, rows)


@bp.get("/temaer.csv")
@allow(Deed.EXPORT_THEMES)
def themes_as_csv() -> ResponseReturnValue:
    """One line a passage; a theme without any has a line of its own."""
    themes = all_themes()
    found = passages_of(themes)
    headings = [
        _("Tema"),
        _("Fælles"),
        _("Beskrivelse"),
        _("Citat"),
        _("Felt"),
        _("Prøvehandling"),
        _("Enhed"),
        _("Bemærkning"),
        _("Markeret af"),
    ]
    rows = []
    for theme in themes:
        first = [theme.name, _("Ja") if theme.is_common else _("Nej"), theme.description]
        of_theme = [one for one in found if one.theme_id == theme.id and one.words]
        rows += [
            [*first, one.words, one.label, one.title, one.unit, one.note, one.marked_by]
            for one in of_theme
        ] or [[*first, *[""] * 6]]
    return _csv("temaer", headings, rows)


@bp.get("/temaer.qdc")
@allow(Deed.EXPORT_THEMES)
def codebook_file() -> ResponseReturnValue:
    """The themes as a REFI-QDA codebook, for programs that analyse texts."""
    codes = [Code(theme.id, theme.name, theme.description) for theme in all_themes()]
    return _file(codebook(codes, "Transfer"), "temaer", "qdc", "application/xml")


def _csv(name: str, headings: list[str], rows: Iterable[list[str]]) -> Response:
    """Semicolons and a byte order mark, since that is what a Danish Excel opens."""
    written = io.StringIO()
    written.write("\ufeff")
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    for row in (headings, *rows):
        writer.writerow([without_formula(cell) for cell in row])
    return _file(written.getvalue().encode(), name, "csv", "text/csv; charset=utf-8")


def _file(content: bytes, name: str, ending: str, kind: str) -> Response:
    called = f"{name}-{place().slug}-{today().isoformat()}.{ending}"
    return Response(
        content,
        content_type=kind,
        headers={"Content-Disposition": f'attachment; filename="{called}"'},
    )
