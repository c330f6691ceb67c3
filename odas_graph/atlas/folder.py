"""The output folder: data files, pages, maps and reports, under the names people will find them by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from odas_graph.atlas.addresses import language_root, prefix
from odas_graph.exporters.rdf import FORMATS, dump
from odas_graph.exporters.results import rows_to_csv
from odas_graph.exporters.visibility import assessments_to_csv, assessments_to_json
from odas_graph.i18n import language
from odas_graph.queries import bind, named_query
from odas_graph.store import EmbeddedStore, GraphStore
from odas_graph.territory import Territory

if TYPE_CHECKING:
    from odas_graph.atlas.site import Site
    from odas_graph.visibility import Assessment

# Each table of donnees/ is the answer to a named query.
TABLES = (("acteurs", "actors.csv"), ("liens", "ties.csv"), ("participations", "participations.csv"))


def write_data(folder: Path, store: EmbeddedStore, assessments: Sequence[Assessment]) -> None:
    """Writes the graph in four formats, its main tables and the list of invisible actors."""
    folder.mkdir(parents=True, exist_ok=True)
    for form in FORMATS:
        (folder / f"graph.{form}").write_bytes(dump(store, form))
    for query, name in TABLES:
        named = named_query(query)
        rows = store.select(named.text, substitutions=bind(named, {}))
        (folder / name).write_text(rows_to_csv(rows), "utf-8", newline="")
    (folder / "invisibles.csv").write_text(assessments_to_csv(assessments), "utf-8", newline="")
    (folder / "invisibles.json").write_text(assessments_to_json(assessments), "utf-8", newline="")


def write_atlas(folder: Path, store: GraphStore, assessments: Mapping[str, Sequence[Assessment]], main: str) -> None:
    """Writes the site: pages, maps and reports in each language of `assessments`, `main` at the root."""
    from odas_graph.atlas import actions, actors, invisible, method, overview, report, territories
    from odas_graph.atlas.pages import Press, write_assets
    from odas_graph.atlas.site import Site

    first = Site.read(store, main, assessments[main])
    sites = [first, *(first.in_language(lang, found) for lang, found in assessments.items() if lang != main)]
    for site in sites:
        press = Press(site, folder, main)
        for room in (overview, territories, actions, actors, invisible, method, report):
            press.print(room.pages(site))
        own = folder / language_root(site.lang, main)
        report.write_documents(site, own / "rapport")
        _write_maps(own / "cartes", site)
    write_assets(folder, sites)


def _write_maps(folder: Path, site: Site) -> None:
    """Writes the map of each territory, from which a click leads to the pages of the site."""
    from odas_graph.maps import draw

    def link(iri: str) -> str | None:
        target = site.page(iri)
        return prefix("cartes/") + target if target else None

    folder.mkdir(parents=True, exist_ok=True)
    for territory in site.territories:
        if site.here.get(territory.code):
            page = draw(site.view(territory), lang=site.lang, link=link)
            (folder / f"{territory.code}.html").write_text(page, "utf-8", newline="")


def map_pages(store: GraphStore, territories: Iterable[Territory],
              assessments: Sequence[Assessment]) -> Iterator[tuple[Territory, str]]:
    """The map of each territory as one HTML page that needs nothing else."""
    from odas_graph.maps import draw
    from odas_graph.views import map_view

    for territory in territories:
        yield territory, draw(map_view(store, territory, assessments=assessments), lang=language())
