"""The output folder: data files and maps, under the names people will find them by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from odas_graph.exporters.rdf import FORMATS, dump
from odas_graph.exporters.results import rows_to_csv
from odas_graph.exporters.visibility import assessments_to_csv, assessments_to_json
from odas_graph.i18n import language
from odas_graph.queries import bind, named_query
from odas_graph.store import EmbeddedStore, GraphStore
from odas_graph.territory import Territory

if TYPE_CHECKING:
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


def map_pages(store: GraphStore, territories: Iterable[Territory],
              assessments: Sequence[Assessment]) -> Iterator[tuple[Territory, str]]:
    """The map of each territory as one HTML page that needs nothing else."""
    from odas_graph.maps import draw
    from odas_graph.views import map_view

    for territory in territories:
        yield territory, draw(map_view(store, territory, assessments=assessments), lang=language())


def write_maps(folder: Path, store: GraphStore, territories: Iterable[Territory],
               assessments: Sequence[Assessment]) -> None:
    """Writes one map a territory, `<code>.html`."""
    folder.mkdir(parents=True, exist_ok=True)
    for territory, page in map_pages(store, territories, assessments):
        (folder / f"{territory.code}.html").write_text(page, "utf-8", newline="")
