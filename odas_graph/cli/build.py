"""odas-graph build"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from odas_graph.cli.app import lang_option
from odas_graph.cli.output import print_findings, print_warning
from odas_graph.i18n import gettext as _


@click.command("build", help=_("Build the graph of dataset folders (default: the shipped data), its data files and its "
                               "maps. The former output stays whole if anything fails."))
@click.option("--data", "data", multiple=True, metavar="DIR",
              help=_("A dataset folder, or a folder of datasets; may be repeated."))
@click.option("--out", default="exports", show_default=True, metavar="DIR", help=_("Where to write."))
@click.option("--keep-going", is_flag=True,
              help=_("Build with what is right and list what is wrong (exit code 1), instead of writing nothing."))
@lang_option
def command(data: tuple[str, ...], out: str, keep_going: bool) -> int:
    """Builds and saves, then says where to look and what was found."""
    from odas_graph.exporters.folder import check_target
    from odas_graph.pipeline import build

    check_target(Path(out))
    kg = build(data or None, keep_going=keep_going)
    target = kg.save(out)
    violations = [f for f in kg.findings if f.level == "violation"]
    if violations:
        print_findings(violations, err=True)
    levels = Counter(f.level for f in kg.findings)
    figures = kg.figures()
    ranked = [a for a in kg.invisible() if a.verdict.rank]
    click.echo(_("Actions: {actions}; actors: {actors}; ties: {ties}; territories: {territories}.").format(
        actions=figures["actions"], actors=figures["actors"], ties=figures["ties"],
        territories=figures["territories"]))
    if ranked:
        attested = next((a for a in ranked if a.archetype == "invisible-atteste"), None)
        said = (_("Actors that do much and are little known: {n}; one of them, {label}, {place}, a source itself says "
                  "was not known.") if attested else
                _("Actors that do much and are little known: {n}; first of them: {label}, {place}."))
        first = attested or ranked[0]
        click.echo(said.format(n=len(ranked), label=first.label, place=first.territory_label or _("place not known")))
    click.echo(_("Look first at {page}; the data are in {data}.").format(
        page=Path(target) / "index.html", data=Path(target) / "donnees"))
    if kg.findings:
        print_warning(_("Points to look at: {w} doubtful, {i} to complete; `odas-graph validate` lists them.").format(
            w=levels["warning"], i=levels["info"]))
    return 1 if violations else 0
