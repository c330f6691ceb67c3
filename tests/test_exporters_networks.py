"""Networks that leave the project, read back by others, by the rules of Gephi."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import igraph
import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odas_graph.cooperation.names import place_iri
from odas_graph.cooperation.picture import DRAWN, picture
from odas_graph.drawing import STYLES
from odas_graph.exporters.gexf import to_gexf
from odas_graph.exporters.graphml import to_graphml
from odas_graph.exporters.xml_text import xml_text
from odas_graph.i18n import in_language
from odas_graph.network import NETWORKS, panel
from odas_graph.store import EmbeddedStore
from tests.analysis import iri, shipped
from tests.exported import odd_store, small_graph

GEXF = "{http://www.gexf.net/1.2draft}"
VIZ = "{http://www.gexf.net/1.2draft/viz}"
GRAPHML = "{http://graphml.graphdrawing.org/xmlns}"
# What the GEXF 1.2 schemas allow (gexf.net/1.2draft: data.xsd, viz.xsd).
TYPES = {"integer", "long", "double", "float", "boolean", "liststring", "string", "anyURI"}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


@pytest.fixture(scope="module")
def village() -> EmbeddedStore:
    return small_graph()


def drawn(store: Any, name: str, **options: Any) -> nx.Graph[str]:
    return picture(store, panel(store), name, **options)


# what is drawn

def test_nodes_and_edges_say_what_they_are(village: EmbeddedStore) -> None:
    graph = drawn(village, "ties")
    node = graph.nodes[iri("bea")]
    assert (node["type_code"], node["sphere_code"], node["territories"]) == (
        "bailleur-social", "logement", "Brest (29)")
    assert f"#{node['r']:02X}{node['g']:02X}{node['b']:02X}" == STYLES["logement"].fill
    both = graph.edges[iri("ada"), iri("ville")]
    # An agreement, a funding, and half of a tie of three.
    assert (both["weight"], both["facts"], both["kind"], both["formal"], both["shape"]) == (
        2.5, 3, "funding; partnership", "yes", "solid")
    assert both["footing"] == "accord-oral; convention" and both["origin"] == "ne-de-l-action"
    assert both["proofs"] >= 3
    oral = graph.edges[iri("ada"), iri("bea")]
    assert (oral["weight"], oral["formal"], oral["shape"]) == (0.5, "no", "dashed")
    acts = drawn(village, "affiliation")
    part = acts.edges[iri("ada"), iri("une", "action")]
    assert (part["roles"], part["contact"], part["facts"]) == ("porteur", "yes", 1)


def test_persons_stay_out_unless_asked_for(village: EmbeddedStore) -> None:
    for name in NETWORKS:
        assert iri("elue") not in drawn(village, name)
        assert "Untel" not in to_gexf(drawn(village, name)).decode()
    assert drawn(village, "ties", persons=True).has_edge(iri("ada"), iri("elue"))


def test_a_territory_keeps_its_own_ties(village: EmbeddedStore) -> None:
    assert set(drawn(village, "ties", territory=place_iri("29"))) == {iri("bea")}
    stains = drawn(village, "ties", territory=place_iri("93072"))
    assert set(stains) == {iri("ada"), iri("bea"), iri("ville")}  # bea is a partner in a tie of an action of Stains
    whole = drawn(village, "ties")
    assert stains.edges[iri("ada"), iri("ville")] == whole.edges[iri("ada"), iri("ville")]


def test_recognition_has_an_edge_where_a_source_speaks(village: EmbeddedStore) -> None:
    graph = drawn(village, "recognition")
    assert graph.is_directed()
    edge = graph.edges[iri("ada"), "https://w3id.org/odas-graph/code/cercle/commune-ccas"]
    assert edge["kind"] == "absence; contact" and edge["formal"] == "yes" and edge["facts"] == 4
    assert not graph.degree[iri("gil")]


def test_places_are_seeded_and_stand_apart(village: EmbeddedStore) -> None:
    one, again = drawn(village, "affiliation"), drawn(village, "affiliation")
    places = [(data["x"], data["y"]) for _, data in one.nodes(data=True)]
    assert len(set(places)) == len(places)
    assert [data for _, data in one.nodes(data=True)] == [data for _, data in again.nodes(data=True)]


def test_large_networks_are_placed_by_springs_or_not_at_all(village: EmbeddedStore,
                                                            monkeypatch: pytest.MonkeyPatch) -> None:
    assert DRAWN < 5000
    monkeypatch.setattr("odas_graph.cooperation.picture.DRAWN", 2)
    assert all("x" in data for _, data in drawn(village, "ties").nodes(data=True))
    assert to_gexf(drawn(village, "ties")) == to_gexf(drawn(village, "ties"))
    monkeypatch.setattr("odas_graph.cooperation.picture.LARGE", 2)
    graph = drawn(village, "ties")
    assert not any("x" in data for _, data in graph.nodes(data=True))
    assert b"position" not in to_gexf(graph) and b"node-x" not in to_graphml(graph)


# GEXF

@pytest.mark.parametrize("name", NETWORKS)
def test_gexf_follows_the_rules_of_its_schema(name: str) -> None:
    graph = drawn(shipped().store, name)
    content = to_gexf(graph)
    assert content == to_gexf(drawn(shipped().store, name))  # no clock in it
    assert b"lastmodifieddate" not in content and b"NetworkX" not in content
    root = ET.fromstring(content)
    assert root.tag == f"{GEXF}gexf" and root.get("version") == "1.2"
    assert [child.tag for child in root] == [f"{GEXF}meta", f"{GEXF}graph"]
    [element] = root.findall(f"{GEXF}graph")
    assert set(element.attrib) == {"defaultedgetype", "mode", "idtype"}
    assert element.get("defaultedgetype") == ("directed" if name == "recognition" else "undirected")
    kinds = {}
    for attributes in element.findall(f"{GEXF}attributes"):
        assert attributes.get("class") in ("node", "edge")
        for attribute in attributes:
            assert attribute.get("type") in TYPES and attribute.get("title")
            kinds[attributes.get("class"), attribute.get("id")] = attribute.get("type")
    nodes = element.findall(f"{GEXF}nodes/{GEXF}node")
    ids = [node.get("id") for node in nodes]
    assert len(set(ids)) == len(ids) == len(graph)
    for node in nodes:
        assert set(node.attrib) == {"id", "label"}
        colour, size, position = (node.find(f"{VIZ}{tag}") for tag in ("color", "size", "position"))
        assert colour is not None and size is not None and position is not None
        assert all(0 <= int(colour.get(c, "")) <= 255 for c in "rgb") and 0 <= float(colour.get("a", "")) <= 1
        assert float(size.get("value", "")) > 0 and all(float(position.get(c, "nan")) < 1e5 for c in "xyz")
        check_values(node, "node", kinds)
    edges = element.findall(f"{GEXF}edges/{GEXF}edge")
    assert len({edge.get("id") for edge in edges}) == len(edges) == graph.number_of_edges()
    for edge in edges:
        assert set(edge.attrib) == {"id", "source", "target", "weight"} and float(edge.get("weight", "")) > 0
        assert {edge.get("source"), edge.get("target")} <= set(ids)
        shape = edge.find(f"{VIZ}shape")
        assert shape is not None and shape.get("value") in ("solid", "dotted", "dashed", "double")
        check_values(edge, "edge", kinds)


def check_values(element: ET.Element, class_: str, kinds: dict[tuple[str | None, str | None], str | None]) -> None:
    for value in element.iter(f"{GEXF}attvalue"):
        kind, text = kinds[class_, value.get("for")], value.get("value", "")
        assert kind != "boolean" or text in ("true", "false")
        assert kind not in ("integer", "long") or re.fullmatch(r"-?\d+", text)


def test_gexf_reads_back(village: EmbeddedStore) -> None:
    graph = drawn(village, "ties")
    back = nx.read_gexf(io.BytesIO(to_gexf(graph)))
    assert set(back) == set(graph) and {frozenset(e) for e in back.edges} == {frozenset(e) for e in graph.edges}
    for node, data in graph.nodes(data=True):
        viz = back.nodes[node]["viz"]
        assert back.nodes[node]["label"] == data["label"] and viz["size"] == data["size"]
        assert (viz["position"]["x"], viz["position"]["y"]) == (data["x"], data["y"])
        assert {c: viz["color"][c] for c in "rgb"} == {c: data[c] for c in "rgb"}
        assert back.nodes[node]["institution"] is data["institution"]
    assert back.edges[iri("ada"), iri("ville")]["weight"] == 2.5


# GraphML

@pytest.mark.parametrize("name", NETWORKS)
def test_graphml_keys_are_not_taken_for_labels(name: str) -> None:
    content = to_graphml(drawn(shipped().store, name))
    assert content == to_graphml(drawn(shipped().store, name))
    root = ET.fromstring(content)
    keys = {key.get("id"): key for key in root.findall(f"{GRAPHML}key")}
    # Gephi takes a node's d3 and an edge's d7 for the labels of yEd, whatever they are called.
    assert not {"d3", "d7"} & set(keys)
    assert all(key.get("id") == f"{key.get('for')}-{key.get('attr.name')}" for key in keys.values())
    assert {"node-label", "node-x", "node-y", "node-size", "node-r", "node-g", "node-b", "edge-weight"} <= set(keys)
    for data in root.iter(f"{GRAPHML}data"):
        key = keys[data.get("key")]
        assert key.get("attr.type") in ("boolean", "int", "long", "float", "double", "string")
        assert key.get("attr.type") != "boolean" or data.text in ("true", "false")


def test_graphml_reads_back(village: EmbeddedStore, tmp_path: Path) -> None:
    graph = drawn(village, "ties")
    back = nx.read_graphml(io.BytesIO(to_graphml(graph)))
    assert {node: back.nodes[node] for node in back} == {node: graph.nodes[node] for node in graph}
    for one, other, data in graph.edges(data=True):
        assert back.edges[one, other] == data
    file = tmp_path / "network.graphml"
    file.write_bytes(to_graphml(graph))
    other_reader = igraph.Graph.Read_GraphML(str(file))
    assert sorted(other_reader.vs["label"]) == sorted(data["label"] for _, data in graph.nodes(data=True))


anything = st.text(st.characters(codec=None), max_size=30)


@settings(max_examples=60, deadline=None)
@given(anything)
def test_any_name_makes_a_file_that_can_be_read(name: str) -> None:
    graph: nx.Graph[str] = nx.Graph(name="ties")
    graph.add_node("a", label=name, size=1.0, r=0, g=0, b=0, x=0.0, y=0.0)
    graph.add_node("b", label="b", size=1.0, r=0, g=0, b=0, x=1.0, y=0.0)
    graph.add_edge("a", "b", weight=1.0, kind=name, r=0, g=0, b=0, shape="solid")
    for content in (to_gexf(graph), to_graphml(graph)):
        ET.fromstring(content)
        content.decode()
    assert nx.read_gexf(io.BytesIO(to_gexf(graph))).nodes["b"]["label"] == "b"


@given(anything)
def test_xml_text_takes_off_what_xml_cannot_hold_and_no_more(text: str) -> None:
    kept = xml_text(text)
    ET.fromstring(f"<a>{kept.replace('&', '&amp;').replace('<', '&lt;')}</a>".encode())
    assert xml_text(kept) == kept and all(c in text for c in kept)
    if text.isprintable() and "\ufffe" not in text:
        assert kept == text


def test_hostile_names_are_drawn_harmless(village: EmbeddedStore) -> None:
    for content in (to_gexf(drawn(village, "ties")), to_graphml(drawn(village, "ties"))):
        text = content.decode()
        assert "</script>" not in text and "&lt;/script&gt;" in text


def test_names_from_elsewhere_are_cleaned_and_counted() -> None:
    graph = drawn(odd_store(), "ties")
    assert graph.graph["changed"] == 1 and graph.nodes[iri("ada")]["label"] == "Bad name"
    for content in (to_gexf(graph), to_graphml(graph)):
        ET.fromstring(content)
