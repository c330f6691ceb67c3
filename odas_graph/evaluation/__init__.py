"""Is the method right? Cases of the sources, planted networks, ablations, masked pillars, weights.

    from odas_graph.evaluation import evaluate
    found = evaluate(store, seeds=20)
    found.targets        # what was to be reached, and was or was not
    found.tables         # all that was measured
"""

from __future__ import annotations

from odas_graph.evaluation.parts import PARTS, SEEDS, SIZES, evaluate, steps
from odas_graph.evaluation.report import Evaluation, Table, Target, to_markdown

__all__ = ["PARTS", "SEEDS", "SIZES", "Evaluation", "Table", "Target", "evaluate", "steps", "to_markdown"]
