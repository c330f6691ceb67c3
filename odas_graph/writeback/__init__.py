"""What analysis found, back into the graph: assessments circle by circle, measurements, clusters, and the runs behind.

    found = figures(store)
    write_back(store, found, stability=…, explained={"fr": …, "en": …}, measured={"ties": …},
               clustered={"ties": {"fr": …, "en": …}})

All goes to one named graph, `…/graph/analysis`, which is cleared of what an earlier run wrote: the same results written
twice are the same graph. Numbers have four digits, and the same bytes wherever they are counted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from odas_graph.panel import KINDS
from odas_graph.writeback import assessments, clusters, measurements, runs
from odas_graph.writeback.runs import Settings
from odas_graph.writeback.turtle import GRAPH, load

if TYPE_CHECKING:
    from odas_graph.analysis.exits import Exits
    from odas_graph.analysis.stability import Stability
    from odas_graph.cooperation.described import Described
    from odas_graph.cooperation.tables import Measures
    from odas_graph.store import GraphStore
    from odas_graph.visibility.figures import Figures
    from odas_graph.writeback.assessments import Explained

__all__ = ["GRAPH", "Settings", "write_back"]


def write_back(store: GraphStore, found: Figures, *, stability: Mapping[int, Stability] | None = None,
               explained: Mapping[str, Sequence[Explained]] | None = None,
               measured: Mapping[str, Measures[str]] | None = None,
               clustered: Mapping[str, Mapping[str, Described]] | None = None,
               leaving: Mapping[int, Exits] | None = None, persons: bool = False,
               settings: Settings | None = None) -> None:
    """Replaces the graph of the analysis by what was found.

    `stability` is by number of actor; `explained` holds, by language, the actors that get sentences; `measured` the
    columns of each network, `clustered` its clusters in each language; `leaving`, by number of actor, what would take
    it off the list (found for the actors explained, where it is not given); `settings` what the figures do not say of
    the runs. Natural persons are left out, unless `persons`. Raises StoreError; what was loaded before then stays, and
    writing again replaces it.
    """
    panel = found.panel
    written = np.ones(len(panel.actors), bool) if persons else panel.actors.kind != KINDS.index("person")
    store.clear(GRAPH)
    load(store, runs.describe(found.weights, found.scope, settings or Settings(), tuple(measured or ()),
                              tuple(clustered or ())))
    load(store, assessments.describe(found, written, stability=stability or {}, explained=explained or {},
                                     leaving=leaving))
    load(store, measurements.describe(panel, measured or {}, written))
    load(store, clusters.describe(panel, clustered or {}, written))
