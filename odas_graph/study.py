"""The whole analysis of a store, once: who is invisible, the place of each actor, clusters; and back into the graph."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from odas_graph.analysis.engines import LARGE
from odas_graph.i18n import LANGUAGES, in_language
from odas_graph.network import Facts
from odas_graph.store import GraphStore
from odas_graph.visibility import Assessment, Figures, figures
from odas_graph.visibility.assess import Told, matters
from odas_graph.visibility.figures import patient
from odas_graph.writeback import Settings, write_back

if TYPE_CHECKING:
    from odas_graph.cooperation.described import Described
    from odas_graph.cooperation.tables import Measures
    from odas_graph.panel import Panel

# What is measured in each network. In `affiliation`, only what two modes have a meaning for.
MEASURED: Final = {
    "ties": ("degree", "harmonic", "betweenness", "eigenvector", "pagerank", "coreness", "constraint",
             "effective_size", "brokerage", "articulation"),
    "affiliation": ("two_mode_degree", "two_mode_betweenness", "articulation")}
# Beyond `LARGE`, exact all the same, and too dear for a study of everything.
DEAR: Final = ("two_mode_betweenness",)
# Beyond `LARGE` nodes and ties, distances are estimated within this error, on the scale from 0 to 1.
ERROR: Final = 0.02
# All get figures; so many get sentences, the first of the list: nobody reads more, and each takes a while.
MOST_TOLD: Final = 300

# Of networks of chance that a component is set against: 19 are the fewest that can tell anything at 5 %; a hundred are
# parted in a few seconds where ties have so many partners in all.
FEWEST: Final = 20
PARTED: Final = 100_000

Step = Callable[[str], object]


@dataclass(frozen=True)
class Study:
    """What was found: figures, the assessments in each language, measures and clusters by network."""

    found: Figures
    assessments: Mapping[str, list[Assessment]]
    measured: Mapping[str, Measures[str]]
    clustered: Mapping[str, Mapping[str, Described]]


def study(store: GraphStore, *, perturbations: int | None = None, seed: int = 0,
          ended_at: str | None = None, step: Step = lambda _name: None) -> Study:
    """Finds all of it and writes it back; what an earlier study wrote is replaced.

    `perturbations` is how many perturbed readings say how firm the verdicts are, by default as many as people wait for
    (`visibility.figures.patient`). `step` is told what is being done. Natural persons are neither assessed nor
    measured in the graph. Raises StoreError.
    """
    step("visibility")
    facts = Facts(store)
    found = figures(facts)
    trials = patient(found.panel) if perturbations is None else perturbations
    told = Told(store, found, matters(found)[:MOST_TOLD], trials, seed)
    assessments = told.by_language()
    step("measures")
    measured = {name: measure(found, name, seed) for name in MEASURED}
    step("clusters")
    large = len(found.panel.actors) > LARGE
    clustered = {"ties": _clustered(facts, found, large, seed)}
    step("writing back")
    kept = {name: _lean(columns) for name, columns in measured.items()} if large else measured
    write_back(store, found, stability=told.stability, explained=assessments, measured=kept, clustered=clustered,
               settings=Settings(trials=trials, seed=seed, ended_at=ended_at))
    return Study(found, assessments, measured, clustered)


def assessments(store: GraphStore, *, perturbations: int | None = None, seed: int = 0) -> dict[str, list[Assessment]]:
    """The assessments in each language alone; nothing is written."""
    found = figures(store)
    trials = patient(found.panel) if perturbations is None else perturbations
    return Told(store, found, matters(found)[:MOST_TOLD], trials, seed).by_language()


def measure(found: Figures, network: str, seed: int = 0) -> Measures[str]:
    """The measures of a network: exact up to `LARGE` nodes and ties, distances within `ERROR` beyond."""
    from odas_graph.cooperation.perimeter import web
    from odas_graph.cooperation.places import spheres
    from odas_graph.cooperation.tables import measure_all

    graph = web(found.panel, network)
    large = graph.arrays.n + len(graph.arrays.sources) // 2 > LARGE
    names = [name for name in MEASURED[network] if not (large and name in DEAR)]
    return measure_all(graph.arrays, names, modes=graph.modes if network == "affiliation" else None,
                       groups=spheres(found.panel, graph) if network == "ties" else None,
                       approximate=ERROR if large else None, seed=seed)


def _lean(measures: Measures[str]) -> Measures[str]:
    """The same without the roles of brokerage, that would take up half of the graph of a country."""
    columns = {name: values for name, values in measures.columns.items()
               if not name.startswith("brokerage_") or name == "brokerage_total"}
    return replace(measures, columns=columns)


def _draws(panel: Panel) -> int:
    """How many networks of its size a component is set against: fewer where there are many ties, 20 at least."""
    from odas_graph.cooperation.described import DRAWS

    return min(DRAWS, max(FEWEST, PARTED // max(len(panel.ties.member), 1)))


def _clustered(facts: Facts, found: Figures, large: bool, seed: int) -> dict[str, Described]:
    from odas_graph.cooperation.described import describe_clusters, part
    from odas_graph.cooperation.names import read_names

    parting = part(found.panel, seed=seed, draws=0 if large else _draws(found.panel))
    names, described = read_names(facts), {}
    for lang in LANGUAGES:
        with in_language(lang):
            described[lang] = describe_clusters(names, found.panel, parting=parting)
    return described
