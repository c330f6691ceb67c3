"""The data beside the pages: the graph whole, its tables, its network, the list of little-known actors."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from odas_graph.cooperation.picture import picture
from odas_graph.exporters.gexf import to_gexf
from odas_graph.exporters.graphml import to_graphml
from odas_graph.exporters.rdf import FORMATS, dump
from odas_graph.exporters.sheets import sheets
from odas_graph.exporters.tables import write_csv
from odas_graph.exporters.visibility import assessments_to_csv, assessments_to_json
from odas_graph.exporters.xlsx import to_xlsx
from odas_graph.network import Facts, panel

if TYPE_CHECKING:
    from odas_graph.store import EmbeddedStore
    from odas_graph.visibility import Assessment

# The tables that get a CSV file of their own; the workbook has them all, with the dictionary of their columns.
TABLES: Final = ("actors", "ties", "participations")


def write_data(folder: Path, store: EmbeddedStore, assessments: Sequence[Assessment]) -> None:
    """Writes the graph in four formats, its tables as CSV and as a workbook, its ties for Gephi, the list.

    Natural persons are in the graph, which holds what sources say, and in no table nor drawing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for form in FORMATS:
        (folder / f"graph.{form}").write_bytes(dump(store, form))
    tables = sheets(store, assessments=assessments)
    write_csv(folder, [sheet for sheet in tables if sheet.name in TABLES])
    (folder / "actors.xlsx").write_bytes(to_xlsx(tables))
    facts = Facts(store)
    drawn = picture(facts, panel(facts), "ties")
    (folder / "network.graphml").write_bytes(to_graphml(drawn))
    (folder / "network.gexf").write_bytes(to_gexf(drawn))
    (folder / "invisibles.csv").write_text(assessments_to_csv(assessments), "utf-8", newline="")
    (folder / "invisibles.json").write_text(assessments_to_json(assessments), "utf-8", newline="")
