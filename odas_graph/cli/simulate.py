"""odas-graph simulate"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from odas_graph.cli.app import lang_option
from odas_graph.i18n import gettext as _

if TYPE_CHECKING:
    from odas_graph.simulation import World

TRUTH = "donnees/verite.csv"
GRAPH = "donnees/graph.nq"


@click.command("simulate", help=_("Make up a country in which the invisible actors are known: real territories, "
                                  "fictional actors, actions and ties, of which a part is lost as in real data. To try "
                                  "the method where the answer is known, or large data. Everything is marked as "
                                  "fictional; {truth} says which actors are invisible.").format(truth=TRUTH))
@click.option("--actors", type=int, required=True, metavar="N", help=_("How many actors, institutions among them."))
@click.option("--seed", type=click.IntRange(min=0), default=0, show_default=True, metavar="S",
              help=_("The same number gives the same country."))
@click.option("--out", required=True, metavar="DIR", help=_("Where to write: a new folder, or one that this command "
                                                            "wrote."))
@click.option("--format", "form", type=click.Choice(["dataset", "nquads"]), default="dataset", show_default=True,
              help=_("Files of a dataset, as `build --data` reads them, or the graph itself, as `--store` reads it."))
@click.option("--loss", type=click.FloatRange(0, 1, max_open=True), default=None, metavar="SHARE",
              help=_("The share of facts that nobody wrote down (default: 0.2)."))
@click.option("--documentation", type=click.FloatRange(0, 1), default=None, metavar="SHARE",
              help=_("The share of strangers of whom a source says that they were (default: 0.3)."))
@click.option("--correlation", type=click.FloatRange(-1, 1, min_open=True, max_open=True), default=None, metavar="R",
              help=_("How far doing much goes with being known (default: 0.3; 0: not at all)."))
@click.option("--per-actor", type=click.FloatRange(1, 100), default=None, metavar="N",
              help=_("How many actions an actor takes part in, on average (default: 11)."))
@lang_option
def command(actors: int, seed: int, out: str, form: str, loss: float | None, documentation: float | None,
            correlation: float | None, per_actor: float | None) -> None:
    """Tells the story and writes it, whole or not at all."""
    from odas_graph.cli.output import print_warning
    from odas_graph.exporters.folder import check_target, replaced_folder
    from odas_graph.exporters.tables import to_csv
    from odas_graph.simulation import Parameters, check_size, story
    from odas_graph.simulation.description import TRUTH as HEADINGS
    from odas_graph.simulation.description import truth

    check_size(actors, files=form == "dataset")
    _check_own(Path(out))
    check_target(Path(out))
    usual = Parameters()
    try:
        parameters = Parameters(
            loss=usual.loss if loss is None else loss,
            correlation=usual.correlation if correlation is None else correlation,
            documentation=usual.documentation if documentation is None else documentation,
            actions_per_actor=usual.actions_per_actor if per_actor is None else per_actor)
    except ValueError as error:  # not-a-number is in no range, and out of none
        raise click.UsageError(str(error)) from error
    world = story(actors, seed, parameters)
    with replaced_folder(Path(out)) as folder:
        (folder / TRUTH).parent.mkdir()
        (folder / TRUTH).write_text(to_csv(HEADINGS, truth(world)), "utf-8", newline="")
        (_write_dataset if form == "dataset" else _write_nquads)(world, folder)
    click.echo(_("Fictional actors: {actors}; actions: {actions}; participations: {participations}; ties: {ties}; "
                 "actors that do much and are little known: {planted} ({truth} says which).").format(
        actors=actors, actions=len(world.site), participations=len(world.actor), ties=len(world.told_in),
        planted=int(world.planted.sum()), truth=Path(out) / TRUTH))
    print_warning(_("Next: {command}").format(
        command=f"odas-graph build --data {out} --out {out}-exports" if form == "dataset"
        else f"odas-graph invisible --store {out}"))


def _check_own(out: Path) -> None:
    """What a build wrote there is not to be replaced by fiction."""
    from odas_graph.errors import OutputError
    from odas_graph.exporters.folder import MANIFEST

    if (out / MANIFEST).exists() and not (out / TRUTH).exists():
        raise OutputError(_("{out} holds what another command wrote. Choose a new folder for the made-up "
                            "country.").format(out=out))


def _write_dataset(world: World, folder: Path) -> None:
    from odas_graph.cli.progress import progress
    from odas_graph.simulation.files import to_dataset

    with progress(_("Writing the fiches"), len(world.site)) as advance:
        to_dataset(world, folder, advance)


def _write_nquads(world: World, folder: Path) -> None:
    from odas_graph.cli.progress import progress
    from odas_graph.pipeline import load_ontology
    from odas_graph.simulation.quads import blocks, to_nquads
    from odas_graph.store import EmbeddedStore

    codes = EmbeddedStore()
    load_ontology(codes)
    with (progress(_("Writing the graph"), blocks(world)) as advance, (folder / GRAPH).open("wb") as file):
        # The terms and code lists, without which the data cannot be read.
        file.writelines(sorted(codes.dump("nq").splitlines(keepends=True)))
        for block in to_nquads(world):
            file.write(block)
            advance()
