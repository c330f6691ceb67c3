"""How much of a verdict survives when data and weights are changed a little: seeded, many readings at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from odas_graph.analysis.archetypes import is_listed
from odas_graph.analysis.draws import Draws, stated
from odas_graph.analysis.recognition import LOCAL_CIRCLES
from odas_graph.analysis.verdict import PUBLIC_KINDS, Scores, score
from odas_graph.analysis.weights import Weights
from odas_graph.panel import CIRCLES, SILENT, Floats, Ints, Panel

FAMILIES: Final = ("ties-5", "ties-10", "ties-20", "action", "poids", "inconnu")
DROPPED: Final[Mapping[str, float]] = {"ties-5": 0.05, "ties-10": 0.1, "ties-20": 0.2}
# What a stated weight of 1 counts in a Dirichlet distribution. Of the parts, one of 0.5 moves by 0.11 (standard
# deviation), one of 0.25 by 0.09: who holds a third, or two thirds, for right where a half is stated is within two.
CONCENTRATION: Final = 20.0
# Rank intervals leave out this share of the readings at either end.
TAIL: Final = 0.05
_OFF: Final = np.iinfo(np.int32).max
# Numbers held at once, whatever the size: some two hundred megabytes.
_NUMBERS: Final = 8_000_000


@dataclass(frozen=True)
class Perturbed(Draws):
    """Readings that differ a little from the one stated; `family` (B) numbers `FAMILIES`: what was changed."""

    family: Ints = field(kw_only=True)


@dataclass(frozen=True, slots=True)
class Stability:
    """What became of the verdict on one actor in `readings` perturbed readings.

    `holds` is the share in which its archetype is the same, `listed` that in which it is on the list, 0 to 1;
    `by_family` is `holds` by what was changed. `rank_low` and `rank_high` leave out 5 % of the readings at either end,
    where off the list comes after the last: None says that it is off the list there.
    """

    holds: float
    listed: float
    rank_low: int | None
    rank_high: int | None
    by_family: Mapping[str, float]
    readings: int


def perturbed(panel: Panel, weights: Weights, count: int, seed: int, numbers: range | None = None) -> Perturbed:
    """`count` readings, shared evenly among `FAMILIES`, in their order; or those of them that `numbers` says.

    - ties-5, ties-10, ties-20: each fact on who works with whom, stated absences too, is dropped with that probability,
      apart from the others. Not exactly that share of them: 5 % of nine facts would be none, and nothing tried.
    - action: one action is left out, each in turn, in an order drawn once.
    - poids: weights from Dirichlet distributions around those stated: the parts of the contribution; roles, and
      contact, each scaled so that the heaviest weighs what it did; the steps from one worth of a tie to the next, so
      that their order holds. A weight of 0 stays 0: it says what does not count.
    - inconnu: each interval of recognition is read at a place drawn evenly within it.

    Each reading has a generator of its own, from the seed, its family and its number therein: neither the count of
    others nor the way they are cut into runs changes it. ValueError for a negative seed or count.
    """
    if count < 0 or seed < 0:
        raise ValueError(f"count {count}, seed {seed}: neither may be negative")
    shares = [count // len(FAMILIES) + (f < count % len(FAMILIES)) for f in range(len(FAMILIES))]
    chosen = [(f, j) for f, share in enumerate(shares) for j in range(share)]
    if numbers is not None:
        chosen = chosen[numbers.start:numbers.stop:numbers.step]
    base, size = stated(weights), len(chosen)
    roles, contact, parts, worth = (np.repeat(column, size, axis=0) for column in (
        base.roles, base.contact, base.parts, base.recognition))
    left_out = np.full(size, SILENT)
    named = [FAMILIES[f] for f, _ in chosen]
    kept = np.ones((size, len(panel.ties)), dtype=bool) if set(named) & set(DROPPED) else None
    unknown = np.full((size, len(panel.actors), len(CIRCLES)), 0.5) if "inconnu" in named else None
    turn = np.random.default_rng((seed, FAMILIES.index("action"))).permutation(len(panel.actions))
    for b, (f, j) in enumerate(chosen):
        if FAMILIES[f] == "action":
            left_out[b] = turn[j % len(turn)] if len(turn) else SILENT
            continue
        dice = np.random.default_rng((seed, f, j))
        if kept is not None and FAMILIES[f] in DROPPED:
            kept[b] = dice.random(len(panel.ties)) >= DROPPED[FAMILIES[f]]
        elif unknown is not None and FAMILIES[f] == "inconnu":
            unknown[b] = dice.random(unknown.shape[1:])
        else:
            parts[b] = _around(parts[b], dice)
            roles[b], contact[b] = _scaled(roles[b], dice), _scaled(contact[b], dice)
            steps = np.diff(worth[b], prepend=0, append=1)
            worth[b] = np.minimum(np.cumsum(_around(steps, dice))[:-1], 1)
    return Perturbed(roles, contact, parts, worth, left_out, kept, unknown, family=np.array(
        [f for f, _ in chosen], dtype=np.int64))


def stability(panel: Panel, weights: Weights, *, count: int = 1000, seed: int = 0,
              scope: Sequence[str] = LOCAL_CIRCLES, kinds: Sequence[str] = PUBLIC_KINDS, base: Scores | None = None,
              actors: Ints | None = None, progress: Callable[[int, int], object] | None = None) -> dict[int, Stability]:
    """What becomes of the verdicts on these actors in `count` perturbed readings, by number of actor.

    `base` is the score as stated, where it is at hand; `actors` are those that it lists, by default. `progress` is told
    how many readings are done, and of how many. Readings are scored in runs that hold some two hundred megabytes, or
    one reading where that is larger; beside them, count × TAIL × 2 ranks an actor.
    ValueError for a count below 1, for an actor that is no candidate.
    """
    if count < 1:
        raise ValueError(f"count {count}: at least one reading")
    if base is None:
        base = score(panel, stated(weights), weights=weights, scope=scope, kinds=kinds)
    numbers = base.candidates[base.rank[0] > 0] if actors is None else np.unique(actors)
    strangers = np.setdiff1d(numbers, base.candidates)
    if len(strangers):
        raise ValueError(f"actor {strangers[0]} is no candidate")
    places = np.searchsorted(base.candidates, numbers)
    main = base.archetype[0, places]
    holds, listed = np.zeros((2, len(FAMILIES), len(numbers)), dtype=np.int64)
    drawn = np.zeros(len(FAMILIES), dtype=np.int64)
    tail = int(TAIL * (count - 1)) + 1
    best = worst = np.empty((0, len(numbers)), dtype=np.int32)
    step = _step(panel, len(base.candidates))
    for start in range(0, count, step):
        draws = perturbed(panel, weights, count, seed, range(start, min(start + step, count)))
        found = score(panel, draws, weights=weights, scope=scope, kinds=kinds)
        np.add.at(drawn, draws.family, 1)
        np.add.at(holds, draws.family, found.archetype[:, places] == main)
        np.add.at(listed, draws.family, is_listed(found.signatures[:, places]))
        ranks = found.rank[:, places].astype(np.int32)
        ranks[ranks == 0] = _OFF
        best = np.sort(np.concatenate([best, ranks]), axis=0)[:tail]
        worst = np.sort(np.concatenate([worst, ranks]), axis=0)[-tail:]
        if progress is not None:
            progress(start + len(draws), count)
    low, high = best[-1].tolist(), worst[0].tolist()
    return {number: Stability(
        float(holds[:, i].sum() / count), float(listed[:, i].sum() / count), _rank(low[i]), _rank(high[i]),
        {name: float(holds[f, i] / drawn[f]) for f, name in enumerate(FAMILIES) if drawn[f]}, count)
        for i, number in enumerate(numbers.tolist())}


def _around(stated: Floats, dice: np.random.Generator) -> Floats:
    """Weights that sum to what these do, drawn from the Dirichlet distribution whose mean they are."""
    drawn = dice.standard_gamma(CONCENTRATION * stated)
    total = drawn.sum()
    # Weights near 0 may all be drawn as 0: they tell nothing apart.
    return drawn * (stated.sum() / total) if total > 0 else stated


def _scaled(stated: Floats, dice: np.random.Generator) -> Floats:
    """Weights drawn around these, the heaviest of which weighs what the heaviest of these does."""
    drawn = _around(stated, dice)
    heaviest = drawn.max(initial=0)
    return drawn * (stated.max() / heaviest) if heaviest > 0 else stated


def _rank(value: int) -> int | None:
    return None if value == _OFF else value


def _step(panel: Panel, candidates: int) -> int:
    """How many readings are scored at once."""
    # A reading holds four bounds a cell, some forty columns of candidates, four of facts.
    width = 6 * len(panel.actors) * len(CIRCLES) + 40 * candidates + 4 * (len(panel.contacts) + len(panel.ties))
    return max(1, _NUMBERS // max(width, 1))
