"""Large reports are made while nobody waits: once, told of once, stopped when called off."""

import os
import signal
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from reports.apart import drawn_apart
from tests.factories import (
    a_consultant,
    a_leader,
    a_report,
    a_trial,
    a_unit,
    an_activist,
    an_organisation,
    made_together,
    saved,
)
from tests.program.workers import a_worker, until
from tests.reports.reading import Read
from tests.web import Visitor, words_of
from transfer import daily_work, tasks
from transfer.access import today
from transfer.db import across_organisations, db, inside, only_reading
from transfer.domain.lifecycle import State
from transfer.domain.vocabulary import Role
from transfer.models import (
    EditionFile,
    Job,
    JobState,
    Membership,
    Organisation,
    Person,
    ReportEdition,
    ReportFile,
    TrialAction,
)
from transfer.models.report_editions import EditionState
from transfer.models.report_files import FileState, Trouble
from transfer.report_making import WORTH_WAITING_FOR, editions

REPORTS = "/birkesund/rapporter"
WORD = b"PK"


def many_trials() -> tuple[Organisation, Person]:
    """More decided trials than anybody waits for, and the leader of all."""
    organisation = an_organisation()
    unit, leader = a_unit(organisation), a_leader(organisation)
    owner = an_activist(organisation, unit)
    day = today() - timedelta(days=3)
    with made_together():
        for number in range(WORTH_WAITING_FOR + 1):
            a_trial(
                organisation, owner, unit, title=f"Forsøg {number}", state=State.ADOPTED,
                decision="adopt", actual_start=day - timedelta(days=30), actual_end=day,
                reflected_on=day, decided_on=day, learning_headline="Det virker. " * 12,
                report_consent="with_unit", outcome_vs_prediction="better",
            )  # fmt: skip
    return organisation, leader


def this_year(**more: str) -> str:
    on = today()
    asked = {"fra": f"{on.year - 1}-01-01", "til": on.isoformat(), **more}
    return "&".join(f"{key}={value}" for key, value in asked.items())


def asks_for_a_word_file(visitor: Visitor) -> str:
    """By the link for a small report, and then the button. Gives the address of the file's page."""
    answer = visitor.gets(f"{REPORTS}/ledelsesrapport.docx?{this_year()}")
    assert answer.status_code == 302, answer.get_data(as_text=True)[:500]
    asked = visitor.sends(answer.location, {})
    assert asked.status_code == 302, words_of(asked)
    return asked.location


def the_file() -> ReportFile | None:
    """The newest one; nothing is held on to, or SQLite's worker could not write."""
    with across_organisations(), only_reading():
        newest = sa.select(ReportFile).order_by(ReportFile.asked_at.desc())
        file = db.session.scalars(newest.limit(1)).first()
        if file is not None:
            db.session.expunge(file)
    return file


def test_a_large_report_is_asked_for_once_made_later_and_told_of_once(app, visitor, visitors):
    organisation, leader = many_trials()
    visitor.signed_in_as(leader)
    address = asks_for_a_word_file(visitor)
    assert asks_for_a_word_file(visitor) == address  # still on its way, so it is the same one
    page = visitor.opens(address)
    assert "Venter på at komme til" in words_of(page)
    assert page.select_one("noscript meta[http-equiv=refresh]")
    assert visitor.gets(f"{address}/hent").status_code == 404
    assert not told(visitor)

    assert tasks.run_due() == 1
    page = visitor.opens(address)
    assert "Filen er klar." in words_of(page)
    assert not page.select("noscript, [data-refreshes]")
    assert told(visitor) == 1
    fetched = visitor.gets(f"{address}/hent")
    assert fetched.get_data().startswith(WORD)
    # A paper is drawn in parts, and there at once.
    paper = visitor.gets(f"{REPORTS}/ledelsesrapport.pdf?{this_year()}")
    assert paper.get_data().startswith(b"%PDF-")
    assert fetched.headers["Cache-Control"] == "no-store"
    assert "filename=ledelsesrapport-birkesund-1-januar-" in fetched.headers["Content-Disposition"]
    assert not told(visitor)
    assert "Klar" in words_of(visitor.opens(f"{REPORTS}/filer"))
    # What is quick is there at once, however much it tells of.
    assert visitor.gets(f"{REPORTS}/ledelsesrapport.xlsx?{this_year()}").status_code == 200

    # Of one part of the organisation that holds less than that, too.
    small = a_unit(organisation, "Lille enhed")
    answer = visitor.gets(f"{REPORTS}/ledelsesrapport.docx?{this_year(enhed=str(small.id))}")
    assert answer.get_data().startswith(WORD)

    other = visitors(app).signed_in_as(a_leader(organisation))
    for there in (address, f"{address}/hent"):
        assert other.gets(there).status_code == 404
    assert other.posts(f"{address}/afbryd", {}).status_code == 404
    with across_organisations():  # the leader is a leader no more, and an activist instead
        db.session.execute(sa.update(Membership).values(role=Role.ACTIVIST))
        db.session.commit()
    assert visitor.gets(f"{address}/hent").status_code == 403
    assert not told(visitor)

    with across_organisations():
        long_ago = datetime.now(UTC) - timedelta(days=8)
        db.session.execute(sa.update(ReportFile).values(ended_at=long_ago))
        db.session.commit()
    daily_work.carry_out()
    assert the_file() is None


