"""odas-graph plot"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from odas_graph.cli.app import lang_option
from odas_graph.i18n import gettext as _
from odas_graph.plots import PLOTS, WIDTH, WIDTHS

FORMATS: Final = ("svg", "png")


@click.command("plot", help=_("Draw the figure NAME: contribution (what actors do, against who knew them), cercles "
                              "(what each circle of institutions knew), rangs (how firm the ranks are), besoins (who "
                              "answers which need, where)."))
@click.argument("name", metavar="NAME", type=click.Choice(PLOTS))
@click.option("--territory", default=None, metavar="CODE", help=_("A territory: code or name."))
@click.option("--circles", default=None, metavar="LIST",
              help=_("The circles whose knowledge counts, comma-separated (default: the four local ones)."))
@click.option("--with-persons", is_flag=True, help=_("Show natural persons too; keep the figure to yourself."))
@click.option("--weights", default=None, metavar="FILE", help=_("A YAML file with the weights to change."))
@click.option("--perturbations", type=click.IntRange(min=1, max=100_000), default=None, metavar="N",
              help=_("How many slight changes the ranks are put to (rangs; default: 1000, fewer of much "
                                    "data)."))
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, metavar="S",
              help=_("What the perturbations are drawn with."))
@click.option("--width", type=click.IntRange(*WIDTHS), default=WIDTH, show_default=True, metavar="PIXELS",
              help=_("How wide the figure is."))
@click.option("--out", default="-", show_default=True, metavar="FILE",
              help=_("Where to write, .svg or .png; - is stdout."))
@click.option("--format", "form", type=click.Choice(FORMATS), default=None,
              help=_("SVG or PNG (default: as FILE ends, else SVG)."))
@click.option("--store", default=None, metavar="PATH|URL", help=_("A folder a build wrote, a store, or an endpoint."))
@lang_option
def command(name: str, territory: str | None, circles: str | None, with_persons: bool, weights: str | None,
            perturbations: int | None, seed: int, width: int, out: str, form: str | None,
            store: str | None) -> None:
    """Draws a figure."""
    from odas_graph.cli.graph import open_store
    from odas_graph.cli.output import write_out
    from odas_graph.cli.progress import progress
    from odas_graph.plots import plot
    from odas_graph.visibility.weights import read_weights

    chosen = [one.strip() for one in (circles or "").split(",") if one.strip()]
    form = form or _format(out)
    table = read_weights(weights) if weights else None
    opened = open_store(store)
    with progress(_("Perturbations"), perturbations) as advance:
        done = 0

        def tell(so_far: int, _all: int) -> None:
            nonlocal done
            advance(so_far - done)
            done = so_far

        picture = plot(opened, name, territory=territory, circles=list(dict.fromkeys(chosen)), persons=with_persons,
                       width=width, weights=table, perturbations=perturbations,
                       seed=seed, progress=tell)
    write_out(picture.to_svg() if form == "svg" else picture.to_png(), out)


def _format(out: str) -> str:
    """As the name of the file ends; on stdout, SVG."""
    suffix = Path(out).suffix.lower().removeprefix(".")
    if out != "-" and suffix not in FORMATS:
        raise click.UsageError(_("“{name}” ends neither in .svg nor in .png: say which with --format.").format(
            name=out[:200]))
    return suffix or "svg"
