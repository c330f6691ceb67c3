"""odas-graph open"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from odas_graph.cli.app import lang_option
from odas_graph.i18n import gettext as _

FIRST_PAGE: Final = "index.html"


@click.command("open", help=_("Open the atlas that a build wrote in FOLDER (default: exports) in your browser."))
@click.argument("folder", metavar="[FOLDER]", default="exports")
@lang_option
def command(folder: str) -> None:
    """Opens the first page and says where it is; without a browser, says its address."""
    import webbrowser

    from odas_graph.cli.output import clean, print_warning
    from odas_graph.errors import UnreadableInputError

    page = Path(folder)
    page = page / FIRST_PAGE if page.is_dir() else page
    if page.name != FIRST_PAGE or not page.is_file():
        raise UnreadableInputError(clean(_("There is no atlas in {folder}. Run `odas-graph build` first, or name the "
                                           "folder that it wrote.").format(folder=folder[:500])))
    address = page.resolve().as_uri()
    click.echo(_("The atlas is at {address}").format(address=address))
    try:
        opened = webbrowser.open(address)
    except (webbrowser.Error, OSError):
        opened = False
    if not opened:
        print_warning(_("No browser could be started: copy this address into one."))
