"""Partnership maps: what a view holds, drawn by pyvis and wrapped in our own page, one file that asks for nothing else.

pyvis holds nodes, edges and options, and brings vis-network. Its templates stay out: each of them loads files from
another server, has neither language nor title, and writes names unescaped.
"""

from __future__ import annotations

from odas_graph.i18n import in_language
from odas_graph.scene import MOST_NODES, Link, Scene
from odas_graph.views import MapView


def draw(view: MapView, *, lang: str = "fr", link: Link | None = None) -> str:
    """The map of a view as one HTML page that sends no request; the same view gives the same bytes.

    `link` gives the address of the page of an actor, an action or a territory by IRI, or None where it has none. Above
    `MOST_NODES` nodes actors stand in groups, which open into their parts as far as that fits a file of 1.5 MB.
    """
    from odas_graph.maps.page import page
    from odas_graph.scene.crowd import Crowd

    with in_language(lang):
        found = link or (lambda _iri: None)
        scene = Scene(view, lang, found)
        if len(scene.nodes) <= MOST_NODES:
            return page(scene, None)
        return page(crowded := Scene(view, lang, found, fold=False), Crowd(crowded))
