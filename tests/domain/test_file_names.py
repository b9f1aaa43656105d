"""Names of files: Danish words in letters that every machine knows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfer.domain.file_names import LONGEST, file_name


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (
            ("Ledelsesrapport", "Ældre og sundhed", "2025"),
            "ledelsesrapport-aeldre-og-sundhed-2025.pdf",
        ),
        (("Prøvehandling", "Gå-samtaler: før/efter"), "proevehandling-gaa-samtaler-foer-efter.pdf"),
        (("Café", "Æbler på Ærø"), "cafe-aebler-paa-aeroe.pdf"),
        (("../..", "\\\\server\\x"), "server-x.pdf"),
        (("計画",), "fil.pdf"),
    ],
)
def test_danish_letters_are_spelt_out_and_the_rest_is_hyphens(parts, name):
    assert file_name(*parts, kind="pdf") == name


@given(st.text(max_size=300))
def test_whatever_a_thing_is_called_the_name_is_plain(text):
    name = file_name(text, kind="csv")
    assert name.isascii()
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-.")
    assert not name.startswith(("-", "."))
    assert len(name) <= LONGEST + 4
