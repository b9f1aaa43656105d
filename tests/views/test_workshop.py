"""The workshop: settings, texts that save by themselves, picks, the checklist and the pages beside."""

import json
from datetime import UTC, date, datetime

import sqlalchemy as sa

from tests.factories import (
    AT,
    a_consultant,
    a_goal,
    a_measure,
    a_recommendation,
    a_report,
    a_unit,
    an_activist,
    an_insight,
)
from tests.queries import counting_queries
from tests.views.insights_setting import Setting, change
from tests.web import words_of
from transfer.db import across_organisations, db
from transfer.domain.lifecycle import State
from transfer.domain.reports import Pick
from transfer.models import EditionEntry, EditionFile, Report, ReportEdition, ReportText
from transfer.models.report_editions import EditionState, EntryKind

DRAFTS = "/birkesund/rapporter/kladder"


def the_report() -> Report:
    with across_organisations():
        db.session.expire_all()
        return db.session.scalars(sa.select(Report).order_by(Report.id.desc())).first()


def text_at(place: str) -> ReportText | None:
    with across_organisations():
        db.session.expire_all()
        return db.session.scalar(sa.select(ReportText).where(ReportText.place == place))


def test_a_report_is_begun_written_together_and_read_before_it_is_issued(visitors, app):
    """One journey, since setting it up is most of the work."""
    here = Setting()
    rasmus = a_consultant(here.organisation, None, "Rasmus Teglgaard")
    stopped = here.finished(
        "Fælles morgenmøde", here.colleague, here.other_unit,
        state=State.STOPPED, decision="stop", learning="Det var for stort.",
        challenge="Ingen mødtes.", action="Et fælles møde.", prediction="Alle kommer.",
    )  # fmt: skip
    first, second = (
        an_insight(
            here.organisation, headline=words, state="published", strength="several_units",
            published_on=date(2026, 2, 10), supports=[here.trial, here.other],
        )
        for words in ("Det byggede holder.", "Det huskede glider ud.")
    )  # fmt: skip
    a_recommendation(here.organisation, insights=[first], proposed_on=date(2026, 2, 12))
    falls = a_measure(here.organisation, rasmus, numbers=range(26))
    birgitte = visitors(app).signed_in_as(here.consultant)

    # Settings
    wrong = birgitte.sends(
        f"{DRAFTS}/ny", {"title": "", "first": "01-02-2026", "last": "01-01-2026"}
    )
    assert wrong.status_code == 422
    assert "Giv rapporten et navn" in words_of(wrong)
    assert "Perioden slutter, før den begynder" in words_of(wrong)
    typed = {
        "title": "Læring 2026",
        "audience": "Chefgruppen",
        "first": "01-01-2026",
        "last": "28-02-2026",
    }
    begun = birgitte.sends(f"{DRAFTS}/ny", typed)
    assert begun.status_code == 302
    address = begun.headers["Location"]
    page = birgitte.opens(address)
    words = words_of(page)
    assert "0 budskaber er skrevet. Skriv mindst tre." in words
    assert "Værktøjets forslag: Fælles morgenmøde" in words
    assert "Læring 2026" in words_of(birgitte.opens("/birkesund/rapporter"))

    # A text saves by itself; another's is not written over
    def writes(who, place, text, revision):
        return who.posts(f"{address}/tekst", {"place": place, "text": text, "revision": revision})

    saved = writes(birgitte, "budskab-1", "Udpeg en afløser.", 0)
    assert (saved.status_code, saved.json["revision"]) == (200, 1)
    assert saved.json["points"][0]["words"] == "1 budskab er skrevet. Skriv mindst tre."
    other = visitors(app).signed_in_as(rasmus)
    assert writes(other, "budskab-2", "Prøv én gang først.", 0).status_code == 200
    late = writes(other, "budskab-1", "Udpeg to.", 0)
    assert late.status_code == 409
    assert late.json["text"] == "Udpeg en afløser."
    assert late.json["by"] == "Birgitte Solvang skrev her imens:"
    assert text_at("budskab-1").text == "Udpeg en afløser."
    assert writes(birgitte, "budskab-3", "x" * 221, 0).status_code == 422
    cpr = writes(birgitte, "budskab-3", "Borgeren 010190-1234 vil gerne.", 0)
    assert (cpr.status_code, text_at("budskab-3")) == (422, None)
    assert writes(birgitte, "findes-ikke", "x", 0).status_code == 422

    # They know of each other
    birgitte.posts(f"{address}/sammen", {"place": "budskab-1"})
    heard = other.posts(f"{address}/sammen", {"place": ""}).json
    assert heard["others"] == [
        {"words": "Birgitte Solvang skriver: Budskab 1", "place": "budskab-1"}
    ]
    assert heard["texts"]["budskab-2"]["text"] == "Prøv én gang først."

    # Without JavaScript: all at once, and both versions when two wrote in one place
    values = {"budskab-1": "Udpeg tre.", "rev-budskab-1": "0", "budskab-4": "Spørg først."}
    both = other.sends(address, values)
    assert both.status_code == 409
    assert "Udpeg tre." in words_of(both)
    assert "Udpeg en afløser." in words_of(both)
    assert text_at("budskab-4").text == "Spørg først.", "what nobody else wrote is saved"
    chosen = {
        "version": "budskab-1:1", "mine-budskab-1": "Udpeg tre.",
        "theirs-budskab-1": "Udpeg en afløser.", "keep-budskab-1": "both",
    }  # fmt: skip
    assert other.posts(address, chosen).status_code == 302
    assert text_at("budskab-1").text == "Udpeg en afløser.\nUdpeg tre."
    assert text_at("budskab-4").text == "Spørg først."

    # Two windows of one person are not called somebody else
    mine = other.sends(address, {"budskab-4": "Spørg sidst.", "rev-budskab-4": "0"})
    assert mine.status_code == 409
    assert "Du har selv gemt imens et andet sted" in words_of(mine)
    assert "Det, du selv gemte" in words_of(mine)
    assert "anden har" not in words_of(mine)
    late = writes(other, "budskab-4", "Spørg sidst.", 0)
    assert late.json["by"] == "Du skrev selv her imens et andet sted:"

    # Picks: the tool's suggestion holds until somebody picks otherwise
    def read_by(who):
        hidden = who.opens(address).select("[data-pick] input[type=hidden]")
        return {one["name"]: one["value"] for one in hidden}

    def picks(who, **chosen):
        """What stands ticked is sent along, as a page does."""
        read = chosen.pop("read", None) or read_by(who)
        stands = {
            name.removeprefix("was-"): value.split() if "case" not in name else value
            for name, value in read.items()
            if name.startswith("was-")
        }
        return who.posts(f"{address}/udvalg", {**read, **stands, **chosen})

    assert the_report().picked(Pick.INSIGHTS) is None
    earlier = read_by(other)
    moved = picks(birgitte, recommendations=[], flyt=f"insights:{second.id}:op")
    assert moved.json["html"]["insights"].index("huskede") < moved.json["html"]["insights"].index(
        "byggede"
    )
    with across_organisations():
        report = db.session.get_one(Report, the_report().id)
        assert report.picked(Pick.INSIGHTS) == (second.id, first.id)
        assert report.picked(Pick.RECOMMENDATIONS) == ()

    # Somebody who has not seen that is told, and what else they pick is saved
    heard = other.posts(f"{address}/sammen", {"place": ""}).json["picks"]
    assert heard["rev-insights"] == "1" != earlier["rev-insights"]
    late = picks(
        other, read=earlier, insights=[str(first.id)], flyt=f"insights:{first.id}:ned",
        case_stopped="ingen",
    )  # fmt: skip
    assert late.status_code == 409
    assert "Birgitte Solvang har ændret »Indsigter, der fortælles« imens" in late.json["error"]
    assert late.json["read"]["rev-insights"] == "1"
    assert late.json["cases"]["case_stopped"] == "ingen"
    assert the_report().picked(Pick.INSIGHTS) == (second.id, first.id)
    plain = other.sends(address, {**earlier, "insights": [str(first.id)]})
    assert plain.status_code == 302
    assert "Din ændring er ikke gemt" in words_of(other.opens(address))
    assert the_report().picked(Pick.INSIGHTS) == (second.id, first.id)
    assert the_report().picked(Pick.RECOMMENDATIONS) == (), "an old page undoes nothing of others"
    down = picks(other, flyt=f"insights:{second.id}:ned")
    assert down.status_code == 200
    assert the_report().picked(Pick.INSIGHTS) == (first.id, second.id)

    picks(birgitte, insights=[str(second.id)], measures=[str(falls.id)])
    assert "Fald pr. måned" in words_of(birgitte.opens(f"{address}/sider"))
    picks(birgitte, measures=[])
    read = words_of(birgitte.opens(f"{address}/sider"))
    assert "Fald pr. måned" not in read
    assert "Udpeg en afløser." in read
    assert "Det huskede glider ud." in read
    assert "Det byggede holder." not in read
    assert "En, der blev stoppet: Fælles morgenmøde" not in read

    # A case whose owner takes the yes back
    picks(birgitte, insights=[], case_stopped=str(stopped.id))
    assert "En, der blev stoppet: Fælles morgenmøde" in words_of(birgitte.opens(f"{address}/sider"))
    change(stopped, report_consent="figures_only")
    page = words_of(birgitte.opens(address))
    assert "En fortælling, du har valgt, må ikke længere gengives" in page
    assert "En, der blev stoppet: Fælles morgenmøde" not in page

    # Settings again: a later save is not written over, and the next report begins with them
    before = birgitte.opens(f"{address}/indstillinger")
    assert before.select_one("[name=title]")["value"] == "Læring 2026"
    stale = birgitte.sends(f"{address}/indstillinger", {"title": "Andet", "revision": "0"})
    assert stale.status_code == 409
    assert "Andet" in stale.text
    assert birgitte.sends(f"{address}/indstillinger", {"parts": ["laert"]}).status_code == 302
    left = words_of(birgitte.opens(f"{address}/sider"))
    assert "Hvad har vi prøvet?" not in left
    assert "Tallene bag figurerne" in left, "no chart without its numbers"
    again = birgitte.opens(f"{DRAFTS}/ny")
    assert again.select_one("[name=audience]")["value"] == "Chefgruppen"
    assert again.select_one("[name=first]")["value"] == "01-03-2026"
    assert [one["value"] for one in again.select("[name=parts][checked]")] == ["laert"]

    # Leaders, activists and administrators have nothing to find here
    for person in (here.leader, here.activist, here.administrator):
        visitors(app).signed_in_as(person).opens(address, 404)
        assert "Læring 2026" not in words_of(
            visitors(app).signed_in_as(person).opens("/birkesund/rapporter")
        )
    assert birgitte.posts(f"{address}/sletning", {}).status_code == 302
    birgitte.opens(address, 404)