def test_what_is_taken_back_is_in_no_file_ready_or_on_its_way(app, visitor, monkeypatch):
    organisation, leader = many_trials()
    visitor.signed_in_as(leader)

    def takes_back(title: str) -> None:
        with inside(organisation.id):
            found = sa.select(TrialAction).where(TrialAction.title == title)
            db.session.scalars(found).one().report_consent = "figures_only"
            db.session.commit()

    drawn = []

    def draws(kind, report, **more):
        drawn.append([trial.title for trial in report.quoted])
        if len(drawn) == 1:  # while it is drawn somebody says no
            takes_back("Forsøg 7")
        return drawn_apart(kind, report, **more)

    monkeypatch.setattr("transfer.report_making.files.drawn_apart", draws)
    address = asks_for_a_word_file(visitor)
    assert tasks.run_due() == 1
    assert ["Forsøg 7" in titles for titles in drawn] == [True, False]
    assert visitor.gets(f"{address}/hent").status_code == 200
    takes_back("Forsøg 8")
    assert visitor.gets(f"{address}/hent").status_code == 404
    with across_organisations():
        assert db.session.scalars(sa.select(ReportFile.content)).all() == [None]
    page = visitor.opens(address)
    assert "Filen er smidt ud." in words_of(page)
    visitor.sends(page.find("a", string="Lav den igen")["href"], {})
    tasks.run_due()
    assert "Forsøg 8" not in drawn[-1] and "Forsøg 9" in drawn[-1]


def told(visitor: Visitor) -> int:
    """How many files the front page tells of."""
    return words_of(visitor.opens("/birkesund/")).count("Din ledelsesrapport er klar")


def test_what_is_called_off_or_not_allowed_is_not_made_and_nobody_has_more_than_two(app, visitor):
    _organisation, leader = many_trials()
    visitor.signed_in_as(leader)
    address = asks_for_a_word_file(visitor)
    assert visitor.sends(f"{REPORTS}/filer/ny?som=pdf&{this_year()}", {}).status_code == 302
    third = f"{REPORTS}/filer/ny?som=pdf&fra=2020-01-01&til={today().isoformat()}"
    page = visitor.opens(third)
    assert "Du har allerede to filer på vej." in words_of(page)
    assert visitor.posts(third, {"sent_as": str(leader.id)}).status_code == 409

    assert visitor.posts(f"{address}/afbryd", {}).status_code == 302
    assert "Du afbrød." in words_of(visitor.opens(address))
    with across_organisations():  # the paper: its asker loses the role before it is made
        db.session.execute(sa.update(Membership).values(ends_on=date(2025, 1, 2)))
        again = Organisation.directory_revision + 1
        db.session.execute(sa.update(Organisation).values(directory_revision=again))
        db.session.commit()
    assert tasks.run_due() == 2
    with across_organisations():
        files = db.session.scalars(sa.select(ReportFile).order_by(ReportFile.asked_at)).all()
    assert [(one.state, one.trouble, one.size) for one in files] == [
        (FileState.CANCELLED, None, 0),
        (FileState.FAILED, Trouble.ACCESS, 0),
    ]


