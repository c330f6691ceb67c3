"""odas-graph fragility"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from odas_graph.cli.app import lang_option
from odas_graph.i18n import gettext as _

if TYPE_CHECKING:
    from odas_graph.visibility import Fragility
    from odas_graph.visibility.fragility import NeedRow


@click.command("fragility", help=_("Say what would be lost, need by need, if an actor stopped: institutions too. Only "
                                   "what the sources state is counted: that nobody else is known is no proof that "
                                   "there is nobody."))
@click.option("--territory", default=None, metavar="CODE", help=_("A territory: code or name."))
@click.option("--actor", "actors", multiple=True, metavar="ACTOR",
              help=_("Only this actor: its name, its slug or its IRI; may be repeated."))
@click.option("--need", "needs", default=None, metavar="LIST",
              help=_("Only what concerns these needs, comma-separated codes of “problematique”."))
@click.option("--with-persons", is_flag=True, help=_("List natural persons too; keep the result to yourself."))
@click.option("--top", type=click.IntRange(min=1), default=None, metavar="N", help=_("Only the first N."))
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True,
              help=_("How to write the list."))
@click.option("--store", default=None, metavar="PATH|URL", help=_("A folder a build wrote, a store, or an endpoint."))
@lang_option
def command(territory: str | None, actors: tuple[str, ...], needs: str | None, with_persons: bool, top: int | None,
            form: str, store: str | None) -> None:
    """Prints what stops with each actor, then who answers each need."""
    from odas_graph.cli.choices import codes, kinds, territory_iri
    from odas_graph.cli.graph import open_store
    from odas_graph.cli.output import write_out
    from odas_graph.cli.progress import progress
    from odas_graph.exporters.visibility import fragility_to_csv, fragility_to_json
    from odas_graph.visibility import find_actor, fragility

    asked, place = codes(needs, "problematique"), territory_iri(territory)
    graph = open_store(store)
    with progress(_("What would be lost if each actor stopped")):
        found = fragility(graph, territory=place, actors=[find_actor(graph, a, persons=with_persons) for a in actors],
                          needs=asked, kinds=kinds((), with_persons), top=top)
    if form == "table":
        _print(found, bool(actors))
    else:
        write_out({"csv": fragility_to_csv, "json": fragility_to_json}[form](found).encode(), "-")


def _print(found: Fragility, asked: bool) -> None:
    from odas_graph.cli.output import clean, print_warning

    for number, stop in enumerate(found.stops, 1):
        click.echo(clean(_("{number}. If {actor} stopped – {place}").format(
            number=number, actor=stop.name.label, place=stop.territory_label or _("place not known"))))
        for sentence in stop.sentences:
            click.echo(clean(f"   – {sentence}"))
        if not stop.sentences:
            click.echo("   – " + _("Nothing that the sources state would stop with it alone."))
        for place in dict.fromkeys(p.place for p in stop.proofs) if asked else ():
            click.echo(clean("   " + _("Proof: {place}").format(place=place)))
        click.echo()
    if not asked:
        _print_needs(found.needs)
    if found.stops and not asked:
        print_warning(_("Order: needs that nobody else answers; then, each in turn, actions in which nobody else is "
                        "known, actions left without a lead, contributions that nobody else brings, actors no longer "
                        "linked, needs left to one body, ties. Nothing is summed up. --actor gives the proof "
                        "too."))
    elif not found.stops:
        print_warning(_("No actor here with whom anything would stop, as far as the sources say."))
    if found.unread:
        print_warning(_("{n} actions of which the sources give only the title and the lead are left out of “nobody "
                        "else is known”.").format(n=found.unread))


def _print_needs(needs: tuple[NeedRow, ...]) -> None:
    """A row a need: its actions, the bodies that answer it, and where it rests on one of them alone."""
    from odas_graph.cli.output import print_table

    rows = [[row.label, str(row.actions), str(row.bodies),
             "; ".join(_("{place}: {body}").format(place=a.territory_label or a.territory or "?", body=a.sole)
                       for a in row.alone) or _("nowhere")] for row in needs]
    if rows:
        print_table([_("need"), _("actions"), _("bodies that answer it"), _("rests on one body alone")], rows)
