"""Work after the response: never lost, never piled up, and no harm if done twice."""

import asyncio
import threading
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine

from tests.conftest import test_settings as settings_of_tests
from tests.factories import a_person, a_trial, a_unit, an_activist, an_organisation, saved
from tests.program.workers import a_worker, until
from transfer import daily_work, tasks
from transfer.db import across_organisations, db
from transfer.domain.lifecycle import State
from transfer.models import BrowserSession, Job, JobState, OneTimeLink, SignInAttempt, TrialAction
from transfer.tasks import doing, ledger

ROOT = Path(__file__).parent.parent.parent
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock(app):
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def mails(app):
    """The folder that stands for the post, empty at first."""
    folder = app.config["SETTINGS"].instance / "mail"
    for old in folder.glob("*"):
        old.unlink()
    return folder


def letters(folder: Path) -> int:
    return len(list(folder.glob("*.eml")))


def the_job() -> Job:
    db.session.expire_all()
    return db.session.scalars(sa.select(Job)).one()


def take(job_id) -> ledger.Taken | None:
    return ledger.take(job_id, doing._LEASES)


def ask_for_a_mail(**given) -> None:
    tasks.send_later("invitation", "aase@example.dk", "Velkommen", "Et link", **given)


def break_the_post(app, monkeypatch) -> None:
    """Mails go to a folder that cannot be made."""
    settings = app.config["SETTINGS"]
    broken = settings_of_tests(settings.instance, settings.database_url)
    object.__setattr__(broken, "mail_url", "file:///dev/null/mail")
    monkeypatch.setitem(app.config, "SETTINGS", broken)


# Asking


def test_a_mail_goes_out_once_its_cause_is_saved(clock, mails):
    ask_for_a_mail()
    db.session.commit()
    assert tasks.run_due() == 1
    assert letters(mails) == 1
    assert tasks.run_due() == 0


def test_a_mail_whose_cause_was_given_up_is_never_sent(clock, mails):
    ask_for_a_mail()
    db.session.rollback()
    assert tasks.run_due() == 0
    assert letters(mails) == 0


def test_the_same_mail_asked_for_twice_is_one_mail_and_disturbs_nothing(clock, mails):
    for _ in range(2):
        ask_for_a_mail(dedupe="invitation:1")
        db.session.commit()
    ask_for_a_mail(dedupe="invitation:2")
    a_person("Åse Ørn")
    assert tasks.run_due() == 2


def test_a_queue_that_is_gone_delays_work_and_stops_nobody(app, clock, mails, monkeypatch):
    app.extensions.pop("queue", None)
    settings = app.config["SETTINGS"]
    unreachable = settings_of_tests(settings.instance, settings.database_url)
    object.__setattr__(unreachable, "queue_url", "redis://127.0.0.1:1/0")
    monkeypatch.setitem(app.config, "SETTINGS", unreachable)
    ask_for_a_mail()
    db.session.commit()
    assert the_job().state is JobState.QUEUED
    app.extensions.pop("queue", None)


# Doing


def test_what_a_mail_said_is_forgotten_once_it_is_sent(clock, mails):
    ask_for_a_mail()
    db.session.commit()
    tasks.run_due()
    job = the_job()
    assert (job.state, job.payload, job.attempts) == (JobState.DONE, {}, 1)