def test_work_that_kills_each_worker_is_said_to_have_failed(app):
    organisation, leader = an_organisation(), None
    leader = a_leader(organisation)
    file = saved(
        ReportFile(
            organisation_id=organisation.id, asked_by_id=leader.id, kind="pdf",
            period_first=date(2026, 1, 1), period_last=date(2026, 2, 1), asked_at=datetime.now(UTC),
        )
    )  # fmt: skip
    tasks.make_later(file)
    db.session.commit()
    job = db.session.scalars(sa.select(Job)).one()
    job.state, job.attempts = JobState.RUNNING, tasks.MOST_ATTEMPTS
    job.lease_until = datetime.now(UTC) - timedelta(seconds=1)
    db.session.commit()
    tasks.sweep()
    assert (the_file().state, the_file().trouble) == (FileState.FAILED, Trouble.OTHER)


# Drawn apart


def children_of(process: int) -> list[int]:
    """Drawings that the process has under way."""
    found = []
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            is_child = f"\nPPid:\t{process}\n" in status.read_text()
            if is_child and b"reports.apart" in (status.parent / "cmdline").read_bytes():
                found.append(int(status.parent.name))
        except OSError:
            continue
    return found


def is_alive(process: int) -> bool:
    """Whether it still draws; what is left of a process that has ended has no command line."""
    line = Path(f"/proc/{process}/cmdline")
    return line.exists() and line.read_bytes() != b""


def is_drawing() -> bool:
    file = the_file()
    return file is not None and file.state is FileState.DRAWING


def jobs_in(*states: JobState) -> int:
    with across_organisations(), only_reading():
        asked = sa.select(sa.func.count()).where(Job.kind == "report", Job.state.in_(states))
        return db.session.scalars(asked).one()


def test_a_worker_killed_while_it_draws_leaves_a_report_that_is_made_once(installation):
    app, environment, _office = installation
    _organisation, leader = many_trials()
    visitor = Visitor(app).signed_in_as(leader)
    address = asks_for_a_word_file(visitor)
    with a_worker(environment) as worker:
        until(lambda: children_of(worker.pid))
        [drawing] = children_of(worker.pid)
        os.kill(drawing, signal.SIGSTOP)  # so that it is not done before the worker is killed
        until(is_drawing)
        worker.kill()
        os.kill(drawing, signal.SIGCONT)
        until(lambda: not is_alive(drawing))
    assert the_file().state is FileState.DRAWING
    with across_organisations():
        job = db.session.scalars(sa.select(Job).where(Job.kind == "report")).one()
        assert job.state is JobState.RUNNING
        job.lease_until = datetime.now(UTC) - timedelta(seconds=1)  # the lease has run out
        db.session.commit()
    with a_worker(environment) as worker:
        until(lambda: the_file().state is FileState.READY)
        assert told(visitor) == 1
        assert visitor.gets(f"{address}/hent").get_data().startswith(WORD)
        [drawing] = children_of(worker.pid)
        os.kill(drawing, signal.SIGSTOP)  # so that it is not done before it is called off
        again = asks_for_a_word_file(visitor)
        assert again != address
        until(is_drawing)
        visitor.posts(f"{again}/afbryd", {})
        until(lambda: not jobs_in(JobState.QUEUED, JobState.RUNNING))
        assert the_file().state is FileState.CANCELLED
    until(lambda: not is_alive(drawing))
    with across_organisations():
        states = db.session.scalars(sa.select(ReportFile.state)).all()
        done = db.session.scalars(sa.select(Job.state).where(Job.kind == "report")).all()
    assert sorted(states) == [FileState.CANCELLED, FileState.READY]
    assert set(done) == {JobState.DONE}
    assert told(visitor) == 0


