"""C1: role weight × direct contact ÷ houses that take part; percentiles and standings among peers."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from odas_graph.analysis import contribution
from odas_graph.analysis.contribution import in_chunks, percentiles, proximity, role_weight, standings
from odas_graph.analysis.draws import Draws, stated
from odas_graph.network import affiliation
from odas_graph.network import panel as panel_of
from odas_graph.panel import ROLES, SILENT, YES, Panel
from tests.analysis import shipped
from tests.analysis.drawn import drawn, readings
from tests.analysis.panels import Link, Part, panel
from tests.analysis.test_weights import shipped_weights

WEIGHTS = shipped_weights()
STATED = stated(WEIGHTS)


def c1(world: Panel, draws: Draws = STATED) -> dict[str, float | None]:
    """The value of each actor in the first reading, None where it is not known."""
    values = proximity(world, draws)[0].tolist()
    return {name: None if value != value else value for name, value in zip(world.actors.iris, values, strict=True)}


# --- proximity -----------------------------------------------------------------------------------------------------

def test_proximity_is_role_times_contact_shared_by_participants() -> None:
    world = panel([("a", "x", ["porteur"], True), ("b", "x", ["financeur"], True), ("c", "x", ["porteur"], False),
                   ("d", "x", ["operateur"], None)])
    # Four take part in x: 1/4, 0.3/4, no contact, contact unsaid.
    assert c1(world) == {"a": pytest.approx(0.25), "b": pytest.approx(0.075), "c": 0.0, "d": None}


def test_the_heaviest_role_counts_and_actions_add_up() -> None:
    world = panel([("a", "x", ["financeur", "mediateur"], True), ("b", "x", ["partenaire"], True),
                   ("a", "y", ["relais"], True)])
    assert c1(world)["a"] == pytest.approx(0.8 / 2 + 0.7)


def test_an_action_whose_contact_is_unsaid_adds_nothing_and_takes_nothing() -> None:
    alone, annexe = Part("a", "x", ["porteur"], True), Part("a", "annexe", ["porteur"], None)
    assert c1(panel([alone, annexe]))["a"] == c1(panel([alone]))["a"] == 1.0


def test_no_role_adds_nothing() -> None:
    assert c1(panel([("a", "x", [], True)])) == {"a": 0.0}


def test_an_actor_of_no_action_is_unknown_rather_than_zero() -> None:
    assert c1(panel([("a", "x", ["porteur"], True)], actors={"z"}))["z"] is None
    assert c1(panel(actors={"z"})) == {"z": None}


def test_a_body_and_its_own_staff_are_one_participant() -> None:
    rows = [("body", "x", ["porteur"], True), ("callers", "x", ["operateur"], True), ("other", "x", [], True)]
    assert c1(panel(rows))["body"] == pytest.approx(1 / 3)
    together = c1(panel(rows, houses={"callers": "body"}))
    assert together["body"] == together["callers"] == pytest.approx(1 / 2)


def test_institutions_are_participants() -> None:
    rows = [("a", "x", ["porteur"], True), ("ville", "x", ["financeur"], False)]
    assert c1(panel(rows, institutions={"ville"}))["a"] == pytest.approx(1 / 2)


def test_the_same_terms_in_another_order_are_the_same() -> None:
    # 0.1 + 0.7 + 0.3 and 0.3 + 0.7 + 0.1 differ as sums of floats.
    roles = [[0.0] * len(ROLES)]
    roles[0][:3] = [.1, .7, .3]
    one = [("a", action, [ROLES[i]], True) for i, action in enumerate("uvw")]
    other = [("b", action, [ROLES[2 - i]], True) for i, action in enumerate("xyz")]
    found = c1(panel(one + other), readings(roles))
    assert found["a"] == found["b"]


def test_ties_to_institutions_never_change_it() -> None:
    rows = [("une", "x", ["porteur"], True), ("deux", "x", ["relais"], True), ("ville", "x", ["financeur"], False)]
    ties = [Link(("une", "ville"), True, "preexistant"), Link(("deux", "ville"), absent=True)]
    assert c1(panel(rows, institutions={"ville"}, ties=ties)) == c1(panel(rows, institutions={"ville"}))


def test_an_action_left_out_adds_nothing_and_says_nothing() -> None:
    world = panel([("a", "x", ["porteur"], True), ("a", "y", ["relais"], True), ("b", "x", ["porteur"], True)])
    found = proximity(world, readings(left_out=[SILENT, 0, 1]))
    assert found == pytest.approx(np.array([[1.5, .5], [1, np.nan], [.5, .5]]), nan_ok=True)


def naive(graph: nx.Graph[str], weights: dict[str, float], contact: tuple[float, float]) -> dict[str, float | None]:
    """C1 on the two-mode network, actor by actor."""
    scores: dict[str, float | None] = {}
    for actor, data in graph.nodes(data=True):
        if data["bipartite"] != 0:
            continue
        score, known = 0.0, False
        for _, action, edge in graph.edges(actor, data=True):
            if edge["contact"] is None:
                continue
            known = True
            houses = {graph.nodes[other]["house"] for other in graph[action]}
            score += max((weights[role] for role in edge["roles"]), default=0) * contact[edge["contact"]] / len(houses)
        scores[actor] = score if known else None
    return scores


def two_mode(world: Panel, left_out: int) -> nx.Graph[str]:
    graph: nx.Graph[str] = nx.Graph()
    for actor, house in zip(world.actors.iris, world.actors.house.tolist(), strict=True):
        graph.add_node(actor, bipartite=0, house=house)
    rows = world.participations
    for actor, action, roles, met in zip(rows.actor.tolist(), rows.action.tolist(), rows.roles.tolist(),
                                         rows.contact.tolist(), strict=True):
        if action != left_out:
            graph.add_node(f"action {action}", bipartite=1)
            graph.add_edge(world.actors.iris[actor], f"action {action}", contact=None if met == SILENT else met == YES,
                           roles=[ROLES[role] for role in rows.role_sets[roles]])
    return graph


@given(drawn())
def test_as_counted_actor_by_actor(case: tuple[Panel, Draws]) -> None:
    world, draws = case
    found = proximity(world, draws)
    for row, roles, contact, left_out in zip(found, draws.roles.tolist(), draws.contact.tolist(),
                                             draws.left_out.tolist(), strict=True):
        known = naive(two_mode(world, left_out), dict(zip(ROLES, roles, strict=True)), contact)
        assert row.tolist() == [pytest.approx(np.nan if value is None else value, nan_ok=True)
                                for value in known.values()]
        assert list(known) == list(world.actors.iris)


def test_the_shipped_data_as_counted_on_its_network() -> None:
    store = shipped().store
    world = panel_of(store)
    known = naive(affiliation(store), dict(WEIGHTS.roles), (WEIGHTS.contact["non"], WEIGHTS.contact["oui"]))
    found = c1(world)
    assert found == {actor: None if value is None else pytest.approx(value) for actor, value in known.items()}
    assert sum(value is not None and value > 0 for value in found.values()) > 20


@given(drawn())
def test_it_stays_between_zero_and_the_number_of_actions(case: tuple[Panel, Draws]) -> None:
    world, draws = case
    found = proximity(world, draws)
    actions = np.bincount(world.participations.actor, minlength=len(world.actors))
    assert (np.isnan(found) | ((found >= 0) & (found <= actions))).all()


def test_many_readings_are_counted_as_each_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    dice = np.random.default_rng(3)
    world = panel([Part(f"a{i}", f"x{i % 7}", {ROLES[i % 16]}, bool(i % 3)) for i in range(60)])
    draws = readings(dice.random((50, len(ROLES))).tolist(), left_out=dice.integers(-1, 7, 50).tolist())
    whole = proximity(world, draws)
    monkeypatch.setattr(contribution, "CELLS", 150)  # two or three readings in one go
    assert np.array_equal(proximity(world, draws), whole, equal_nan=True)
    assert [(s.start, s.stop) for s in in_chunks(5, 60)] == [(0, 2), (2, 4), (4, 5)]
    assert [(s.start, s.stop) for s in in_chunks(2, 1000)] == [(0, 1), (1, 2)]
    assert list(in_chunks(0, 60)) == []


def test_the_weight_of_the_heaviest_role() -> None:
    assert role_weight(["financeur", "mediateur", "role-de-demain"], WEIGHTS) == WEIGHTS.roles["mediateur"]
    assert role_weight(["role-de-demain"], WEIGHTS) == role_weight([], WEIGHTS) == 0


# --- percentiles and standings -------------------------------------------------------------------------------------

def parzen(values: list[float]) -> list[float]:
    """One row, one group, value by value."""
    ordered = sorted(value for value in values if value == value)
    found = []
    for value in values:
        below, same = bisect_left(ordered, value), bisect_right(ordered, value) - bisect_left(ordered, value)
        share = (below + (same - 1) / 2) / (len(ordered) - 1) if len(ordered) > 1 else 0.5
        found.append(share if value == value else value)
    return found


def one_row(values: list[float], groups: list[int] | None = None) -> list[float]:
    found: list[float] = percentiles(np.array([values]), np.array(groups or [0] * len(values)))[0].tolist()
    return found


NUMBERS = st.sampled_from([0.0, 1.0, 2.0, np.nan]) | st.floats(0, 3)
TABLES = st.integers(0, 9).flatmap(lambda width: st.tuples(
    st.lists(st.lists(NUMBERS, min_size=width, max_size=width), min_size=1, max_size=4),
    st.lists(st.integers(0, 2), min_size=width, max_size=width)))


@given(TABLES)
def test_percentiles_are_the_mid_ranks_of_each_row_and_group(table: tuple[list[list[float]], list[int]]) -> None:
    values, groups = np.array(table[0]).reshape(len(table[0]), -1), np.array(table[1], np.int64)
    found = percentiles(values, groups)
    assert found.shape == values.shape
    for group in set(table[1]):
        for row, shares in zip(values[:, groups == group], found[:, groups == group], strict=True):
            assert np.array_equal(shares, parzen(row.tolist()), equal_nan=True)


@given(TABLES)
def test_standings_are_percentiles_but_of_nothing(table: tuple[list[list[float]], list[int]]) -> None:
    values, groups = np.array(table[0]).reshape(len(table[0]), -1), np.array(table[1], np.int64)
    found, shares = standings(values, groups), percentiles(values, groups)
    assert np.array_equal(found, np.where(values == 0, 0, shares), equal_nan=True)


VALUES = st.lists(st.floats(0, 3), min_size=1, max_size=12)


@given(VALUES)
def test_percentiles_lie_between_zero_and_one_and_keep_the_order(values: list[float]) -> None:
    shares = one_row(values)
    for one, share in zip(values, shares, strict=True):
        assert 0 <= share <= 1
        for other, its in zip(values, shares, strict=True):
            assert (one < other) == (share < its)


@given(VALUES)
def test_percentiles_turn_round_with_the_values_and_average_one_half(values: list[float]) -> None:
    shares, mirrored = one_row(values), one_row([-value for value in values])
    assert shares == pytest.approx([1 - share for share in mirrored])
    assert sum(shares) / len(shares) == pytest.approx(0.5)


@given(st.lists(NUMBERS, max_size=12), st.randoms(use_true_random=False))
def test_percentiles_do_not_depend_on_the_order_of_actors(values: list[float], dice: Any) -> None:
    order = list(range(len(values)))
    dice.shuffle(order)
    shares = one_row(values)
    assert np.array_equal(one_row([values[i] for i in order]), [shares[i] for i in order], equal_nan=True)


def test_percentiles_by_hand() -> None:
    assert one_row([1, 2, 2, 9]) == [0, 0.5, 0.5, 1]
    assert one_row([7]) == [0.5]
    assert one_row([1, 2, 3, 4], [0, 1, 0, 1]) == [0, 0, 1, 1]
    assert np.array_equal(one_row([np.nan, 1, 2]), [np.nan, 0, 1], equal_nan=True)
    assert np.array_equal(one_row([np.nan, 1]), [np.nan, 0.5], equal_nan=True)
    assert one_row([]) == []


def test_standings_by_hand() -> None:
    def found(*values: float) -> list[float]:
        shares: list[float] = standings(np.array([values]), np.zeros(len(values), np.int64))[0].tolist()
        return shares

    assert found(0, 0, 0, 2) == [0, 0, 0, 1]
    assert found(0) == [0]
    assert found(1) == [0.5]
    assert np.array_equal(found(np.nan, 0, 3), [np.nan, 0, 1], equal_nan=True)
