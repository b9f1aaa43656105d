"""Issuing a report: frozen byte for byte, told once, counted once, and closed when it must be."""

import hashlib
import io
import threading
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pikepdf
import pytest
import sqlalchemy as sa
from pypdf import PdfReader

from tests.factories import (
    a_consultant,
    a_leader,
    a_report,
    a_trial,
    a_unit,
    an_activist,
    an_administrator,
    an_organisation,
)
from tests.servers import smtp_server
from tests.web import Visitor, words_of
from transfer import daily_work, tasks
from transfer.access import today
from transfer.db import across_organisations, db, inside
from transfer.domain.lifecycle import State
from transfer.domain.reports import ReportState
from transfer.models import (
    EditionEntry,
    EditionFile,
    Job,
    Organisation,
    Report,
    ReportEdition,
    TrialAction,
)
from transfer.models.report_editions import EditionState
from transfer.report_making import editions

FILES = ("pdf", "moedeark", "word", "excel", "noegletal", "proevehandlinger", "json")


class Scene:
    """A report about one of two units, its leader, a leader elsewhere, two consultants and an activist."""

    def __init__(self) -> None:
        self.organisation = an_organisation()
        top = a_unit(self.organisation, "Ældre", kind="department")
        self.unit, self.other = (a_unit(self.organisation, one, top) for one in ("Øst", "Vest"))
        self.leader = a_leader(self.organisation, top, "Lone Baadsgaard")
        self.own_leader = a_leader(self.organisation, self.unit, "Ole Bak")
        elsewhere = a_unit(self.organisation, "Social", kind="department")
        self.far_leader = a_leader(self.organisation, elsewhere, "Finn Fjern")
        self.consultant = a_consultant(self.organisation, None, "Birgitte Solvang")
        self.colleague = a_consultant(self.organisation, None, "Karl Kollega")
        self.activist = an_activist(self.organisation, self.unit, "Mette Kragholm")
        self.admin = an_administrator(self.organisation, "Anna Admin")
        day = today() - timedelta(days=3)
        self.trials = [
            a_trial(
                self.organisation, self.activist, unit, title=title, state=State.ADOPTED,
                decision="adopt", actual_start=day - timedelta(days=30), actual_end=day,
                reflected_on=day, decided_on=day, learning_headline=f"Lært af {title}.",
                report_consent=consent, outcome_vs_prediction="better",
            )
            for title, unit, consent in (
                ("Tavlemødet om morgenen", self.unit, "with_unit"),
                ("Gåturen efter frokost", self.other, "without_unit"),
                ("Hemmelig afprøvning", self.unit, "figures_only"),
            )
        ]  # fmt: skip
        self.report = a_report(
            self.organisation,
            title="Læring i Ældre",
            period_first=today() - timedelta(days=300),
            period_last=today(),
            units=[top],
            texts={"budskab-1": "Bliv ved med tavlemødet."},
        )
        self.issue = f"/birkesund/rapporter/kladder/{self.report.id}/udsend"


@pytest.fixture
def scene(app) -> Scene:
    return Scene()


@pytest.fixture
def office(app, monkeypatch):
    """A real post office on this machine."""
    with smtp_server() as there:
        settings = replace(app.config["SETTINGS"], mail_url=there.url)
        monkeypatch.setitem(app.config, "SETTINGS", settings)
        yield there


def all_editions() -> list[ReportEdition]:
    with across_organisations():
        found = db.session.scalars(sa.select(ReportEdition).order_by(ReportEdition.number)).all()
    db.session.rollback()
    return list(found)


def fetched(visitor: Visitor, page: str) -> dict[str, bytes]:
    answers = {name: visitor.gets(f"{page}/{name}") for name in FILES}
    assert {one.status_code for one in answers.values()} == {200}
    return {name: answer.get_data() for name, answer in answers.items()}


def kept() -> dict[str, str]:
    with across_organisations():
        rows = db.session.execute(sa.select(EditionFile.kind, EditionFile.checksum)).all()
    return dict(rows)


def bytes_kept(edition_id: UUID) -> int:
    sizes = sa.select(sa.func.sum(sa.func.length(EditionFile.content)))
    with across_organisations():
        found = db.session.scalar(sizes.where(EditionFile.edition_id == edition_id))
    db.session.rollback()
    return found


def pdf_text(content: bytes) -> str:
    return " ".join(
        " ".join(one.extract_text() for one in PdfReader(io.BytesIO(content)).pages).split()
    )


def mails_to(office) -> list[str]:
    return sorted(message["To"] for message in office.messages)


