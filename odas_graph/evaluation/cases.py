"""The actors that the sources themselves call unknown: where the method puts them, and where simpler orders do."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from odas_graph import resources, vocab
from odas_graph.analysis.archetypes import ARCHETYPES
from odas_graph.analysis.verdict import Scores
from odas_graph.analysis.weights import Weights
from odas_graph.evaluation.measures import all_orders, labels, read
from odas_graph.evaluation.ranking import expected_hits, places
from odas_graph.evaluation.report import Cell, Table, Target
from odas_graph.i18n import gettext as _
from odas_graph.panel import KINDS, SILENT, Bools, Floats, Panel
from odas_graph.visibility.words import Name, Words

FILE: Final = "invisibles.csv"
# What a source says of an actor, in the words of the files; the first is that nobody in charge knew it.
UNKNOWN: Final = "inconnu"
FIRST: Final = (5, 10)
# Every organisation that the sources call unknown has to be among so many.
AMONG: Final = 10
ORGANISATION: Final = KINDS.index("organisation")


@dataclass(frozen=True)
class Cases:
    """The actors named by the sources, by number in the panel, with what is said of each."""

    statuses: Mapping[int, tuple[str, ...]]

    def of(self, panel: Panel, *statuses: str) -> Bools:
        """Which actors have one of these statuses; any of all where none is named."""
        found = np.zeros(len(panel.actors), bool)
        found[[actor for actor, said in self.statuses.items() if not statuses or set(said) & set(statuses)]] = True
        return found


def named_cases(panel: Panel, files: Iterable[Path] | None = None) -> Cases:
    """The cases of these files (those that ship, by default) whose actor is in the panel."""
    numbers = {iri: i for i, iri in enumerate(panel.actors.iris)}
    said: dict[int, dict[str, None]] = defaultdict(dict)
    for path in files if files is not None else _shipped():
        with path.open(encoding="utf-8", newline="") as stream:
            for row in csv.DictReader(stream):
                number = numbers.get(f"{vocab.ID}actor/{row['acteur']}")
                if number is not None:
                    said[number][row["statut"]] = None
    return Cases({number: tuple(said[number]) for number in sorted(said)})


def _shipped() -> list[Path]:
    found = (folder / FILE for folder in resources.shipped_datasets())
    return [path for path in found if path.exists()]


def evaluate_cases(panel: Panel, words: Words, weights: Weights,
                   cases: Cases | None = None) -> tuple[list[Table], list[Target]]:
    """Two tables (the place of each case; precision and recall of each order) and two targets.

    Generic actors ("the local charities") are no organisation that one could go and meet: they stand in the table, not
    in the target. Natural persons stand in neither.
    """
    cases = named_cases(panel) if cases is None else cases
    scores = read(panel, weights)
    numbers, rank = scores.candidates, scores.rank[0]
    kind = panel.actors.kind[numbers]
    names = words.actors(panel.actors.iris[i] for i in cases.statuses)
    generic = np.array([(name := names.get(panel.actors.iris[i])) is not None and name.generic
                        for i in numbers.tolist()], bool)
    orders = all_orders(panel, scores)
    unknown = cases.of(panel, UNKNOWN)[numbers]
    organisations = kind == ORGANISATION
    targets = unknown & organisations & ~generic
    among = np.zeros(len(numbers), np.int64)
    listed = organisations & (rank > 0)
    among[listed] = np.argsort(np.argsort(rank[listed])) + 1
    found = [_places(panel, words, names, cases, scores, orders),
             _precision(orders, (
                 (_("called unknown"), unknown), (_("organisations called unknown"), targets),
                 (_("named, whatever is said of them"), cases.of(panel)[numbers])))]
    reached = ((among > 0) & (among <= AMONG))[targets]
    institutions = panel.actors.institution[numbers[rank > 0]]
    return found, [
        Target("cases-first", _("Of the organisations that the sources call unknown ({n}), share that is among the "
                                "first {k} organisations of the list").format(k=AMONG, n=len(reached)), 1.0,
               float(reached.mean()) if len(reached) else None),
        Target("cases-institutions", _("Share of the list that is no institution"), 1.0,
               float(1 - institutions.mean()) if len(institutions) else None)]


def _places(panel: Panel, words: Words, names: Mapping[str, Name], cases: Cases, scores: Scores,
            orders: Mapping[str, Floats]) -> Table:
    at = {number: i for i, number in enumerate(scores.candidates.tolist())}
    rank, archetype = scores.rank[0].tolist(), scores.archetype[0].tolist()
    place = {name: places(orders[name]) for name in ("degree", "betweenness", "actions")}
    said_words = _said()
    rows: list[tuple[Cell, ...]] = []
    for number, said in cases.statuses.items():
        kind = KINDS[panel.actors.kind[number]]
        if kind == "person":
            continue
        name, i = names[panel.actors.iris[number]], at.get(number)
        verdict = None if i is None or archetype[i] == SILENT else words.code("archetype", ARCHETYPES[archetype[i]])
        rows.append((name.label, _kind(kind, name.generic), ", ".join(said_words.get(one, one) for one in said),
                     None if i is None or not rank[i] else rank[i], verdict,
                     *(None if i is None else float(place[order][i]) for order in place)))
    return Table(
        "cases", _("The actors that the sources name, and where they stand"),
        (_("actor"), _("kind"), _("what the sources say"), _("rank"), _("verdict"), _("by partners"),
         _("by place between others"), _("by actions")),
        tuple(sorted(rows, key=lambda row: (row[3] is None, row[3] or 0, str(row[0])))),
        (_("Candidates: {n}, of which {m} are on the list. A dash: not on the list, or in no action.").format(
            n=len(rank), m=sum(r > 0 for r in rank)),))


def _kind(kind: str, generic: bool) -> str:
    word = _("organisation") if kind == "organisation" else _("group")
    return _("{kind}, generic").format(kind=word) if generic else word


def _said() -> dict[str, str]:
    """The statuses of the files in words."""
    return {UNKNOWN: _("unknown"), "nouvellement-repere": _("newly noticed"), "mieux-connu": _("better known since"),
            "passeur-anonyme": _("go-between without a name"), "hors-champ": _("from outside the field")}


def _precision(orders: Mapping[str, Floats], groups: tuple[tuple[str, Bools], ...]) -> Table:
    words = labels()
    rows: list[tuple[Cell, ...]] = []
    for title, wanted in groups:
        count = int(wanted.sum())
        for name in ("list", "gap", "degree", "betweenness", "actions", "low-degree", "random"):
            row: list[Cell] = [title, count, words[name]]
            for k in FIRST:
                hits = expected_hits(orders[name], wanted, k)
                row += [hits / k, hits / count if count else None]
            rows.append(tuple(row))
    heads = [head.format(k=k) for k in FIRST for head in (_("precision at {k}"), _("recall at {k}"))]
    return Table("precision", _("How many of them come first, by order"),
                 (_("who is sought"), _("how many"), _("order"), *heads), tuple(rows),
                 (_("Equals share the places that they compete for."),))
