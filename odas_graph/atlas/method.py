"""The page on how we know: the method in plain words, its weights, the sources and their gaps, the data files."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from odas_graph.atlas.pages import Page
from odas_graph.atlas.site import Site
from odas_graph.i18n import gettext as _
from odas_graph.resources import package_file

PATH: Final = "methode.html"


def pages(site: Site) -> Iterator[Page]:
    """The page."""
    yield Page(PATH, "method.html.j2", _("How we know, and how sure we are"), section=PATH, context=_context(site))


def _context(site: Site) -> dict[str, Any]:
    import yaml

    weights = yaml.safe_load(package_file("analysis/weights.yaml").read_text("utf-8"))
    return {"weights": weights, "datasets": site.dossiers.datasets, "sources": site.dossiers.sources,
            "contradictions": site.dossiers.contradictions,
            "archetypes": [(slug, site.word("archetype", slug)) for slug in (
                "invisible-atteste", "invisible-probable", "revele-par-l-action", "passeur-discret",
                "seul-sur-un-besoin", "hors-champ", "pilier-reconnu", "donnees-insuffisantes")],
            "meanings": _meanings(), "files": _files()}


def _meanings() -> dict[str, str]:
    return {
        "invisible-atteste": _("contributes much, and a source states that a circle of institutions did not know it"),
        "invisible-probable": _("contributes much, and what the sources say of who knew it before is little"),
        "revele-par-l-action": _("contributes much, was little known, and the action made its first ties"),
        "passeur-discret": _("links people and spheres that nothing else links, and is little known"),
        "seul-sur-un-besoin": _("alone to answer a need in its territory, and little known"),
        "hors-champ": _("its trade is housing, the economy or health, it contributes, and is little known"),
        "pilier-reconnu": _("contributes much and is known: not listed"),
        "donnees-insuffisantes": _("the sources say too little of who knew it: no rank")}


def _files() -> list[tuple[str, str]]:
    return [("graph.trig", _("the whole graph, one part for each source (RDF, TriG)")),
            ("graph.ttl", _("the whole graph as one (RDF, Turtle)")), ("graph.nq", _("the same (N-Quads)")),
            ("graph.jsonld", _("the same (JSON-LD)")), ("actors.csv", _("the actors, as a table")),
            ("participations.csv", _("who takes part in what, as a table")), ("ties.csv", _("the ties, as a table")),
            ("actors.xlsx", _("all tables in one workbook, with what each column means")),
            ("network.gexf", _("who works with whom, for Gephi")), ("network.graphml", _("the same (GraphML)")),
            ("invisibles.csv", _("the list of little-known actors, with reasons and proof")),
            ("invisibles.json", _("the same (JSON)"))]
