"""How the list moves when the weights do: one at a time by a half, and all at once by chance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

import numpy as np

from odas_graph.analysis.stability import FAMILIES, perturbed
from odas_graph.analysis.verdict import Scores
from odas_graph.analysis.weights import ENTRIES, Weights
from odas_graph.evaluation.ablation import TOP, repeated
from odas_graph.evaluation.measures import order, read
from odas_graph.evaluation.ranking import agreement, first, overlap
from odas_graph.evaluation.report import Cell, Table
from odas_graph.i18n import gettext as _
from odas_graph.panel import ROLES, Panel

HALVES: Final = (0.5, 1.5)
DRAWN: Final = 200


def evaluate_weights(panel: Panel, weights: Weights, seed: int = 0) -> list[Table]:
    """Two tables on this graph: each weight and threshold by a half down and up; all weights drawn around those stated.

    Recognition keeps its order (a tie is worth no less for being older or firmer): a value stops at its neighbours.
    Changes that change nothing (a weight of 1 cannot rise) are left out, and roles that nobody has there.
    """
    base = read(panel, weights)
    rows = sorted(((*place, section, entry, value, new, *moved(base, scores, i))
                   for place, section, entry, value, new, scores, i in _one_at_a_time(panel, weights)),
                  key=lambda row: row[:3])
    return [
        Table("weights", _("One weight at a time, a half less and a half more"),
              (_("section"), _("weight"), _("as stated"), _("instead"), *_headings()),
              tuple(row[3:] for row in rows),
              (_("The data at hand; {n} actors are on the list as it is. The order is that of contribution less "
                 "recognition.").format(n=int((base.rank[0] > 0).sum())),)),
        _drawn(panel, weights, base, seed)]


def _headings() -> tuple[str, ...]:
    return (_("agreement of the orders (τ)"), _("shared by the first {k}").format(k=TOP), _("come on the list"),
            _("leave the list"))


def moved(base: Scores, scores: Scores, reading: int) -> tuple[Cell, Cell, Cell, Cell]:
    """Agreement of two orders, what their first places share, how many come on the list and how many leave it."""
    one, other, was, now = order(base), order(scores, reading), base.rank[0] > 0, scores.rank[reading] > 0
    return (agreement(one, other), overlap(first(one, TOP), first(other, TOP)), int((now & ~was).sum()),
            int((was & ~now).sum()))


Place = tuple[int, int, float]


def _one_at_a_time(panel: Panel, weights: Weights) -> Iterator[tuple[Place, str, str, float, float, Scores, int]]:
    """Where the row stands, section, entry, value, new value, and the reading."""
    changes = list(_changes(panel, weights))
    many = repeated(weights, len(changes))
    for i, (section, place, _entry, _value, new) in enumerate(changes):
        column = {"roles": many.roles, "reconnaissance": many.recognition, "composantes": many.parts}[section]
        column[i, place] = new
        if section == "composantes":
            many.parts[i] /= many.parts[i].sum()
    scores = read(panel, weights, many)
    sections = list(ENTRIES)
    for i, (section, place, entry, value, new) in enumerate(changes):
        yield (sections.index(section), place, new), section, entry, value, new, scores, i
    for place, (entry, value) in enumerate(weights.thresholds.items()):
        for half in HALVES:
            new = min(value * half, 1.0)
            changed = replace(weights, thresholds={**weights.thresholds, entry: new})
            yield (len(sections), place, new), "seuils", entry, value, new, read(panel, changed), 0


def _changes(panel: Panel, weights: Weights) -> Iterator[tuple[str, int, str, float, float]]:
    """Section, place in its row, entry, value, new value; only what would change something."""
    used = {role for i in np.unique(panel.participations.roles).tolist() for role in panel.participations.role_sets[i]}
    levels = [weights.recognition[entry] for entry in ENTRIES["reconnaissance"]]
    entries = [("roles", place, entry, weights.roles[entry], 0.0, 1.0) for place, entry in enumerate(ROLES)
               if place in used]
    entries += [("composantes", place, entry, weights.parts[entry], 0.0, np.inf)
                for place, entry in enumerate(ENTRIES["composantes"])]
    entries += [("reconnaissance", place, entry, levels[place], [0.0, *levels][place], [*levels, 1.0][place + 1])
                for place, entry in enumerate(ENTRIES["reconnaissance"])]
    for section, place, entry, value, low, high in entries:
        for half in HALVES:
            new = min(max(value * half, low), high)
            if new != value:
                yield section, place, entry, value, new


def _drawn(panel: Panel, weights: Weights, base: Scores, seed: int) -> Table:
    start = FAMILIES.index("poids") * DRAWN
    draws = perturbed(panel, weights, len(FAMILIES) * DRAWN, seed, range(start, start + DRAWN))
    scores = read(panel, weights, draws)
    found = [moved(base, scores, i) for i in range(DRAWN)]
    rows: list[tuple[Cell, ...]] = []
    for i, name in enumerate(_headings()):
        values = np.array([row[i] for row in found if row[i] is not None], float)
        figures = [values.mean(), *np.quantile(values, (0.05, 0.5, 0.95))] if len(values) else [None] * 4
        rows.append((name, *(None if figure is None else float(figure) for figure in figures)))
    return Table("drawn-weights", _("All weights at once, drawn around those stated"),
                 (_("what is looked at"), _("mean"), _("lowest 5%"), _("median"), _("highest 5%")), tuple(rows),
                 (_("{n} draws of a Dirichlet distribution, the data at hand.").format(n=DRAWN),))
