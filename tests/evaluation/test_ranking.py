"""Orders compared: by hand, against brute force, against what must hold of any."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from odas_graph.evaluation.ranking import NO_PLACE, agreement, auc, expected_hits, first, overlap, places

values = st.lists(st.integers(0, 4).map(float), min_size=1, max_size=8)


def test_places_by_hand() -> None:
    assert places(np.array([5.0, 9.0, 5.0, 1.0])).tolist() == [2.5, 1.0, 2.5, 4.0]
    assert places(np.array([])).tolist() == []


def test_the_area_by_hand() -> None:
    # Of six pairs, the wanted one comes first in four, and one is a tie: 4.5 / 6.
    assert auc(np.array([3.0, 2.0, 2.0, 1.0, 0.0]), np.array([True, False, True, False, False])) == 5.5 / 6
    assert auc(np.array([1.0, 2.0]), np.array([True, False])) == 0.0
    assert auc(np.array([-np.inf, 2.0, -np.inf]), np.array([False, True, False])) == 1.0
    assert np.isnan(auc(np.array([1.0, 2.0]), np.array([True, True])))


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=12))
def test_the_area_is_the_share_of_pairs_in_order(items: list[tuple[int, bool]]) -> None:
    found = np.array([v for v, _ in items], float)
    wanted = np.array([w for _, w in items])
    pairs = [(a, b) for a, w in zip(found, wanted, strict=True) if w
             for b, v in zip(found, wanted, strict=True) if not v]
    if not pairs:
        assert np.isnan(auc(found, wanted))
        return
    share = sum(1.0 if a > b else 0.5 if a == b else 0.0 for a, b in pairs) / len(pairs)
    assert auc(found, wanted) == pytest.approx(share)
    assert auc(-found, wanted) == pytest.approx(1 - share)


@given(values, st.integers(1, 9), st.randoms(use_true_random=False))
def test_hits_are_the_mean_over_all_ways_to_part_equals(found: list[float], k: int, random: object) -> None:
    wanted = [i % 2 == 0 for i in range(len(found))]
    if len(found) > 6:
        found, wanted = found[:6], wanted[:6]
    hits = []
    for way in permutations(range(len(found))):
        order = sorted(range(len(found)), key=lambda i: (-found[i], way[i]))
        hits.append(sum(wanted[i] for i in order[:k]))
    assert expected_hits(np.array(found), np.array(wanted), k) == pytest.approx(np.mean(hits))


def test_agreement_of_orders_is_kendalls() -> None:
    one = np.array([4.0, 3.0, 2.0, 1.0])
    assert agreement(one, one) == pytest.approx(1.0)
    assert agreement(one, -one) == pytest.approx(-1.0)
    # One pair of six is turned round: (5 − 1) / 6.
    assert agreement(one, np.array([4.0, 3.0, 1.0, 2.0])) == pytest.approx(4 / 6)
    assert agreement(one, np.zeros(4)) is None
    assert agreement(one[:1], one[:1]) is None


def test_whom_neither_order_places_counts_for_nothing() -> None:
    one, other = np.array([3.0, 2.0, NO_PLACE, NO_PLACE]), np.array([2.0, 3.0, NO_PLACE, NO_PLACE])
    assert agreement(one, other) == pytest.approx(-1.0)


def test_what_sets_share() -> None:
    assert overlap({1, 2}, {2, 3}) == pytest.approx(1 / 3)
    assert overlap(set(), set()) is None
    assert first(np.array([1.0, 3.0, 3.0, 0.0]), 2) == {1, 2}
    assert first(np.array([1.0, 1.0]), 1) == {0}
