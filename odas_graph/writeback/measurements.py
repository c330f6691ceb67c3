"""The place of each actor in a network, measure by measure, as Turtle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import numpy as np

from odas_graph import vocab
from odas_graph.panel import Bools, Panel
from odas_graph.writeback.turtle import actors, decimals, rows, said, slugs

if TYPE_CHECKING:
    from odas_graph.cooperation.tables import Measures


def describe(panel: Panel, measured: Mapping[str, Measures[str]], written: Bools) -> Iterator[str]:
    """One measurement for each actor `written`, measure and network; what is not defined for an actor has none.

    `measured` holds the columns by network; those that the code list `mesure` does not know are left out, as are nodes
    that are no actors of the panel. Zeros are results, and stay. Columns are read one at a time.
    """
    number = {actor: place for place, actor in enumerate(panel.actors.iris)}
    for network, found in measured.items():
        place = np.array([number.get(node, -1) for node in found.nodes], np.int64)
        chosen = np.flatnonzero((place >= 0) & np.append(written, False)[place])
        iris = [found.nodes[i] for i in chosen.tolist()]
        names, nodes = slugs(iris), actors(iris)
        for column, values in found.columns.items():
            if column not in vocab.MEASURE:
                continue
            code = vocab.MEASURE[column]
            known = np.array(values, np.float64)[chosen]  # None becomes not-a-number
            here = np.flatnonzero(np.isfinite(known)).tolist()
            estimate = found.estimates.get(column)
            error = decimals(np.array([estimate.error]))[0] if estimate else ""
            same = (f" a o:Measurement;p:wasGeneratedBy r:measures-{network};o:measure n:{code};o:network \"{network}\""
                    + "".join(said("o:errorBound", [error])) + ";o:measures ")
            yield from rows([f"m:{network}--{code}--{names[i]}{same}{nodes[i]}" for i in here],
                            said("o:value", decimals(known[here], relative=True)))
