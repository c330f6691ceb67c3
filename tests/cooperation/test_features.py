"""What members of a cluster share: counts and probabilities by hand, and none given where none can be small."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odas_graph.cooperation.features import LEVEL, Feature, Traits, over_represented, telling, traits
from odas_graph.cooperation.perimeter import COUNTRY
from odas_graph.panel import Ints
from tests.analysis.panels import Link
from tests.analysis.panels import panel as made


def shared(having: dict[str, list[int]], scheme: str = "need") -> Traits:
    """The actors that have each trait, all of one scheme."""
    rows = sorted((actor, number) for number, actors in enumerate(having.values()) for actor in actors)
    found = np.array(rows, np.int64).reshape(-1, 2)
    return Traits(tuple((scheme, name) for name in having), found[:, 0], found[:, 1])


def found(having: dict[str, list[int]], labels: list[int]) -> list[list[Feature]]:
    column: Ints = np.array(labels, np.int64)
    return over_represented(shared(having), np.arange(len(labels)), column, max(labels) + 1)


def test_a_need_of_one_cluster_alone() -> None:
    # Five of twenty are together and have the need; the other need is everybody's, so that all are known.
    [feature], others = found({"own": [0, 1, 2, 3, 4], "all": list(range(20))}, [0] * 5 + [1] * 15)
    assert (feature.code, feature.inside, feature.size, feature.whole, feature.total) == ("own", 5, 5, 5, 20)
    assert feature.lift == 4 and feature.p == pytest.approx(1 / comb(20, 5))
    # Tried: this need for both clusters (five of fifteen may be all of the five: C(15,5)/C(20,5) = 0.19, too likely).
    assert feature.q == pytest.approx(feature.p) and feature.proven
    assert others == []


def test_the_correction_counts_all_that_was_tried() -> None:
    labels = [0] * 6 + [1] * 6 + [2] * 6
    having = {"x": [0, 1, 2, 3, 6], "y": [6, 7, 8, 9, 10, 11], "z": [12, 13, 14, 0, 6], "all": list(range(18))}
    clusters = found(having, labels)
    # Each of x, y, z can be improbable in each cluster; five or six of eighteen.
    tried = 9
    p_y = 1 / comb(18, 6)
    p_x = sum(comb(5, k) * comb(13, 6 - k) for k in (4, 5)) / comb(18, 6)
    first = {f.code: f for f in clusters[0]}
    second = {f.code: f for f in clusters[1]}
    assert second["y"].p == pytest.approx(p_y) and second["y"].q == pytest.approx(p_y * tried)
    assert first["x"].p == pytest.approx(p_x) and first["x"].q == pytest.approx(p_x * tried / 2)
    assert first["x"].proven is (p_x * tried / 2 <= LEVEL)


def test_no_probability_where_none_could_be_small() -> None:
    # Three of four actors: even if all of them share it, chance gives as much in one draw of four.
    [feature], _ = found({"own": [0, 1, 2], "all": [0, 1, 2, 3]}, [0, 0, 0, 1])
    assert (feature.inside, feature.size, feature.p, feature.q) == (3, 3, None, None)
    assert feature.lift == pytest.approx(4 / 3) and not feature.proven


def test_two_who_share_something_say_nothing() -> None:
    assert found({"own": [0, 1], "all": list(range(30))}, [0] * 2 + [1] * 28) == [[], []]


def test_who_is_not_known_counts_neither_for_nor_against() -> None:
    # Ten of thirty are known to have some need at all, three of the cluster of ten among them.
    labels = [0] * 10 + [1] * 20
    [feature], _ = found({"own": [0, 1, 2], "else": list(range(10, 17))}, labels)
    assert (feature.size, feature.total) == (3, 10) and feature.p == pytest.approx(1 / comb(10, 3))


having = st.lists(st.lists(st.integers(0, 14), unique=True, min_size=1), min_size=1, max_size=5)


@settings(max_examples=80)
@given(having, st.lists(st.integers(0, 3), min_size=15, max_size=15))
def test_no_small_probability_is_given_out_of_reach(lists: list[list[int]], labels: list[int]) -> None:
    named = {f"t{i}": actors for i, actors in enumerate(lists)}
    for features in found(named, labels):
        for f in features:
            assert f.inside >= 3 and f.lift > 1 and f.inside <= min(f.size, f.whole)
            least = sum(comb(f.whole, k) * comb(f.total - f.whole, f.size - k)
                        for k in range(min(f.size, f.whole), min(f.size, f.whole) + 1)) / comb(f.total, f.size)
            if f.p is None:
                assert least > LEVEL and f.q is None
            else:
                assert f.q is not None and least - 1e-12 <= f.p <= f.q + 1e-12 and least <= LEVEL


def test_the_finest_territory_is_told_where_the_same_members_share_it() -> None:
    town = Feature("territory", "town", 4, 5, 4, 20, 0.01, 0.02)
    country = Feature("territory", "dep", 4, 5, 6, 20, 0.02, 0.03)
    region = Feature("territory", "reg", 5, 5, 9, 20, 0.02, 0.03)
    need = Feature("need", "n", 4, 5, 4, 20, 0.01, 0.02)
    levels = {"town": 0, "dep": 2, "reg": 3}
    assert telling([town, country, region, need], levels) == [town, region, need]
    same = Feature("territory", "epci", 4, 5, 4, 20, 0.01, 0.02)
    assert telling([same, town], levels | {"epci": 1}) == [town]


def test_traits_of_an_actor() -> None:
    columns = made(
        [("ada", "a1"), ("bea", "a2")], needs={"a1": ["lien-social"], "a2": ["autre"]}, sites={"a1": "town"},
        holders={"town": ["dep", COUNTRY]}, places={"cyr": "dep"}, spheres={"bea": None, "cyr": "logement"},
        ties=[Link(("cyr", "bea"), action="a1"), Link(("ada", "bea"), absent=True, action="a2")])
    got = traits(columns)
    by = {name: [got.names[t] for a, t in zip(got.actor.tolist(), got.trait.tolist(), strict=True)
                 if columns.actors.iris[a] == name] for name in columns.actors.iris}
    assert set(by["ada"]) == {("territory", "town"), ("territory", "dep"), ("sphere", "association"),
                              ("need", "lien-social")}
    # A tie stated within an action has its needs, an absence has not; where bea is nobody says.
    assert set(by["bea"]) == {("need", "autre"), ("need", "lien-social")}
    assert set(by["cyr"]) == {("territory", "dep"), ("sphere", "logement"), ("need", "lien-social")}
