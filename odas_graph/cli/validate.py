"""odas-graph validate"""

from __future__ import annotations

import json

import click

from odas_graph.cli.app import lang_option
from odas_graph.cli.output import print_findings, print_warning
from odas_graph.i18n import gettext as _


@click.command("validate", help=_("Say what is wrong or doubtful in dataset folders (default: the shipped data), "
                                  "gravest first, with file, line and field. Exit code 1 if something must be "
                                  "mended."))
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True,
              help=_("How to show the findings."))
@lang_option
def command(paths: tuple[str, ...], form: str) -> int:
    """Reads, describes and validates; prints findings."""
    from odas_graph.pipeline import check

    findings = check(paths or None)
    violations = sum(f.level == "violation" for f in findings)
    if form == "json":
        click.echo(json.dumps([f.to_dict() for f in findings], ensure_ascii=False, indent=1))
    else:
        print_findings(findings)
    print_warning(_("{v} to mend, {w} doubtful, {i} to complete.").format(
        v=violations, w=sum(f.level == "warning" for f in findings), i=sum(f.level == "info" for f in findings)))
    return 1 if violations else 0
