"""Every measure of every node of a network in one table, exact or estimated, whichever was asked for."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Generic

import numpy as np

from odas_graph.analysis.brokerage import ROLES, gould_fernandez
from odas_graph.analysis.core import CorePeriphery, core_periphery
from odas_graph.analysis.cuts import CutStructure, cut_structure_in
from odas_graph.analysis.graphs import Arrays, Ints, N, to_arrays
from odas_graph.analysis.measures import MEASURES, centrality, most_between
from odas_graph.analysis.players import KeyPlayers, key_players
from odas_graph.analysis.sampling import sampled_betweenness, sampled_harmonic

if TYPE_CHECKING:
    import networkx as nx

# What is no measure of `MEASURES` and has columns of its own.
BROKERAGE: Final = "brokerage"
CORE: Final = "core-periphery"
CUTS: Final = "articulation"
PLAYERS: Final = "key-players"
NAMES: Final = (*MEASURES, BROKERAGE, CORE, CUTS, PLAYERS)
# The slugs of the code list `mesure` that name a place in a network.
SLUGS: Final[Mapping[str, str]] = {
    "degre": "degree", "proximite-harmonique": "harmonic", "intermediarite": "betweenness",
    "vecteur-propre": "eigenvector", "pagerank": "pagerank", "coreness": "coreness", "contrainte": "constraint",
    "taille-efficace": "effective_size"}
BETWEENNESS: Final = ("betweenness", "betweenness_normalized", "two_mode_betweenness")
HARMONIC: Final = ("harmonic", "harmonic_normalized")
# Measures that rest on the same distances.
_DISTANCES: Final = ("closeness", *HARMONIC, "two_mode_closeness")
# With this probability all estimates are within their error at once.
CONFIDENCE: Final = 0.9

Column = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Estimate:
    """What the estimates of a column may be wrong by: with probability `confidence`, none by more than `error`."""

    error: float
    confidence: float
    samples: int


@dataclass(frozen=True)
class Measures(Generic[N]):
    """By column, one value a node in the order of `nodes`; None where it is not defined.

    Columns are named as in `MEASURES`; brokerage has `brokerage_<role>` with `_expected` and `_z`, core–periphery
    has `core` (1 or 0) and `core_closeness`, articulation has `separates`, key players `key_fragment` and `key_reach`.
    """

    nodes: tuple[N, ...]
    columns: Mapping[str, Column] = field(repr=False)
    estimates: Mapping[str, Estimate]
    core: CorePeriphery[N] | None = None
    cuts: CutStructure[N] | None = None
    players: tuple[KeyPlayers[N], ...] = ()


def measure_all(graph: nx.Graph[N] | Arrays[N], names: Sequence[str], *, weight: str | None = "weight",
                modes: Ints | None = None, groups: Mapping[N, Hashable] | None = None, key: int = 3,
                approximate: float | None = None, seed: int = 0,
                advance: Callable[[], Any] = lambda: None) -> Measures[N]:
    """The measures of these `NAMES`, in their order; no networkx graph is made of arrays beyond `engines.LARGE`.

    `modes` tells actors (0) from actions (1): then articulation counts, and key players choose, actors alone. `groups`
    are those of brokerage. `approximate` is the error, on the scale from 0 to 1, within which betweenness and harmonic
    closeness are estimated (`sampling`); without it they are exact, whatever that costs: O(n m) for betweenness.
    `advance` is called as each of `steps` is done. ValueError for an unknown name, and as `analysis` raises it.
    """
    unknown = next((name for name in names if name not in NAMES), None)
    if unknown is not None:
        raise ValueError(f"no measure is called {unknown!r}: choose among {', '.join(NAMES)}")
    arrays = to_arrays(graph, weight)
    found: dict[str, Column] = {}
    estimates: dict[str, Estimate] = {}
    extra: dict[str, Any] = {}
    actors = None if modes is None else [node for node, mode in zip(arrays.nodes, modes.tolist(), strict=True)
                                         if mode == 0]
    for step in steps(names, approximate):
        if approximate is not None and step[0] in BETWEENNESS + HARMONIC:
            _estimated(arrays, step, modes, approximate, seed, found, estimates)
        elif step[0] == BROKERAGE:
            found |= _brokered(arrays, groups or dict.fromkeys(arrays.nodes))
        elif step[0] == CORE:
            core = extra["core"] = core_periphery(arrays)
            found |= {"core": [float(node in core.core) for node in arrays.nodes],
                      "core_closeness": [core.coreness[node] for node in arrays.nodes]}
        elif step[0] == CUTS:
            cuts = extra["cuts"] = cut_structure_in(arrays.symmetric, actors)
            found["separates"] = [float(cuts.points[node].separated) if node in cuts.points else 0.0
                                  for node in arrays.nodes]
        elif step[0] == PLAYERS:
            count = min(key, arrays.n if actors is None else len(actors))
            extra["players"] = tuple(key_players(arrays, count, mode, actors) for mode in ("fragment", "reach"))
            found |= {f"key_{best.mode}": [float(node in best) for node in arrays.nodes] for best in extra["players"]}
        else:
            found |= {name: list(values.values()) for name, values in centrality(
                arrays, step, weight=weight, modes=modes).items()}
        advance()
    order = [column for name in names for column in columns(name)]
    return Measures(arrays.nodes, {column: found[column] for column in dict.fromkeys(order)}, estimates, **extra)


def steps(names: Sequence[str], approximate: float | None = None) -> list[tuple[str, ...]]:
    """The names, those together that share what costs most, so that it is counted once."""
    families = (BETWEENNESS, _DISTANCES if approximate is None else HARMONIC)
    found: dict[tuple[str, ...], list[str]] = {}
    for name in dict.fromkeys(names):
        found.setdefault(next((family for family in families if name in family), (name,)), []).append(name)
    return [tuple(step) for step in found.values()]


def columns(name: str) -> tuple[str, ...]:
    """The columns that a name of `NAMES` gives."""
    if name == BROKERAGE:
        return tuple(f"brokerage_{role}{part}" for role in (ROLES[-1], *ROLES[:-1])
                     for part in ("", "_expected", "_z"))
    return {CORE: ("core", "core_closeness"), CUTS: ("separates",),
            PLAYERS: ("key_fragment", "key_reach")}.get(name, (name,))


def _brokered(arrays: Arrays[N], groups: Mapping[N, Hashable]) -> dict[str, Column]:
    brokers = list(gould_fernandez(arrays, groups).values())
    found: dict[str, Column] = {}
    for role in ROLES:
        found[f"brokerage_{role}"] = [broker[role] for broker in brokers]
        found[f"brokerage_{role}_expected"] = [broker.expected[role] for broker in brokers]
        found[f"brokerage_{role}_z"] = [broker.z[role] for broker in brokers]
    return found


def _estimated(arrays: Arrays[N], names: Sequence[str], modes: Ints | None, error: float, seed: int,
               found: dict[str, Column], estimates: dict[str, Estimate]) -> None:
    """Fills in the estimates of one family, each brought to the scale of its measure."""
    n = arrays.n
    between = names[0] in BETWEENNESS
    sampled = (sampled_betweenness if between else sampled_harmonic)(
        arrays, error=error, confidence=CONFIDENCE, seed=seed)
    share = np.fromiter(sampled.values.values(), np.float64, n)
    pairs = max((n - 1) * (n - 2) / (1 if arrays.directed else 2), 1)
    for name in names:
        scale = np.ones(n)
        if name in ("betweenness", "harmonic"):
            scale *= pairs if between else max(n - 1, 1)
        elif name == "two_mode_betweenness":
            if modes is None:
                raise ValueError("a two-mode measure needs the mode of every node")
            scale *= pairs / most_between(np.bincount(modes, minlength=2))[modes]
        found[name] = (share * scale).tolist()
        # In a two-mode network the modes have scales of their own: the greater error holds for both.
        estimates[name] = Estimate(sampled.error * float(scale.max(initial=0)), sampled.confidence, sampled.samples)
