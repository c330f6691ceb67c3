"""How well an order finds what it should, and how far two orders agree."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import numpy as np

from odas_graph.panel import Bools, Floats

# What stands under every value: no place is given to whom nothing is known of.
NO_PLACE: Final = -9.0


def places(values: Floats) -> Floats:
    """The place of each value, 1 for the greatest; equals share the mean of their places. O(m log m)."""
    order = np.argsort(-values, kind="stable")
    ordered = values[order]
    starts = np.ones(len(order), bool)
    starts[1:] = ordered[1:] != ordered[:-1]
    group = np.cumsum(starts) - 1
    sizes = np.bincount(group)
    mean = np.cumsum(sizes) - (sizes - 1) / 2
    found = np.empty(len(values))
    found[order] = mean[group]
    return found


def auc(values: Floats, wanted: Bools) -> float:
    """The chance that one that is wanted has a greater value than one that is not, equals counting half.

    The area under the ROC curve, as U / (n₁ n₀) of Mann and Whitney (1947, Annals of Mathematical Statistics 18,
    p. 50–60; Hanley & McNeil 1982, Radiology 143, p. 29–36). 0 to 1, 0.5 for a blind order; not-a-number where all
    or none are wanted. Values must be numbers.
    """
    inside, outside = int(wanted.sum()), int((~wanted).sum())
    if not inside or not outside:
        return float("nan")
    rank = len(values) + 1 - places(values)
    return float((rank[wanted].sum() - inside * (inside + 1) / 2) / (inside * outside))


def expected_hits(values: Floats, wanted: Bools, k: int) -> float:
    """How many of the first `k` are wanted; where equals compete for the last places, each is as likely to have one."""
    if k >= len(values):
        return float(wanted.sum())
    edge = np.partition(values, len(values) - k)[len(values) - k]
    sure, tied = values > edge, values == edge
    return float(wanted[sure].sum() + wanted[tied].sum() * (k - sure.sum()) / tied.sum())


def agreement(one: Floats, other: Floats) -> float | None:
    """Kendall's τ-b of two orders of the same actors, given by value (Kendall 1945, Biometrika 33, p. 239–251).

    −1 to 1; actors that neither gives a place (`NO_PLACE`) are left out. None where there is nothing to
    compare: fewer than two actors, or no order among them. O(m log m).
    """
    from scipy.stats import kendalltau

    placed = (one > NO_PLACE) | (other > NO_PLACE)
    if placed.sum() < 2:
        return None
    tau = float(kendalltau(one[placed], other[placed]).statistic)
    return None if np.isnan(tau) else tau


def first(values: Floats, k: int) -> set[int]:
    """The numbers of the `k` greatest values, of equals those that come first."""
    return set(np.argsort(-values, kind="stable")[:k].tolist())


def overlap(one: Collection[int], other: Collection[int]) -> float | None:
    """What two sets share of all that they hold together (Jaccard 1912): 0 to 1; None where both are empty."""
    both = set(one) | set(other)
    return len(set(one) & set(other)) / len(both) if both else None
