"""odas-graph invisible"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from odas_graph import vocab
from odas_graph.cli.app import lang_option
from odas_graph.i18n import gettext as _

if TYPE_CHECKING:
    from odas_graph.visibility import Assessment


@click.command("invisible", help=_("List the actors that do much and are little known, with reasons and proof. Without "
                                   "rank, at the end: those of which the sources say too little. Institutions never "
                                   "appear; persons only on request."))
@click.option("--territory", default=None, metavar="CODE", help=_("A territory: code or name."))
@click.option("--top", type=click.IntRange(min=1), default=None, metavar="N", help=_("Only the first N."))
@click.option("--circles", default=None, metavar="LIST",
              help=_("The circles whose knowledge counts, comma-separated (default: the four local ones)."))
@click.option("--with-persons", is_flag=True, help=_("List natural persons too; keep the result to yourself."))
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True,
              help=_("How to write the list."))
@click.option("--store", default=None, metavar="PATH|URL", help=_("A folder a build wrote, a store, or an endpoint."))
@lang_option
def command(territory: str | None, top: int | None, circles: str | None, with_persons: bool, form: str,
            store: str | None) -> None:
    """Prints the assessments."""
    from odas_graph.cli.graph import open_graph
    from odas_graph.cli.output import write_out
    from odas_graph.exporters.visibility import assessments_to_csv, assessments_to_json
    from odas_graph.visibility import KINDS, PUBLIC_KINDS

    found = open_graph(store).invisible(territory, circles=_circles(circles),
                                        kinds=KINDS if with_persons else PUBLIC_KINDS)
    if form == "json":
        write_out(assessments_to_json(found[:top]).encode(), "-")
    elif form == "csv":
        write_out(assessments_to_csv(found[:top]).encode(), "-")
    else:
        _print(found, top)


def _circles(text: str | None) -> list[str] | None:
    if text is None:
        return None
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in vocab.CODES["cercle"]:
            raise click.UsageError(_("“{value}” is not in the code list “{scheme}”: {codes}.").format(
                value=name, scheme="cercle", codes=", ".join(vocab.CODES["cercle"])))
    return list(dict.fromkeys(names)) or None


def _print(found: list[Assessment], top: int | None) -> None:
    """People read sentences: rank, name, place, verdict, then reasons and proof, one a line."""
    from odas_graph.cli.output import clean, print_warning

    names = {
        "invisible-atteste": _("invisible, attested"), "invisible-probable": _("invisible, probable"),
        "revele-par-l-action": _("revealed by the action"), "donnees-insuffisantes": _("too little is known"),
    }
    ranked = [a for a in found if a.verdict.rank]
    for number, assessment in enumerate(ranked[:top], 1):
        verdict = assessment.verdict
        place = assessment.territory_label or _("place not known")
        archetype = names.get(verdict.archetype or "", verdict.archetype or "")
        # Within a territory the list has numbers of its own; the rank is that among all actors of the data.
        rank = "" if verdict.rank == number else _(" (rank {n} in all the data)").format(n=verdict.rank)
        click.echo(clean(f"{number}. {assessment.label} – {place} – {archetype}{rank}"))
        share = _("contributes more than {share} of the {n} others of its kind, equals counting for half").format(
            share=_percent(verdict.contribution or 0), n=verdict.peers)
        click.echo("   " + _("{share}; known before the action: {before}; circles of which a source speaks: "
                             "{coverage}").format(
            share=share if verdict.peers else _("alone of its kind, so that its contribution compares with none"),
            before=_span(*verdict.before), coverage=_percent(verdict.coverage)))
        for reason in assessment.reasons:
            click.echo(clean(f"   – {reason}"))
        for proof in dict.fromkeys(p.place for p in assessment.evidence):
            click.echo(clean("   " + _("Proof: {place}").format(place=proof)))
        click.echo()
    silent = len(found) - len(ranked)
    if silent:
        print_warning(_("Actors without rank, since the sources say too little of who knew them: {n} (--format json or "
                        "csv lists them).").format(n=silent))
    if not found:
        print_warning(_("No actor to show here: the data hold none, or none that contributes much while little known."))


def _percent(share: float) -> str:
    return _("{n}%").format(n=f"{100 * share:.0f}")


def _span(low: float, high: float) -> str:
    if low == high:
        return _percent(low)
    return _("{low} to {high}").format(low=_percent(low), high=_percent(high))
