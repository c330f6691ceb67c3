"""A network as other programs draw it: names, codes, sizes, the colours of the maps, and what each tie rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from odas_graph.analysis.engines import LARGE
from odas_graph.cooperation.names import Names, place_name, read_names
from odas_graph.cooperation.perimeter import Perimeter, perimeter
from odas_graph.drawing import STYLES, plain
from odas_graph.i18n import gettext as _
from odas_graph.network import Facts, network
from odas_graph.panel import Panel
from odas_graph.store import GraphStore

if TYPE_CHECKING:
    import networkx as nx

# Nodes, and nodes that hang together, up to which places are those of the maps, found in seconds.
DRAWN: Final = 1_000
TOGETHER: Final = 300
# A square a node, in pixels, on a page of that shape.
ROOM: Final = 60
ASPECT: Final = 4 / 3
# Actions are white on the maps, with a dark outline; on a white page without outlines they would not be seen.
ACTION: Final = "#DDDDDD"
UNKNOWN: Final = "#999999"
_FOOTING_COLOURS: Final = {"yes": "#222222", "no": "#777777", "unknown": "#BBBBBB"}
_FOOTING_SHAPES: Final = {"yes": "solid", "no": "dashed", "unknown": "dotted"}
_PROOFS: Final = """
SELECT ?fact (COUNT(DISTINCT ?place) AS ?proofs) WHERE { ?fact odas:evidence ?place } GROUP BY ?fact"""


def picture(source: GraphStore | Facts, panel: Panel, name: str, *, territory: str | None = None, persons: bool = False,
            seed: int = 0) -> nx.Graph[str]:
    """The network of that name (`network.NETWORKS`) with plain values on its nodes and edges, sorted.

    Nodes: `label`, `type`, `kind`, `sphere` and their codes, `institution`, `generic`, `territories`, `size`, `r`, `g`,
    `b`, and `x`, `y` (upwards) up to `engines.LARGE` nodes and ties. Edges: `weight`, `kind`, `footing`, `formal` (yes,
    no, unknown), `origin`, or `roles`, `contributions`, `contact` in affiliation, how many `facts` and `proofs`, `r`,
    `g`, `b` and `shape`: solid where formal, dashed where not, dotted where silent, as on the maps. Natural persons,
    with what ties them, are there only where `persons`. In `recognition` a pair of which no source speaks has no edge.
    The graph attribute `changed` counts the names that were cut, or cleaned of what no drawing can hold. ValueError for
    another name.
    """
    import networkx as nx

    facts = source if isinstance(source, Facts) else Facts(source)
    graph, names = network(facts, name), read_names(facts, persons=persons)
    here = perimeter(panel, territory)
    kept, shares = _kept(graph, panel, here, names), _shares(panel, here)
    proofs = {row["fact"].value: int(row["proofs"].value) for row in facts.store.select(_PROOFS)}
    found: nx.Graph[str] = nx.DiGraph(name=name) if graph.is_directed() else nx.Graph(name=name)
    for iri in sorted(kept):
        found.add_node(iri, **_node(iri, graph.nodes[iri], names))
    for one, other, edge in sorted(graph.edges(data=True), key=lambda e: e[:2]):
        drawn = _edge(name, edge, shares, proofs) if one in kept and other in kept else None
        if drawn is not None:
            found.add_edge(one, other, **drawn)
    for iri, degree in found.degree:
        # As large as on the maps, which let the shape grow with the root of what it stands for.
        found.nodes[iri]["size"] = round(11 + 3.2 * min(degree, 16) ** 0.5, 1)
    found.graph["changed"] = sum(iri in kept and plain(names.of(iri)) != names.of(iri)
                                 for iri in (*names.actors, *names.actions))
    for iri, (x, y) in _places(found, seed).items():
        found.nodes[iri].update(x=float(x), y=float(-y))
    return found


def _kept(graph: nx.Graph[str], panel: Panel, here: Perimeter, names: Names) -> set[str]:
    """The nodes inside the perimeter, and all circles."""
    inside = {panel.actors.iris[i] for i in here.actors.nonzero()[0].tolist()}
    inside |= {panel.actions.iris[i] for i in here.actions.nonzero()[0].tolist()}
    return {iri for iri, data in graph.nodes(data=True)
            if (iri in inside or data["kind"] == "circle") and not names.hidden(iri)}


def _shares(panel: Panel, here: Perimeter) -> dict[str, float]:
    """The weight that each tie of the perimeter gives to a pair of its partners."""
    count = np.bincount(panel.ties.member_tie, minlength=len(panel.ties))
    return {panel.ties.iris[i]: 1 / (int(count[i]) - 1) for i in np.flatnonzero(here.ties & (count > 1)).tolist()}


def _node(iri: str, data: Mapping[str, Any], names: Names) -> dict[str, Any]:
    if data["kind"] == "circle":
        label, colour = names.word("cercle", data["label"]), UNKNOWN
        words = {"type": _("circle of institutions"), "type_code": "", "sphere": "", "sphere_code": ""}
        flags = {"institution": True, "generic": True, "territories": ""}
    elif iri in names.actions:
        label, colour = plain(names.of(iri)), ACTION
        words = {"type": _("action"), "type_code": "", "sphere": "", "sphere_code": ""}
        flags = {"institution": False, "generic": False, "territories": _where(data["territories"])}
    else:
        actor = names.actors[iri]
        label = plain(actor.label)
        colour = STYLES[actor.sphere].fill if actor.sphere in STYLES else UNKNOWN
        words = {"type": names.type(iri), "type_code": actor.type, "sphere_code": actor.sphere or "",
                 "sphere": names.word("sphere", actor.sphere) if actor.sphere else ""}
        flags = {"institution": actor.institution, "generic": actor.generic, "territories": _where(actor.territories)}
    return {"label": label, "kind": data["kind"], **words, **flags, "size": 0.0, **_colour(colour)}


def _colour(written: str) -> dict[str, int]:
    return {name: int(written[i:i + 2], 16) for name, i in (("r", 1), ("g", 3), ("b", 5))}


def _where(territories: set[str]) -> str:
    return "; ".join(sorted(place_name(iri) for iri in territories))


def _edge(name: str, edge: Mapping[str, Any], shares: Mapping[str, float],
          proofs: Mapping[str, int]) -> dict[str, Any] | None:
    """What a line rests on, the codes of several facts side by side, each once; None where it rests on nothing."""
    weight = 1.0
    if name == "affiliation":
        formal: set[Any] = set()
        facts = edge["participations"]
        more = {"kind": "participation", "roles": _joined(edge["roles"]),
                "contributions": _joined(edge["contributions"]), "contact": _answer({edge["contact"]})}
    elif name == "ties":
        stated = [tie for tie in edge["ties"] if tie["iri"] in shares]
        formal = {tie["formal"] for tie in stated}
        facts = [tie["iri"] for tie in stated]
        weight = sum(shares[iri] for iri in facts)
        more = {"kind": _joined(tie["kind"] for tie in stated),
                "footing": _joined(slug for tie in stated for slug in tie["footing"]),
                "formal": _answer(formal), "origin": _joined(tie["origin"] for tie in stated)}
    else:
        ties = [contact for contact in edge["contacts"] if not contact.absent]
        formal = {contact.formal for contact in ties}
        facts = [contact.fact for contact in edge["contacts"]]
        more = {"kind": _joined("absence" if contact.absent else "contact" for contact in edge["contacts"]),
                "formal": _answer(formal), "origin": _joined(contact.origin for contact in ties)}
    if not facts:
        return None
    footing = _answer(formal) if formal else "yes"
    return {"weight": round(weight, 6), **more, "facts": len(set(facts)),
            "proofs": sum(proofs.get(fact, 0) for fact in set(facts)), **_colour(_FOOTING_COLOURS[footing]),
            "shape": _FOOTING_SHAPES[footing]}


def _joined(values: Any) -> str:
    return "; ".join(sorted({value for value in values if value}))


def _answer(values: set[Any]) -> str:
    """yes where one fact says so, no where one denies it and none says so, unknown where all are silent."""
    return "yes" if True in values else "no" if False in values else "unknown"


def _places(graph: nx.Graph[str], seed: int) -> dict[str, tuple[float, float]]:
    """Where each node stands: as the maps place them, by springs where they are too many, nowhere beyond."""
    import networkx as nx

    count = len(graph)
    flat: nx.Graph[str] = nx.Graph()
    flat.add_nodes_from((iri, {"width": ROOM, "height": ROOM, "core": (ROOM / 2, ROOM / 2)}) for iri in graph)
    flat.add_edges_from(graph.edges)
    if not count or count + flat.number_of_edges() > LARGE:
        return {}
    # Twice the room that the squares take.
    height = ROOM * (2 * count / ASPECT) ** 0.5
    if count <= DRAWN and max(map(len, nx.connected_components(flat))) <= TOGETHER:
        from odas_graph.layout import positions

        return {iri: (float(x), float(y)) for iri, (x, y) in positions(
            flat, width=height * ASPECT, height=height, seed=seed).items()}
    found = nx.spring_layout(flat, seed=seed, scale=height / 2)
    return {iri: (round(float(x) * ASPECT, 1), round(float(y), 1)) for iri, (x, y) in found.items()}
