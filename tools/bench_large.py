"""Measures the analysis at the size of a country: python tools/bench_large.py [--actors N] [--json FILE].

Three questions, each answered against a peer on the same machine in the same run. Does the whole analysis of a store
(columns, three networks, measures, clusters, contribution, recognition, verdicts, writing back) cost more than three
times the bare kernels of igraph and networkit on the same networks plus the bare load of the same file? How much faster
than plain networkx is it, on sizes that networkx can finish? Do contribution and recognition grow in proportion?

Every measure runs in a process of its own, so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

# The error and confidence that betweenness is estimated with, by us and by the peer.
ERROR, CONFIDENCE = 0.02, 0.9
RUNS = 3


def apart(function: Callable[..., dict[str, float]], *arguments: Any) -> dict[str, float]:
    """What a function gives in a fresh process, with the peak memory of that process as `mib`."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_with_memory, (function, *arguments))


def _with_memory(function: Callable[..., dict[str, float]], *arguments: Any) -> dict[str, float]:
    found = function(*arguments)
    return {**found, "mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}


def write_country(path: Path, actors: int, seed: int = 1) -> None:
    """A made-up country as N-Quads."""
    from odas_graph.simulation import story
    from odas_graph.simulation.quads import to_nquads

    with path.open("wb") as stream:
        for block in to_nquads(story(actors, seed)):
            stream.write(block)


def whole(path: str) -> dict[str, float]:
    """The whole analysis of a file, step by step, in seconds."""
    from odas_graph.pipeline import load_ontology
    from odas_graph.store import EmbeddedStore
    from odas_graph.study import study

    clock = Clock()
    # On disk: a country does not fit into the memory that is promised.
    store = EmbeddedStore(Path(path).with_suffix(".store"))
    store.load(Path(path), "nq")
    load_ontology(store)
    clock.mark("loading the store")
    steps = {"visibility": "columns, C, R, verdicts", "measures": "measures of the networks", "clusters": "clusters",
             "writing back": "writing back to the store"}
    started: list[str] = []

    def step(name: str) -> None:
        if started:
            clock.mark(steps[started[-1]])
        started.append(name)

    panel = study(store, perturbations=0, step=step).found.panel
    clock.mark(steps[started[-1]])
    clock.told.update(actors=len(panel.actors), participations=len(panel.participations), quads=len(store))
    return clock.told


class Clock:
    """Seconds between marks, by name."""

    def __init__(self) -> None:
        self.told: dict[str, float] = {}
        self.last = time.perf_counter()

    def mark(self, name: str) -> None:
        """Ends a step."""
        now = time.perf_counter()
        self.told[name], self.last = now - self.last, now


def kernels(path: str, actors: int) -> dict[str, float]:
    """The bare load of the file, and the bare kernels of igraph and networkit on its networks, in seconds."""
    import networkit
    import numpy as np
    from pyoxigraph import RdfFormat, Store

    from odas_graph.simulation import story

    clock = Clock()
    bare = Store(str(Path(path).with_suffix(".bare")))
    bare.bulk_load(path=path, format=RdfFormat.N_QUADS)
    bare.flush()
    clock.mark("store: bulk load")
    columns = story(actors, 1).panel()
    ties, weights = _ties(columns)
    affiliation = _affiliation(columns)
    clock.last = time.perf_counter()
    strong = {"weights": weights}
    for name, kernel in (
            ("degree", lambda: ties.degree()), ("components", lambda: ties.connected_components()),
            ("coreness", lambda: ties.coreness()), ("PageRank", lambda: ties.pagerank(**strong)),
            ("eigenvector", lambda: ties.eigenvector_centrality(**strong)),
            ("constraint", lambda: ties.constraint(**strong)),
            ("triangles", lambda: ties.list_triangles()),
            ("articulation", lambda: (ties.articulation_points(), ties.bridges())),
            ("affiliation: articulation", lambda: affiliation.articulation_points()),
            ("affiliation: components", lambda: affiliation.connected_components())):
        kernel()
        clock.mark(f"igraph: {name}")
    from odas_graph.analysis.communities import ROUNDS, SEEDS

    for _run in range(SEEDS):
        ties.community_leiden(objective_function="modularity", weights=weights, n_iterations=ROUNDS)
    clock.mark(f"igraph: Leiden, {SEEDS} runs")
    graph = networkit.Graph(ties.vcount())
    for one, other in ties.get_edgelist():
        graph.addEdge(one, other)
    clock.last = time.perf_counter()
    networkit.centrality.KadabraBetweenness(graph, ERROR, 1 - CONFIDENCE).run()
    clock.mark("networkit: betweenness within the same error")
    samples = int(np.ceil(np.log(ties.vcount()) / ERROR ** 2 / 100))
    networkit.centrality.ApproxCloseness(graph, min(samples, ties.vcount())).run()
    clock.mark("networkit: closeness, sampled")
    return clock.told


def _ties(columns: Any) -> tuple[Any, list[float]]:
    """The network of ties as igraph has it, and its weights."""
    import igraph

    from odas_graph.cooperation.perimeter import web

    arrays = web(columns, "ties").arrays
    once = arrays.sources < arrays.targets
    edges = list(zip(arrays.sources[once].tolist(), arrays.targets[once].tolist(), strict=True))
    return igraph.Graph(n=arrays.n, edges=edges), arrays.weights[once].tolist()


def _affiliation(columns: Any) -> Any:
    """The two-mode network as igraph has it."""
    import igraph

    parts, n = columns.participations, len(columns.actors)
    edges = list(zip(parts.actor.tolist(), (parts.action + n).tolist(), strict=True))
    return igraph.Graph(n=n + len(columns.actions), edges=edges)


def measures(actors: int, ours: bool) -> dict[str, float]:
    """The measures of `study` on the ties of a made-up country, by us or by plain networkx, in seconds."""
    from odas_graph.cooperation.perimeter import web
    from odas_graph.simulation import story
    from odas_graph.study import ERROR, MEASURED

    columns = story(actors, 1).panel()
    arrays = web(columns, "ties").arrays
    names = [n for n in MEASURED["ties"] if n not in ("brokerage", "articulation")]
    start = time.perf_counter()
    if ours:
        from odas_graph.analysis.communities import clusters
        from odas_graph.cooperation.tables import measure_all

        measure_all(arrays, [*names, "articulation"], approximate=ERROR)
        clusters(arrays, weight="weight")
    else:
        _by_networkx(arrays)
    return {"seconds": time.perf_counter() - start, "nodes": arrays.n, "ties": len(arrays.sources) // 2}


def _by_networkx(arrays: Any) -> None:
    import networkx as nx

    from odas_graph.analysis.communities import SEEDS

    graph: Any = nx.Graph()
    graph.add_nodes_from(range(arrays.n))
    graph.add_weighted_edges_from(zip(arrays.sources.tolist(), arrays.targets.tolist(), arrays.weights.tolist(),
                                      strict=True))
    nx.harmonic_centrality(graph)
    nx.betweenness_centrality(graph)
    nx.pagerank(graph)
    nx.core_number(graph)
    nx.constraint(graph, weight="weight")
    nx.effective_size(graph, nodes=list(graph), weight="weight")
    list(nx.articulation_points(graph))
    for part in nx.connected_components(graph):
        if len(part) > 2:
            nx.eigenvector_centrality_numpy(graph.subgraph(part), weight="weight") if len(part) > 3 else None
    for seed in range(SEEDS):
        nx.community.louvain_communities(graph, weight="weight", seed=seed)


def growth(actors: int) -> dict[str, float]:
    """Contribution, recognition and verdicts of a made-up country: seconds of one core, the least of some runs.

    The least, since what others do on the machine only ever adds to it.
    """
    from odas_graph.analysis.draws import stated
    from odas_graph.analysis.recognition import recognition
    from odas_graph.analysis.verdict import score
    from odas_graph.simulation import story
    from odas_graph.visibility import default_weights

    columns, weights = story(actors, 1).panel(), default_weights()
    times = []
    for _turn in range(RUNS + 1):
        start = time.process_time()
        draws = stated(weights)
        score(columns, draws, weights=weights, seen=recognition(columns, draws))
        times.append(time.process_time() - start)
    return {"seconds": min(times[1:]), "actors": len(columns.actors),
            "participations": len(columns.participations), "contacts": len(columns.contacts)}


def country(actors: int) -> list[dict[str, Any]]:
    """The whole analysis against the bare kernels and the bare load."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "country.nq"
        write_country(path, actors)
        own, peer = apart(whole, str(path)), apart(kernels, str(path), actors)
    facts = {name: own.pop(name) for name in ("actors", "participations", "quads")}
    memory = own.pop("mib")
    peer.pop("mib")
    total, base = sum(own.values()), sum(peer.values())
    size = f"{facts['actors']:,.0f} actors, {facts['participations']:,.0f} participations, {facts['quads']:,.0f} quads"
    rows: list[dict[str, Any]] = [{
        "what": f"whole analysis: {size}", "seconds": total, "peer": "bare kernels and bare load", "peer_seconds": base,
        "ratio": total / base, "limit": "≤ 3", "kept": total <= 3 * base, **facts}]
    rows += [{"what": f"  of which {name}", "seconds": seconds, "limit": "", "kept": True}
             for name, seconds in own.items()]
    rows += [{"what": f"  bare: {name}", "seconds": seconds, "limit": "", "kept": True}
             for name, seconds in peer.items()]
    rows.append({"what": "  its peak memory (MiB)", "value": memory, "limit": "≤ 6144", "kept": memory <= 6144})
    return rows


def against_networkx(sizes: tuple[int, ...] = (125, 250, 500)) -> list[dict[str, Any]]:
    """Our measures against plain networkx, and how the gap grows."""
    rows = []
    for actors in sizes:
        own, peer = apart(measures, actors, True), apart(measures, actors, False)
        ratio = peer["seconds"] / own["seconds"]
        last = actors == sizes[-1]
        rows.append({"what": f"measures of {own['nodes']:,.0f} nodes, {own['ties']:,.0f} ties",
                     "seconds": own["seconds"], "peer": "plain networkx", "peer_seconds": peer["seconds"],
                     "ratio": ratio, "limit": "≥ 30" if last else "", "kept": ratio >= 30 or not last,
                     "nodes": own["nodes"], "ties": own["ties"]})
    return rows


def proportion(sizes: tuple[int, ...] = (10_000, 30_000, 100_000, 300_000, 1_000_000)) -> list[dict[str, Any]]:
    """The growth of contribution and recognition, against the first size."""
    rows: list[dict[str, Any]] = []
    first = None
    for actors in sizes:
        found = apart(growth, actors)
        each = found["seconds"] / found["actors"]
        first = first or each
        rows.append({"what": f"C, R and verdicts: {found['actors']:,.0f} actors, {found['participations']:,.0f} "
                             "participations", "seconds": found["seconds"], "peer": "in proportion to the first",
                     "peer_seconds": first * found["actors"], "ratio": each / first, "limit": "≤ 1.3",
                     "kept": each <= 1.3 * first, "actors": found["actors"], "mib": found["mib"]})
    return rows


def main() -> int:
    """Runs what is asked for and prints the table."""
    from bench import show

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--actors", type=int, default=100_000)
    parser.add_argument("--only", choices=("country", "networkx", "growth"), default=None)
    parser.add_argument("--json", default=None)
    asked = parser.parse_args()
    parts: dict[str, Callable[[], list[dict[str, Any]]]] = {
        "country": lambda: country(asked.actors), "networkx": against_networkx, "growth": proportion}
    rows = [row for name, part in parts.items() if asked.only in (None, name) for row in part()]
    show(rows)
    if asked.json:
        Path(asked.json).write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
    return 0 if all(row["kept"] for row in rows) else 1


if __name__ == "__main__":
    raise SystemExit(main())
