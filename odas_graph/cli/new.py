"""odas-graph new"""

from __future__ import annotations

from pathlib import Path

import click

from odas_graph.cli.app import lang_option
from odas_graph.cli.output import print_warning
from odas_graph.i18n import gettext as _


@click.command("new", help=_("Make a dataset folder ready to fill: a first fiche with comments in French, a registry "
                             "of actors, schemas for text editors."))
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--date", help=_("Day of this version of the dataset, YYYY-MM-DD (default: today)."))
@lang_option
def command(folder: Path, date: str | None) -> None:
    """Writes a new dataset; UsageError where the folder holds something already."""
    from odas_graph.cli.clock import day
    from odas_graph.exporters.new_dataset import write_new

    write_new(folder, day(date))
    print_warning(_("{folder} is ready. Fill it, then: odas-graph validate {folder}").format(folder=folder))
