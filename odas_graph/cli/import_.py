"""odas-graph import"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from odas_graph.cli.app import lang_option
from odas_graph.cli.output import print_grouped, print_table, print_warning
from odas_graph.i18n import gettext as _

if TYPE_CHECKING:
    from odas_graph.importers.workspace import Report


@click.command("import", help=_(
    "Read FILES of a KIND into the data folder DIR: workbook (the filled questionnaire), fiches (YAML), "
    "scdl-subventions, data-inclusion, rna, sirene, finess, csv (with --mapping). Each source gets a folder of its own "
    "in DIR/imports: importing it again replaces it, --remove takes it away. Exit code 1 if rows were refused."))
@click.argument("kind", required=False)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
@click.option("--into", required=True, type=click.Path(path_type=Path), metavar="DIR", help=_("The data folder."))
@click.option("--name", help=_("Name of the source (default: that of the first file)."))
@click.option("--title", help=_("Title of the source, as pages cite it."))
@click.option("--date", metavar="YYYY-MM-DD", help=_("Day of the import (default: today)."))
@click.option("--territory", metavar="CODE", help=_("Territory of the rows that name none: its code or its name."))
@click.option("--mapping", type=click.Path(path_type=Path), metavar="FILE",
              help=_("YAML file that names the columns, for csv."))
@click.option("--complete/--no-complete", default=None,
              help=_("Whether the list names every beneficiary of its years."))
@click.option("--dry-run", is_flag=True, help=_("Say what would be read; write nothing."))
@click.option("--replace", is_flag=True, help=_("Replace the source even where its files were changed by hand."))
@click.option("--remove", metavar="SOURCE", help=_("Remove what was imported as SOURCE."))
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True,
              help=_("How to show the report."))
@lang_option
def command(kind: str | None, files: tuple[Path, ...], into: Path, name: str | None, title: str | None,
            date: str | None, territory: str | None, mapping: Path | None, complete: bool | None, dry_run: bool,
            replace: bool, remove: str | None, form: str) -> int:
    """Imports files, or removes a source; prints the report."""
    if remove is not None:
        _remove(into, remove, kind, replace, form)
        return 0
    if kind is None or not files:
        raise click.UsageError(_("Name the kind and the files: odas-graph import workbook fiche.xlsx --into DIR"))
    from odas_graph.cli.clock import day
    from odas_graph.importers.imported import Options
    from odas_graph.importers.kinds import importer
    from odas_graph.importers.workspace import MAX_SOURCE, add
    from odas_graph.naming import slugify
    from odas_graph.territory import resolve

    importer(kind)
    # “.” and “..” name a folder without saying its name, which is that of the source.
    files = tuple(path.resolve() if path.name in ("", "..") else path for path in files)
    source = name or slugify(files[0].name.split(".")[0])[:MAX_SOURCE].rstrip("-")
    options = Options(source, day(date), title, resolve(territory).code if territory else None, mapping, complete)
    report = add(into, kind, files, options, replaced=replace, dry_run=dry_run)
    if form == "json":
        click.echo(json.dumps(report.to_dict(), ensure_ascii=False, indent=1))
    else:
        _show(report)
    print_warning(_outcome(report, into))
    return 1 if report.tally.refused else 0


def _remove(into: Path, source: str, kind: str | None, replace: bool, form: str) -> None:
    from odas_graph.importers.workspace import remove

    if kind is not None:
        raise click.UsageError(_("--remove takes the name of a source and no file."))
    gone = remove(into, source, replaced=replace)
    if form == "json":
        click.echo(json.dumps({"removed": gone.source, "kind": gone.kind}, ensure_ascii=False))
    print_warning(_("Removed: {source}, with all it had brought.").format(source=gone.source))


def _show(report: Report) -> None:
    tally = report.tally
    print_table([_("rows read"), _("kept"), _("of which mended"), _("refused")],
                [[str(n) for n in (tally.read, tally.kept, tally.mended, tally.refused)]])
    if report.findings:
        click.echo()
        print_grouped(report.findings)


def _outcome(report: Report, into: Path) -> str:
    folder = into / "imports" / report.source
    match report.state:
        case "new":
            return _("Imported into {folder}. All findings: {file}").format(folder=folder, file=folder / "constats.csv")
        case "replaced":
            return _("Imported into {folder}, in the place of what was there. All findings: {file}").format(
                folder=folder, file=folder / "constats.csv")
        case "unchanged":
            return _("{folder} holds this already: nothing changed.").format(folder=folder)
        case "known":
            return _("{folder} holds this already: nothing was written.").format(folder=folder)
        case "nothing":
            return _("No row could be kept: nothing was written.")
    return _("Only tried: nothing was written.")
