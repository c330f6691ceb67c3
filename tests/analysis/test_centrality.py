"""The classic centralities: as R igraph and sna, the same whoever counts, and at the edges."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import networkx as nx
import numpy as np
import pytest

from odas_graph.analysis import centrality, paths
from odas_graph.analysis.graphs import to_arrays
from odas_graph.analysis.measures import DEFAULT, MEASURES
from odas_graph.errors import UsageError
from tests.analysis.networks import (
    ENGINES,
    ONE_MODE,
    assert_near,
    graphs,
    needs_reference,
    network,
    projection,
    reference,
    southern_women,
)

COUNTED_ELSEWHERE = ("betweenness", "betweenness_normalized", "pagerank", "coreness", "harmonic", "closeness")


@needs_reference
@pytest.mark.parametrize("backend", ENGINES)
@pytest.mark.parametrize("name", ONE_MODE)
def test_equal_to_igraph_and_sna(name: str, backend: str | None) -> None:
    graph, known = network(name), reference(name)
    found = centrality(graph, ("degree", "in_degree", "out_degree", "betweenness", "pagerank", "coreness"),
                       backend=backend)
    assert_near(found["betweenness"], known["igraph"]["betweenness"])
    assert_near(found["betweenness"], known["sna"]["betweenness"])
    assert_near(found["pagerank"], known["igraph"]["pagerank_085"])
    assert_near(found["coreness"], known["igraph"]["coreness_undirected"])
    for sort, values in known["sna"]["degree"].items():
        assert_near(found[sort.replace("indegree", "in_degree").replace("outdegree", "out_degree")], values)
    undirected = centrality(nx.Graph(graph), ("betweenness", "betweenness_normalized", "closeness", "coreness",
                                              "eigenvector"), backend=backend)
    assert_near(undirected["betweenness"], known["igraph"]["betweenness_undirected"])
    assert_near(undirected["betweenness_normalized"], known["igraph"]["betweenness_undirected_normalized"])
    assert_near(undirected["closeness"], known["igraph"]["closeness_undirected_normalized"])
    assert_near(undirected["coreness"], known["igraph"]["coreness_undirected"])
    assert_near(undirected["eigenvector"], known["igraph"]["eigen_undirected"])


@needs_reference
def test_closeness_along_the_arcs_is_that_of_sna() -> None:
    known = reference("emon_Texas")["sna"]["closeness"]  # 0 for the one that reaches nobody, where this has None
    assert_near(centrality(network("emon_Texas"), ["closeness"])["closeness"], [value or None for value in known])


@needs_reference
@pytest.mark.parametrize("backend", ENGINES)
def test_two_mode_equal_to_igraph(backend: str | None) -> None:
    graph, known = southern_women(), reference("twomode_southern_women")
    found = centrality(graph, ("degree", "betweenness", "closeness"), backend=backend)
    assert_near(found["degree"], known["degree"])
    assert_near(found["betweenness"], known["betweenness_raw"])
    assert_near(found["closeness"], known["closeness_normalized"])
    for mode in ("projection_false", "projection_true"):
        one = centrality(projection(known[mode]), ("betweenness", "coreness"), backend=backend)
        assert_near(one["betweenness"], known[mode]["betweenness"])
        assert_near(one["coreness"], known[mode]["coreness"])


@pytest.mark.parametrize("seed", range(4))
def test_two_mode_normalisation_is_that_of_networkx(seed: int) -> None:
    graph = nx.bipartite.random_graph(5 + 4 * seed, 9, 0.4, seed=seed)
    graph = graph.subgraph(max(nx.connected_components(graph), key=len)).copy()
    first = [node for node, data in graph.nodes(data=True) if data["bipartite"] == 0]
    found = centrality(graph, ("two_mode_degree", "two_mode_closeness", "two_mode_betweenness"))
    for name, theirs in (("degree", nx.bipartite.degree_centrality), ("closeness", nx.bipartite.closeness_centrality),
                         ("betweenness", nx.bipartite.betweenness_centrality)):
        known = theirs(graph, first)
        assert_near(found[f"two_mode_{name}"], [known[node] for node in graph])


def test_two_mode_measures_of_two_components_and_of_the_greatest_there_is() -> None:
    star = nx.star_graph(4)
    nx.set_node_attributes(star, {node: int(node > 0) for node in star}, "bipartite")
    star.add_node("alone", bipartite=0)
    star.add_edge("a", "b")
    star.add_nodes_from([("a", {"bipartite": 0}), ("b", {"bipartite": 1})])
    found = centrality(star, ("two_mode_closeness", "two_mode_degree", "two_mode_betweenness"))
    assert found["two_mode_closeness"][0] == found["two_mode_closeness"]["a"] == 1
    assert found["two_mode_closeness"]["alone"] is None
    assert found["two_mode_degree"][0] == pytest.approx(4 / 5)
    assert 0 < (found["two_mode_betweenness"][0] or 0) < 1
    alone = nx.Graph([(0, 1)])
    nx.set_node_attributes(alone, {0: 0, 1: 1}, "bipartite")
    assert centrality(alone, ["two_mode_betweenness"]) == {"two_mode_betweenness": {0: 0.0, 1: 0.0}}


def test_two_mode_measures_need_two_modes() -> None:
    with pytest.raises(ValueError, match="attribute `bipartite`"):
        centrality(nx.path_graph(3), ["two_mode_degree"])
    one = nx.path_graph(2)
    nx.set_node_attributes(one, {0: 0, 1: 0}, "bipartite")
    with pytest.raises(ValueError, match="between the modes"):
        centrality(one, ["two_mode_closeness"])


@pytest.mark.parametrize("graph", graphs(), ids=str)
def test_the_same_whoever_counts(graph: nx.Graph[Any]) -> None:
    pytest.importorskip("igraph")
    mine, theirs = (centrality(graph, COUNTED_ELSEWHERE, backend=name) for name in ("networkx", "igraph"))
    for name in COUNTED_ELSEWHERE:
        assert_near(mine[name], theirs[name].values())
    outward = graph.reverse() if isinstance(graph, nx.DiGraph) else graph
    known = nx.harmonic_centrality(outward)
    assert_near(mine["harmonic"], [known[node] for node in graph])
    near = nx.closeness_centrality(outward, wf_improved=False)
    assert_near(mine["closeness"], [near[node] or None for node in graph])


def test_beyond_the_size_igraph_takes_over(monkeypatch: pytest.MonkeyPatch) -> None:
    igraph = pytest.importorskip("igraph")
    graph = nx.barabasi_albert_graph(60, 3, seed=1)
    for i, (_, _, data) in enumerate(graph.edges(data=True)):
        data["strength"] = 1 + i % 3
    small = centrality(graph, weight="strength")
    monkeypatch.setattr("odas_graph.analysis.engines.LARGE", 10)
    asked: list[str] = []
    real = igraph.Graph.betweenness

    def counted(*args: Any, **others: Any) -> Any:
        asked.append("igraph")
        return real(*args, **others)

    monkeypatch.setattr(igraph.Graph, "betweenness", counted)
    monkeypatch.setattr(nx, "betweenness_centrality", None)
    large = centrality(graph, weight="strength")
    assert asked == ["igraph"]
    assert list(small) == list(DEFAULT) == list(large)
    for name, values in small.items():
        assert_near(large[name], values.values())


def test_without_igraph_the_message_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "igraph", None)
    monkeypatch.setattr("odas_graph.analysis.engines.LARGE", 10)
    with pytest.raises(UsageError, match=r"odas-graph\[large\].*backend='networkx'"):
        centrality(nx.path_graph(20), ["betweenness"])
    assert centrality(nx.path_graph(20), ["betweenness"], backend="networkx")["betweenness"][1] == 18


def test_a_backend_of_networkx_is_dispatched_to(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, str]] = []
    for name in ("betweenness_centrality", "pagerank", "core_number", "harmonic_centrality"):
        def counted(graph: Any, *args: Any, backend: str, name: str = name, **others: Any) -> dict[Any, float]:
            told.append((name, backend))
            return dict.fromkeys(graph, 1.0)

        monkeypatch.setattr(nx, name, counted)
    centrality(nx.path_graph(3), ("betweenness", "pagerank", "coreness", "harmonic"), backend="parallel")
    assert {backend for _, backend in told} == {"parallel"}
    assert len(told) == 4


def test_a_backend_that_is_not_installed_is_no_silent_fallback() -> None:
    with pytest.raises(ImportError, match="nowhere"):
        centrality(nx.path_graph(3), ["betweenness"], backend="nowhere")


def test_by_component() -> None:
    graph = nx.disjoint_union(nx.barbell_graph(5, 2), nx.path_graph(80))
    graph.add_edge("x", "y")
    graph.add_node("alone")
    found = centrality(graph, ("eigenvector", "pagerank_component", "pagerank"))
    for nodes in nx.connected_components(graph):
        part = graph.subgraph(nodes)
        alone = nx.pagerank(part, tol=1e-12, max_iter=1000)
        assert {n: found["pagerank_component"][n] for n in part} == pytest.approx(alone, abs=1e-9)
        if len(part) > 2:
            leading = nx.eigenvector_centrality_numpy(part)
            top = max(leading.values())
            assert {n: found["eigenvector"][n] for n in part} == pytest.approx(
                {n: value / top for n, value in leading.items()}, abs=1e-6)
    assert found["eigenvector"]["x"] == found["eigenvector"]["y"] == 1
    assert found["eigenvector"]["alone"] == 0
    assert sum(value or 0 for value in found["pagerank"].values()) == pytest.approx(1)


def test_weights_count_where_they_mean_strength() -> None:
    graph = nx.path_graph(3)
    graph.edges[0, 1]["weight"] = 3  # the other tie weighs 1
    plain, weighed = centrality(graph), centrality(graph, weight="weight")
    assert plain["pagerank"][0] == plain["pagerank"][2]
    assert (weighed["pagerank"][0] or 0) > (weighed["pagerank"][2] or 0)
    assert weighed["eigenvector"][0] == pytest.approx(3 / 10 ** 0.5)
    for name in ("betweenness", "harmonic", "degree", "coreness"):
        assert plain[name] == weighed[name]
    by_component = centrality(graph, ["pagerank_component"], weight="weight")["pagerank_component"]
    assert by_component == pytest.approx(weighed["pagerank"], abs=1e-9)


def test_values_are_plain_and_in_the_order_of_the_graph() -> None:
    graph: nx.Graph[str] = nx.Graph([("c", "a"), ("a", "b")])
    for values in centrality(graph, [name for name in MEASURES if not name.startswith("two_mode")]).values():
        assert list(values) == ["c", "a", "b"]
        assert all(type(value) in (int, float) for value in values.values())
    assert centrality(graph, ["harmonic", "harmonic_normalized"]) == {
        "harmonic": {"c": 1.5, "a": 2.0, "b": 1.5}, "harmonic_normalized": {"c": 0.75, "a": 1.0, "b": 0.75}}


@pytest.mark.parametrize("backend", ENGINES)
def test_the_edges(backend: str | None) -> None:
    every = [name for name in MEASURES if not name.startswith("two_mode")]
    assert centrality(nx.Graph(), backend=backend) == {name: {} for name in DEFAULT}
    alone = centrality(nx.empty_graph(1), every, backend=backend)
    assert {name: values[0] for name, values in alone.items()} == {
        **dict.fromkeys(every, 0), "closeness": None, "constraint": None, "effective_size": None,
        "pagerank": pytest.approx(1), "pagerank_component": pytest.approx(1)}
    assert all(len(values) == 2 for values in centrality(nx.empty_graph(2), every, backend=backend).values())
    with pytest.raises(ValueError, match="with itself"):
        centrality(nx.Graph([(0, 0)]), backend=backend)
    with pytest.raises(ValueError, match="multigraph"):
        centrality(nx.MultiGraph([(0, 1)]), backend=backend)
    with pytest.raises(ValueError, match=r"'fame'.*degree, "):
        centrality(nx.Graph(), ["fame"], backend=backend)


@pytest.mark.parametrize("graph", graphs(6), ids=str)
def test_distances_and_bits(graph: nx.Graph[Any]) -> None:
    longer = nx.disjoint_union(graph, nx.path_graph(90, create_using=type(graph)))
    arrays, known = to_arrays(longer), dict(nx.all_pairs_shortest_path_length(longer))
    found = paths.distances(arrays, np.arange(arrays.n))
    assert all(found[s, v] == known[s].get(v, -1) for s in range(arrays.n) for v in range(arrays.n))
    words = np.random.default_rng(0).integers(0, 2 ** 64, 500, dtype=np.uint64)
    assert paths._ones_by_halves(words).tolist() == [int(word).bit_count() for word in words]
    assert paths.ones(words).tolist() == [int(word).bit_count() for word in words]


def test_the_other_rooms_load_without_any_of_this() -> None:
    code = ("import sys, odas_graph.analysis, odas_graph.analysis.weights; "
            "print([m for m in ('numpy', 'networkx', 'scipy', 'igraph') if m in sys.modules])")
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"


def test_names_stay_functions_once_their_modules_are_loaded() -> None:
    code = ("import odas_graph.analysis as a; names = a.__all__; "
            "assert all(callable(getattr(a, n)) for n in names * 2); from odas_graph.analysis import *; "
            "assert centrality is a.centrality; "
            "import pytest; pytest.raises(AttributeError, getattr, a, 'fame')")
    subprocess.run([sys.executable, "-c", code], check=True)
