"""Which passwords will do, and how they are kept."""

import gzip
import threading
import time
import unicodedata
from random import Random

import pytest
from argon2 import PasswordHasher, extract_parameters

from transfer.credentials import passwords

CONTEXT = ("Mette Kragholm", "mette.kragholm@birkesund.example", "Birkesund Kommune", "birkesund")

STRONG = [
    "fire grønne hatte på et bord",
    "correct horse battery staple",
    "kH3!xq9Zb2mLp0vT",
    "Æblegrød og ørred til frokost",
    "hest lampe regnvejr cykel",
    "Vinden vender først i morgen",
    "mette er glad for sin gamle cykel",
    "密码是一个很长的句子但是没有人猜得到",
    "🐴🔋📎 og en gammel cykelpumpe",
    "x" * 5 + "Tågehorn" + "7" * 5 + "qvist",
    " begynder med et blanktegn og slutter ",
]

WEAK = [
    ("", passwords.TOO_SHORT),
    ("kort", passwords.TOO_SHORT),
    ("fjortentegnher", passwords.TOO_SHORT),
    ("aa\u030a" * 7, passwords.TOO_SHORT),  # 21 signs as sent, 14 letters
    ("k3!" * 400, passwords.TOO_LONG),
    ("aaaaaaaaaaaaaaaa", passwords.TOO_PLAIN),
    ("abcabcabcabcabcabc", passwords.TOO_PLAIN),
    ("123123123123123", passwords.TOO_PLAIN),
    ("password password", passwords.TOO_PLAIN),
    ("hest hest hest hest", passwords.TOO_PLAIN),
    ("abcdefghijklmnopq", passwords.TOO_PLAIN),
    ("zyxwvutsrqponmlkj", passwords.TOO_PLAIN),
    ("qwertyuiopåasdfgh", passwords.TOO_PLAIN),
    ("QWERTYUIOPASDFGHJ", passwords.TOO_PLAIN),
    ("012345678901234567", passwords.TOO_PLAIN),
    ("123456789987654321", passwords.TOO_COMMON),
    ("1qaz2wsx3edc4rfv5", passwords.TOO_PLAIN),
    ("polniypizdec0211", passwords.TOO_COMMON),
    ("password12345678", passwords.TOO_COMMON),
    ("Password-12345678", passwords.TOO_COMMON),
    ("Adgangskode2026!", passwords.TOO_COMMON),
    ("Velkommen12345678", passwords.TOO_COMMON),
    ("proevehandling1", passwords.TOO_COMMON),
    ("sommerferie-2026", passwords.TOO_COMMON),
    ("qwerty123456789", passwords.TOO_COMMON),
    ("Birkesund-2026-2027", passwords.TOO_NEAR),
    ("Birkesund Kommune 1", passwords.TOO_NEAR),
    ("Mette Kragholm 1975", passwords.TOO_NEAR),
    ("KragholmTransfer!!!", passwords.TOO_NEAR),
    ("mettebirkesund1234", passwords.TOO_NEAR),
]


@pytest.mark.parametrize("password", STRONG)
def test_what_others_would_not_guess_will_do(password):
    passwords.insist_on_strong(password, CONTEXT)


@pytest.mark.parametrize(("password", "message"), WEAK)
def test_what_others_would_guess_is_refused_with_the_reason(password, message):
    with pytest.raises(passwords.WeakPassword) as refused:
        passwords.insist_on_strong(password, CONTEXT)
    assert refused.value.message == message


def test_the_refusal_says_how_long_it_must_be_and_how_long_it_is():
    with pytest.raises(passwords.WeakPassword, match=r"mindst 15 tegn. Den her er på 4"):
        passwords.insist_on_strong("kort")


def test_names_of_others_are_not_held_against_it():
    passwords.insist_on_strong("Birkesund-2026-2027", ("Engholm",))


def test_a_long_password_is_judged_quickly():
    passwords.insist_on_strong("Ti små cyklister. " * 27 + "x" * 500 + "og så hjem.", CONTEXT)


@pytest.mark.parametrize("password", ["æblegrød og ørred på fad", "ø" * 199 + "!", "k" * 1000])
def test_a_password_is_kept_whole(password):
    kept = passwords.hashed(password)
    assert passwords.is_right(kept, password)
    assert not passwords.is_right(kept, password[:-1])
    assert not passwords.is_right(kept, password.upper())


def test_two_spellings_of_the_same_letters_are_one_password():
    kept = passwords.hashed(unicodedata.normalize("NFD", "blåbærgrød på loftet"))
    assert passwords.is_right(kept, unicodedata.normalize("NFC", "blåbærgrød på loftet"))


