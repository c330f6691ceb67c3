"""Measures side by side: the values of `analysis`, estimates on the scale of their measure, steps that are told."""

from __future__ import annotations

import networkx as nx
import numpy as np
import pytest

from odas_graph.analysis import centrality, gould_fernandez, key_players
from odas_graph.analysis.graphs import to_arrays
from odas_graph.analysis.measures import MEASURES
from odas_graph.cooperation.tables import (
    BETWEENNESS,
    BROKERAGE,
    CORE,
    CUTS,
    HARMONIC,
    NAMES,
    PLAYERS,
    SLUGS,
    columns,
    measure_all,
    steps,
)
from odas_graph.vocab import CODES

ONE_MODE = tuple(name for name in NAMES if not name.startswith("two_mode"))


@pytest.fixture(scope="module")
def graph() -> nx.Graph[str]:
    found: nx.Graph[str] = nx.relabel_nodes(nx.gnm_random_graph(40, 60, seed=4), str)
    found.add_node("alone")
    return found


@pytest.fixture(scope="module")
def two_mode() -> nx.Graph[str]:
    """Actors a0…, actions b0…: two parts that one actor joins, and a pair."""
    found: nx.Graph[str] = nx.Graph()
    found.add_nodes_from(["a0", "a1", "a2", "a3", "a4"], bipartite=0)
    found.add_nodes_from(["b0", "b1", "b2"], bipartite=1)
    found.add_edges_from([("a0", "b0"), ("a1", "b0"), ("a1", "b1"), ("a2", "b1"), ("a3", "b1"), ("a4", "b2")])
    return found


MODES = np.array([0] * 5 + [1] * 3)


def test_every_column_is_what_analysis_says(graph: nx.Graph[str]) -> None:
    groups = {node: len(node) for node in graph}
    found = measure_all(graph, ONE_MODE, groups=groups, key=2)
    alone = centrality(graph, [name for name in MEASURES if not name.startswith("two_mode")])
    for name, values in alone.items():
        assert list(found.columns[name]) == pytest.approx([values[node] for node in found.nodes], nan_ok=True), name
    brokers = gould_fernandez(graph, groups)
    for i, node in enumerate(found.nodes):
        assert found.columns["brokerage_liaison"][i] == brokers[node].liaison
        assert found.columns["brokerage_total_expected"][i] == brokers[node].expected.total
        assert found.columns["brokerage_gatekeeper_z"][i] == brokers[node].z.gatekeeper
    best = key_players(graph, 2)
    assert {node for i, node in enumerate(found.nodes) if found.columns["key_fragment"][i]} == set(best)
    assert found.core is not None and found.cuts is not None and len(found.players) == 2
    assert [c for name in ONE_MODE for c in columns(name)] == list(found.columns)


def test_a_graph_and_its_arrays_give_the_same(graph: nx.Graph[str]) -> None:
    names = [name for name in ONE_MODE if name != BROKERAGE]
    assert measure_all(graph, names).columns == measure_all(to_arrays(graph), names).columns


def test_articulation_and_key_players_count_actors_alone(two_mode: nx.Graph[str]) -> None:
    found = measure_all(two_mode, [CUTS, PLAYERS, "two_mode_degree"], modes=MODES, key=1)
    separates = dict(zip(found.nodes, found.columns["separates"], strict=True))
    # Without a1: a0 apart from a2 and a3. Without b1: a2 and a3, each alone, apart from a0 and a1.
    assert separates == {"a0": 0, "a1": 1, "a2": 0, "a3": 0, "a4": 0, "b0": 1, "b1": 2, "b2": 0}
    assert found.players[0].nodes == ("a1",)
    assert dict(zip(found.nodes, found.columns["two_mode_degree"], strict=True))["a1"] == pytest.approx(2 / 3)


def test_estimates_are_on_the_scale_of_the_measure(graph: nx.Graph[str], two_mode: nx.Graph[str]) -> None:
    for network, modes, names in ((graph, None, BETWEENNESS[:2] + HARMONIC), (two_mode, MODES, BETWEENNESS + HARMONIC)):
        exact = measure_all(network, names, modes=modes)
        for seed in range(3):
            rough = measure_all(network, names, modes=modes, approximate=0.1, seed=seed)
            assert set(rough.estimates) == set(names) and not exact.estimates
            for name in names:
                estimate = rough.estimates[name]
                assert estimate.confidence == 0.9 and estimate.samples > 0
                worst = max(abs(a - b) for a, b in zip(exact.columns[name], rough.columns[name], strict=True)
                            if a is not None and b is not None)
                assert worst <= estimate.error + 1e-9, name
        assert measure_all(network, names, modes=modes, approximate=0.1).columns == measure_all(
            network, names, modes=modes, approximate=0.1).columns


def test_nothing_else_is_estimated(graph: nx.Graph[str]) -> None:
    found = measure_all(graph, ["closeness", "degree", "betweenness"], approximate=0.2)
    assert set(found.estimates) == {"betweenness"}
    assert found.columns["closeness"] == measure_all(graph, ["closeness"]).columns["closeness"]
    with pytest.raises(ValueError, match="mode of every node"):
        measure_all(graph, ["two_mode_betweenness"], approximate=0.2)


def test_steps_that_share_what_costs_most_are_one(graph: nx.Graph[str]) -> None:
    names = ["betweenness", "harmonic", "degree", "betweenness_normalized", "closeness"]
    assert steps(names) == [("betweenness", "betweenness_normalized"), ("harmonic", "closeness"), ("degree",)]
    assert steps(names, 0.1)[1:] == [("harmonic",), ("degree",), ("closeness",)]
    for approximate in (None, 0.2):
        told = iter(range(99))
        found = measure_all(graph, names, approximate=approximate, advance=told.__next__)
        assert next(told) == len(steps(names, approximate)) and list(found.columns) == names


def test_an_unknown_name_is_refused(graph: nx.Graph[str]) -> None:
    with pytest.raises(ValueError, match="no measure is called 'fame': choose among degree"):
        measure_all(graph, ["fame"])


@pytest.mark.parametrize("count", [0, 1, 2])
def test_small_networks(count: int) -> None:
    found = measure_all(nx.empty_graph(count), ONE_MODE, approximate=0.3)
    assert len(found.nodes) == count and all(len(values) == count for values in found.columns.values())
    assert measure_all(nx.empty_graph(count), [CORE]).core is not None


def test_slugs_name_measures() -> None:
    assert set(SLUGS) <= set(CODES["mesure"]) and set(SLUGS.values()) <= set(MEASURES)