def test_a_report_of_some_units_holds_no_word_and_no_outcome_of_another(visitors, app):
    here = Setting()
    inside = a_consultant(here.organisation, here.unit, "Kun Lindegården")
    secret = here.finished(
        "Kanarifugl", here.colleague, here.other_unit, learning="Kanarifuglen sang.",
        what_happened="Kanarifuglen sang.", learning_headline="Kanarifuglen sang.",
    )  # fmt: skip
    an_insight(
        here.organisation, headline="Kanarifugle synger.", state="published",
        strength="single", published_on=date(2026, 2, 10), supports=[secret],
    )  # fmt: skip
    dates = {"period_first": date(2026, 1, 1), "period_last": date(2026, 2, 28)}
    here.finished("Uden enhed", here.activist, here.unit, report_consent="without_unit")
    empty = a_unit(here.organisation, "Tomgården")
    own = a_report(here.organisation, units=[here.unit, empty], **dates)
    both = a_report(here.organisation, units=[here.unit, here.other_unit], **dates)
    birgitte = visitors(app).signed_in_as(here.consultant)
    page = words_of(birgitte.opens(f"{DRAFTS}/{own.id}"))
    assert "Dæmpet nat" in page
    assert "anarifugl" not in page
    assert "Uden enhed" not in page, "one can tell which unit it is of"
    assert "Udfald vises ikke, fordi det hele er prøvet i én enhed" in page, "two units, one tried"
    page = words_of(birgitte.opens(f"{DRAFTS}/{both.id}"))
    assert "Kanarifugl" in page
    assert "Uden enhed" in page
    assert "Udfald vises ikke, fordi" not in page

    limited = visitors(app).signed_in_as(inside)
    limited.opens(f"{DRAFTS}/{both.id}", 404)
    whole = {"title": "Alt", "first": "01-01-2026", "last": "28-02-2026"}
    assert "Vælg mindst én af de enheder" in words_of(limited.sends(f"{DRAFTS}/ny", whole))
    assert (
        limited.sends(f"{DRAFTS}/ny", {**whole, "units": [str(here.other_unit.id)]}).status_code
        == 422
    )
    assert limited.sends(f"{DRAFTS}/ny", {**whole, "units": [str(here.unit.id)]}).status_code == 302


