"""Pure functions on graphs and tables: no RDF, no files.

The classic measures are offered here and load when first asked for:

    from odas_graph.analysis import centrality, clusters
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from odas_graph.analysis.brokerage import gould_fernandez
    from odas_graph.analysis.communities import clusters
    from odas_graph.analysis.core import core_periphery
    from odas_graph.analysis.cuts import cut_structure
    from odas_graph.analysis.holes import constraint, effective_size
    from odas_graph.analysis.measures import centrality
    from odas_graph.analysis.players import key_players
    from odas_graph.analysis.sampling import sampled_betweenness, sampled_harmonic

__all__ = ["centrality", "clusters", "constraint", "core_periphery", "cut_structure", "effective_size",
           "gould_fernandez", "key_players", "sampled_betweenness", "sampled_harmonic"]

# No module bears the name of a function, or the one would hide the other once imported.
_HOMES: Final = {
    "centrality": "measures", "clusters": "communities", "constraint": "holes", "core_periphery": "core",
    "cut_structure": "cuts", "effective_size": "holes", "gould_fernandez": "brokerage", "key_players": "players",
    "sampled_betweenness": "sampling", "sampled_harmonic": "sampling"}


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
