"""Two at once on a trial, its history, who sees it, and the list, the board and the file."""

from datetime import timedelta

import pytest

from tests.factories import (
    PLAN,
    a_consultant,
    a_leader,
    a_membership,
    a_unit,
    an_activist,
    an_organisation,
)
from tests.reports.reading import Read
from tests.views.trial_setting import HERE, again, the_scene, typed_into
from tests.web import values_of, words_of
from transfer.access import now
from transfer.domain.vocabulary import Role


@pytest.fixture
def scene(app, visitor):
    return the_scene(app, visitor)


# Two people at once


def test_an_overtaken_save_shows_both_versions_and_loses_nothing(app, scene, visitor, visitors):
    colleague = an_activist(scene.organisation, scene.unit, "Sanne Vestervig")
    trial = scene.trial(participants=[colleague], challenge="Først")
    address = f"{HERE}/{trial.id}/rediger/ide"
    mine = {
        **typed_into(visitor, address),
        "svar-challenge": "Min udgave",
        "svar-title": "Min titel",
    }
    visitors(app).signed_in_as(colleague).sends(address, {"svar-challenge": "Sannes udgave"})

    answer = visitor.posts(address, mine)

    assert answer.status_code == 409
    page = words_of(answer)
    assert "Min udgave" in page and "Sannes udgave" in page and "Sanne Vestervig" in page
    assert again(trial).challenge == "Sannes udgave"

    from bs4 import BeautifulSoup

    form = BeautifulSoup(answer.get_data(as_text=True), "html.parser").select_one("form.conflict")
    kept = {**values_of(form), "keep-challenge": "both"}
    assert visitor.posts(address, kept).status_code == 302
    assert again(trial).challenge == "Sannes udgave\n\nMin udgave"
    assert again(trial).title == "Min titel"


def test_two_windows_of_one_person_are_not_called_somebody_else(scene, visitor):
    trial = scene.trial(challenge="Først")
    address = f"{HERE}/{trial.id}/rediger/ide"
    old = {**typed_into(visitor, address), "svar-challenge": "Fra den gamle fane"}
    visitor.sends(address, {"svar-challenge": "Fra den nye fane"})

    page = words_of(visitor.posts(address, old))

    assert "Du har selv gemt imens et andet sted" in page and "Det, du selv gemte" in page
    assert "anden har" not in page


def test_a_stale_form_that_changes_nothing_else_is_simply_saved(scene, visitor):
    trial = scene.trial(challenge="Først")
    address = f"{HERE}/{trial.id}/rediger/ide"
    old = typed_into(visitor, address)
    visitor.sends(f"{HERE}/{trial.id}/rediger/handling", {"svar-action": "Noget"})

    answer = visitor.posts(address, {**old, "svar-challenge": "Først"})

    assert answer.status_code == 302


# History


def test_history_tells_who_changed_what_and_an_old_version_comes_back(scene, visitor):
    trial = scene.trial()
    address = f"{HERE}/{trial.id}/rediger/ide"
    visitor.sends(address, {"svar-challenge": "Første udgave"})
    visitor.sends(address, {"svar-challenge": "Anden udgave"})

    page = visitor.opens(f"{HERE}/{trial.id}/historik")

    text = words_of(page)
    assert "Jonas Bredal" in text and "Første udgave" in text and "Anden udgave" in text
    older = page.select("a[href*='/historik/']")[1]["href"]
    assert "Første udgave" in words_of(visitor.opens(older))
    visitor.posts(f"{older}/gendannelse", {})
    assert again(trial).challenge == "Første udgave"


# Who sees what


def test_a_draft_is_for_its_own_people_and_the_consultant(app, scene, visitors):
    trial = scene.trial(title="Hemmelig idé")
    at = f"{HERE}/{trial.id}"
    organisation, unit = scene.organisation, scene.unit
    strangers = [an_activist(organisation, unit), a_leader(organisation, unit)]

    for stranger in strangers:
        other = visitors(app).signed_in_as(stranger)
        other.opens(at, 404)
        assert "Hemmelig" not in words_of(other.opens(HERE))
    adviser = visitors(app).signed_in_as(a_consultant(organisation))
    assert "Hemmelig idé" in words_of(adviser.opens(at))
    adviser.opens(f"{at}/rediger/ide", 403)
    assert adviser.posts(f"{at}/start", {}).status_code == 403


def test_a_leader_reads_while_it_runs_only_what_helps_to_support(app, scene, visitors):
    trial = scene.running(
        prediction="Vi venter ro", other_answers={"support_needed": "Ti minutter"}
    )
    leader = visitors(app).signed_in_as(a_leader(scene.organisation, scene.unit))

    page = words_of(leader.opens(f"{HERE}/{trial.id}"))

    assert PLAN["action"] in page and "Ti minutter" in page
    assert "Vi venter ro" not in page and PLAN["challenge"] not in page
    leader.opens(f"{HERE}/{trial.id}/historik", 403)
    assert leader.gets(f"{HERE}/liste.csv").status_code == 403


def test_another_organisation_cannot_tell_that_it_exists(app, scene, visitors):
    trial = scene.running(visibility="department")
    elsewhere = an_organisation("engholm")
    stranger = visitors(app).signed_in_as(an_activist(elsewhere, a_unit(elsewhere)))

    for address in (f"{HERE}/{trial.id}", HERE, f"/engholm/proevehandlinger/{trial.id}"):
        stranger.opens(address, 404)
    never = stranger.gets("/engholm/proevehandlinger/00000000-0000-7000-8000-000000000000")
    there = stranger.gets(f"/engholm/proevehandlinger/{trial.id}")
    assert never.get_data() == there.get_data()


