"""What each part of the method brings: without one part of contribution, without one circle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

import numpy as np

from odas_graph.analysis.contribution import percentiles
from odas_graph.analysis.draws import Draws, stated
from odas_graph.analysis.recognition import LOCAL_CIRCLES
from odas_graph.analysis.verdict import Scores
from odas_graph.analysis.weights import Weights
from odas_graph.evaluation.measures import gap, order, read
from odas_graph.evaluation.planted import MIDDLE, Step
from odas_graph.evaluation.ranking import agreement, auc, first, overlap
from odas_graph.evaluation.report import Cell, Table
from odas_graph.i18n import gettext as _
from odas_graph.panel import SILENT, Bools, Floats, Panel
from odas_graph.simulation import story
from odas_graph.visibility.words import Words

TOP: Final = 10


def variants(weights: Weights) -> Draws:
    """The reading as stated, then without proximity, without bridging, without irreplaceability."""
    parts = np.tile(np.array(list(weights.parts.values())), (4, 1))
    for i in range(3):
        parts[i + 1, i] = 0
        total = parts[i + 1].sum()
        # Where one part is all there is, nothing is left without it: the other two then count alike.
        parts[i + 1] = parts[i + 1] / total if total else np.where(np.arange(3) == i, 0, 0.5)
    return repeated(weights, 4, parts=parts)


def repeated(weights: Weights, count: int, *, parts: Floats | None = None, roles: Floats | None = None,
             recognition: Floats | None = None, kept: Bools | None = None) -> Draws:
    """`count` readings as stated, but for what is given."""
    base = stated(weights)

    def many(column: Floats) -> Floats:
        return np.repeat(column, count, axis=0)

    return Draws(
        many(base.roles) if roles is None else roles, many(base.contact), many(base.parts) if parts is None else parts,
        many(base.recognition) if recognition is None else recognition, np.full(count, SILENT), kept)


def evaluate_ablation(panel: Panel, words: Words, seeds: int, weights: Weights, step: Step) -> list[Table]:
    """One table: the AUC on planted worlds without each part, and how the order of this graph then differs."""
    areas: dict[str, list[float]] = defaultdict(list)
    for seed in range(seeds):
        world = story(MIDDLE, seed)
        for name, (scores, values, _listed) in _without(world.panel(), words, weights).items():
            wanted = world.planted[scores.candidates]
            if wanted.any():
                areas[name].append(auc(values, wanted))
        step()
    here = _without(panel, words, weights)
    whole = next(iter(here))
    base = here[whole][1]
    rows: list[tuple[Cell, ...]] = []
    for name, (_scores, found, listed) in here.items():
        area = float(np.mean(areas[name])) if areas[name] else None
        rows.append((name, area, None if area is None else area - float(np.mean(areas[whole])), listed,
                     overlap(first(base, TOP), first(found, TOP)), agreement(base, found)))
    return [Table(
        "ablation", _("Without one part of the method"),
        (_("what is left out"), _("area under the curve"), _("difference"), _("actors listed"),
         _("shared by the first {k}").format(k=TOP), _("agreement of the orders (τ)")), tuple(rows),
        (_("Area: {n} made-up countries of {size} actors. The other columns: the data at hand, against the order as it "
           "is, that of contribution less recognition.").format(n=seeds, size=MIDDLE),))]


def _without(panel: Panel, words: Words, weights: Weights) -> Mapping[str, tuple[Scores, Floats, int | None]]:
    """By what is left out: the scores, the order that they give, and how many actors are on the list."""
    scores = read(panel, weights, variants(weights))
    found: dict[str, tuple[Scores, Floats, int | None]] = {name: _reading(scores, i) for i, name in enumerate((
        _("nothing is left out"), _("proximity (C1)"), _("bridging (C2)"), _("irreplaceability (C3)")))}
    actions = np.bincount(panel.participations.actor, minlength=len(panel.actors))[scores.candidates]
    share = percentiles(actions.astype(float)[None], panel.actors.kind[scores.candidates])[0]
    found[_("all contribution: the number of actions instead")] = scores, gap(share, scores.recognition[0]), None
    for circle in LOCAL_CIRCLES:
        scope = tuple(c for c in LOCAL_CIRCLES if c != circle)
        found[_("circle: {circle}").format(circle=words.code("cercle", circle))] = _reading(
            read(panel, weights, scope=scope), 0)
    return found


def _reading(scores: Scores, reading: int) -> tuple[Scores, Floats, int | None]:
    return scores, order(scores, reading), int((scores.rank[reading] > 0).sum())
