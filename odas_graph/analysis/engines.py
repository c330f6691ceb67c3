"""Who does the counting: networkx up to `LARGE`, igraph beyond, or whom the caller names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from odas_graph.analysis.graphs import Arrays, N
from odas_graph.errors import UsageError

if TYPE_CHECKING:
    import networkx as nx

# Nodes and ties together. Below, networkx needs a few seconds for its slowest measure (betweenness: about one
# microsecond for each node times each tie); beyond, its time grows past what one waits for.
LARGE: Final = 5_000


def engine(arrays: Arrays[Any], backend: str | None) -> str:
    """`igraph`, `networkx`, or the networkx backend to dispatch to; chosen by size where none is named."""
    if backend is not None:
        return backend
    ties = len(arrays.sources) if arrays.directed else len(arrays.sources) // 2
    return "igraph" if arrays.n + ties > LARGE else "networkx"


def require_igraph() -> Any:
    """The igraph module; UsageError, with the remedy, where it is not installed."""
    try:
        import igraph
    except ImportError as error:
        raise UsageError(f"igraph, to which graphs of more than {LARGE} nodes and ties are left, is not installed: "
                         "pip install 'odas-graph[large]', or ask for backend='networkx' and wait") from error
    return igraph


def to_igraph(arrays: Arrays[Any]) -> Any:
    """The same nodes, by number, and ties."""
    sources, targets = arrays.sources, arrays.targets
    if not arrays.directed:
        once = sources < targets
        sources, targets = sources[once], targets[once]
    return require_igraph().Graph(n=arrays.n, edges=np.column_stack([sources, targets]), directed=arrays.directed)


def to_networkx(arrays: Arrays[N]) -> nx.Graph[N]:
    """The same nodes and ties, in the same order; `weight` on each."""
    import networkx as nx

    graph: nx.Graph[N] = nx.DiGraph() if arrays.directed else nx.Graph()
    graph.add_nodes_from(arrays.nodes)
    once = slice(None) if arrays.directed else arrays.sources < arrays.targets
    graph.add_weighted_edges_from(
        (arrays.nodes[u], arrays.nodes[v], w) for u, v, w in zip(
            arrays.sources[once].tolist(), arrays.targets[once].tolist(), arrays.weights[once].tolist(), strict=True))
    return graph
