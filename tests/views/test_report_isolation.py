"""What a report must not tell, read in every form it can be had in: pages, paper, Word, sheets and data."""

import io
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import date
from typing import Any

import openpyxl
import sqlalchemy as sa
from pypdf import PdfReader

from tests.factories import (
    a_cycle,
    a_measure,
    a_recommendation,
    a_remark,
    a_report,
    a_session,
    an_agreement,
    an_insight,
    an_observation,
)
from tests.views.insights_setting import Setting
from tests.web import Visitor
from transfer import tasks
from transfer.db import across_organisations, db
from transfer.domain.lifecycle import State
from transfer.models import ReportEdition, TrialAction

REPORTS = "/birkesund/rapporter"
YEAR = "fra=2026-01-01&til=2026-12-31"
MADE = (
    "ledelsesrapport", "ledelsesrapport.pdf", "ledelsesrapport.docx", "ledelsesrapport.xlsx",
    "ledelsesrapport.json", "noegletal.csv", "proevehandlinger.csv", "moedeark.pdf",
)  # fmt: skip
ISSUED = ("", "/pdf", "/moedeark", "/word", "/excel", "/noegletal", "/proevehandlinger", "/json")
CANARY = re.compile("kanarie-?[a-zæøå]+", re.IGNORECASE)
ON = date(2026, 2, 10)