def test_an_issued_report_is_frozen_told_of_counted_closed_and_issued_anew(app, scene, office):
    def visit(person) -> Visitor:
        return Visitor(app).signed_in_as(person)

    consultant, colleague, leader = map(visit, (scene.consultant, scene.colleague, scene.leader))
    activist = visit(scene.activist)
    for who in (leader, activist):
        assert who.gets(scene.issue).status_code == 404
    assert "ikke udsendt en rapport endnu" in words_of(activist.opens("/birkesund/rapporter"))

    # Before: who is told, what is missing, what will be frozen.
    page = consultant.opens(scene.issue)
    words = words_of(page)
    for said in (
        "De 2 ledere",
        "Lone Baadsgaard",
        "Ole Bak",
        "1 budskab er skrevet",
        "kan den ikke ændres",
    ):
        assert said in words, said
    offered = {one["value"]: one for one in page.select("input[name=andre]")}
    assert str(scene.leader.id) not in offered and str(scene.far_leader.id) in offered
    colleagues_page = colleague.opens(scene.issue)

    # Somebody writes meanwhile: nothing is issued unseen.
    with inside(scene.organisation.id):
        report = db.session.get_one(Report, scene.report.id)
        report.write("budskab-2", "Nyt.", 0, by=scene.colleague.id, at=report.updated_at)
        db.session.commit()
    stale = page.select_one("input[name=set]")["value"]
    answer = consultant.posts(scene.issue, {"set": stale})
    assert answer.status_code == 409 and "Nogen har rettet" in words_of(answer)
    assert not all_editions()

    # Issued, with one more reader; the colleague who presses too comes to the same edition.
    typed = {"andre": [str(scene.far_leader.id)]}
    page = consultant.sends(scene.issue, typed).location
    assert "bliver låst og udsendt" in words_of(consultant.opens(page))
    late = colleague.posts(
        scene.issue, {"set": colleagues_page.select_one("input[name=set]")["value"]}
    )
    assert late.location == page
    assert leader.gets(page).status_code == 404  # not until it is there
    assert consultant.gets(f"{page}/pdf").status_code == 403
    tasks.run_due()
    tasks.run_due()
    [edition] = all_editions()
    assert (edition.state, edition.number) == (EditionState.ISSUED, 1)
    assert mails_to(office) == sorted(
        one.email for one in (scene.leader, scene.own_leader, scene.far_leader)
    )
    told = office.messages[0].get_content()
    assert page in told and "Tavlemødet" not in told and "Læring i Ældre" not in told
    assert edition.templates
    with across_organisations():
        used = db.session.execute(
            sa.select(EditionEntry.record_id, EditionEntry.is_quoted, EditionEntry.revision)
        ).all()
    assert {row.record_id: row.is_quoted for row in used} == dict(
        zip((one.id for one in scene.trials), (True, True, False), strict=True)
    )

    # Read, fetched and counted.
    assert "Der er en ny ledelsesrapport til dig" in words_of(leader.opens("/birkesund/"))
    assert "0 af 3 har åbnet den" in words_of(consultant.opens(page))
    for _ in range(2):
        words = words_of(leader.opens(page))
    assert "Tavlemødet om morgenen" in words and "Hemmelig" not in words
    assert "Konsulenten kan se, hvor mange der har åbnet rapporten." in words
    assert "Der er en ny ledelsesrapport" not in words_of(leader.opens("/birkesund/"))
    assert "1 af 3 har åbnet den" in words_of(consultant.opens(page))
    assert "Læring i Ældre" in words_of(activist.opens("/birkesund/rapporter"))
    reading = activist.opens(page)  # everybody reads it; leaders and consultants take it along
    assert "Tavlemødet om morgenen" in words_of(reading) and not reading.select("a[href$='/pdf']")
    assert activist.gets(f"{page}/pdf").status_code == 403
    files = fetched(leader, page)
    text = pdf_text(files["pdf"])
    assert "Udkast" not in text and "Version 1" in text and str(edition.id) in text.replace(" ", "")
    sums = {hashlib.sha256(content).hexdigest() for content in files.values()}
    assert sums <= set(kept().values())
    assert {one.get_text() for one in consultant.opens(page).select("code")} >= sums
    with pikepdf.open(io.BytesIO(files["pdf"])) as paper:
        assert paper.Root.MarkInfo

    # Nothing that is changed afterwards changes it; and nobody writes in it, or deletes it.
    look = leader.gets(f"{page}/side.css").get_data()
    assert b"--report-brand:#" in look
    seen = str(leader.opens(page).select_one("div[lang=da]"))
    with across_organisations():
        for trial in db.session.scalars(sa.select(TrialAction)):
            db.session.get_one(Organisation, trial.organisation_id).brand = "#7a1f1f"
            trial.title, trial.learning_headline = "Noget helt andet", "Og noget til."
        db.session.commit()
    assert leader.gets(f"{page}/side.css").get_data() == look
    assert fetched(leader, page) == files
    assert str(leader.opens(page).select_one("div[lang=da]")) == seen
    write = f"/birkesund/rapporter/kladder/{scene.report.id}"
    assert consultant.gets(write).status_code == 403
    assert consultant.posts(f"{write}/sletning", {}).status_code == 403

    # One of its people takes back their yes.
    with across_organisations():
        trial = db.session.get_one(TrialAction, scene.trials[1].id)
        trial.report_consent = "figures_only"
        db.session.commit()
    for who in (leader, activist, consultant):
        words = words_of(who.opens(page))
        assert "Udgaven er lukket" in words and "Gåturen" not in words and "Tavlemødet" not in words
    assert leader.gets(f"{page}/pdf").location == page
    assert "Udsend rapporten igen" in words_of(consultant.opens("/birkesund/"))
    assert "Udsend rapporten igen" not in words_of(leader.opens("/birkesund/"))
    assert consultant.posts(f"{write}/ret-igen", {}).location == scene.issue
    refused = consultant.sends(scene.issue, {"begrundelse": " "})
    assert refused.status_code == 422 and "Skriv, hvorfor" in words_of(refused)
    assert (
        consultant.posts(f"{write}/sletning", {}).status_code == 302
    )  # a draft again, yet it was issued
    first_page, newer = page, consultant.sends(scene.issue, {}).location
    assert newer != page
    tasks.run_due()
    tasks.run_due()
    first, second = all_editions()
    ids = [first.id, second.id]
    assert (first.state, first.superseded_by_id) == (EditionState.SUPERSEDED, second.id)
    assert (second.number, second.reason) == (2, "En prøvehandling er taget ud af rapporten.")
    assert len(office.messages) == 3 + 2
    words = words_of(leader.opens(newer))
    assert "Noget helt andet" in words and "taget ud af rapporten" in words
    assert leader.opens(newer).select(f"a[href='{page}']")
    assert leader.opens(page).select(f"a[href='{newer}']")
    assert "Version 2" in pdf_text(leader.gets(f"{newer}/pdf").get_data())
    assert "Udsend rapporten igen" not in words_of(consultant.opens("/birkesund/"))

    erased = scene.trials[0].id
    # A yes that is only taken back can be given again: nothing is thrown away.
    daily_work.carry_out()
    assert all(bytes_kept(one) for one in ids)

    # And one is erased, by whatever way: closed at once, and by the next day nobody finds its words.
    sums = kept()
    with across_organisations():
        db.session.delete(db.session.get_one(TrialAction, erased))
        db.session.commit()
    assert "Udgaven er lukket" in words_of(leader.opens(newer))
    assert leader.gets(f"{newer}/side.css").status_code == 200
    daily_work.carry_out()
    assert not any(bytes_kept(one) for one in ids)
    assert kept() == sums
    for page in (newer, first_page):
        assert "slettet for altid" in words_of(consultant.opens(page))
        assert leader.gets(f"{page}/pdf").location == page
    assert "Udsend rapporten igen" in words_of(consultant.opens("/birkesund/"))


