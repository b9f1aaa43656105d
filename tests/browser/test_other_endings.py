"""What else may become of a prøvehandling: another round, a stop, a pause, and a second life."""

from datetime import timedelta

from tests.browser import stories
from tests.browser.stories import HEADLINE, PREDICTION, dashed
from transfer.access import today


def test_adapting_makes_the_next_round_and_leaves_this_one_standing(anybody):
    mette = anybody("Mette Kragholm")
    title = "Kort morgenmøde stående"
    address = stories.to_decision(mette, title)
    stories.decide(mette, "Justér og prøv igen")
    mette.presses("Gem beslutningen")
    mette.sees("Her er næste runde: ret planen til.")
    assert mette.page.url != address
    mette.sees("Idé")
    mette.sees("Vi spørger hver morgen ved tavlen")
    mette.does_not_see(PREDICTION)
    mette.finds_it_accessible()
    mette.opens(address)
    mette.sees("Justeres")
    mette.sees(PREDICTION)


def test_stopping_costs_a_sentence_and_keeps_it(anybody):
    mette = anybody("Mette Kragholm", 360)
    stories.to_decision(mette, "Musik i spisestuen")
    stories.decide(mette, "Stop", next_step=False)
    mette.presses("Gem beslutningen")
    mette.sees("Stoppet. Det, I lærte, er gemt.")
    mette.sees(HEADLINE)
    mette.finds_it_accessible()


def test_a_paused_one_has_a_day_to_look_again_and_goes_on(anybody):
    mette = anybody("Mette Kragholm", 360)
    address = stories.plan(mette, "Fast makker på gangen")
    stories.start(mette)
    mette.follows("Sæt på pause")
    again = today() + timedelta(days=30)
    mette.writes("Hvornår ser I på den igen?", dashed(today() - timedelta(days=1)))
    mette.presses("Sæt på pause")
    mette.sees("Vælg en dag, der ligger efter i dag.")
    mette.finds_it_accessible()
    mette.writes("Hvornår ser I på den igen?", dashed(again))
    mette.presses("Sæt på pause")
    mette.sees("Ses på igen")
    mette.finds_it_accessible()
    mette.opens(address)
    mette.presses("Fortsæt afprøvningen")
    mette.sees("Den er taget op igen.")
    mette.sees("I gang")


def test_a_lapsed_practice_is_revived_by_the_leader_and_asked_about_anew(anybody):
    leader = anybody("Anne-Mette Højris")
    leader.opens("/birkesund/proevehandlinger?tilstand=lapsed")
    leader.follows("Fem minutter ved tavlen: Hvem er anderledes i dag?")
    leader.sees("Faldet bort")
    leader.finds_it_accessible()
    leader.presses("Genopliv")
    leader.sees("Den er indført igen. Nye forankringstjek er lagt i kalenderen.")
    leader.sees("Indført")
    leader.follows("Er I holdt op før det? Sig det her")
    leader.sees("Indtil da kan du sige til, hvis I er holdt op.")
    leader.does_not_see("Delvist fastholdt")
    leader.finds_it_accessible()
    leader.follows("Faldet bort")
    leader.presses("Gem tjekket")
    leader.sees("Sæt kryds, eller skriv kort, hvordan I ved det.")
    leader.finds_it_accessible()


def test_a_leader_answers_a_check_on_a_phone_in_three_taps(anybody):
    leader = anybody("Lone Baadsgaard", 360)
    leader.opens("/birkesund/")
    leader.clicks(leader.main.get_by_role("link", name="Svar på tjekket").first)
    leader.sees_heading("Lever den stadig?")
    leader.finds_it_accessible()
    leader.follows("Fastholdt som indført")
    leader.chooses("Set", among="Hvordan ved I det?")
    leader.finds_it_accessible()
    leader.presses("Gem tjekket")
    leader.sees("Tak. Tjekket er gemt.")
    leader.finds_it_accessible()
    leader.clicks(leader.main.get_by_role("link", name="Ret svaret efter").first)
    leader.chooses("Justér (ny runde)", among="Hvad gør I nu?")
    leader.finds_it_accessible()
    leader.presses("Gem tjekket")
    leader.sees("Næste runde er oprettet.")
