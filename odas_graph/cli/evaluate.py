"""odas-graph evaluate"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from odas_graph.cli.app import lang_option
from odas_graph.i18n import gettext as _

if TYPE_CHECKING:
    from odas_graph.evaluation import Evaluation

PARTS = ("cases", "planted", "sensitivity", "ablation", "pillars", "weights")


@click.command("evaluate", help=_("Test the method: does it find the actors that the sources call unknown, and those "
                                  "of made-up countries in which the answer is known; does it do better than simpler "
                                  "orders; what does each part of it bring; how far does it hang on its weights. Says "
                                  "what was reached and what was not."))
@click.option("--seeds", type=click.IntRange(min=1), default=20, show_default=True, metavar="N",
              help=_("How many made-up countries of each size; more of the small ones."))
@click.option("--sizes", default="150,600,2400", show_default=True, metavar="LIST",
              help=_("How many actors they have, comma-separated."))
@click.option("--only", multiple=True, type=click.Choice(PARTS), help=_("Only this part; may be repeated."))
@click.option("--weights", default=None, metavar="FILE",
              help=_("A YAML file that changes weights; the others stay as they ship."))
@click.option("--format", "form", type=click.Choice(["table", "json", "markdown"]), default="table", show_default=True,
              help=_("How to write the tables."))
@click.option("--store", default=None, metavar="PATH|URL", help=_("A folder a build wrote, a store, or an endpoint."))
@lang_option
def command(seeds: int, sizes: str, only: tuple[str, ...], weights: str | None, form: str, store: str | None) -> None:
    """Runs the parts and prints their tables, then the targets."""
    import json

    from odas_graph.cli.graph import open_store
    from odas_graph.cli.output import clean
    from odas_graph.cli.progress import progress
    from odas_graph.evaluation import PARTS as ALL
    from odas_graph.evaluation import evaluate, steps, to_markdown
    from odas_graph.simulation import check_size
    from odas_graph.visibility import read_weights

    numbers, parts = _sizes(sizes), only or ALL
    for size in numbers:
        check_size(size)
    chosen = None if weights is None else read_weights(weights)
    graph = open_store(store)
    with progress(_("Testing the method"), steps(seeds, numbers, parts)) as advance:
        found = evaluate(graph, seeds=seeds, sizes=numbers, parts=parts, weights=chosen, progress=advance)
    if form == "json":
        click.echo(json.dumps(found.to_dict(), ensure_ascii=False, indent=1))
    elif form == "markdown":
        click.echo(clean(to_markdown(found)), nl=False)
    else:
        _print(found)


def _sizes(text: str) -> tuple[int, ...]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names or not all(name.isascii() and name.isdigit() and len(name) < 10 for name in names):
        raise click.UsageError(_("“{value}” is no list of numbers: write, say, 150,600.").format(value=text[:100]))
    return tuple(dict.fromkeys(int(name) for name in names))


def _print(found: Evaluation) -> None:
    from odas_graph.cli.output import clean, print_table
    from odas_graph.evaluation.report import verdict

    for table in found.tables:
        click.echo(clean(table.title))
        click.echo()
        print_table(table.headings, table.texts())
        for note in table.notes:
            click.echo(clean(note))
        click.echo()
    for target in found.targets:
        click.echo(clean(verdict(target)))