def test_a_report_of_one_goal_tells_of_its_trials_alone(visitors, app):
    here = Setting()
    other_goal = a_goal(here.organisation, "K9", "Natarbejde")
    mine = an_activist(here.organisation, here.unit, "Sanne Vestervig")
    here.finished("Kun om natten", mine, here.unit, goals=[other_goal])
    dates = {"period_first": date(2026, 1, 1), "period_last": date(2026, 2, 28)}
    report = a_report(here.organisation, goals=[str(other_goal.id)], **dates)
    page = words_of(
        visitors(app).signed_in_as(here.consultant).opens(f"{DRAFTS}/{report.id}/sider")
    )
    assert "Kun om natten" in page
    assert "Dagsordenskort" not in page


def test_the_page_asks_no_more_when_there_is_more_to_tell(visitors, app):
    here = Setting()
    report = a_report(
        here.organisation, period_first=date(2026, 1, 1), period_last=date(2026, 2, 28)
    )
    birgitte = visitors(app).signed_in_as(here.consultant)

    def asked() -> int:
        birgitte.opens(f"{DRAFTS}/{report.id}")
        with counting_queries() as sent:
            birgitte.gets(f"{DRAFTS}/{report.id}")
        return len(sent)

    def more() -> None:
        for number in range(3):
            trial = here.finished(
                f"Nummer {number}", here.activist, here.unit,
                challenge="Uro.", action="Ro.", prediction="Mere ro.",
            )  # fmt: skip
            insight = an_insight(
                here.organisation, state="published", strength="single",
                published_on=date(2026, 2, 10), supports=[trial],
            )  # fmt: skip
            a_recommendation(here.organisation, insights=[insight], proposed_on=date(2026, 2, 12))

    more()
    few = asked()
    more()
    with across_organisations():
        written = db.session.get_one(Report, report.id)
        for number in range(1, 6):
            written.write(
                f"budskab-{number}", "Mere.", 0, by=here.consultant.id, at=datetime.now(UTC)
            ).organisation_id = here.organisation.id
        db.session.commit()
    assert asked() <= few


