"""The report of a territory, to paste into a diagnostic: one content, written as a page and as a document to edit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from odas_graph.atlas.pages import Page
from odas_graph.atlas.report.blocks import Report
from odas_graph.atlas.report.content import report
from odas_graph.atlas.report.document import to_docx
from odas_graph.atlas.site import Site
from odas_graph.i18n import gettext as _
from odas_graph.i18n import in_language
from odas_graph.territory import COUNTRY, Territory, label

INDEX: Final = "territoires/index.html"


def reported(site: Site) -> list[Territory]:
    """The territories that have a report: those with an action, but for the whole country."""
    return [t for t in site.territories if site.here.get(t.code) and t.code != COUNTRY]


def pages(site: Site) -> Iterator[Page]:
    """One page a report."""
    for territory in reported(site):
        found = report(site, territory)
        yield Page(f"rapport/{territory.code}.html", "report.html.j2", found.title, section=INDEX,
                   trail=[(_("Territories"), INDEX), (label(territory), f"territoires/{territory.code}.html"),
                          (_("Report"), None)], context={"report": found})


def write_documents(site: Site, folder: Path) -> None:
    """Writes each report as a document to edit, and the pictures of the pages."""
    folder.mkdir(parents=True, exist_ok=True)
    with in_language(site.lang):
        for territory in reported(site):
            found: Report = report(site, territory)
            (folder / f"{territory.code}.docx").write_bytes(to_docx(found, site.lang))
            for picture in found.pictures:
                (folder / f"{picture.name}.svg").write_bytes(picture.svg)
