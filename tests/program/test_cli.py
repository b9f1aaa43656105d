"""The administrative commands, as whoever runs the installation types them."""

import io
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyotp
import pytest
import sqlalchemy as sa

from transfer import cli

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Done:
    code: int
    said: str
    complained: str


class Installation:
    """A folder, and the commands given to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def transfer(self, *arguments: str) -> Done:
        said, complained = io.StringIO(), io.StringIO()
        with (
            pytest.MonkeyPatch.context() as patch,
            redirect_stdout(said),
            redirect_stderr(complained),
        ):
            for name in [key for key in os.environ if key.startswith("TRANSFER_")]:
                patch.delenv(name)
            patch.setenv("TRANSFER_INSTANCE", str(self.folder))
            patch.chdir(self.folder)
            code = cli.main(list(arguments))
        return Done(code, said.getvalue(), complained.getvalue())


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation with the demo's data."""
    made = Installation(tmp_path_factory.mktemp("installation"))
    for command in ("migrate", "demo-data"):
        done = made.transfer(command)
        assert done.code == 0, done.complained
    return made


YEAR = ("--from", "2025-01-01", "--to", "31.12.2025")


def test_figures_are_json_from_the_command_line(installation):
    kept = {key: value for key, value in os.environ.items() if not key.startswith("TRANSFER_")}
    done = subprocess.run(
        [sys.executable, "-P", "-m", "transfer.cli", "figures", "birkesund", *YEAR],
        cwd=installation.folder,
        env={**kept, "PYTHONPATH": str(ROOT), "TRANSFER_INSTANCE": str(installation.folder)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["transfer_rate"] == {"n": 5, "of": 6}


def test_a_median_is_a_number(installation):
    done = installation.transfer("figures", "birkesund", *YEAR)
    assert done.code == 0, done.complained
    found = json.loads(done.said)
    assert found["lead_time"] == {"median": 42.5}


@pytest.mark.parametrize(
    ("kind", "beginning"),
    [
        ("pdf", b"%PDF-"),
        ("html", b"<!doctype html>"),
        ("docx", b"PK"),
        ("xlsx", b"PK"),
        ("json", b"{"),
        ("csv", b"\xef\xbb\xbf"),
    ],
)
def test_the_report_is_written_in_each_format(installation, tmp_path, kind, beginning):
    out = tmp_path / f"rapport.{kind}"
    done = installation.transfer("report", "birkesund", *YEAR, "--format", kind, "--out", str(out))
    assert done.code == 0, done.complained
    assert out.read_bytes().lower().startswith(beginning.lower())


def test_a_single_units_file_holds_no_outcomes(installation, tmp_path):
    out = tmp_path / "enhed.json"
    done = installation.transfer(
        "report",
        "birkesund",
        *YEAR,
        "--unit",
        "hjemmeplejen øst",
        "--format",
        "json",
        "--out",
        str(out),
    )
    assert done.code == 0, done.complained
    said = json.loads(out.read_text())
    assert said["outcomes_withheld"] is True
    assert not {"adoption_rate", "transfer_rate", "outcomes"} & {
        each["identifier"] for each in said["figures"]
    }
    assert said["trials"] == []


def test_a_bare_file_is_imported_into_a_new_organisation_and_not_twice(installation):
    file = str(ROOT / "transfer" / "demo" / "birkesund.json")
    done = installation.transfer("import", "prøve", file)
    assert done.code == 1
    done = installation.transfer("import", "proeve", file, "--name", "Prøve Kommune")
    assert done.code == 0, done.complained
    assert "Prøve Kommune" in done.said
    assert (
        installation.transfer("figures", "proeve", *YEAR).said
        == installation.transfer("figures", "birkesund", *YEAR).said
    )
    again = installation.transfer("import", "proeve", file)
    assert (again.code, again.said) == (1, "")
    assert "proeve findes allerede" in again.complained


def test_each_fault_of_a_file_is_named(installation, tmp_path):
    data = json.loads((ROOT / "transfer" / "demo" / "birkesund.json").read_text())
    data["trials"][4]["unit"] = "U9"
    (tmp_path / "fejl.json").write_text(json.dumps(data))
    done = installation.transfer("import", "fejl", str(tmp_path / "fejl.json"))
    assert done.code == 1
    assert "T05, felt unit (Enhed): U9 findes ikke i filen." in done.complained


def test_generated_data_can_be_reported_on(installation, tmp_path):
    done = installation.transfer("demo-data", "--trial-actions", "30", "--organisations", "2")
    assert done.code == 0, done.complained
    found = json.loads(
        installation.transfer(
            "figures", "maaling", "--from", "2000-01-01", "--to", "2099-12-31"
        ).said
    )
    assert sum(found["states"].values()) == 15


def test_permissions_name_every_deed(installation):
    from transfer.policies import Deed

    lines = installation.transfer("permissions").said.splitlines()
    assert len([line for line in lines if line.startswith("| ")]) == len(Deed) + 2


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("figures", "ingen", *YEAR), 1, "Der er ingen organisation, der hedder ingen."),
        (
            ("figures", "birkesund", "--from", "2025-01-01", "--to", "2024-01-01"),
            1,
            "slutter, før den begynder",
        ),
        (
            ("figures", "birkesund", "--from", "31.02.2026", "--to", "2026-12-31"),
            2,
            "Den dato findes ikke",
        ),
        (
            ("figures", "birkesund", "--from", "20225-01-01", "--to", "2026-12-31"),
            2,
            "Året 20225 kan ikke passe",
        ),
        (("figures", "birkesund", "--from", "2025-01-01"), 2, "Der mangler --to"),
        (
            ("report", "birkesund", *YEAR, "--out", "x", "--unit", "Månen"),
            1,
            "ingen enhed, der hedder Månen",
        ),
        (("report", "birkesund", *YEAR, "--out", "x", "--format", "odt"), 2, "kan være pdf, html"),
        (
            ("report", "birkesund", *YEAR, "--out", "findes/ikke.pdf", "--format", "csv"),
            1,
            "kan ikke skrives",
        ),
        (("import", "ny", "findes-ikke.json"), 1, "kan ikke læses"),
        (("demo-data",), 1, "birkesund findes allerede"),
        (("setup-link",), 1, "allerede en organisation"),
        (("flyv",), 2, "Den kommando findes ikke"),
    ],
)
def test_what_goes_wrong_is_one_sentence(installation, arguments, code, said):
    done = installation.transfer(*arguments)
    assert done.code == code, done.complained
    assert said in done.complained
    assert "Traceback" not in done.complained
    assert done.said == ""


