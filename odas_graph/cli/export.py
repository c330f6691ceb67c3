"""odas-graph export"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from odas_graph.cli.app import lang_option
from odas_graph.i18n import gettext as _

if TYPE_CHECKING:
    from odas_graph.exporters.sheets import Sheet
    from odas_graph.pipeline import KnowledgeGraph
    from odas_graph.store import GraphStore

RDF: Final = ("trig", "ttl", "nq", "jsonld")
DRAWN: Final = ("graphml", "gexf")
FOLDERS: Final = ("csv", "parquet")
FORMATS: Final = (*RDF, *DRAWN, "xlsx", *FOLDERS)
# Beside the tables: it tells a folder that this command wrote in this form from any other, which is left alone.
MANIFEST: Final = "manifest-{form}.json"


@click.command("export", help=_(
    "Write the graph in FORMAT: trig, ttl (union of all graphs), nq or jsonld for all of it; graphml or gexf for a "
    "network, with what Gephi draws; xlsx for the tables as one workbook; csv or parquet for the tables as a folder."))
@click.argument("form", metavar="FORMAT", type=click.Choice(FORMATS))
@click.option("--out", default="-", show_default=True, metavar="FILE|DIR",
              help=_("Where to write: a file, - for stdout; a folder for csv and parquet."))
@click.option("--network", type=click.Choice(["ties", "affiliation", "recognition"]), default=None,
              help=_("The network of graphml and gexf (default: ties): actors and the ties that sources state, actors "
                     "and their actions, or actors and the circles that knew them."))
@click.option("--territory", default=None, metavar="CODE", help=_("A territory: code or name (not for RDF)."))
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True,
              help=_("The seed of the places on a drawing."))
@click.option("--with-persons", is_flag=True,
              help=_("Tables and networks with natural persons too; keep the result to yourself."))
@click.option("--store", default=None, metavar="PATH|URL",
              help=_("A folder a build wrote, a store folder, an RDF file, or a SPARQL endpoint."))
@lang_option
def command(form: str, out: str, network: str | None, territory: str | None, seed: int, with_persons: bool,
            store: str | None) -> None:
    """Writes the graph."""
    from odas_graph.cli.graph import open_graph, open_store
    from odas_graph.cli.output import write_out

    _check(form, out, network, territory, with_persons)
    if form in RDF:
        from odas_graph.exporters.rdf import dump

        write_out(dump(open_store(store), form), out)
        return
    graph = open_graph(store)
    if form in DRAWN:
        write_out(_drawn(graph.store, form, network or "ties", territory, seed, with_persons), out)
        return
    tables = _tables(graph, territory, with_persons)
    if form == "xlsx":
        from odas_graph.cli.output import print_warning
        from odas_graph.exporters.xlsx import changed, to_xlsx

        write_out(to_xlsx(tables), out)
        if count := changed(tables):
            print_warning(_("Cells that were cut, or cleaned of characters that a workbook cannot hold: {n}.").format(
                n=count))
        return
    from odas_graph.exporters.folder import replaced_folder
    from odas_graph.exporters.parquet import write_parquet
    from odas_graph.exporters.tables import write_csv

    with replaced_folder(Path(out), MANIFEST.format(form=form)) as folder:
        (write_csv if form == "csv" else write_parquet)(folder, tables)


def _check(form: str, out: str, network: str | None, territory: str | None, with_persons: bool) -> None:
    """Says what does not go together before anything is read."""
    import sys

    if form in FOLDERS and out == "-":
        raise click.UsageError(_("{form} is several tables, hence a folder: name one with --out DIR (xlsx has them all "
                                 "in one file).").format(form=form))
    if form == "xlsx" and out == "-" and sys.stdout.isatty():
        raise click.UsageError(_("A workbook is no text to show: name a file with --out FILE."))
    if network is not None and form not in DRAWN:
        raise click.UsageError(_("--network is for graphml and gexf; {form} holds all there is.").format(form=form))
    if form in RDF and (territory is not None or with_persons):
        raise click.UsageError(_("{form} is the whole graph, as it is: --territory and --with-persons are for tables "
                                 "and networks.").format(form=form))


def _drawn(store: GraphStore, form: str, network: str, territory: str | None, seed: int, persons: bool) -> bytes:
    from odas_graph.cli.output import print_warning
    from odas_graph.cli.progress import progress
    from odas_graph.cooperation.names import place_iri
    from odas_graph.cooperation.picture import picture
    from odas_graph.exporters.gexf import to_gexf
    from odas_graph.exporters.graphml import to_graphml
    from odas_graph.network import Facts, panel

    place = place_iri(territory) if territory else None
    with progress(_("Finding places for the drawing")):
        facts = Facts(store)
        graph = picture(facts, panel(facts), network, territory=place, persons=persons, seed=seed)
    if graph.graph["changed"]:
        print_warning(_("Names that were cut, or cleaned of characters that a drawing cannot hold: {n}.").format(
            n=graph.graph["changed"]))
    if len(graph) and not any("x" in data for _iri, data in graph.nodes(data=True)):
        print_warning(_("{n} nodes are too many to be placed beforehand: in Gephi, run a layout such as ForceAtlas "
                        "2.").format(n=len(graph)))
    return to_gexf(graph) if form == "gexf" else to_graphml(graph)


def _tables(graph: KnowledgeGraph, territory: str | None, persons: bool) -> list[Sheet]:
    from odas_graph.cli.progress import progress
    from odas_graph.exporters.sheets import sheets
    from odas_graph.territory import resolve
    from odas_graph.visibility import KINDS, PUBLIC_KINDS

    place = resolve(territory) if territory else None
    with progress(_("Reading the tables")):
        assessments = graph.invisible(territory, kinds=KINDS if persons else PUBLIC_KINDS)
        return sheets(graph.store, territory=place, persons=persons, assessments=assessments)
