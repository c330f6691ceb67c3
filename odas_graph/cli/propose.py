"""odas-graph propose"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from odas_graph.cli.app import lang_option
from odas_graph.i18n import gettext as _

if TYPE_CHECKING:
    from odas_graph.proposal import Draft, Evaluation, KnownActor


@click.command("propose", help=_("Read a narrative fiche (.txt, .md, .pdf, .docx) and propose territory, actors, ties "
                                 "and needs, each with its sentence, as a draft to check. Rules and word lists only; a "
                                 "draft is refused as data until somebody has read it. With --evaluate: read the "
                                 "report that curated data were taken from, and say how good the rules are."))
@click.argument("file", metavar="FILE")
@click.option("--out", default="-", metavar="DRAFT.yaml|-", help=_("Where to write the draft (default: the screen)."))
@click.option("--territory", default=None, metavar="CODE",
              help=_("The territory, if you know it better than the text."))
@click.option("--known", multiple=True, metavar="DIR",
              help=_("A dataset folder: its actors are recognised by their names; may be repeated."))
@click.option("--format", "form", type=click.Choice(["yaml", "table", "json"]), default=None,
              help=_("How to write it (default: yaml; table with --evaluate)."))
@click.option("--evaluate", "test", is_flag=True, help=_("Compare what is proposed with curated fiches."))
@click.option("--data", default=None, metavar="DIR",
              help=_("With --evaluate: the dataset folder of the curated fiches (default: the shipped one)."))
@lang_option
def command(file: str, out: str, territory: str | None, known: tuple[str, ...], form: str | None, test: bool,
            data: str | None) -> None:
    """Proposes, or measures what is proposed."""
    from pathlib import Path

    from odas_graph.cli.output import print_warning, write_out
    from odas_graph.proposal import propose, read_document, to_yaml

    if test:
        if known or territory or form == "yaml":
            raise click.UsageError(_("--evaluate goes with neither --known, --territory nor --format yaml."))
        _evaluate(file, data, form, out)
        return
    if data is not None:
        raise click.UsageError(_("--data goes with --evaluate; actors of your own are given with --known."))
    draft = propose(read_document(Path(file)), territory=territory, known=_known(known))
    if form == "table":
        _print(draft)
    elif form == "json":
        write_out((json.dumps(draft.to_dict(), ensure_ascii=False, indent=1) + "\n").encode(), out)
    else:
        write_out(to_yaml(draft).encode(), out)
    if not draft.territories:
        print_warning(_("No territory found: give it with --territory."))
    print_warning(_("{actors} actors and {ties} ties proposed. This is a draft, not data: read each proposal beside "
                    "its sentence.").format(actors=len(draft.actors), ties=len(draft.ties)))


def _known(folders: tuple[str, ...]) -> list[KnownActor]:
    """The actors of dataset folders."""
    from pathlib import Path

    from odas_graph.importers.dataset import read_dataset
    from odas_graph.importers.folders import dataset_folders
    from odas_graph.proposal import KnownActor

    actors = []
    for folder in dataset_folders([Path(name) for name in folders]) if folders else ():
        records = read_dataset(folder)[0]
        if records is None:
            raise click.UsageError(_("{folder} cannot be read as data: odas-graph validate says why.").format(
                folder=folder))
        actors += [KnownActor(entry.slug, (entry.record.name, *entry.record.aliases), entry.record.type,
                              entry.record.generic) for entry in records.actors]
        if records.register is not None:
            columns = records.register.actors.select("slug", "nom", "alias", "type").iter_rows()
            actors += [KnownActor(slug, (name, *filter(None, (alias or "").split("|"))), type_ or "association")
                       for slug, name, alias, type_ in columns if name]
    return actors


def _print(draft: Draft) -> None:
    from odas_graph.cli.output import print_table
    from odas_graph.proposal import confidence_in_words, rule_in_words

    kinds = {"partnership": _("partnership"), "funding": _("funding"), "absence": _("no tie")}
    names = {actor.slug: actor.name for actor in draft.actors}
    found = [(_("territory"), f"{t.label} = {t.code}", t.basis) for t in draft.territories]
    found += [(_("need"), c.code, c.basis) for c in draft.needs]
    found += [(_("public"), c.code, c.basis) for c in draft.publics]
    found += [(_("actor"), f"{a.name} ({', '.join((a.type, *a.roles))})", a.basis) for a in draft.actors]
    found += [(kinds[t.kind], (" → " if t.kind == "funding" else " – ").join(names[s] for s in t.actors), t.basis)
              for t in draft.ties]
    print_table((_("what"), _("proposal"), _("how sure"), _("why"), _("sentence")), [
        (kind, text, confidence_in_words(basis.confidence), rule_in_words(basis.rule), basis.quote)
        for kind, text, basis in found])


def _evaluate(file: str, data: str | None, form: str | None, out: str) -> None:
    from pathlib import Path

    from odas_graph.cli.output import write_out
    from odas_graph.importers.dataset import read_dataset
    from odas_graph.proposal import evaluate, read_document
    from odas_graph.resources import data_dir

    records = read_dataset(Path(data) if data else data_dir() / "puissance-de-la-proximite")[0]
    if records is None:
        raise click.UsageError(_("{folder} cannot be read as data: odas-graph validate says why.").format(folder=data))
    found = evaluate(read_document(Path(file)), records)
    if form == "json":
        write_out((json.dumps(found.to_dict(), ensure_ascii=False, indent=1) + "\n").encode(), out)
    else:
        _print_scores(found)


def _print_scores(found: Evaluation) -> None:
    from odas_graph.cli.output import print_table

    words = {
        "actors": _("actors, all"), "actors-named": _("actors, by name"), "actors-generic": _("actors, generic"),
        "actors-typed": _("type of the actors found"), "territories": _("territories"), "needs": _("needs"),
        "publics": _("publics"), "leads": _("leads"), "tie-pairs": _("ties, by pairs of actors"),
        "ties": _("ties, whole"), "absences": _("ties said absent, by pairs"),
    }
    held = sum(fiche.held_out for fiche in found.fiches)
    parts = ((_("Held out: {n} fiches whose text was not read while the rules were written").format(n=held), True),
             (_("Fiches the rules were written on: {n}").format(n=len(found.fiches) - held), False),
             (_("All: {n} fiches").format(n=len(found.fiches)), None))
    for title, which in parts:
        click.echo(title)
        click.echo()
        print_table((_("what"), _("proposed"), _("curated"), _("both"), _("precision"), _("recall")), [
            (words[measure], str(score.proposed), str(score.curated), str(score.both), _share(score.precision),
             _share(score.recall)) for measure, score in found.total(which).items()])
        click.echo()
    print_table((_("fiche"), _("held out"), _("precision of actors"), _("recall of actors")), [
        (fiche.slug, _("yes") if fiche.held_out else _("no"), _share(fiche.scores["actors"].precision),
         _share(fiche.scores["actors"].recall)) for fiche in found.fiches])


def _share(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
