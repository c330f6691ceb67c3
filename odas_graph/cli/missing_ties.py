"""odas-graph missing-ties"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from odas_graph.cli.app import lang_option
from odas_graph.i18n import gettext as _

if TYPE_CHECKING:
    from odas_graph.visibility import MissingTies


@click.command("missing-ties", help=_("Say which institution should meet which actor of the list, what it would "
                                      "change, and who could introduce them. That no source states a tie does not "
                                      "say that anyone refused one."))
@click.option("--territory", default=None, metavar="CODE", help=_("A territory: code or name."))
@click.option("--actor", default=None, metavar="ACTOR",
              help=_("Only this actor, on the list or not: its name, its slug or its IRI."))
@click.option("--circles", default=None, metavar="LIST",
              help=_("The circles whose knowledge counts, comma-separated (default: the four local ones)."))
@click.option("--unranked", is_flag=True,
              help=_("Also the actors that contribute much and of whom the sources say too little."))
@click.option("--with-persons", is_flag=True, help=_("List natural persons too; keep the result to yourself."))
@click.option("--weights", default=None, metavar="FILE",
              help=_("A YAML file that changes weights; the others stay as they ship."))
@click.option("--top", type=click.IntRange(min=1), default=None, metavar="N", help=_("Only the first N."))
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True,
              help=_("How to write the list."))
@click.option("--store", default=None, metavar="PATH|URL", help=_("A folder a build wrote, a store, or an endpoint."))
@lang_option
def command(territory: str | None, actor: str | None, circles: str | None, unranked: bool, with_persons: bool,
            weights: str | None, top: int | None, form: str, store: str | None) -> None:
    """Prints the missing ties, those that change most first."""
    from odas_graph.analysis.recognition import LOCAL_CIRCLES
    from odas_graph.cli.choices import codes, kinds, territory_iri
    from odas_graph.cli.graph import open_store
    from odas_graph.cli.output import write_out
    from odas_graph.cli.progress import progress
    from odas_graph.exporters.visibility import missing_ties_to_csv, missing_ties_to_json
    from odas_graph.visibility import find_actor, missing_ties, read_weights

    scope, place = codes(circles, "cercle"), territory_iri(territory)
    used = None if weights is None else read_weights(weights)
    graph = open_store(store)
    wanted = None if actor is None else find_actor(graph, actor, persons=with_persons)
    with progress(_("Which ties are missing, and what they would change")):
        found = missing_ties(graph, territory=place, actor=wanted, circles=scope or LOCAL_CIRCLES,
                             kinds=kinds((), with_persons), weights=used, unranked=unranked, top=top)
    if form == "table":
        _print(found)
    else:
        write_out({"csv": missing_ties_to_csv, "json": missing_ties_to_json}[form](found).encode(), "-")


def _print(found: MissingTies) -> None:
    from odas_graph.cli.output import clean, print_warning

    for number, tie in enumerate(found.ties, 1):
        rank = _(" (rank {n})").format(n=tie.rank) if tie.rank else ""
        click.echo(clean(_("{number}. {actor}{rank} – {place} ↔ {institution} – {circle}").format(
            number=number, actor=tie.actor.label, rank=rank, place=tie.territory_label or _("place not known"),
            institution=tie.institution.label, circle=tie.circle_label)))
        for sentence in tie.sentences:
            click.echo(clean(f"   – {sentence}"))
        click.echo()
    if found.gaps:
        click.echo(_("To complete: the data hold no institution of these circles there, so that no tie can be "
                     "proposed."))
    for gap in found.gaps:
        click.echo(clean(_("   – {circle}, {place}: for {actors}").format(
            circle=gap.circle_label, place=gap.territory_label or _("place not known"),
            actors=", ".join(a.label for a in gap.actors))))
    if found.ties:
        print_warning(_("Order: ties that take the actor off the list; then by needs and publics newly reached, by "
                        "actions, by pairs of bodies newly linked; then by the rank of the actor."))
    else:
        print_warning(_("No tie to propose: no actor on the list here, or each has a tie with every circle of which "
                        "the data hold an institution. --unranked also looks at those of whom the sources say too "
                        "little."))
