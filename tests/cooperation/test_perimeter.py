"""What belongs to a territory, worked out by hand, and its networks as arrays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from odas_graph.cooperation.perimeter import COUNTRY, members, pairs, perimeter, web
from odas_graph.network import affiliation, panel, ties
from odas_graph.panel import Bools, Panel
from tests.analysis import shipped
from tests.analysis.panels import Link
from tests.analysis.panels import panel as made


@pytest.fixture
def country() -> Panel:
    """Two towns in a département, a third elsewhere; an actor of nowhere that a tie of an action brings in."""
    return made(
        [("ada", "a1"), ("bea", "a1"), ("cyr", "a2"), ("dan", "a3")],
        sites={"a1": "town", "a2": "village", "a3": "elsewhere"},
        holders={"town": ["dep", "pays"], "village": ["dep", "pays"], "elsewhere": ["pays"], "dep": ["pays"]},
        places={"eve": "dep", "fay": "elsewhere"},
        ties=[Link(("ada", "bea", "gus"), action="a1"),  # in town: brings gus
              Link(("ada", "eve")),                      # said of no action, both in dep
              Link(("eve", "fay")),                      # one partner in dep alone
              Link(("ada", "bea"), action="a3"),         # both in town, but stated elsewhere
              Link(("ada", "cyr"), absent=True, action="a1")])


def named(names: tuple[str, ...], kept: Bools) -> list[str]:
    return [name for name, is_kept in zip(names, kept.tolist(), strict=True) if is_kept]


@pytest.mark.parametrize(("territory", "actors", "actions", "facts"), [
    ("town", ["ada", "bea", "gus"], ["a1"], [0]),
    ("dep", ["ada", "bea", "cyr", "eve", "gus"], ["a1", "a2"], [0, 1]),
    ("village", ["cyr"], ["a2"], []),
    # A tie stated within an action is where the action is, and so are its partners.
    ("elsewhere", ["ada", "bea", "dan", "fay"], ["a3"], [3]),
    ("no such place", [], [], []),
    (None, ["ada", "bea", "cyr", "dan", "eve", "fay", "gus"], ["a1", "a2", "a3"], [0, 1, 2, 3]),
])
def test_what_belongs_to_a_territory(country: Panel, territory: str | None, actors: list[str], actions: list[str],
                                     facts: list[int]) -> None:
    here = perimeter(country, territory)
    assert named(country.actors.iris, here.actors) == actors
    assert named(country.actions.iris, here.actions) == actions
    assert np.flatnonzero(here.ties).tolist() == facts


def test_the_country_holds_what_nobody_places(country: Panel) -> None:
    assert perimeter(country, COUNTRY).actors.all()


def test_a_tie_weighs_the_same_wherever_it_is_looked_at(country: Panel) -> None:
    whole = web(country, "ties")
    assert whole.arrays.nodes == ("ada", "bea", "eve", "fay", "gus")
    weight = {(whole.arrays.nodes[i], whole.arrays.nodes[j]): w for i, j, w in zip(
        whole.arrays.sources.tolist(), whole.arrays.targets.tolist(), whole.arrays.weights.tolist(), strict=True)}
    assert weight["ada", "bea"] == 1.5 and weight["ada", "gus"] == 0.5 and weight["eve", "ada"] == 1
    assert ("ada", "cyr") not in weight  # an absence is no tie
    three = made([], ties=[Link(("a", "b", "c"))], places={"a": "t", "b": "t"})
    here = web(three, "ties", perimeter(three, "t"))
    assert here.arrays.nodes == ("a", "b") and here.arrays.weights.tolist() == [0.5, 0.5]


def test_every_actor_and_action_is_in_affiliation(country: Panel) -> None:
    whole = web(country, "affiliation")
    assert whole.arrays.nodes == (*country.actors.iris, *country.actions.iris)
    assert whole.modes.tolist() == [0] * 7 + [1] * 3 and whole.count == 4
    here = web(country, "affiliation", perimeter(country, "dep"))
    assert here.arrays.nodes == ("ada", "bea", "cyr", "eve", "gus", "a1", "a2") and here.count == 3
    with pytest.raises(ValueError, match="choose one of affiliation, ties"):
        web(country, "recognition")


@given(st.lists(st.integers(0, 6), max_size=20))
def test_pairs_are_all_pairs_of_a_team(numbers: list[int]) -> None:
    team = np.array(sorted(numbers), np.int64)
    found = list(zip(*(side.tolist() for side in pairs(team)), strict=True))
    assert found == [(i, j) for i in range(len(team)) for j in range(i + 1, len(team)) if team[i] == team[j]]


def test_members_are_sorted_by_team(country: Panel) -> None:
    team, member = members(country, perimeter(country, "dep"), "ties")
    assert [(t, country.actors.iris[m]) for t, m in zip(team.tolist(), member.tolist(), strict=True)] == [
        (0, "ada"), (0, "bea"), (0, "gus"), (1, "ada"), (1, "eve")]


def test_the_arrays_of_the_shipped_data_are_its_graphs() -> None:
    store = shipped().store
    columns = panel(store)
    graph = ties(store)
    mine = web(columns, "ties").arrays
    assert set(mine.nodes) == set(graph)
    assert {(mine.nodes[i], mine.nodes[j]): pytest.approx(w) for i, j, w in zip(
        mine.sources.tolist(), mine.targets.tolist(), mine.weights.tolist(), strict=True)} == {
            (u, v): graph.edges[u, v]["weight"] for one in graph.edges for u, v in (one, one[::-1])}
    acts = affiliation(store)
    two = web(columns, "affiliation").arrays
    assert set(two.nodes) == set(acts) and len(two.sources) == 2 * acts.number_of_edges()
    assert all(acts.has_edge(two.nodes[i], two.nodes[j]) for i, j in zip(
        two.sources.tolist(), two.targets.tolist(), strict=True))
