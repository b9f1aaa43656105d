"""Which words everybody finds when they open every page there is, and which they must not find.

Who may read what stands here, from the table of permissions and not from the code that applies it.
"""

import io
import re
import zipfile
from urllib.parse import urlencode

import pytest
from pypdf import PdfReader

from tests.program.policy import (
    ALL,
    CONSULTANTS,
    EVERY_CONSULTANT,
    INSIDE,
    LEADER,
    NETWORK,
    WORKING,
)
from tests.program.two_organisations import TRIALS
from tests.program.walking import BOOKKEEPING, words_in
from tests.program.who_reads import ROOM, SESSIONS, pages_for, seers
from transfer.access import today
from transfer.domain.lifecycle import CLOSED
from transfer.views.taking_along import MIMETYPES


def text_of(answer) -> str:
    if answer.mimetype == "application/pdf" and b"%%EOF" in answer.data:  # else one of the scene's
        reader = PdfReader(io.BytesIO(answer.data))
        outline = " ".join(str(one) for one in reader.outline)
        pages = "\n".join(page.extract_text() for page in reader.pages)
        # A word that is broken over two lines is still that word.
        return f"{pages}\n{pages.replace(chr(10), '')}\n{outline}\n{dict(reader.metadata or {})}"
    if answer.mimetype.startswith("application/vnd.openxmlformats"):
        return f"{words_in_office(answer.data)}\n{answer.headers}"
    return answer.text + str(answer.headers)


def words_in_office(file: bytes) -> str:
    """Every part of a Word or Excel file, with and without the marks between pieces of text."""
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        texts = [parts.read(name).decode("utf-8", "replace") for name in parts.namelist()]
    return "\n".join([*texts, *(re.sub("<[^>]*>", "", text) for text in texts)])


SUPPORT = {"title", "action", "support_needed"}
"""What a leader reads of open work."""
QUOTED = {"title", "learning_headline"}
"""What the report may print of decided trials, when their people agree."""
TOLD = {"challenge", "action", "prediction", "what_happened", "learning"}
"""What it may print besides of the three it tells as stories: one that was adopted, one adapted, one stopped."""
AGREED = {"adopted", "stopped", "lapsed"}
"""Decided trials, not private, whose people let them be quoted."""
IN_AN_INSIGHT = {"stopped.title", "stopped.learning"}
"""Words under a published insight, for all who work here: its one source that was decided with a yes."""
REPORT_READERS = {"leader", "far_leader"}
"""They may have the report about the whole organisation; consultants about the units they advise."""


REMARKS = {
    "remark": INSIDE,
    "colleague_remark": INSIDE | {"colleague"},
    "closed_remark": INSIDE,
    "draft_remark": {"consultant"},
    "open_request": {"owner", "participant", "neighbour"},
    "answered_request": {"owner", "participant", "distant"},
}
"""Who reads feedback and requests: no leader and no administrator, and a draft only its author."""
AROUND_SESSIONS = {
    "session.title": ROOM | LEADER,
    "held_session.title": ROOM | LEADER,
    "orphan_session.title": ROOM - {"consultant"} | LEADER,
    "session.private_question": {"owner", "consultant"},
    "session.private_room_note": {"owner", "consultant"},
    "contribution.text": ROOM,
    "own_notes.text": {"consultant"},
    "takeaway.line": {"owner", "consultant"},
    "agreement.what": INSIDE | {"colleague"},
    "agreement.outcome": INSIDE | {"colleague"},
}
"""Who reads what around a session; all else about one is for those in its room."""
LESSONS = {
    "insight": ALL,
    "draft_insight": EVERY_CONSULTANT,
    "old_insight": EVERY_CONSULTANT,
    "theme": {"consultant"},
    "common_theme": EVERY_CONSULTANT,
    "recommendation": WORKING,
    "report": CONSULTANTS,
}
"""Who reads what was learnt across trials, and drafts of reports. A theme is its consultant's own unless it is common."""
GIVEN = {
    **REMARKS,
    **SESSIONS,
    **LESSONS,
    "measure": {"owner", "colleague"} | CONSULTANTS | LEADER,
}
"""Records with the same readers whatever their part; the words of a session that are not say so above."""
STORY = {"title", "challenge", "action", "prediction", "signs", "what_happened", "learning"}
"""What the room reads of a trial whose owner said yes."""


