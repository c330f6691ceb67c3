"""odas-graph reconcile"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from odas_graph.cli.app import lang_option
from odas_graph.i18n import gettext as _

if TYPE_CHECKING:
    from odas_graph.reconcile import Compared, Decisions, Entry, Pair
    from odas_graph.records import Records

# A table has room for three reasons; the rest is in --format json and --review.
_REASONS = 3


@click.command("reconcile", help=_("Say which entries of dataset folders are one actor: what is certain (it merges by "
                                   "itself), and what somebody should look at. With --review, decide pair by pair; "
                                   "decisions are kept in decisions.csv of the first folder, and may be changed."))
@click.argument("paths", nargs=-1, required=True, metavar="DIR...")
@click.option("--review", is_flag=True, help=_("Show pairs side by side and decide, one key a decision."))
@click.option("--with-shipped", is_flag=True, help=_("Compare with the shipped data too."))
@click.option("--decisions", "file", default=None, metavar="FILE",
              help=_("The file of decisions (default: decisions.csv in the first folder)."))
@click.option("--threshold", type=click.FloatRange(0, 1), default=None, metavar="X",
              help=_("Show pairs that score at least X, between 0 and 1."))
@click.option("--by", default="", metavar="NAME", help=_("Who decides, as the file of decisions will say."))
@click.option("--date", default=None, metavar="YYYY-MM-DD", help=_("The day of the decisions (default: today)."))
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True,
              help=_("How to write the list."))
@lang_option
def command(paths: tuple[str, ...], review: bool, with_shipped: bool, file: str | None, threshold: float | None,
            by: str, date: str | None, form: str) -> None:
    """Lists certain pairs and candidates, or reviews candidates one by one."""
    from odas_graph import resources
    from odas_graph.cli.output import print_findings
    from odas_graph.cli.progress import progress
    from odas_graph.reconcile import FILE, THRESHOLD, candidates, entries
    from odas_graph.reconcile.decisions import read_files

    if review and form == "json":
        raise click.UsageError(_("--review asks questions: it cannot be combined with --format json."))
    folders = [Path(path) for path in paths]
    target = Path(file) if file else folders[0] / FILE
    decisions = read_files([target, *(folder / FILE for folder in folders)])
    with progress(_("Comparing the actors")):
        described = entries(_records([*folders, *(resources.shipped_datasets() if with_shipped else [])]))
        compared = candidates(described, threshold=THRESHOLD if threshold is None else threshold)
    if review:
        from odas_graph.cli.review import review_pairs

        review_pairs(_open(compared, decisions), target, by, _day(date))
    elif form == "json":
        click.echo(json.dumps(_as_json(compared, decisions), ensure_ascii=False, indent=1))
    else:
        _print(compared, decisions)
    print_findings([*compared.findings, *decisions.findings], err=True)


def _records(folders: Sequence[Path]) -> list[Records]:
    """The records of these folders as they were written: what is to be compared is not merged yet."""
    from odas_graph.importers.dataset import read_dataset
    from odas_graph.importers.folders import dataset_folders

    read = (read_dataset(folder)[0] for folder in dataset_folders(folders))
    return [records for records in read if records is not None]


def _day(date: str | None) -> str:
    import datetime

    if date is None:
        return datetime.datetime.now().astimezone().date().isoformat()
    try:
        return datetime.date.fromisoformat(date).isoformat()
    except ValueError as error:
        raise click.UsageError(_("“{value}” is no day: write it as 2026-03-17.").format(value=date[:40])) from error


def _open(compared: Compared, decisions: Decisions) -> list[Pair]:
    """The pairs that do not merge by themselves and that nobody has decided, the likeliest first.

    Those of two rows of lists come last: of hundreds of clubs, only what touches an actor of the fiches changes a page.
    """
    from odas_graph.reconcile.entries import REGISTER

    found = [pair for pair in compared.pairs if pair.verdict != "certain" and pair.slugs not in decisions]
    return sorted(found, key=lambda pair: pair.one.rank == REGISTER and pair.other.rank == REGISTER)


def _decision(pair: Pair, decisions: Decisions) -> str | None:
    return decisions[pair.slugs].choice if pair.slugs in decisions else None


def _as_json(compared: Compared, decisions: Decisions) -> dict[str, Any]:
    from odas_graph.reconcile import in_words

    def entry(one: Entry) -> dict[str, Any]:
        values = {"slug": one.slug, "nom": one.name, "alias": list(one.names[1:]), "type": one.type,
                  "territoire": one.territory, "identifiants": list(one.identifiers), "jeu": one.dataset,
                  "fichier": one.file, "ligne": one.row}
        return {key: value for key, value in values.items() if value not in (None, [])}

    return {"pairs": [{
        "verdict": pair.verdict, "score": pair.score, "decision": _decision(pair, decisions),
        "acteur": entry(pair.one), "autre": entry(pair.other),
        "features": [{"code": f.code, "points": round(f.points, 2), "text": in_words(f)} for f in pair.features],
    } for pair in compared.pairs], "findings": [f.to_dict() for f in (*compared.findings, *decisions.findings)]}


def _print(compared: Compared, decisions: Decisions) -> None:
    from odas_graph.cli.output import print_table, print_warning
    from odas_graph.reconcile import in_words
    from odas_graph.reconcile.words import choice_in_words

    words = {"certain": _("certain"), "candidate": _("to look at"), "part-of": _("part of, perhaps")}
    rows = []
    for pair in compared.pairs:
        decided = decisions[pair.slugs].choice if pair.slugs in decisions else None
        rows.append([choice_in_words(decided) if decided else words[pair.verdict], f"{pair.score:.2f}",
                     f"{pair.one.name} [{pair.one.slug}]", f"{pair.other.name} [{pair.other.slug}]",
                     "; ".join(in_words(f) for f in pair.features[:_REASONS])])
    if rows:
        print_table([_("verdict"), _("score"), _("first entry"), _("other entry"), _("why")], rows)
    print_warning(_("{certain} certain pairs, {open} to look at, {decided} decided. Certain and decided pairs merge "
                    "when the graph is built; for the others, use --review.").format(
                        certain=sum(p.verdict == "certain" and p.slugs not in decisions for p in compared.pairs),
                        open=len(_open(compared, decisions)), decided=len(decisions)))
