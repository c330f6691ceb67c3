"""RDF to numbers and graphs for analysis, the only bridge: who takes part in what, stated ties, and who knew whom.

Measures read columns (`panel`); people explore three networks (`NETWORKS`): `affiliation` (actors – actions), `ties`
(actors – actors) and `recognition` (actors → circles of institutions competent on their territory). Both are made of
the same `Facts`, which may be given in place of a store where several are wanted.
"""

from odas_graph.network.graphs import (
    CIRCLES,
    NETWORKS,
    Contact,
    actors,
    affiliation,
    contacts,
    network,
    places,
    recognition,
    ties,
    within,
)
from odas_graph.network.panels import panel, tie_edges
from odas_graph.network.people import ActorNode
from odas_graph.network.reading import Facts

__all__ = ["CIRCLES", "NETWORKS", "ActorNode", "Contact", "Facts", "actors", "affiliation", "contacts", "network",
           "panel", "places", "recognition", "tie_edges", "ties", "within"]