def may_read(name: str, what: str) -> bool:
    """Whether the table of permissions lets the person read the words (such as `running.signs`)."""
    record, _, part = what.partition(".")
    if record in TRIALS:
        return _may_read_trial(name, record, part)
    if record.endswith("_note"):
        trial, author, shared = record.split("_")[:3]
        if shared == "private":
            return name == author
        return name in seers()[trial] - LEADER
    if record in GIVEN or what in AROUND_SESSIONS:
        return name in (AROUND_SESSIONS.get(what) or GIVEN[record])
    if record == "draft_cycle":
        return name == "owner" or name in CONSULTANTS | LEADER
    if record in ("cycle", "ended_cycle"):
        return name in NETWORK
    if part == "email":
        return name in (record, "admin")
    if part == "role":
        return name == "admin"
    return True  # names of the organisation, its units, goals and people


def _may_read_trial(name: str, trial: str, part: str) -> bool:
    state = TRIALS[trial]["state"]
    if part == "old_challenge":
        return name in INSIDE and name in seers()[trial]
    if name == "colleague" and trial == "figures_only" and part in STORY:
        return True
    if name not in seers()[trial]:
        return False
    return name not in LEADER or state in CLOSED or part in SUPPORT


def may_meet(name: str, what: str, address: str) -> bool:
    """Whether the person may read the words on that page, though not where they were written."""
    record, _, part = what.partition(".")
    if "/rapporter/" in address and name in REPORT_READERS:
        if record in AGREED and part in QUOTED | TOLD:
            return True
        return record in ("cycle", "ended_cycle") and part == "title"
    return "/indsigter/" in address and name in WORKING and what in IN_AN_INSIGHT


def too_much_told(read: set[str]) -> set[str]:
    """Trials that a report tells at length besides the one of each decision that it may."""
    told = {one.partition(".")[0] for one in read if one.partition(".")[2] in TOLD}
    decisions = [TRIALS[one].get("decision") for one in told]
    return {one for one in told if decisions.count(TRIALS[one].get("decision")) > 1} | (
        told - AGREED
    )


@pytest.mark.parametrize("name", sorted(ALL))
def test_nobody_reads_a_word_that_is_not_for_them(walk, name):
    leaks: dict[str, str] = {}
    read: set[str] = set()
    for address in pages_for(walk, name):
        with walk.noting_writes() as written:
            answer = walk.open(name, address)
        assert not written - BOOKKEEPING, (address, written)
        assert answer.status_code < 500, address
        text = text_of(answer)
        for word in words_in(text, "b"):
            # Who works in both has the other organisation in the menu, and their role there on their page.
            both = {"name", "unit.name"} if address == "/min-konto" else {"name"}
            if name != "external" or walk.scene.b.words[word] not in both:
                leaks[f"B's {walk.scene.b.words[word]}"] = address
        here = {walk.scene.a.words[word] for word in words_in(text, "a")}
        read |= here
        for what in here:
            if not may_read(name, what) and not may_meet(name, what, address):
                leaks[what] = address
        if "/rapporter/" in address:
            assert too_much_told(here) == set(), address
    assert not leaks, leaks
    due = {what for what in SEEN_BY_ALL_WHO_MAY if may_read(name, what)}
    if name in WORKING:
        due |= IN_AN_INSIGHT
    if name in REPORT_READERS:
        due |= {f"{trial}.{part}" for trial in AGREED for part in QUOTED}
    missed = due - read
    assert not missed, f"may be read and is found nowhere: {sorted(missed)}"
    assert walk.is_untouched()