def test_two_who_press_at_the_same_moment_make_one_edition_and_a_failure_leaves_a_draft(app, scene):
    visitors = [Visitor(app).signed_in_as(one) for one in (scene.consultant, scene.colleague)]
    forms = [one.opens(scene.issue).select_one("input[name=set]")["value"] for one in visitors]
    together, answers = threading.Barrier(2), []

    def press(visitor: Visitor, values: dict[str, str]) -> None:
        with app.app_context():
            together.wait()
            answers.append(visitor.posts(scene.issue, values).location)

    sent = [
        {"set": mark, "csrf_token": visitor.token()}
        for visitor, mark in zip(visitors, forms, strict=True)
    ]
    db.session.rollback()
    threads = [threading.Thread(target=press, args=one) for one in zip(visitors, sent, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    [edition] = all_editions()
    assert [one.rsplit("/", maxsplit=1)[-1] for one in answers] == [str(edition.id)] * 2

    editions.give_up(edition.id)
    assert (
        db.session.scalar(
            sa.select(sa.func.count()).select_from(Job).where(Job.kind == "mail.report")
        )
        == 0
    )
    with across_organisations():
        assert db.session.get_one(Report, scene.report.id).state is ReportState.DRAFT
    page = visitors[0].opens(answers[0])
    assert "kunne ikke udsendes" in words_of(page)
    visitors[0].sends(scene.issue, {})
    [again] = all_editions()
    assert (again.number, again.state) == (1, EditionState.MAKING)
    drop = f"/birkesund/rapporter/kladder/{scene.report.id}/sletning"
    assert visitors[0].posts(drop, {}).status_code == 403
    with across_organisations():
        again = db.session.get_one(ReportEdition, again.id)
        editions.give_up(again.id)
    assert visitors[0].posts(drop, {}).status_code == 302
    assert not all_editions()
