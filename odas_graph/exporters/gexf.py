"""A network as GEXF 1.2, the format of Gephi: attributes apart from what is drawn (place, size, colour, shape)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any
from xml.etree.ElementTree import ElementTree

from odas_graph import __version__
from odas_graph.exporters.xml_text import xml_text

if TYPE_CHECKING:
    import networkx as nx

# What Gephi wants among what is drawn, not among the attributes.
_DRAWN = ("x", "y", "size", "r", "g", "b", "shape")


def to_gexf(graph: nx.Graph[str]) -> bytes:
    """The network as GEXF 1.2 (gexf.net/1.2draft), values as in `cooperation.picture`; the same bytes each time.

    networkx writes the elements; the clock and the version that it adds are taken out, with the attribute `name` of the
    graph, which the schema has not.
    """
    from networkx.readwrite.gexf import GEXFWriter

    found = graph.__class__()
    found.add_nodes_from((xml_text(iri), _node(data)) for iri, data in graph.nodes(data=True))
    found.add_edges_from((xml_text(one), xml_text(other), _edge(data)) for one, other, data in graph.edges(data=True))
    writer = GEXFWriter(found, version="1.2draft")
    meta = writer.xml.find("meta")
    meta.attrib.pop("lastmodifieddate", None)
    meta.find("creator").text = f"odas-graph {__version__}"
    drawing = writer.xml.find("graph")
    drawing.attrib.pop("name", None)
    drawing.set("idtype", "string")
    writer.indent(writer.xml)
    stream = io.BytesIO()
    ElementTree(writer.xml).write(stream, encoding="utf-8", xml_declaration=True)
    return stream.getvalue().rstrip() + b"\n"


def _node(data: dict[str, Any]) -> dict[str, Any]:
    drawn: dict[str, Any] = {"color": _colour(data), "size": data["size"]}
    if "x" in data:
        drawn["position"] = {"x": data["x"], "y": data["y"], "z": 0.0}
    return {**_plain(data), "viz": drawn}


def _edge(data: dict[str, Any]) -> dict[str, Any]:
    return {**_plain(data), "viz": {"color": _colour(data), "thickness": data["weight"], "shape": data["shape"]}}


def _colour(data: dict[str, Any]) -> dict[str, Any]:
    return {**{name: data[name] for name in ("r", "g", "b")}, "a": 1.0}


def _plain(data: dict[str, Any]) -> dict[str, Any]:
    return {key: xml_text(value) if isinstance(value, str) else value
            for key, value in data.items() if key not in _DRAWN}