def test_the_next_report_says_what_is_new_since_the_last_one(visitors, app):
    here = Setting()
    kept = {
        "figures": [
            {"identifier": "completion_rate", "name": "Gennemførelsesgrad", "n": 3, "of": 9, "note": ""},
            {"identifier": "decided", "name": "Besluttet", "value": 7, "note": ""},
        ],
        "insights": [{"headline": "Kendt fra sidst."}],
        "goals": {here.goal.code: {"Indført": 0}},
        "period": {"from": "2025-01-01", "to": "2025-12-31"},
    }  # fmt: skip
    promised = a_recommendation(
        here.organisation, text="Ti minutter på ledermødet.", state="done",
        proposed_on=date(2025, 12, 1), decided_on=date(2026, 1, 20),
    )  # fmt: skip
    for headline in ("Kendt fra sidst.", "Helt ny."):
        an_insight(
            here.organisation, headline=headline, state="published", strength="several_units",
            published_on=date(2026, 2, 10), supports=[here.trial, here.other],
        )  # fmt: skip
    last = a_report(here.organisation, title="Læring 2025", state="issued")
    own = {"organisation_id": here.organisation.id}
    edition = ReportEdition(
        **own, report_id=last.id, number=2, state=EditionState.ISSUED, title="Læring 2025",
        period_first=date(2025, 1, 1), period_last=date(2025, 12, 31), templates={},
        asked_by_id=here.consultant.id, asked_at=AT, issued_at=AT,
    )  # fmt: skip
    with across_organisations():
        db.session.add(edition)
        db.session.flush()
        content = json.dumps(kept).encode()
        db.session.add(
            EditionFile(
                **own,
                edition_id=edition.id,
                kind="json",
                content=content,
                size=len(content),
                checksum="",
            )
        )
        db.session.add(
            EditionEntry(
                **own,
                edition_id=edition.id,
                kind=EntryKind.RECOMMENDATION,
                record_id=promised.id,
                revision=1,
            )
        )
        db.session.commit()
    dates = {"period_first": date(2026, 1, 1), "period_last": date(2026, 2, 28)}
    whole = a_report(here.organisation, **dates)
    part = a_report(here.organisation, units=[here.unit], **dates)
    birgitte = visitors(app).signed_in_as(here.consultant)
    words = words_of(birgitte.opens(f"{DRAFTS}/{whole.id}/sider")).replace("\xa0", " ")
    assert "Sidste rapport er »Læring 2025«, version 2" in words
    assert "Sidst: 3/9 = 33 %" in words
    assert "Én ny indsigt. Den stærkeste: Helt ny." in words
    assert "Mål, der er prøvet for første gang" in words
    assert "1 af 1 anbefalinger fra sidst er gennemført." in words
    assert "Ti minutter på ledermødet." in words
    of_a_part = words_of(birgitte.opens(f"{DRAFTS}/{part.id}/sider"))
    assert "Sidste rapport er" not in of_a_part, "it was about something else"
