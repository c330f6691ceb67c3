"""odas-graph clusters"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from odas_graph.cli.app import lang_option
from odas_graph.i18n import gettext as _

if TYPE_CHECKING:
    from odas_graph.cooperation.described import Described, Group

# What is said on screen of what a cluster shares; the other forms have it all.
SHARED = 4
# No probability is told from a smaller one on screen.
LEAST = 0.001


@click.command("clusters", help=_("Find who works together: clusters of actors, how sure each place is, what their "
                                  "members share, and whether chance alone would part the network as much."))
@click.option("--network", type=click.Choice(["ties", "affiliation", "recognition"]), default="ties",
              show_default=True, help=_("Actors and the ties that sources state, or actors and their actions."))
@click.option("--territory", default=None, metavar="CODE", help=_("A territory: code or name."))
@click.option("--seeds", type=click.IntRange(min=1), default=20, show_default=True, metavar="N",
              help=_("How many runs to compare."))
@click.option("--draws", type=click.IntRange(min=20), default=100, show_default=True, metavar="N",
              help=_("How many networks of the same size to draw."))
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True,
              help=_("The seed of what is drawn."))
@click.option("--with-persons", is_flag=True, help=_("List natural persons too; keep the result to yourself."))
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True,
              help=_("How to write the list."))
@click.option("--store", default=None, metavar="PATH|URL", help=_("A folder a build wrote, a store, or an endpoint."))
@lang_option
def command(network: str, territory: str | None, seeds: int, draws: int, seed: int, with_persons: bool, form: str,
            store: str | None) -> None:
    """Prints the clusters."""
    import json

    from odas_graph.cli.graph import open_graph
    from odas_graph.cli.output import write_out
    from odas_graph.cli.progress import progress
    from odas_graph.cooperation.described import describe_clusters
    from odas_graph.cooperation.names import place_iri
    from odas_graph.network import Facts, panel

    place = place_iri(territory) if territory else None
    facts = Facts(open_graph(store).store)
    with progress(_("Drawing networks of the same size")) as advance:
        found = describe_clusters(facts, panel(facts), network, territory=place, seeds=seeds, draws=draws, seed=seed,
                                  persons=with_persons, advance=advance)
    if form == "json":
        write_out((json.dumps(found.to_dict(), ensure_ascii=False, indent=1) + "\n").encode(), "-")
    elif form == "csv":
        from odas_graph.exporters.tables import to_csv

        headings = [_("cluster"), _("name of the cluster"), _("stability of the cluster"),
                    _("more than chance"), _("identifier"), _("name"), _("type"), _("stability"), _("sure")]
        write_out(to_csv(headings, _rows(found)).encode(), "-")
    else:
        _print(found)


def _rows(found: Described) -> list[list[object]]:
    """One row a member of a cluster of three or more."""
    words = {True: _("yes"), False: _("no")}
    return [[g.number, g.name, round(g.stability, 4), words[g.told_apart], m.iri, found.names.of(m.iri),
             found.names.type(m.iri), round(m.stability, 4), words[m.sure]]
            for g in found.groups for m in (*g.actors, *g.actions) if not found.names.hidden(m.iri)]


def _print(found: Described) -> None:
    from odas_graph.cli.output import clean
    from odas_graph.cooperation.described import SURE
    from odas_graph.cooperation.wording import percent

    for group in found.groups:
        for line in _lines(group, found):
            click.echo(clean(line))
        click.echo()
    if found.pairs:
        click.echo(_("Pairs, tied to nobody else:"))
        for one, other in found.pairs:
            click.echo(clean(f"   {found.names.of(one)} – {found.names.of(other)}"))
        click.echo()
    if found.alone:
        click.echo(_("Without any tie here: {n}.").format(n=len(found.alone)))
    for note in (
        _("{runs} runs were compared. A name followed by ? was elsewhere in more than {share} of them.").format(
            runs=found.runs, share=percent(1 - SURE)),
        _("What the members share is counted among the actors of whom it is known; p is the probability that as many "
          "share it by chance, corrected for all that was tried, given where these numbers allow a small one at all. "
          "Actors of one action share its territory and its needs by construction: this describes, and proves no "
          "cause.")):
        click.echo(note)
    if found.unlisted:
        click.echo(_("Natural persons, counted in the network and not listed (--with-persons): {n}.").format(
            n=found.unlisted))


def _lines(group: Group, found: Described) -> list[str]:
    """A cluster in sentences: name, size, sureness, whether chance parts as much, what is shared, who."""
    from odas_graph.cooperation.described import feature_name
    from odas_graph.cooperation.wording import number, percent

    size = _("{n} actors").format(n=len(group.actors))
    if group.actions:
        size += ", " + _("{n} actions").format(n=len(group.actions))
    lines = [_("{number}. {name} – {size}, stability {share}").format(
        number=group.number, name=group.name, size=size, share=percent(group.stability))]
    if group.structure is None:
        lines.append("   " + _("It stands on its own: no tie leads elsewhere."))
    elif group.structure.observed is not None and group.structure.low is not None:
        told = (_("The component it is part of is parted more than chance parts it") if group.told_apart else
                _("The component it is part of is parted no more than chance parts it: read it as one whole"))
        lines.append("   " + _("{told} (modularity {seen}; by chance {low} to {high}).").format(
            told=told, seen=number(group.structure.observed, 2), low=number(group.structure.low, 2),
            high=number(group.structure.high, 2)))
    shared = []
    for feature in [f for f in group.features if f.proven or f.lift >= 2][:SHARED]:
        text = _("{what}: {inside} of {size}, {lift} times the share among all").format(
            what=feature_name(feature, found.names), inside=feature.inside, size=feature.size,
            lift=number(round(feature.lift, 1), 2))
        if feature.q is not None:
            text += f" (p = {number(feature.q, 1)})" if feature.q >= LEAST else f" (p < {number(LEAST)})"
        shared.append(text)
    if shared:
        lines.append("   " + _("Shared more than by all: {features}.").format(features=_("; ").join(shared)))
    for label, members in ((_("Actors"), group.actors), (_("Actions"), group.actions)):
        named = [found.names.of(m.iri) + ("" if m.sure else " ?") for m in members if not found.names.hidden(m.iri)]
        hidden = len(members) - len(named)
        if hidden:
            named.append(_("{n} not named").format(n=hidden))
        if members:
            lines.append(f"   {label}{_(': ')}{', '.join(named)}")
    return lines
