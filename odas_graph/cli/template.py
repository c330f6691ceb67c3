"""odas-graph template"""

from __future__ import annotations

from pathlib import Path

import click

from odas_graph.cli.app import lang_option
from odas_graph.cli.output import print_warning, write_out
from odas_graph.i18n import gettext as _


@click.command("template", help=_("Write the questionnaire to fill: FILE ends with .xlsx, .ods, .csv (one file a "
                                  "sheet) or .yaml (one fiche). It is written in French, whatever the language of "
                                  "messages."))
@click.argument("file")
@click.option("--force", is_flag=True, help=_("Replace a file that is there already."))
@lang_option
def command(file: str, force: bool) -> None:
    """Writes the files of the questionnaire; UsageError where one of them is there already."""
    from odas_graph.errors import UsageError
    from odas_graph.exporters.template import template

    made = template(file)
    there = [name for name in made if Path(name).exists()]
    if there and not force:
        raise UsageError(_("{path} is there already, perhaps filled. Choose another name, or add --force to replace "
                           "it.").format(path=there[0]))
    for name, content in made.items():
        write_out(content, name)
        print_warning(_("Written: {path}").format(path=name))