def test_what_fails_is_tried_again_later_each_time_after_a_longer_wait(app, clock, monkeypatch):
    break_the_post(app, monkeypatch)
    ask_for_a_mail()
    db.session.commit()
    waits = []
    for _ in range(tasks.MOST_ATTEMPTS - 1):
        assert tasks.run_due() == 0
        job = the_job()
        assert job.state is JobState.QUEUED
        waits.append((job.due_at - datetime.now(UTC)) // timedelta(minutes=1))
        clock.move_to(job.due_at)
    assert waits == [2, 4, 8, 16]
    tasks.run_due()
    job = the_job()
    assert (job.state, job.attempts, job.payload) == (JobState.FAILED, 5, {})
    assert "NotADirectoryError" in job.error


def test_what_failed_once_is_done_when_the_post_is_back(app, clock, mails, monkeypatch):
    with monkeypatch.context() as broken:
        break_the_post(app, broken)
        ask_for_a_mail()
        db.session.commit()
        tasks.run_due()
    clock.shift(timedelta(minutes=2))
    assert tasks.run_due() == 1
    assert letters(mails) == 1


def test_a_mail_that_can_never_be_delivered_is_given_up_at_once(clock, mails):
    tasks.send_later("invitation", "ikke en adresse", "Velkommen", "Et link")
    db.session.commit()
    tasks.run_due()
    assert (the_job().state, the_job().attempts) == (JobState.FAILED, 1)


def test_a_job_under_way_is_left_alone_until_its_worker_must_be_dead(clock, mails):
    ask_for_a_mail()
    db.session.commit()
    assert take(the_job().id) is not None
    assert tasks.run_due() == 0
    clock.shift(timedelta(minutes=2, seconds=1))
    assert tasks.run_due() == 1
    assert letters(mails) == 1


def test_a_worker_whose_clock_is_behind_does_what_it_is_told_of(clock, mails):
    ask_for_a_mail()
    db.session.commit()
    clock.shift(timedelta(seconds=-3))
    assert tasks.run_due() == 0  # nobody says so; by this clock it is not due yet
    assert doing.run_job(the_job().id)
    assert letters(mails) == 1


def test_a_worker_that_comes_back_too_late_changes_nothing(clock, mails):
    ask_for_a_mail()
    db.session.commit()
    late = take(the_job().id)
    clock.shift(timedelta(minutes=3))
    tasks.run_due()
    ledger.put_back(late, OSError("too late"))
    assert the_job().state is JobState.DONE


def test_work_that_kills_every_worker_is_set_aside(clock, mails):
    ask_for_a_mail()
    db.session.commit()
    for _ in range(tasks.MOST_ATTEMPTS):
        assert take(the_job().id) is not None
        clock.shift(timedelta(minutes=3))
    assert take(the_job().id) is None
    tasks.sweep()
    assert the_job().state is JobState.FAILED


def test_two_workers_never_both_take_a_job(app, clock, mails):
    ask_for_a_mail()
    db.session.commit()
    job_id = the_job().id
    db.session.rollback()
    taken = []

    def try_to() -> None:
        with app.app_context():
            taken.append(take(job_id))

    threads = [threading.Thread(target=try_to) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one is not None for one in taken) == 1


# By the clock


def test_a_day_s_work_is_asked_for_once_however_many_workers_there_are(clock):
    for _ in range(3):
        tasks.ask_for_daily()
    assert the_job().dedupe_key == "daily:2026-03-02"
    clock.move_to(datetime(2026, 3, 2, 23, 30, tzinfo=UTC))  # already tomorrow in Denmark
    tasks.ask_for_daily()
    keys = db.session.scalars(sa.select(Job.dedupe_key).order_by(Job.dedupe_key)).all()
    assert keys == ["daily:2026-03-02", "daily:2026-03-03"]


def test_a_trial_that_has_run_its_time_waits_for_reflection_in_every_organisation(clock):
    trials = {}
    for slug in ("birkesund", "engholm"):
        organisation = an_organisation(slug)
        unit = a_unit(organisation)
        owner = an_activist(organisation, unit)
        for name, end in (("over", date(2026, 3, 1)), ("last day", date(2026, 3, 2))):
            trials[slug, name] = a_trial(
                organisation, owner, unit, state=State.RUNNING, end_date=end,
                actual_start=date(2026, 2, 2),
            ).id  # fmt: skip
    for _ in range(2):
        daily_work.carry_out()
    with across_organisations():
        for (_slug, name), trial_id in trials.items():
            trial = db.session.get_one(TrialAction, trial_id)
            if name == "last day":
                assert trial.state is State.RUNNING
                continue
            assert trial.state is State.REFLECTING
            assert trial.actual_end == date(2026, 3, 1)
            assert trial.reflection_due == date(2026, 3, 15)
            assert {entry.by_id for entry in trial.history} == {None}
            assert [entry.what for entry in trial.history].count("end") == 1


def test_a_trial_that_cannot_end_stops_no_other_and_is_seen(clock, monkeypatch):
    organisation = an_organisation()
    unit = a_unit(organisation)
    owner = an_activist(organisation, unit)
    trials = [
        a_trial(organisation, owner, unit, state=State.RUNNING, end_date=date(2026, 3, 1)).id
        for _ in range(2)
    ]
    ends = TrialAction.end

    def end_but_not_the_first(trial, **given):
        if trial.id == trials[0]:
            raise ValueError(trial.id)
        ends(trial, **given)

    monkeypatch.setattr(TrialAction, "end", end_but_not_the_first)
    with pytest.raises(daily_work.NotAll, match=str(trials[0])):
        daily_work.carry_out()
    with across_organisations():
        states = [db.session.get_one(TrialAction, trial_id).state for trial_id in trials]
    assert states == [State.RUNNING, State.REFLECTING]


def test_what_is_no_longer_needed_goes(clock):
    old, new = NOON - timedelta(days=60), NOON - timedelta(minutes=5)
    for number, at in enumerate((old, new)):
        name = str(number)
        saved(BrowserSession(name_hash=name, began_at=at, seen_at=at, content={}))
        saved(SignInAttempt(account_hash=name, address_hash=name, at=at))
        saved(OneTimeLink(purpose="reset", token_hash=name, made_at=at, expires_at=at))
        saved(Job(kind="daily", made_at=at, due_at=at, done_at=at, state=JobState.DONE))
    daily_work.carry_out()
    for kind in (BrowserSession, SignInAttempt, OneTimeLink, Job):
        assert db.session.scalar(sa.select(sa.func.count()).select_from(kind)) == 1, kind


# With a real worker and a real post office


def test_a_worker_sends_soon_after_the_commit_and_stops_when_told(installation):
    _app, environment, office = installation
    with a_worker(environment):
        ask_for_a_mail()
        db.session.commit()
        until(lambda: office.messages)
    assert [message["Subject"] for message in office.messages] == ["Velkommen"]


def test_a_worker_killed_in_the_middle_of_a_mail_loses_nothing(installation, monkeypatch):
    _app, environment, office = installation
    accept, arrived = type(office).handle_DATA, threading.Event()

    async def hang(self, server, session, envelope):
        arrived.set()
        await asyncio.sleep(60)

    monkeypatch.setattr(type(office), "handle_DATA", hang)
    ask_for_a_mail()
    db.session.commit()
    with a_worker(environment) as worker:
        assert arrived.wait(90)
        worker.kill()
    monkeypatch.setattr(type(office), "handle_DATA", accept)
    job = the_mail()
    assert job.state is JobState.RUNNING
    job.lease_until = datetime.now(UTC) - timedelta(seconds=1)  # the lease has run out
    db.session.commit()
    with a_worker(environment):
        until(lambda: office.messages)
        until(mail_is_done)
    assert len(office.messages) == 1


def mail_is_done() -> bool:
    state = the_mail().state
    db.session.rollback()  # else this transaction would keep the worker from writing
    return state is JobState.DONE


def the_mail() -> Job:
    return db.session.scalars(sa.select(Job).where(Job.kind == "mail.invitation")).one()


def test_two_workers_on_one_monday_morning_write_one_reminder_to_each(installation):
    _app, environment, office = installation
    organisation = an_organisation()
    unit = a_unit(organisation)
    people = [an_activist(organisation, unit) for _ in range(6)]
    for person in people:
        a_trial(organisation, person, unit, state=State.REFLECTING, actual_end=date(2026, 2, 20))
    addresses = sorted(person.email for person in people)
    db.session.remove()
    morning = datetime(2026, 3, 2, 6, 5, 0, tzinfo=UTC)
    with a_worker(environment, morning), a_worker(environment, morning):
        until(lambda: len(office.messages) >= len(addresses))
        time.sleep(2)
    assert sorted(message["To"] for message in office.messages) == addresses
    kinds = db.session.scalars(sa.select(Job.kind).where(Job.kind != "daily")).all()
    assert sorted(kinds) == ["mail.digest"] * 6 + ["reminders"]
