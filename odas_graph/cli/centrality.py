"""odas-graph centrality"""

from __future__ import annotations

import click

from odas_graph.cli.app import lang_option
from odas_graph.i18n import gettext as _


@click.command("centrality", help=_("Measure the place of each actor in a network: who has many ties, who is near "
                                    "everybody, who stands between others, who holds them together. It describes; it "
                                    "ranks nobody where most values are void, and says how many are, and why."))
@click.option("--network", type=click.Choice(["affiliation", "ties", "recognition"]), default="affiliation",
              show_default=True, help=_("Actors and their actions, or actors and the ties that sources state."))
@click.option("--territory", default=None, metavar="CODE", help=_("A territory: code or name."))
@click.option("--measure", "measures", multiple=True, metavar="M",
              help=_("A measure (degree, harmonic, betweenness, constraint…), a code of the list “mesure”, brokerage, "
                     "core-periphery, articulation or key-players; may be repeated."))
@click.option("--top", type=click.IntRange(min=1), default=None, metavar="N",
              help=_("Only the first N actors (and N actions)."))
@click.option("--sort", default=None, metavar="M", help=_("The measure that orders the rows (default: the first)."))
@click.option("--key", type=click.IntRange(min=1), default=3, show_default=True, metavar="K",
              help=_("How many key players to look for."))
@click.option("--approximate", type=click.FloatRange(min=0, max=1, min_open=True, max_open=True), default=None,
              metavar="ERROR", help=_("Estimate betweenness and harmonic closeness within this error, on a scale from "
                                      "0 to 1; without it they are exact."))
@click.option("--seed", type=int, default=0, show_default=True, help=_("The seed of what is drawn."))
@click.option("--with-persons", is_flag=True, help=_("List natural persons too; keep the result to yourself."))
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True,
              help=_("How to write the list."))
@click.option("--store", default=None, metavar="PATH|URL", help=_("A folder a build wrote, a store, or an endpoint."))
@lang_option
def command(network: str, territory: str | None, measures: tuple[str, ...], top: int | None, sort: str | None,
            key: int, approximate: float | None, seed: int, with_persons: bool, form: str, store: str | None) -> None:
    """Prints the measures and what is to be known to read them."""
    import json

    from odas_graph.cli.graph import open_graph
    from odas_graph.cli.output import clean, print_table, print_warning, write_out
    from odas_graph.cli.progress import progress
    from odas_graph.cooperation.names import place_iri
    from odas_graph.cooperation.places import chosen, places
    from odas_graph.cooperation.tables import steps
    from odas_graph.exporters.tables import to_csv
    from odas_graph.network import Facts, panel

    asked, _first = chosen(measures, network, sort)
    place = place_iri(territory) if territory else None
    facts = Facts(open_graph(store).store)
    with progress(_("Measuring"), len(steps(asked, approximate))) as advance:
        found = places(facts, panel(facts), network, territory=place, measures=measures, sort=sort, top=top, key=key,
                       persons=with_persons, approximate=approximate, seed=seed, advance=advance, tell=print_warning)
    if form == "json":
        write_out((json.dumps(found.to_dict(), ensure_ascii=False, indent=1) + "\n").encode(), "-")
    elif form == "csv":
        write_out(to_csv(found.headings(whole=True), found.rows(whole=True)).encode(), "-")
        for note in found.notes:
            print_warning(clean(note))
    else:
        print_table(found.headings(), found.rows())
        click.echo()
        for note in found.notes:
            click.echo(clean(note))
