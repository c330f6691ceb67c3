"""odas-graph queries"""

from __future__ import annotations

import json

import click

from odas_graph.cli.app import lang_option
from odas_graph.i18n import gettext as _
from odas_graph.i18n import language


@click.command("queries", help=_("List the named queries: what each answers, its parameters."))
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True,
              help=_("How to show the list."))
@lang_option
def command(form: str) -> None:
    """Prints the named queries."""
    from odas_graph.queries import named_queries

    if form == "json":
        click.echo(json.dumps([{
            "name": q.name, "title": q.title,
            "parameters": [{"name": p.name, "kind": p.kind, "default": p.default, "meaning": p.meaning[language()]}
                           for p in q.parameters]} for q in named_queries()], ensure_ascii=False, indent=1))
        return
    for query in named_queries():
        click.echo(f"{query.name}\n    {query.title}")
        for p in query.parameters:
            default = _("required") if p.default is None else _("default: {value}").format(value=p.default)
            click.echo(f"    --param {p.name}=…  {p.meaning[language()]} ({default})")