def words_in(answer: Any) -> str:
    """All that a file or a page says, and all that it says about itself."""
    content, kind = answer.get_data(), answer.mimetype
    assert answer.status_code == 200, (answer.request.path, answer.status_code)
    if kind == "application/pdf":
        paper = PdfReader(io.BytesIO(content))
        told = [
            *(page.extract_text() for page in paper.pages),
            str(paper.metadata),
            paper.xmp_metadata,
        ]
        outline = [str(one) for one in paper.outline]
        return " ".join(map(str, [*told, *outline]))
    if kind.startswith("application/vnd.openxml"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return " ".join(
                re.sub("<[^>]*>", "", parts.read(name).decode("utf-8", "replace"))
                for name in parts.namelist()
                if name.endswith(".xml") and "style" not in name
            )
    return content.decode()


def forms_of(reader: Visitor, here: Setting, *units: Any) -> Iterator[tuple[str, str]]:
    """A report of one unit, or of all, as everybody can get it: its name, and every word in it."""
    of = f"&enhed={units[0].id}" if units else ""
    for name in MADE:
        yield name, words_in(reader.gets(f"{REPORTS}/{name}?{YEAR}{of}"))
    period = {"period_first": date(2026, 1, 1), "period_last": date(2026, 12, 31)}
    draft = a_report(here.organisation, units=units, texts={"budskab-1": "Bliv ved."}, **period)
    at = f"{REPORTS}/kladder/{draft.id}"
    for name in ("", "/sider", "/rapport.pdf"):
        yield f"workshop{name}", words_in(reader.gets(at + name))
    issued = reader.sends(f"{at}/udsend", {}).location
    tasks.run_due()
    for name in ISSUED:
        yield f"issued{name}", words_in(reader.gets(issued + name))


def every_word(name: str) -> dict[str, str]:
    """A canary for each text that a prøvehandling can hold."""
    texts = [one.name for one in TrialAction.__table__.columns if isinstance(one.type, sa.Text)]
    assert "learning" in texts
    return {"title": f"Kanarie-{name}", **dict.fromkeys(texts, f"Kanarie-{name}")}


def finished(here: Setting, owner: Any, unit: Any, **given: Any) -> TrialAction:
    return here.finished(given.pop("title"), owner, unit, **given)


def what_nobody_may_read(here: Setting) -> None:
    """Of both units: only for figures, undecided, unsent, private or said among a few."""
    for owner, unit, name in (
        (here.activist, here.unit, "egen"),
        (here.colleague, here.other_unit, "anden"),
    ):
        counted = finished(here, owner, unit,
            **{**every_word(f"tal{name}"), "report_consent": "figures_only"},
        )  # fmt: skip
        finished(here, owner, unit,
            **{**every_word(f"igang{name}"), "state": State.RUNNING, "decision": None,
               "decided_on": None, "reflected_on": None},
        )  # fmt: skip
        an_observation(counted, owner, saw=f"Kanarie-set{name}", is_private=True)
        a_remark(counted, here.consultant, text=f"Kanarie-sagt{name}")
        an_agreement(here.organisation, owner, what=f"Kanarie-aftalt{name}")
        a_session(
            here.organisation, here.consultant, trials=[counted], purpose=f"Kanarie-mødt{name}"
        )
        an_insight(
            here.organisation, headline=f"Kanarie-kladde{name}", state="draft", supports=[counted]
        )


def what_belongs_to_the_other_unit(here: Setting) -> None:
    private = finished(
        here, here.colleague, here.other_unit, **{**every_word("privat"), "visibility": "private"}
    )
    shared = finished(here, here.colleague, here.other_unit, **every_word("delt"))
    finished(  # one can tell which unit it is of
        here, here.activist, here.unit, **{**every_word("uden"), "report_consent": "without_unit"}
    )
    insight = an_insight(
        here.organisation, headline="Kanarie-indsigt", body="Kanarie-krop", state="published",
        published_on=ON, strength="single", supports=[private, shared],
    )  # fmt: skip
    a_recommendation(here.organisation, text="Kanarie-råd", insights=[insight], proposed_on=ON)
    a_cycle(here.organisation, here.colleague, title="Kanarie-forløb", units=[here.other_unit])
    a_measure(
        here.organisation, here.colleague, here.other_unit, name="Kanarie-måling",
        first=date(2025, 6, 1), numbers=range(12),
    )  # fmt: skip


def test_no_form_of_a_report_holds_what_it_must_not(visitors, app):
    here = Setting()
    what_nobody_may_read(here)
    birgitte = visitors(app).signed_in_as(here.consultant)
    for name, told in forms_of(birgitte, here):
        assert not CANARY.findall(told), name
        assert (
            "Dæmpet nat" in told
            or "noegletal" in name
            or name in ("moedeark.pdf", "issued/moedeark")
        ), name

    what_belongs_to_the_other_unit(here)
    for name, told in forms_of(birgitte, here, here.unit):
        assert not CANARY.findall(told), name
        assert "Bostedet Havnegade" not in told, name
        # Three prøvehandlinger of one unit: no percentage, and no outcome of theirs.
        assert not re.search(r"(?<!95)(?<!95\s)[1-9]\d?\s?%", told.replace("95 procent", "")), name
        assert not re.search(r"Som ventet\W+\d", told), name
    with across_organisations():
        assert db.session.scalar(sa.select(sa.func.count()).select_from(ReportEdition)) == 2


def test_data_of_few_have_no_percentage_and_of_one_unit_no_outcome(visitors, app):
    here = Setting()
    reader = visitors(app).signed_in_as(here.consultant)
    of = f"{YEAR}&enhed={here.unit.id}"
    told = json.loads(reader.gets(f"{REPORTS}/ledelsesrapport.json?{of}").get_data())
    assert told["outcomes_withheld"] and not {"outcomes", "value_effort"} & told.keys()
    assert not any("percent" in one for one in told["figures"])
    book = openpyxl.load_workbook(
        io.BytesIO(reader.gets(f"{REPORTS}/ledelsesrapport.xlsx?{of}").get_data())
    )
    keys, _words, *rows = book["Nøgletal"].iter_rows(values_only=True)
    lines = [dict(zip(keys, row, strict=True)) for row in rows]
    assert all(one["percent"] is None for one in lines if (one["of"] or 0) < 5)
    assert not {"outcomes", "surprise_rate"} & {one["identifier"] for one in lines}
