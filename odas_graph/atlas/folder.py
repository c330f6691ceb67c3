"""The site: pages, maps and reports, under the names people will find them by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from odas_graph.atlas.addresses import prefix
from odas_graph.i18n import language
from odas_graph.store import GraphStore
from odas_graph.territory import Territory

if TYPE_CHECKING:
    from odas_graph.atlas.site import Site
    from odas_graph.visibility import Assessment


def write_atlas(folder: Path, store: GraphStore, assessments: Mapping[str, Sequence[Assessment]], main: str) -> None:
    """Writes the site: pages, maps and reports in each language of `assessments`, `main` at the root."""
    from odas_graph.atlas import actions, actors, invisible, method, overview, report, territories
    from odas_graph.atlas.pages import Press, write_assets
    from odas_graph.atlas.site import Site

    first = Site.read(store, main, assessments[main])
    sites = [first, *(first.in_language(lang, found) for lang, found in assessments.items() if lang != main)]
    for site in sites:
        press = Press(site, folder, main)
        for room in (overview, territories, actions, actors, invisible, method):
            press.print(room.pages(site))
        report.write_reports(press)
        _write_maps(press.folder / "cartes", site)
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