SEEN_BY_ALL_WHO_MAY = {
    *(f"{trial}.title" for trial in TRIALS),
    *(f"{trial}.action" for trial in TRIALS if trial != "cancelled"),
    "running.prediction",
    "stopped.learning",
    "adopted.learning_headline",
    "running_owner_shared_note.saw",
    "running_owner_private_note.saw",
    "running_participant_private_note.saw",
    "running.old_challenge",
    "remark.text",
    "remark.reply",
    "colleague_remark.text",
    "draft_remark.text",
    "closed_remark.reason",
    "open_request.question",
    "answered_request.answer",
    *AROUND_SESSIONS.keys() - {"session.private_room_note"},
    "session.purpose",
    "session.running_question",
    "session.running_room_note",
    "held_session.summary",
    "figures_only.learning",
    "cycle.title",
    "draft_cycle.title",
    "goal.name",
    *(f"measure.{part}" for part in ("name", "description", "note", "why", "mark")),
}
"""Found by everybody who may read it, so that silence above means something."""


@pytest.mark.parametrize("kind", ["pdf", "docx", "xlsx", "json"])
@pytest.mark.parametrize("name", ["leader", "far_leader", "external"])
def test_the_report_as_a_file_holds_no_word_that_is_not_for_its_reader(walk, name, kind):
    unit = {"external": walk.scene.a.ids["unit"]}.get(name, "")
    asked = urlencode({"fra": "01-01-2020", "til": f"31-12-{today().year}", "enhed": unit})
    answer = walk.open(name, f"/alfa/rapporter/ledelsesrapport.{kind}?{asked}")
    assert (answer.status_code, answer.mimetype) == (200, MIMETYPES[kind])
    text = text_of(answer)
    assert not words_in(text, "b")
    read = {walk.scene.a.words[word] for word in words_in(text, "a")}
    met = {what for what in read if not may_read(name, what)}
    assert {what for what in met if not may_meet(name, what, "/rapporter/")} == set()
    assert too_much_told(read) == set()
    assert {"stopped.title", "stopped.learning_headline", "name"} <= read
    assert not {what for what in read if what.startswith("figures_only.")}


@pytest.mark.parametrize("name", ["owner", "participant", "colleague", "leader", "external"])
def test_a_record_on_paper_says_what_its_page_says_and_no_private_word(walk, name):
    leaks: dict[str, str] = {}
    for kind, records in (
        ("proevehandlinger", ("idea", "running", "private", "adopted", "stopped")),
        ("laeringsforloeb", ("cycle", "draft_cycle", "ended_cycle")),
        ("maalinger", ("measure",)),
    ):
        for record in records:
            address = f"/alfa/{kind}/{walk.scene.a.ids[record]}"
            page, paper = walk.open(name, address), walk.open(name, f"{address}.pdf")
            assert page.status_code == paper.status_code, address
            if page.status_code != 200:
                continue
            assert paper.mimetype == "application/pdf"
            assert paper.headers["Cache-Control"] == "no-store"
            text = text_of(paper)
            assert not words_in(text, "b")
            told = {walk.scene.a.words[word] for word in words_in(text, "a")}
            shown = {walk.scene.a.words[word] for word in words_in(page.text, "a")}
            assert {f"{record}.title", f"{record}.name"} & told
            for what in told - shown:
                leaks[what] = address
            private = {one for one in told if "private_note" in one or "remark" in one}
            assert not private, "private notes and feedback stay in the tool"
            missed = {one for one in shown - told if one.startswith(f"{record}.")}
            assert not missed, "the paper says what the page says"
    assert not leaks, leaks
    assert walk.is_untouched()


def test_an_e_mail_address_is_shown_to_its_owner_and_to_administrators(walk):
    page = walk.open("owner", "/min-konto").text
    shown = {walk.scene.a.words[word] for word in words_in(page, "a")}
    assert {one for one in shown if one.endswith(".email")} == {"owner.email"}
