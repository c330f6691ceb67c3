"""odas-graph validate"""

from __future__ import annotations

import json

import click

from odas_graph.cli.app import lang_option
from odas_graph.cli.output import print_findings, print_grouped, print_warning
from odas_graph.i18n import gettext as _

# So many findings are read one by one; of more, those to mend are, and the rest by kind.
SHORT = 30


@click.command("validate", help=_("Say what is wrong or doubtful in dataset folders (default: the shipped data), "
                                  "gravest first, with file, line and field. Exit code 1 if something must be "
                                  "mended."))
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True,
              help=_("How to show the findings."))
@click.option("--all", "every", is_flag=True,
              help=_("Show each doubtful and incomplete thing; of many, one line for each kind is shown."))
@lang_option
def command(paths: tuple[str, ...], form: str, every: bool) -> int:
    """Reads, describes and validates; prints findings."""
    from odas_graph.pipeline import check

    findings = check(paths or None)
    violations = sum(f.level == "violation" for f in findings)
    if form == "json":
        click.echo(json.dumps([f.to_dict() for f in findings], ensure_ascii=False, indent=1))
    elif every or len(findings) <= SHORT:
        print_findings(findings)
    else:
        print_findings([f for f in findings if f.level == "violation"])
        rest = [f for f in findings if f.level != "violation"]
        if rest:
            print_grouped(rest)
    print_warning(_("{v} to mend, {w} doubtful, {i} to complete.").format(
        v=violations, w=sum(f.level == "warning" for f in findings), i=sum(f.level == "info" for f in findings)))
    return 1 if violations else 0
