"""C1: role weight × direct contact ÷ participants, and percentiles among one kind."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odas_graph import vocab
from odas_graph.analysis.contribution import percentiles, proximity
from odas_graph.network import affiliation
from odas_graph.visibility import default_weights
from tests.analysis import action, actor, takes_part, tie, world

WEIGHTS = default_weights()


def two_mode(*edges: tuple[str, str, list[str], bool | None]) -> nx.Graph[str]:
    graph: nx.Graph[str] = nx.Graph()
    for who, what, roles, contact in edges:
        graph.add_node(who, bipartite=0)
        graph.add_node(what, bipartite=1)
        graph.add_edge(who, what, roles=roles, contact=contact)
    return graph


def test_proximity_is_role_times_contact_shared_by_participants() -> None:
    graph = two_mode(("a", "x", ["porteur"], True), ("b", "x", ["financeur"], True), ("c", "x", ["porteur"], False),
                     ("d", "x", ["operateur"], None))
    # Four take part in x: 1/4, 0.3/4, no contact, contact unsaid.
    assert proximity(graph, WEIGHTS) == {"a": pytest.approx(0.25), "b": pytest.approx(0.075), "c": 0.0, "d": None}


def test_the_heaviest_role_counts_and_actions_add_up() -> None:
    graph = two_mode(("a", "x", ["financeur", "mediateur"], True), ("b", "x", ["partenaire"], True),
                     ("a", "y", ["relais"], True))
    assert proximity(graph, WEIGHTS)["a"] == pytest.approx(0.8 / 2 + 0.7)


def test_an_action_whose_contact_is_unsaid_adds_nothing_and_takes_nothing() -> None:
    alone = two_mode(("a", "x", ["porteur"], True))
    more = two_mode(("a", "x", ["porteur"], True), ("a", "annexe", ["porteur"], None))
    assert proximity(more, WEIGHTS)["a"] == proximity(alone, WEIGHTS)["a"] == 1.0


def test_a_role_without_weight_adds_nothing() -> None:
    assert proximity(two_mode(("a", "x", ["role-de-demain"], True)), WEIGHTS)["a"] == 0.0


def test_an_actor_of_no_action_is_unknown_rather_than_zero() -> None:
    graph = two_mode(("a", "x", ["porteur"], True))
    graph.add_node("z", bipartite=0)
    assert proximity(graph, WEIGHTS)["z"] is None


EDGES = st.lists(st.tuples(
    st.sampled_from("abcde"), st.sampled_from("xyz"),
    st.lists(st.sampled_from(vocab.CODES["role"]), min_size=1, max_size=3), st.sampled_from([True, False, None])),
    min_size=1, max_size=15, unique_by=lambda edge: edge[:2])


@given(EDGES)
def test_proximity_stays_between_zero_and_the_number_of_actions(edges: list[tuple[str, str, list[str], bool | None]],
                                                                ) -> None:
    graph = two_mode(*edges)
    for who, score in proximity(graph, WEIGHTS).items():
        assert score is None or 0 <= score <= graph.degree(who)
        assert (score is None) == all(edge["contact"] is None for _, _, edge in graph.edges(who, data=True))


@given(EDGES)
def test_a_weightier_role_never_lowers_it(edges: list[tuple[str, str, list[str], bool | None]]) -> None:
    before = proximity(two_mode(*edges), WEIGHTS)
    after = proximity(two_mode(*[(a, x, [*roles, "porteur"], contact) for a, x, roles, contact in edges]), WEIGHTS)
    assert all((after[a] or 0) >= (before[a] or 0) for a in before)


PEOPLE = ("ville", "une", "deux", "trois")


@settings(max_examples=15)
@given(st.lists(st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE),
                          st.sampled_from(["preexistant", "ne-de-l-action", None])), max_size=5))
def test_ties_to_institutions_never_change_it(pairs: list[tuple[str, str, str | None]]) -> None:
    def score(ties: list[Any]) -> dict[str, float | None]:
        store = world([actor("ville", "commune"), *(actor(slug) for slug in PEOPLE[1:])], {"x": action(
            takes_part("une", "porteur", contact=True),
            participants=[takes_part("deux", "relais", contact=True), takes_part("ville", "financeur", contact=False)],
            partenariats=ties)})
        return proximity(affiliation(store), WEIGHTS)

    ties = [tie(one, other, **({"origine": origin} if origin else {})) for one, other, origin in pairs if one != other]
    assert score(ties) == score([])


# --- percentiles ---------------------------------------------------------------------------------------------------

VALUES = st.dictionaries(st.text(max_size=3), st.floats(0, 3, allow_nan=False), min_size=1, max_size=12)


@given(VALUES)
def test_percentiles_lie_between_zero_and_one_and_keep_the_order(values: dict[str, float]) -> None:
    shares = percentiles(values)
    assert shares.keys() == values.keys()
    for one in values:
        assert 0 <= shares[one] <= 1
        for other in values:
            if values[one] < values[other]:
                assert shares[one] < shares[other]
            elif values[one] == values[other]:
                assert shares[one] == shares[other]


@given(VALUES)
def test_percentiles_turn_round_with_the_values_and_average_one_half(values: dict[str, float]) -> None:
    shares, mirrored = percentiles(values), percentiles({k: -v for k, v in values.items()})
    assert all(shares[k] == pytest.approx(1 - mirrored[k]) for k in values)
    assert sum(shares.values()) / len(shares) == pytest.approx(0.5)


@given(VALUES, st.randoms(use_true_random=False))
def test_percentiles_do_not_depend_on_the_order_of_actors(values: dict[str, float], dice: random.Random) -> None:
    items = list(values.items())
    dice.shuffle(items)
    assert percentiles(dict(items)) == percentiles(values)


def test_percentiles_by_hand() -> None:
    assert percentiles({"a": 1, "b": 2, "c": 2, "d": 9}) == {"a": 0, "b": 0.5, "c": 0.5, "d": 1}
    assert percentiles({"alone": 7}) == {"alone": 0.5}
    assert percentiles({}) == {}


def test_a_role_that_weighs_nothing_weighs_nothing() -> None:
    graph = two_mode(("a", "x", ["porteur"], True))
    assert proximity(graph, replace(WEIGHTS, roles={"porteur": 0.0})) == {"a": 0.0}


def test_a_body_and_its_own_staff_are_one_participant() -> None:
    split = two_mode(("body", "x", ["porteur"], True), ("callers", "x", ["operateur"], True), ("other", "x", [], True))
    assert proximity(split, WEIGHTS)["body"] == pytest.approx(1 / 3)
    split.nodes["callers"]["house"] = "body"
    assert proximity(split, WEIGHTS)["body"] == pytest.approx(1 / 2)
    assert proximity(split, WEIGHTS)["callers"] == pytest.approx(1 / 2)
