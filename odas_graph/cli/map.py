"""odas-graph map"""

from __future__ import annotations

from pathlib import Path

import click

from odas_graph.cli.app import lang_option
from odas_graph.i18n import gettext as _


@click.command("map", help=_("Draw the partnership map of territories: one file each, which opens anywhere and can be "
                             "sent by mail. CODE is a code or a name (default: every territory that holds an action)."))
@click.argument("codes", nargs=-1, metavar="[CODE]...")
@click.option("--out", default="exports/cartes", show_default=True, metavar="DIR", help=_("Where to write the maps."))
@click.option("--store", default=None, metavar="PATH|URL", help=_("A folder a build wrote, a store, or an endpoint."))
@lang_option
def command(codes: tuple[str, ...], out: str, store: str | None) -> None:
    """Draws maps and prints their paths."""
    from odas_graph.atlas.folder import map_pages
    from odas_graph.cli.graph import open_graph
    from odas_graph.cli.output import print_warning, write_out
    from odas_graph.errors import OutputError, reason
    from odas_graph.territory import label, resolve

    kg = open_graph(store)
    wanted = [resolve(code) for code in codes] or kg.territories()
    folder = Path(out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(_("{path} could not be written: {reason}. Free some space or choose another place.").format(
            path=folder, reason=reason(error))) from error
    held = {territory.code for territory in kg.territories()}
    for territory in wanted:
        if territory.code not in held:
            print_warning(_("No action is known in {place}: its map is empty.").format(place=label(territory)))
    for territory, page in map_pages(kg.store, wanted, kg.invisible()):
        path = folder / f"{territory.code}.html"
        write_out(page.encode(), str(path))
        click.echo(path)
