"""odas-graph invisible"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from odas_graph.cli.app import lang_option
from odas_graph.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from odas_graph.panel import Ints
    from odas_graph.store import GraphStore
    from odas_graph.visibility import Assessment, CircleMatrix, Figures
    from odas_graph.visibility.words import Proof

# Actors that contribute much and of whom no source says who knew them, shown after the list.
TO_ASK = 10


@click.command("invisible", help=_("List the actors that do much and are little known, with reasons and proof; then "
                                   "those that do much and of whom no source says who knew them. Institutions never "
                                   "appear; persons only on request."))
@click.option("--territory", default=None, metavar="CODE", help=_("A territory: code or name."))
@click.option("--top", type=click.IntRange(min=1), default=None, metavar="N", help=_("Only the first N."))
@click.option("--explain", "actor", default=None, metavar="ACTOR",
              help=_("Everything on one actor, on the list or not: its name, its slug or its IRI."))
@click.option("--circles", default=None, metavar="LIST",
              help=_("The circles whose knowledge counts, comma-separated (default: the four local ones)."))
@click.option("--kind", "chosen", multiple=True, type=click.Choice(["organisation", "collective", "person"]),
              help=_("Only actors of this kind; may be repeated."))
@click.option("--with-persons", is_flag=True, help=_("List natural persons too; keep the result to yourself."))
@click.option("--weights", default=None, metavar="FILE",
              help=_("A YAML file that changes weights; the others stay as they ship."))
@click.option("--perturbations", type=click.IntRange(min=0), default=None, metavar="N",
              help=_("Trials with data and weights a little changed, to say how firm the verdicts are (default: 1000, "
                     "fewer on large data; 0 for none)."))
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, metavar="N",
              help=_("The number that the trials are drawn from."))
@click.option("--matrix", is_flag=True,
              help=_("Invisible to whom: what each circle of institutions knew of each actor."))
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True,
              help=_("How to write the list."))
@click.option("--store", default=None, metavar="PATH|URL", help=_("A folder a build wrote, a store, or an endpoint."))
@lang_option
def command(territory: str | None, top: int | None, actor: str | None, circles: str | None, chosen: tuple[str, ...],
            with_persons: bool, weights: str | None, perturbations: int | None, seed: int, matrix: bool, form: str,
            store: str | None) -> None:
    """Prints the assessments, the matrix, or all that is known of one actor."""
    from odas_graph.analysis.recognition import LOCAL_CIRCLES
    from odas_graph.cli.choices import codes, kinds, territory_iri
    from odas_graph.cli.graph import open_store
    from odas_graph.cli.progress import progress
    from odas_graph.visibility import figures, find_actor, read_weights

    if matrix and actor is not None:
        raise click.UsageError(_("--matrix is about many actors, --explain about one: choose one of the two."))
    asked, scope, place = kinds(chosen, with_persons), codes(circles, "cercle"), territory_iri(territory)
    used = None if weights is None else read_weights(weights)
    graph = open_store(store)
    wanted = None if actor is None else find_actor(graph, actor, persons="person" in asked)
    with progress(_("What each actor does, and who knew it")):
        found = figures(graph, circles=scope or LOCAL_CIRCLES, kinds=asked, weights=used)
    if matrix:
        _matrix(graph, found, place, top, form)
    elif wanted is not None:
        _explain(graph, found, wanted, _trials(found, perturbations), seed, form)
    else:
        _list(graph, found, place, top, _trials(found, perturbations), seed, form)


def _trials(found: Figures, asked: int | None) -> int:
    """How many trials to make; fewer than usual on large data, which is said."""
    from odas_graph.cli.output import print_warning
    from odas_graph.visibility.figures import PERTURBATIONS, patient

    if asked is not None:
        return asked
    count = patient(found.panel)
    if count < PERTURBATIONS:
        print_warning(_("How firm the verdicts are is found from {n} trials rather than {usual}, since the data are "
                        "large; --perturbations changes that.").format(n=count, usual=PERTURBATIONS))
    return count


@contextmanager
def _bar(trials: int) -> Iterator[Callable[[int, int], object]]:
    """A function to tell how many trials are done, of how many; shown where that takes long."""
    from odas_graph.cli.progress import progress

    with progress(_("Trials with data and weights a little changed"), trials) as advance:
        done = 0

        def told(now: int, _total: int) -> None:
            nonlocal done
            advance(now - done)
            done = now

        yield told


def _list(graph: GraphStore, found: Figures, place: str | None, top: int | None, trials: int, seed: int,
          form: str) -> None:
    from odas_graph.cli.output import write_out
    from odas_graph.exporters.visibility import assessments_to_csv, assessments_to_json
    from odas_graph.visibility.assess import Told, matters

    places = matters(found, place)
    shown = places[found.scores.rank[0, places] > 0] if form == "table" else places
    with _bar(trials) as told:
        listed = Told(graph, found, shown[:top], trials, seed, told).assessments()
    if form == "table":
        _print(graph, listed, found, len(places) == 0)
        _print_to_ask(graph, found, places)
    else:
        write_out({"csv": assessments_to_csv, "json": assessments_to_json}[form](listed).encode(), "-")


def _print(graph: GraphStore, listed: Sequence[Assessment], found: Figures, empty: bool) -> None:
    """People read sentences: rank, name, place, verdict, then reasons and proof, one a line."""
    from odas_graph.cli.output import clean, print_warning
    from odas_graph.visibility.explained import parts, standing, void_bridging
    from odas_graph.visibility.words import Words, percent, span

    words = Words(graph)
    for number, assessment in enumerate(listed, 1):
        verdict = assessment.verdict
        place = assessment.territory_label or _("place not known")
        archetype = words.code("archetype", verdict.archetype or "")
        # Within a territory the list has numbers of its own; the rank is that among all actors of the data.
        rank = "" if verdict.rank == number else _(" (rank {n} in all the data)").format(n=verdict.rank)
        click.echo(clean(f"{number}. {assessment.label} – {place} – {archetype}{rank}"))
        click.echo("   " + _("{share} ({parts})").format(share=standing(verdict), parts=parts(verdict)))
        click.echo("   " + _("known before the action: {before}; circles of which a source speaks: {coverage}").format(
            before=span(*verdict.before), coverage=percent(verdict.coverage)))
        for reason in assessment.reasons:
            click.echo(clean(f"   – {reason}"))
        _print_proof(assessment.evidence, "   ")
        click.echo()
    void = void_bridging(found)
    if listed and void:
        print_warning(void)
    if empty:
        print_warning(_("No actor to show here: the data hold none, or none that contributes much while little known."))
    elif not listed:
        print_warning(_("No actor on the list here: of none that contributes much do the sources say that it was "
                        "little known."))


def _print_to_ask(graph: GraphStore, found: Figures, places: Ints) -> None:
    """Those that do most and of whom no source says who knew them: whom to ask about, rather than a count."""
    from odas_graph.cli.output import clean, print_warning
    from odas_graph.visibility.assess import unsure
    from odas_graph.visibility.words import Words, percent

    words, silent = Words(graph), places[found.scores.rank[0, places] == 0]
    asked = unsure(graph, found, places)
    asked = asked[found.scores.coverage[0, asked] == 0][:TO_ASK]
    verdicts = found.verdicts(asked)
    names = words.actors(v.actor for v in verdicts)
    if verdicts:
        click.echo(_("To ask about: they contribute most, and no source says who knew them before the action (after "
                     "each, the share of the others of its kind that contribute less)."))
    for verdict, number in zip(verdicts, found.scores.candidates[asked].tolist(), strict=True):
        name = names[verdict.actor]
        label = words.place([name.based_in] if name.based_in else found.territories_of(number))[1]
        share = percent(verdict.contribution or 0)
        click.echo(clean(f"   – {name.label} – {label or _('place not known')} – {share}"))
    if len(silent):
        print_warning(_("Actors without rank, since the sources say too little of who knew them: {n} (--format json or "
                        "csv lists them; --explain says what to ask).").format(n=len(silent)))


def _explain(graph: GraphStore, found: Figures, actor: str, trials: int, seed: int, form: str) -> None:
    from odas_graph.cli.output import clean, write_out
    from odas_graph.exporters.visibility import assessments_to_csv, to_json
    from odas_graph.visibility.explained import explain

    with _bar(trials) as told:
        one = explain(graph, found, actor, perturbations=trials, seed=seed, progress=told)
    about = one.assessment
    if form != "table":
        write_out((to_json(one.to_dict()) if form == "json" else assessments_to_csv([about])).encode(), "-")
        return
    click.echo(clean(f"{about.label} – {about.territory_label or _('place not known')}"))
    for sentence in one.sentences:
        click.echo(clean(f"   {sentence}"))
    click.echo("\n" + _("What the sources say, and where:"))
    for reason, proofs in zip(about.reasons, about.proofs, strict=True):
        click.echo(clean(f"   – {reason}"))
        _print_proof(proofs, "     ")
    if one.questions:
        click.echo("\n" + _("What they leave unsaid, and what the answer would settle:"))
    for question in one.questions:
        click.echo(clean(f"   – {question}"))


def _print_proof(proofs: Sequence[Proof], indent: str) -> None:
    from odas_graph.cli.output import clean

    for place in dict.fromkeys(p.place for p in proofs):
        click.echo(clean(indent + _("Proof: {place}").format(place=place)))


def _matrix(graph: GraphStore, found: Figures, place: str | None, top: int | None, form: str) -> None:
    from odas_graph.cli.output import write_out
    from odas_graph.exporters.visibility import matrix_to_csv, matrix_to_json
    from odas_graph.visibility.matrix import matrix_of

    matrix = matrix_of(graph, found, place, top)
    if form == "table":
        _print_matrix(matrix, graph)
    else:
        write_out({"csv": matrix_to_csv, "json": matrix_to_json}[form](matrix).encode(), "-")


def _print_matrix(matrix: CircleMatrix, graph: GraphStore) -> None:
    """A row an actor, a column a circle, then what is not known and which circles have no institution in the data."""
    from odas_graph.cli.output import print_table, print_warning
    from odas_graph.visibility.words import Words, percent

    words, looks = Words(graph), _cells()
    labels = {circle: words.code("cercle", circle) for circle in matrix.circles}
    telling = [row for row in matrix.rows if row.rank or any(c.status != "inconnu" for c in row.cells.values())]
    rows = [[str(row.rank or ""), row.name.label, row.territory_label or "",
             *(looks[row.cells[circle].code] for circle in matrix.circles)] for row in telling]
    unknown = [percent(share) if share is not None else "" for share in matrix.unknown.values()]
    print_table([_("rank"), _("actor"), _("place"), *labels.values()],
                [*rows, ["", _("share of actors of whom no source says what it knew before"), "", *unknown]])
    if len(telling) < len(matrix.rows):
        print_warning(_("Actors of whom the sources say nothing about any circle: {n} (--format csv lists them; they "
                        "count in the last line).").format(n=len(matrix.rows) - len(telling)))
    if matrix.without_institution:
        print_warning(_("Circles of which the data hold no institution competent for these actors, so that silence "
                        "says nothing: {circles}.").format(
                            circles=", ".join(labels[c] for c in matrix.without_institution)))


def _cells() -> dict[str, str]:
    """What a cell of the matrix says, by its code."""
    return {
        "connu-formel": _("known, in writing"), "connu-sans-ecrit": _("known, nothing in writing"),
        "connu-base-inconnue": _("known, footing not stated"), "lien-date-inconnue": _("a tie, undated"),
        "lien-nouveau": _("first tie born of the action"), "sans-lien": _("no tie, as a source states"),
        "absence-attestee": _("did not know it, as a source states"), "inconnu": "?"}