# The list


def test_the_list_filters_sorts_and_counts_as_the_address_says(scene, visitor):
    scene.trial(title="Alfa")
    scene.running(title="Beta")

    assert "Beta" not in words_of(visitor.opens(f"{HERE}?tilstand=idea"))
    only = words_of(visitor.opens(f"{HERE}?tilstand=i-gang&maal=K1&enhed={scene.unit.id}&q=beta"))
    assert "Beta" in only and "Alfa" not in only and "1 prøvehandling" in only
    sorted_page = words_of(visitor.opens(f"{HERE}?sorter=-titel"))
    assert sorted_page.index("Beta") < sorted_page.index("Alfa")
    nothing = words_of(visitor.opens(f"{HERE}?q=findesikke"))
    assert "Ingen prøvehandlinger passer" in nothing


def test_the_ideas_tell_how_old_they_are_and_why_some_were_given_up(scene, visitor):
    scene.trial(title="Musik til maden", created_at=now() - timedelta(days=23))
    given_up = scene.planned(title="Fælles frokost", visibility="unit")
    scene.running(title="Kørelisten")
    visitor.sends(f"{HERE}/{given_up.id}/opgivelse", {"text": "Køkkenet lukker kl. 13."})

    page = visitor.opens(f"{HERE}?ideer=1")
    said = words_of(page)
    assert "Musik til maden" in said
    assert "Idé i 3 uger" in said
    assert "Opgivet, fordi: Køkkenet lukker kl. 13." in said
    assert "Kørelisten" not in said
    assert page.select_one(".tab-links [aria-current]").get_text(strip=True) == "Idéer"
    assert "Kørelisten" in words_of(visitor.opens(HERE))
    assert "Idé i 3 uger" in words_of(visitor.opens(f"{HERE}/tavle?ideer=1"))

    colleague = visitor.signed_in_as(an_activist(scene.organisation, scene.unit))
    said = words_of(colleague.opens(f"{HERE}?ideer=1"))
    assert "Opgivet, fordi: Køkkenet lukker kl. 13." in said
    assert "Musik til maden" not in said, "an idea is its owner's until it is shared"
    leader = visitor.signed_in_as(a_leader(scene.organisation, scene.unit))
    assert "Køkkenet" not in words_of(leader.opens(f"{HERE}?ideer=1")), "leaders read no drafts"
    stranger = an_organisation("soenderby")
    other = visitor.signed_in_as(an_activist(stranger, a_unit(stranger)))
    assert "Køkkenet" not in words_of(other.opens("/soenderby/proevehandlinger?ideer=1"))


def test_a_filter_that_makes_no_sense_is_told_at_its_place(scene, visitor):
    page = visitor.opens(f"{HERE}?fra=31.02.2026&tilstand=flyvende", 422)

    assert "Den dato findes ikke" in words_of(page)
    assert page.select_one("#fra")["value"] == "31.02.2026"


def test_the_file_holds_just_what_the_list_shows(scene, visitor):
    scene.trial(title="=HYPERLINK(1)")
    scene.running(title="Æblemost; god")

    answer = visitor.gets(f"{HERE}/liste.csv?tilstand=running")

    text = answer.get_data().decode("utf-8-sig")
    assert answer.get_data().startswith(b"\xef\xbb\xbf")
    assert '"Æblemost; god";I gang;Hjemmeplejen Vest;Jonas Bredal' in text
    assert "HYPERLINK" not in text
    assert "'=HYPERLINK(1)" in visitor.gets(f"{HERE}/liste.csv").get_data(as_text=True)


def test_an_empty_form_to_fill_by_hand_asks_what_the_template_asks(scene, visitor):
    page = visitor.opens(f"{HERE}/ny")
    link = next(one["href"] for one in page.select("a") if "tomt skema" in one.text)
    answer = visitor.gets(link)
    assert "filename=proevehandling-tomt-skema.pdf" in answer.headers["Content-Disposition"]
    paper = Read(answer.get_data())
    text = " ".join(paper.text.split())
    assert "Side 4 af 4" in text
    assert "Utilsigtede virkninger" not in text  # may be left empty, so it is left to the screen
    for words in ("Hvad vil I prøve?", "Kursus eller kompetenceforløb", scene.goal.name,
                  "Observationer", "Sæt højst 3 kryds.", "Kun hvis svaret på »Beslutning«"):  # fmt: skip
        assert words in text, words


def test_the_list_is_paged(scene, visitor):
    for number in range(27):
        scene.trial(title=f"Nummer {number:02}")

    first, second = visitor.opens(HERE), visitor.opens(f"{HERE}?side=2")

    assert "27 prøvehandlinger" in words_of(first)
    assert len(second.select("tbody tr")) == 2
    visitor.opens(f"{HERE}?side=999999999999")


def test_the_board_shows_them_by_state(scene, visitor):
    scene.trial(title="Alfa")
    scene.running(title="Beta")

    page = words_of(visitor.opens(f"{HERE}/tavle"))

    assert page.index("Alfa") < page.index("Beta")


def test_one_who_leads_here_and_is_activist_there_sees_here_as_a_leader(app, scene, visitors):
    both = a_leader(scene.organisation, scene.unit)
    a_membership(both, scene.organisation, Role.ACTIVIST, a_unit(scene.organisation, "En anden"))
    draft = scene.trial(visibility="unit")
    running = scene.running(visibility="unit", prediction="Vi venter ro")
    leader = visitors(app).signed_in_as(both)

    leader.opens(f"{HERE}/{draft.id}", 404)
    assert "Vi venter ro" not in words_of(leader.opens(f"{HERE}/{running.id}"))
