"""odas-graph export"""

from __future__ import annotations

import click

from odas_graph.cli.app import lang_option
from odas_graph.i18n import gettext as _

FORMATS = ("trig", "ttl", "nq", "jsonld")


@click.command("export", help=_("Write the whole graph in FORMAT: trig, ttl (union of all graphs), nq or jsonld."))
@click.argument("form", metavar="FORMAT", type=click.Choice(FORMATS))
@click.option("--out", default="-", show_default=True, metavar="FILE", help=_("Where to write; - is stdout."))
@click.option("--store", default=None, metavar="PATH|URL",
              help=_("A folder a build wrote, a store folder, an RDF file, or a SPARQL endpoint."))
@lang_option
def command(form: str, out: str, store: str | None) -> None:
    """Writes the graph."""
    from odas_graph.cli.graph import open_store
    from odas_graph.cli.output import write_out
    from odas_graph.exporters.rdf import dump

    write_out(dump(open_store(store), form), out)
