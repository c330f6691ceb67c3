"""Gould–Fernandez: as R sna, as counted by hand, and expected values and variances as all graphs give them."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from typing import Any

import networkx as nx
import pytest

from odas_graph.analysis import gould_fernandez
from odas_graph.analysis.brokerage import ROLES
from tests.analysis.networks import DIRECTED, NEAR, graphs, needs_reference, network, reference, rows

# The roles by the columns of R sna, in the meaning that the reference states.
COLUMNS = {"w_I": "coordinator", "w_O": "itinerant", "b_IO": "representative", "b_OI": "gatekeeper", "b_O": "liaison",
           "t": "total"}


def role(a: Any, v: Any, b: Any) -> str:
    if a == v == b:
        return "coordinator"
    if a == b:
        return "itinerant"
    if v == b:
        return "gatekeeper"
    return "representative" if a == v else "liaison"


def by_hand(arcs: set[tuple[Any, Any]], groups: Mapping[Any, Any]) -> dict[Any, dict[str, int]]:
    found = {node: dict.fromkeys(ROLES, 0) for node in groups}
    for a, v, b in itertools.permutations(groups, 3):
        if (a, v) in arcs and (v, b) in arcs and (a, b) not in arcs:
            found[v][role(groups[a], groups[v], groups[b])] += 1
            found[v]["total"] += 1
    return found


@needs_reference
@pytest.mark.parametrize("name", DIRECTED)
def test_equal_to_sna(name: str) -> None:
    known = reference(name)["brokerage"]
    assert known["columns"] == list(COLUMNS)
    groups = {row["id"]: row["Sponsorship"] for row in rows(f"{name}.nodes.csv")}
    found = gould_fernandez(network(name), groups)
    for node, *lines in zip(found, known["raw"], known["expected_node"], known["z_node"], strict=True):
        for values, line in zip((found[node], found[node].expected, found[node].z), lines, strict=True):
            for column, value in zip(COLUMNS.values(), line, strict=True):
                assert getattr(values, column) == (None if value is None else pytest.approx(value, abs=NEAR))
    overall = found.overall
    for values, part in ((overall, "raw"), (overall.expected, "expected"), (overall.z, "z")):
        assert [values[column] for column in COLUMNS.values()] == pytest.approx(known[f"global_{part}"], abs=NEAR)


@pytest.mark.parametrize("graph", graphs(), ids=str)
def test_raw_counts_are_those_counted_by_hand(graph: nx.Graph[Any]) -> None:
    groups = {node: node % 4 for node in graph}
    arcs = set(graph.edges) | (set() if graph.is_directed() else {(b, a) for a, b in graph.edges})
    found = gould_fernandez(graph, groups)
    assert {node: dict(broker) for node, broker in found.items()} == by_hand(arcs, groups)
    assert dict(found.overall) == {name: sum(broker[name] or 0 for broker in found.values()) for name in ROLES}


def test_the_words_of_gatekeeper_and_representative() -> None:
    arcs = nx.DiGraph([("other", "broker"), ("broker", "mate")])
    broker = gould_fernandez(arcs, {"other": "A", "broker": "B", "mate": "B"})["broker"]
    assert (broker.gatekeeper, broker.representative, broker.total) == (1, 0, 1)
    broker = gould_fernandez(arcs, {"other": "B", "broker": "B", "mate": "A"})["broker"]
    assert (broker.gatekeeper, broker.representative) == (0, 1)


@pytest.mark.parametrize("letters", ["AAAA", "AAAB", "AABB", "AABC", "ABCD"])
def test_expected_and_variance_are_those_of_all_graphs(letters: str) -> None:
    """All 4,096 directed graphs of four nodes, each with the probability that its arcs have."""
    groups = dict(enumerate(letters))
    pairs = list(itertools.permutations(groups, 2))
    triples = list(itertools.permutations(groups, 3))
    graph: nx.DiGraph[int] = nx.DiGraph([(0, 1), (1, 2), (2, 3), (3, 0), (1, 3)])
    density = 5 / 12
    mean: dict[tuple[Any, str], float] = {(v, r): 0.0 for v in (*groups, None) for r in ROLES}
    square = dict(mean)
    bit = {pair: 1 << i for i, pair in enumerate(pairs)}
    asked = [(bit[a, v] | bit[v, b], bit[a, b], v, role(*(groups[i] for i in (a, v, b)))) for a, v, b in triples]
    for arcs in range(1 << 12):
        chance = density ** arcs.bit_count() * (1 - density) ** (12 - arcs.bit_count())
        count: dict[tuple[Any, str], int] = {}
        for there, absent, v, name in asked:
            if arcs & there == there and not arcs & absent:
                for key in ((v, name), (v, "total"), (None, name), (None, "total")):
                    count[key] = count.get(key, 0) + 1
        for key, value in count.items():
            mean[key] += chance * value
            square[key] += chance * value * value
    found = gould_fernandez(graph, groups)
    for (v, name), expected in mean.items():
        broker = found.overall if v is None else found[v]
        assert broker.expected[name] == pytest.approx(expected, abs=1e-12)
        if v is None and name not in ("itinerant", "liaison"):
            continue  # R sna leaves out some covariances of the other sums: see the docstring
        variance = square[v, name] - expected ** 2
        if variance < 1e-12:
            assert broker.z[name] is None
        else:
            assert broker.z[name] == pytest.approx(((broker[name] or 0) - expected) / math.sqrt(variance), abs=1e-9)


def test_an_undirected_pair_counts_twice() -> None:
    path = nx.path_graph(3)
    assert gould_fernandez(path, dict.fromkeys(path, "A"))[1].coordinator == 2


def test_groups_by_attribute_or_missing() -> None:
    path = nx.path_graph(3)
    nx.set_node_attributes(path, {0: "A", 1: "B", 2: None}, "sphere")
    found = gould_fernandez(path, "sphere")
    assert found[1].liaison == 2
    assert found.groups == {"A": 1, "B": 1, None: 1}
    with pytest.raises(ValueError, match="2 has no group"):
        gould_fernandez(path, {0: "A", 1: "B"})
    with pytest.raises(KeyError):
        found[1]["broker"]


def test_the_edges() -> None:
    assert dict(gould_fernandez(nx.Graph(), {})) == {}
    alone = gould_fernandez(nx.empty_graph(1), {0: "A"})
    assert (alone[0].total, alone[0].expected.total, alone[0].z.total) == (0, 0, None)
    full = gould_fernandez(nx.complete_graph(5), dict.fromkeys(range(5), "A"))
    assert set(full.z[0].values()) == {None}
    assert full.expected[0].total == 0
    with pytest.raises(ValueError, match="with itself"):
        gould_fernandez(nx.Graph([(0, 0)]), {0: "A"})
