"""Who and what is where: actors and actions of a territory, institutions competent on it."""

from __future__ import annotations

from typing import Final

import numpy as np

from odas_graph import vocab
from odas_graph.analysis.missing import Competences
from odas_graph.panel import Bools, Panel
from odas_graph.store import GraphStore

COUNTRY: Final = f"{vocab.ID}territory/pays-fr"
_BASED: Final = "SELECT DISTINCT ?actor ?territory WHERE { ?actor odas:basedIn|odas:operatesIn ?territory }"


def territories_in(panel: Panel, territory: str | None) -> Bools:
    """Which territories are this one (an IRI) or lie in it; all of them for None."""
    if territory is None:
        return np.ones(len(panel.territories), dtype=bool)
    found = np.array([iri == territory for iri in panel.territories], dtype=bool)
    found[panel.held[found[panel.holder]]] = True
    return found


def actors_in(panel: Panel, territory: str | None) -> Bools:
    """Which actors are based or active in a territory (an IRI), or act there; all of them for None."""
    if territory is None:
        return np.ones(len(panel.actors), dtype=bool)
    found = np.zeros(len(panel.actors), dtype=bool)
    inside = territories_in(panel, territory)
    found[panel.actors.place_actor[inside[panel.actors.place_territory]]] = True
    return found


def actions_in(panel: Panel, territory: str | None) -> Bools:
    """Which actions a source places in a territory (an IRI); all of them for None."""
    if territory is None:
        return np.ones(len(panel.actions), dtype=bool)
    found = np.zeros(len(panel.actions), dtype=bool)
    found[panel.actions.site_action[territories_in(panel, territory)[panel.actions.site_territory]]] = True
    return found


def competences(store: GraphStore, panel: Panel) -> Competences:
    """Which institution is competent for whom. Where an institution took part in an action does not extend that; an
    actor that stands for all those of the country (“the family benefit funds”) is nobody one could meet."""
    actor = {iri: i for i, iri in enumerate(panel.actors.iris) if panel.actors.institution[i]}
    territory = {iri: i for i, iri in enumerate(panel.territories)}
    several = set(generic(store))
    rows = sorted((actor[one], territory[place]) for one, place in (
        (row["actor"].value, row["territory"].value) for row in store.select(_BASED))
        if one in actor and place in territory and not (one in several and place == COUNTRY))
    pairs = np.array(rows, dtype=np.int64).reshape(-1, 2)
    return Competences(panel, pairs[:, 0], pairs[:, 1])


def generic(store: GraphStore) -> list[str]:
    """The actors that stand for several, by IRI."""
    return sorted(row["actor"].value for row in store.select("SELECT ?actor WHERE { ?actor odas:generic true }"))
