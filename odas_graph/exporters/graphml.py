"""A network as GraphML that Gephi, yEd, igraph and networkx open: labels, sizes, colours and places as plain data."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ElementTree

from odas_graph.exporters.xml_text import xml_text

if TYPE_CHECKING:
    import networkx as nx


def to_graphml(graph: nx.Graph[str]) -> bytes:
    """The network as GraphML; node and edge values are those of `cooperation.picture`, one typed key each.

    Gephi reads `label`, `x`, `y`, `size`, `r`, `g`, `b` and the edges' `weight` as what they are called. networkx
    writes the elements; its keys are named anew, for Gephi takes a node's “d3” and an edge's “d7” for labels of yEd,
    and its True and False are written as XML Schema has them. The same network gives the same bytes.
    """
    from networkx.readwrite.graphml import GraphMLWriter

    found = graph.__class__(name=graph.graph.get("name", ""))
    found.add_nodes_from((xml_text(iri), _clean(data)) for iri, data in graph.nodes(data=True))
    found.add_edges_from((xml_text(one), xml_text(other), _clean(data)) for one, other, data in graph.edges(data=True))
    writer = GraphMLWriter(found)
    keys = {key.get("id"): key for key in writer.xml.findall("key")}
    for element in writer.xml.iter("data"):
        key = keys[element.get("key")]
        element.set("key", _name(key))
        if key.get("attr.type") == "boolean":
            element.text = str(element.text).lower()
    for key in keys.values():
        key.set("id", _name(key))
    writer.indent(writer.xml)
    stream = io.BytesIO()
    ElementTree(writer.xml).write(stream, encoding="utf-8", xml_declaration=True)
    return stream.getvalue().rstrip() + b"\n"


def _name(key: Any) -> str:
    return f"{key.get('for')}-{key.get('attr.name')}"


def _clean(data: dict[str, object]) -> dict[str, object]:
    return {key: xml_text(value) if isinstance(value, str) else value for key, value in data.items()}
