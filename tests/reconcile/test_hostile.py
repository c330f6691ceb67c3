"""Names that nobody should write, and somebody does."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odas_graph.reconcile import candidates
from odas_graph.reconcile.blocking import LARGEST_GROUP, NEIGHBOURS
from odas_graph.reconcile.names import LONGEST, MOST_WORDS, fold, read_name, read_names, spellings
from tests.reconcile.made import entry, pair, verdict

BIDI = "\u202eCC\u2066AS\u00ad de\u200f Nice\u202c"


def test_marks_of_direction_and_soft_hyphens_change_nothing() -> None:
    assert read_name(BIDI).tokens == read_name("CCAS de Nice").tokens
    assert verdict(entry(BIDI, type="ccas", territory="06088"), entry("CCAS NICE")) == "certain"


def test_a_name_of_a_hundred_thousand_letters_costs_what_a_long_one_does() -> None:
    for name in ("A" * 100_000, "mot " * 25_000, "(" * 100_000, " EX " * 25_000, "\u0301" * 100_000):
        assert len(fold(name)) <= LONGEST
        for text, _former in spellings(name):
            assert len(read_name(text).tokens) <= 2 * MOST_WORDS
        assert pair(entry(name, slug="a"), entry("CCAS de Nice", slug="b")) is None or name
        candidates([entry(name, slug="a"), entry(name, slug="b")])


@pytest.mark.parametrize("name", ["", " ", "-", "\u202e", "???", "de la", "ASSOCIATION", "1901", "\x00", "’", "日本"])
def test_a_name_that_says_nothing_is_like_no_other(name: str) -> None:
    found = pair(entry(name, slug="a", territory="93072"), entry(name, slug="b", territory="93072"))
    assert found is None or found.verdict == "candidate"


def test_a_number_says_who_a_name_without_letters_is() -> None:
    assert verdict(entry("???", siren="732829320"), entry("Les Voisins", siren="732829320")) == "certain"


def test_fifty_thousand_entries_of_one_name_are_told_not_compared() -> None:
    crowd = [entry("ASSOCIATION", slug=f"e-{n}") for n in range(50_000)]
    found = candidates([*crowd, entry("CCAS de Nice", slug="x"), entry("CCAS NICE", slug="y")])
    assert [p.slugs for p in found.pairs] == [("x", "y")]
    assert [f.code for f in found.findings] == ["nothing-to-compare"]


def test_fifty_thousand_entries_of_one_name_with_words_are_told_not_compared() -> None:
    crowd = [entry("Les Amis du bourg", slug=f"e-{n}") for n in range(50_000)]
    found = candidates([*crowd, entry("CCAS de Nice", slug="x"), entry("CCAS NICE", slug="y")])
    assert [p.slugs for p in found.pairs] == [("x", "y")]
    assert [f.code for f in found.findings] == ["too-common-to-compare"]
    assert "50000" in found.findings[0].message


def test_a_great_many_rows_of_one_number_are_one_group() -> None:
    crowd = [entry(f"Nom {n}", slug=f"e-{n:04}", siren="732829320") for n in range(LARGEST_GROUP + 50)]
    certain = candidates(crowd).certain
    assert {slug for p in certain for slug in p.slugs} == {e.slug for e in crowd}


def test_more_neighbours_than_are_kept_are_told() -> None:
    crowd = [entry("Les Joyeux Lurons", slug=f"e-{n:04}") for n in range(3 * NEIGHBOURS)]
    assert "many-alike" in {f.code for f in candidates(crowd).findings}


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(max_size=40), min_size=2, max_size=6))
def test_any_text_is_compared_without_fault_in_any_order(texts: list[str]) -> None:
    assert len(read_names([[text] for text in texts])) == len(texts)
    made = [entry(text, slug=f"e-{n}") for n, text in enumerate(texts)]
    assert candidates(made, threshold=0.0) == candidates(made[::-1], threshold=0.0)


def test_nobody_is_compared_with_nobody() -> None:
    assert candidates([]).pairs == ()
    assert candidates([entry("CCAS de Nice")]).pairs == ()
