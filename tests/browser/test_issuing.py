"""A report is issued, and its readers are told; a large one is made meanwhile."""

import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.test_workshop import begin, place

ROOT = Path(__file__).parents[2]
DUE_WORK = """
from transfer import tasks
from transfer.app import create_app
with create_app().app_context():
    while tasks.run_due():
        pass
"""


def a_worker_comes_by(installation) -> None:
    done = [sys.executable, "-c", DUE_WORK]
    subprocess.run(done, check=True, cwd=ROOT, env=installation, timeout=180)


def test_a_consultant_issues_and_a_leader_reads(anybody, installation):
    birgitte, lone = anybody("Birgitte Solvang"), anybody("Lone Baadsgaard", 360)
    begin(birgitte, "Udsendt til lederne")
    birgitte.field("Budskab 1").fill("Hold fast i tavlemødet.")
    expect(place(birgitte, "Budskab 1")).to_contain_text("Gemt kl.")
    birgitte.follows("Udsend …")
    birgitte.sees_heading("Udsend rapporten")
    birgitte.sees("Lone Baadsgaard")
    birgitte.sees("Noget mangler. Du kan udsende den alligevel.")
    birgitte.unfolds("Send også til andre")
    birgitte.chooses("Mette Kragholm", "Send også en mail til")
    birgitte.finds_it_accessible()
    birgitte.presses("Udsend for Birkesund Kommune")
    birgitte.sees("Rapporten bliver låst og udsendt …")
    page = birgitte.page.url
    a_worker_comes_by(installation)
    birgitte.sees("0 af 8 har åbnet den.")  # the page has seen by itself that it is done
    birgitte.sees("Udsendt, version 1")

    lone.opens("/birkesund/")
    lone.sees("Der er en ny ledelsesrapport til dig")
    lone.clicks(lone.main.get_by_role("link", name=re.compile("^Læs rapporten")).first)
    lone.sees_heading("Udsendt til lederne")
    lone.sees("Hold fast i tavlemødet.")
    lone.sees("Konsulenten kan se, hvor mange der har åbnet rapporten. Du er talt med.")
    lone.finds_nothing_beyond_the_edge()
    lone.finds_it_accessible()
    paper = lone.downloads("PDF")
    assert paper.suggested_filename == "ledelsesrapport-udsendt-til-lederne-version-1.pdf"
    mails = list(Path(installation["TRANSFER_INSTANCE"], "mail").glob("*.eml"))
    assert sum(page.rpartition("/")[2] in one.read_text().replace("=\n", "") for one in mails) == 8

    birgitte.opens(page)
    birgitte.sees("1 af 8 har åbnet den.")
    birgitte.unfolds("Ret og udsend en ny udgave")
    birgitte.presses("Ret rapporten")
    birgitte.sees("Rapporten er en kladde igen.")

    # A large one is made while one does something else, or is called off
    lone.opens("/birkesund/rapporter/filer/ny?som=pdf&fra=2025-01-01&til=2025-12-31")
    lone.presses("Lav PDF-filen")
    lone.sees("Venter på at komme til")
    lone.finds_it_accessible()
    a_worker_comes_by(installation)
    lone.sees("Filen er klar.")
    assert lone.downloads("Hent filen").suggested_filename.endswith(".pdf")
    lone.opens("/birkesund/rapporter/filer")
    lone.finds_nothing_beyond_the_edge()
    lone.opens("/birkesund/rapporter/filer/ny?som=docx&fra=2025-01-01&til=2025-12-31")
    lone.presses("Lav Word-filen")
    lone.presses("Afbryd")
    lone.sees("Du afbrød. Der er ikke lavet en fil.")
    lone.sees(re.compile("Lav den alligevel"))
