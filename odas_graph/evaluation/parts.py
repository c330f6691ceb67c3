"""The parts of the evaluation, in order, and all of them run."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from odas_graph.analysis.weights import Weights
from odas_graph.errors import UsageError
from odas_graph.evaluation.ablation import evaluate_ablation
from odas_graph.evaluation.cases import evaluate_cases
from odas_graph.evaluation.pillars import evaluate_pillars
from odas_graph.evaluation.planted import (
    evaluate_planted,
    evaluate_sensitivity,
    planted_steps,
    sensitivity_steps,
)
from odas_graph.evaluation.report import Evaluation, Table, Target
from odas_graph.evaluation.sensitivity import evaluate_weights
from odas_graph.i18n import gettext as _
from odas_graph.network import panel as panel_of
from odas_graph.store import GraphStore
from odas_graph.visibility.weights import default_weights
from odas_graph.visibility.words import Words

PARTS: Final = ("cases", "planted", "sensitivity", "ablation", "pillars", "weights")
SEEDS: Final = 20
# A territory, a département, a région or so.
SIZES: Final = (150, 600, 2400)


def evaluate(graph: GraphStore | Any, *, seeds: int = SEEDS, sizes: Sequence[int] = SIZES,
             parts: Sequence[str] = PARTS, weights: Weights | None = None,
             progress: Callable[..., Any] | None = None) -> Evaluation:
    """The tables and targets of these parts, on a store or a knowledge graph.

    `seeds` worlds of each of `sizes`, more of small ones (`planted.worlds`), are made up for `planted`; the other parts
    make as many of one size. `progress` is called after each of `steps`. Two minutes for all of it as it ships.
    UsageError for a part there is not, seeds than one seed, a size that no story has.
    """
    store = getattr(graph, "store", graph)
    for part in parts:
        if part not in PARTS:
            raise UsageError(_("“{name}” is none of {choices}.").format(name=part[:100], choices=", ".join(PARTS)))
    if seeds < 1 or not sizes:
        raise UsageError(_("At least one seed and one size are needed."))
    weights = weights or default_weights()
    step = progress or (lambda: None)
    words = Words(store)
    tables: list[Table] = []
    targets: list[Target] = []
    panel = panel_of(store) if set(parts) & {"cases", "ablation", "pillars", "weights"} else None
    for part in (name for name in PARTS if name in parts):
        if part == "planted":
            found, reached = evaluate_planted(seeds, sizes, weights, step)
            tables, targets = tables + found, targets + reached
        elif part == "sensitivity":
            tables += evaluate_sensitivity(seeds, weights, step)
        if panel is None:
            continue
        if part == "cases":
            found, reached = evaluate_cases(panel, words, weights)
            tables, targets = tables + found, targets + reached
            step()
        elif part == "ablation":
            tables += evaluate_ablation(panel, words, seeds, weights, step)
        elif part == "pillars":
            tables += evaluate_pillars(panel, seeds, weights, step)
        elif part == "weights":
            tables += evaluate_weights(panel, weights)
            step()
    return Evaluation(tuple(tables), tuple(targets))


def steps(seeds: int = SEEDS, sizes: Sequence[int] = SIZES, parts: Sequence[str] = PARTS) -> int:
    """How many times `evaluate` steps."""
    of = {"cases": 1, "planted": planted_steps(seeds, sizes), "sensitivity": sensitivity_steps(seeds),
          "ablation": seeds, "pillars": seeds, "weights": 1}
    return sum(of[part] for part in parts)