def test_it_is_kept_as_argon2id_with_the_settings_that_owasp_asks_for():
    kept = passwords.hashed("fire grønne hatte")
    assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert not passwords.is_outdated(kept)


def test_a_hash_of_other_settings_is_outdated_but_still_right():
    old = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash("fire grønne hatte")
    assert passwords.is_outdated(old)
    assert passwords.is_right(old, "fire grønne hatte")


def test_without_an_account_the_same_work_is_done_for_nothing():
    mine = extract_parameters(passwords.hashed("fire grønne hatte"))
    assert extract_parameters(passwords.NOBODYS_HASH) == mine
    assert not passwords.is_right(None, "this is nobody's password")
    assert not passwords.is_right("no hash at all", "fire grønne hatte")


def test_at_most_two_are_hashed_at_once():
    third = threading.Thread(target=passwords.hashed, args=["fire grønne hatte"], daemon=True)
    with passwords._AT_ONCE, passwords._AT_ONCE:
        third.start()
        third.join(0.4)
        assert third.is_alive()
    third.join(5)
    assert not third.is_alive()


# The list of passwords that many use


def test_the_list_holds_the_most_used_and_is_in_the_order_that_halving_needs():
    lines = gzip.decompress(passwords._COMMON_PASSWORDS.read_bytes()).splitlines()
    assert len(lines) > 100_000
    assert lines == sorted(set(lines))
    for one in ("123456", "password", "iloveyou", "correcthorsebatterystaple"[:7], "velkommen"):
        assert passwords._common().has(one)


def test_every_line_of_the_list_is_found_and_nothing_between():
    lines = gzip.decompress(passwords._COMMON_PASSWORDS.read_bytes()).decode().splitlines()
    known = set(lines)
    some = [lines[0], lines[-1], *lines[::97]]
    assert all(passwords._common().has(one) for one in some)
    others = {one[:-1] for one in some} | {f"{one}ø" for one in some} | {"", "\x00", "\U0010ffff"}
    assert not any(passwords._common().has(one) for one in others - known)


@pytest.mark.parametrize(
    "leaked", ["thisisapassword", "iloveyouforever", "ILoveYou ForEver", "qwertyuiop123456789"]
)
def test_a_long_password_that_leaked_is_refused(leaked):
    with pytest.raises(passwords.WeakPassword):
        passwords.insist_on_strong(leaked)


def test_the_list_is_ready_at_once():
    passwords._common.cache_clear()
    before = time.perf_counter()
    passwords.insist_on_strong("fire grønne hatte på et bord")
    assert time.perf_counter() - before < 0.5  # 0.01 on a quiet machine


EVERYDAY_WORDS = """
hest lampe regnvejr cykel bord stol gren vindue sky fugl kande brød smør ost mælk kaffe
ring bog blad sten vand skov strand bølge båd sejl anker havn bil vej bro hus dør nøgle
lås tag mur have blomst rose æble pære kirsebær blomme nød korn mel gryde pande kniv gaffel
ske tallerken kop glas flaske prop sok sko hat jakke bukser skjorte knap nål tråd saks papir
blyant farve rød blå grøn gul hvid sort lille stor varm kold våd tør hurtig langsom gammel ny
"""
"""The words that come first to mind, many of them passwords by themselves somewhere."""


@pytest.mark.parametrize("words", [4, 5])
@pytest.mark.parametrize("between", [" ", "", "-"])
def test_four_or_five_everyday_words_always_do(words, between):
    random = Random(words)
    refused = []
    for _ in range(200):
        phrase = between.join(random.sample(EVERYDAY_WORDS.split(), words))
        try:
            passwords.insist_on_strong(phrase, CONTEXT, passwords.LEAST_WITH_CODE)
        except passwords.WeakPassword as weak:
            if weak.message != passwords.TOO_SHORT:
                refused.append(phrase)
    assert refused == []


def test_twelve_characters_do_where_a_code_is_asked_for_too():
    passwords.insist_on_strong("grøn hest 7x", CONTEXT, passwords.LEAST_WITH_CODE)
    with pytest.raises(passwords.WeakPassword, match=r"mindst 12 tegn. Den her er på 11"):
        passwords.insist_on_strong("grøn hest x", CONTEXT, passwords.LEAST_WITH_CODE)
    with pytest.raises(passwords.WeakPassword, match=r"mindst 15 tegn. Den her er på 12"):
        passwords.insist_on_strong("grøn hest 7x", CONTEXT)
