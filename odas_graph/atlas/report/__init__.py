"""The report of a territory, to paste into a diagnostic: one content, written as a page and as a document to edit."""

from __future__ import annotations

from typing import Final

from odas_graph.atlas.pages import Page, Press
from odas_graph.atlas.report.blocks import Picture, Report
from odas_graph.atlas.report.content import report
from odas_graph.atlas.report.document import to_docx
from odas_graph.atlas.site import Site
from odas_graph.i18n import gettext as _
from odas_graph.i18n import in_language
from odas_graph.territory import COUNTRY, Territory, label

INDEX: Final = "territoires/index.html"
# Fewer facts make no picture: their table says it all.
PICTURED: Final = 3


def reported(site: Site) -> list[Territory]:
    """The territories that have a report: those with an action, but for the whole country."""
    return [t for t in site.territories if site.here.get(t.code) and t.code != COUNTRY]


def write_reports(press: Press) -> None:
    """Writes each report as a page with its pictures, and as a document to edit."""
    site, folder = press.site, press.folder / "rapport"
    folder.mkdir(parents=True, exist_ok=True)
    for territory in reported(site):
        with in_language(site.lang):
            found = report(site, territory, pictures(site, territory))
            (folder / f"{territory.code}.docx").write_bytes(to_docx(found, site.lang))
            page = _page(territory, found)
        for picture in found.pictures:
            (folder / f"{picture.name}.svg").write_bytes(picture.svg)
        press.print([page])


def pictures(site: Site, territory: Territory) -> list[Picture]:
    """The map of a territory, where there is something to draw."""
    from odas_graph.plots.partnerships import picture
    from odas_graph.plots.strokes import light_sheet

    view = site.view(territory)
    if len(view.facts) < PICTURED:
        return []
    drawn = picture(view, site.lang, light_sheet)
    return [Picture(f"{territory.code}-carte", drawn.to_svg(), drawn.to_png(), drawn.description, _(
        "Who works with whom. The map on the screen shows proof and names of all: cartes/{code}.html.").format(
            code=territory.code))]


def _page(territory: Territory, found: Report) -> Page:
    return Page(f"rapport/{territory.code}.html", "report.html.j2", found.title, section=INDEX,
                trail=[(_("Territories"), INDEX), (label(territory), f"territoires/{territory.code}.html"),
                       (_("Report"), None)], context={"report": found})