def test_an_installation_without_tables_says_what_to_do(tmp_path):
    done = Installation(tmp_path).transfer("figures", "birkesund", *YEAR)
    assert done.code == 1
    assert "migrate først" in done.complained


# Somebody is locked out


def test_a_second_factor_is_removed_by_whoever_runs_the_installation(installation):
    email = "henrik.stald@birkesund.example"
    reason = ("--reason", "Ringede tilbage")
    done = installation.transfer("remove-second-factor", "ingen@birkesund.example", *reason)
    assert (done.code, "Der er ingen bruger med adressen" in done.complained) == (1, True)
    done = installation.transfer("remove-second-factor", email, *reason)
    assert (done.code, "har ikke login i to trin" in done.complained) == (1, True)
    assert installation.transfer("remove-second-factor", email).code == 2
    _set_up_a_second_factor(installation, email)

    done = installation.transfer("remove-second-factor", email.upper(), *reason)

    assert done.code == 0, done.complained
    assert "Login i to trin er fjernet fra Henrik Stald" in done.said
    with closing(sqlite3.connect(installation.folder / "transfer.sqlite")) as database:
        assert database.execute("SELECT sealed_secret FROM second_factor").fetchall() == [(None,)]
        noted = database.execute("SELECT what, reason, by_id FROM sign_in_decision").fetchall()
        mails = database.execute(
            "SELECT payload FROM job WHERE kind LIKE 'mail.second%'"
        ).fetchall()
    assert noted == [("taken_away", "Ringede tilbage", None)]
    assert email in mails[0][0]


def _set_up_a_second_factor(installation, email):
    from transfer.app import create_app
    from transfer.config import Settings
    from transfer.credentials import second_factor
    from transfer.db import db
    from transfer.models import Person

    app = create_app(Settings.from_environment({"TRANSFER_INSTANCE": str(installation.folder)}))
    with app.app_context():
        person = db.session.scalars(sa.select(Person).where(Person.email == email)).one()
        secret, at = second_factor.new_secret(), datetime.now(UTC)
        code = pyotp.TOTP(secret).at(int(at.timestamp()))
        second_factor.set_up(person.id, secret, code, at=at)
        db.session.commit()
        db.engine.dispose()


# The search


def test_a_search_gives_the_ids_that_the_page_would_show(installation):
    asked = ("search", "birkesund", "--as", "mette.kragholm@birkesund.example")
    assert installation.transfer(*asked, "nattevagt").said.split() == ["T02", "T03"]
    assert installation.transfer(*asked, "tavlen", "sygeplejerske").said.split() == ["T04"]
    assert installation.transfer(*asked, "findesikke").said == ""


def test_a_search_gives_each_only_what_is_theirs_to_read(installation):
    def found(who, word):
        done = installation.transfer(
            "search", "birkesund", "--as", f"{who}@birkesund.example", word
        )
        assert done.code == 0, done.complained
        return done.said.split()

    assert found("birgitte.solvang", "øvelse") == ["T14"]  # a plan, to the consultant
    assert found("jonas.bredal", "øvelse") == found("lone.baadsgaard", "øvelse") == []
    assert found("henrik.stald", "nattevagt") == []  # who only administers


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (("findes-ikke", "--as", "mette.kragholm@birkesund.example", "nat"), "findes-ikke"),
        (("birkesund", "--as", "ingen@birkesund.example", "nat"), "ingen@birkesund.example"),
        (("birkesund", "--as", "mette.kragholm@birkesund.example"), "mangler"),
        (("birkesund", "nat"), "--as"),
    ],
)
def test_a_search_says_whom_and_what_it_does_not_know(installation, arguments, complaint):
    done = installation.transfer("search", *arguments)
    assert (done.code, done.said) == (2, "") and complaint in done.complained


def test_the_index_is_written_anew_on_demand(installation):
    done = installation.transfer("reindex", "birkesund")
    assert done.code == 0 and done.said.startswith("birkesund: ")
    everywhere = installation.transfer("reindex").said
    assert "birkesund: " in everywhere and "engholm: " in everywhere
    asked = ("search", "birkesund", "--as", "mette.kragholm@birkesund.example", "nattevagt")
    assert installation.transfer(*asked).said.split() == ["T02", "T03"]
