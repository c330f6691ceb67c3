"""What to ask about an actor: the circles of which no source says what they knew, and what each answer would settle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from odas_graph.analysis.archetypes import ARCHETYPES, Deeds, look, main, signatures
from odas_graph.analysis.draws import Draws
from odas_graph.analysis.recognition import KNOWN, LOCAL_CIRCLES, UNAWARE, UNDATED, Recognition
from odas_graph.analysis.verdict import Raw, Scores, outside, weigh
from odas_graph.analysis.weights import Weights
from odas_graph.panel import CIRCLES, SILENT, Panel


@dataclass(frozen=True, slots=True)
class Question:
    """Did this circle know the actor before the action? The archetype (None for none) if it had a written agreement
    (`knew`), and if it did not know it (`unaware`), all else unchanged; `dated` asks only whether a tie is that old."""

    circle: str
    dated: bool
    knew: str | None
    unaware: str | None


def questions(panel: Panel, draws: Draws, scores: Scores, seen: Recognition, place: int, *, weights: Weights,
              scope: Sequence[str] = LOCAL_CIRCLES) -> list[Question]:
    """One question for each circle in scope of which no source says what it knew of the candidate at `place`.

    `draws`, `seen`, `scope` and `weights` are those of `scores`. O(m log m) for m candidates.
    """
    circles = np.array([CIRCLES.index(circle) for circle in scope], dtype=np.int64)
    cells = (0, scores.candidates[place], circles)
    asked = np.flatnonzero(seen.status[cells] <= UNDATED)
    # Two readings of the circles for each question: it knew the actor well, it did not know it.
    row, column = np.arange(2 * len(asked)), np.repeat(asked, 2)
    knew = row % 2 == 0
    before, after, status = (np.repeat(values[cells][None], 2 * len(asked), axis=0) for values in (
        seen.before, seen.after, seen.status))
    worth = np.where(knew, draws.recognition[0, -1], draws.recognition[0, 0])
    before[row, column] = worth[:, None]
    after[row, column] = np.where(knew[:, None], worth[:, None], after[row, column])
    status[row, column] = np.where(knew, KNOWN, UNAWARE)
    first = Raw(**{one.name: getattr(scores.raw, one.name)[:1] for one in fields(Raw)})
    deeds = weigh(first, panel.actors.kind[scores.candidates], outside(panel, scores.candidates, weights),
                  draws.parts[:1])[2]
    own = Deeds(**{one.name: np.repeat(getattr(deeds, one.name)[0, place], len(row)) for one in fields(Deeds)})
    found = main(signatures(own, look(before, after, status), weights.thresholds)).tolist()
    named = [None if one == SILENT else ARCHETYPES[one] for one in found]
    return [Question(scope[j], bool(seen.status[cells][j] == UNDATED), named[2 * i], named[2 * i + 1])
            for i, j in enumerate(asked.tolist())]