def test_a_draft_that_takes_a_while_is_made_later_for_the_consultant_who_asked(
    app, visitors, monkeypatch
):
    monkeypatch.setattr("transfer.report_making.papers.WORTH_DRAWING_FOR", 2)
    organisation = an_organisation()
    vest, oest = a_unit(organisation, "Vest"), a_unit(organisation, "Øst")
    adviser, other = a_consultant(organisation, vest), a_consultant(organisation, oest)
    report = a_report(organisation, title="Kladden om Vest", units=[vest])
    asking = visitors(app).signed_in_as(adviser)
    draft = f"{REPORTS}/kladder/{report.id}/rapport.pdf"

    offered = asking.gets(draft).location
    assert offered == f"{REPORTS}/filer/kladde/{report.id}"
    assert "Kladden om Vest" in words_of(asking.opens(offered))
    in_frame = asking.client.get(f"{draft}?vis=1", headers={"Sec-Fetch-Dest": "iframe"})
    assert "Tryk på »Se som PDF«" in Read(in_frame.get_data()).text
    address = asking.sends(offered, {}).location
    assert asking.sends(offered, {}).location == address
    assert tasks.run_due() == 1
    assert the_file().state is FileState.READY
    assert "Kladden om Vest" in words_of(asking.opens("/birkesund/"))
    fetched = asking.gets(f"{address}/hent")
    assert fetched.get_data().startswith(b"%PDF-")
    assert "filename=udkast-kladden-om-vest-" in fetched.headers["Content-Disposition"]
    assert asking.gets(draft).get_data().startswith(b"%PDF-"), "now it is there at once"

    elsewhere = visitors(app).signed_in_as(other)
    for there in (offered, address, f"{address}/hent"):
        assert elsewhere.gets(there).status_code == 404
    with across_organisations():
        db.session.execute(sa.update(Membership).values(unit_id=oest.id))
        again = Organisation.directory_revision + 1
        db.session.execute(sa.update(Organisation).values(directory_revision=again))
        db.session.commit()
    assert asking.gets(f"{address}/hent").status_code == 403
    assert "Kladden om Vest" not in words_of(asking.opens("/birkesund/"))


@pytest.mark.parametrize("installation", ["sqlite"], indirect=True)
def test_a_worker_killed_while_it_freezes_an_edition_leaves_all_of_it_or_nothing(installation):
    app, environment, office = installation
    organisation = an_organisation()
    leader = a_leader(organisation)
    draft = a_report(organisation, period_first=today() - timedelta(300), period_last=today())
    consultant = Visitor(app).signed_in_as(a_consultant(organisation, None))
    visitor = Visitor(app).signed_in_as(leader)
    page = consultant.sends(f"{REPORTS}/kladder/{draft.id}/udsend", {}).location
    with a_worker(environment) as worker:
        until(lambda: jobs_of("report.edition", JobState.RUNNING))
        worker.kill()
    assert frozen() == ([EditionState.MAKING], 0, 0)
    assert "bliver låst og udsendt" in words_of(consultant.opens(page))
    assert visitor.gets(page).status_code == 404
    with across_organisations():
        job = db.session.scalars(sa.select(Job).where(Job.kind == "report.edition")).one()
        job.lease_until = datetime.now(UTC) - timedelta(seconds=1)
        db.session.commit()
    with a_worker(environment):
        until(lambda: office.messages)
    assert frozen() == ([EditionState.ISSUED], len(editions.FILES), 1)
    assert [message["To"] for message in office.messages] == [leader.email]
    assert visitor.gets(f"{page}/pdf").get_data().startswith(b"%PDF-")


def jobs_of(kind: str, state: JobState) -> int:
    with across_organisations(), only_reading():
        asked = sa.select(sa.func.count()).where(Job.kind == kind, Job.state == state)
        return db.session.scalars(asked).one()


def frozen() -> tuple[list[EditionState], int, int]:
    """The editions' states, how many files are kept of them, and how many letters were written."""
    with across_organisations(), only_reading():
        count = sa.select(sa.func.count())
        return (
            list(db.session.scalars(sa.select(ReportEdition.state))),
            db.session.scalar(count.select_from(EditionFile)),
            db.session.scalar(count.select_from(Job).where(Job.kind == "mail.report")),
        )
