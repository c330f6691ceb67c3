"""What is compared: the method's own order of the candidates, and simpler orders that it must beat."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.util import find_spec
from typing import Final

import numpy as np

from odas_graph.analysis.draws import Draws, stated
from odas_graph.analysis.graphs import from_columns, spread
from odas_graph.analysis.measures import centrality
from odas_graph.analysis.verdict import Scores, score
from odas_graph.analysis.weights import Weights
from odas_graph.evaluation.ranking import NO_PLACE
from odas_graph.i18n import gettext as _
from odas_graph.panel import Floats, Ints, Panel

BASELINES: Final = ("degree", "betweenness", "actions", "low-degree", "random")


def labels() -> dict[str, str]:
    """What each order is called."""
    return {
        "gap": _("contribution less recognition"), "list": _("place on the list"),
        "degree": _("number of partners"), "betweenness": _("place between others"),
        "actions": _("number of actions"), "low-degree": _("few partners"), "random": _("at random")}


def own(scores: Scores, reading: int = 0) -> dict[str, Floats]:
    """The method's orders, a value a candidate, the greater the nearer to the top.

    `gap` is contribution less recognition, both percentiles; of whom no source says who knew it, recognition is in the
    middle; who cannot be placed for want of a known contribution comes last. `list` is the list as it is shown, all
    those off it equal.
    """
    rank = scores.rank[reading]
    return {"gap": order(scores, reading),
            "list": np.where(rank > 0, -rank.astype(float), -np.inf)}


def order(scores: Scores, reading: int = 0) -> Floats:
    """The method's own order, `gap` of `own`."""
    return gap(scores.contribution[reading], scores.recognition[reading])


def gap(contribution: Floats, recognition: Floats) -> Floats:
    """Contribution less recognition, with unknowns as `own` says."""
    found: Floats = np.where(np.isnan(contribution), NO_PLACE, contribution - np.where(
        np.isnan(recognition), 0.5, recognition))
    return found


def baselines(panel: Panel, candidates: Ints) -> dict[str, Floats]:
    """The simpler orders; `random` gives every candidate the same value, of which the others are expectations.

    `degree`: partners in stated ties. `betweenness`: exact, on actors and actions. `actions`: how many it took part
    in. `low-degree`: the fewest partners first. Cost: that of betweenness, O(nodes × participations); igraph counts it
    past `engines.LARGE` (UsageError where it is missing).
    """
    n = len(panel.actors)
    degree = _partners(panel)[candidates]
    network = from_columns(range(n + len(panel.actions)), panel.participations.actor,
                           panel.participations.action + n)
    between = centrality(network, ["betweenness"], backend=_fastest())["betweenness"]
    return {"degree": degree, "betweenness": np.array([between[i] or 0.0 for i in candidates.tolist()]),
            "actions": np.bincount(panel.participations.actor, minlength=n)[candidates].astype(float),
            "low-degree": -degree, "random": np.zeros(len(candidates))}


def _fastest() -> str | None:
    """igraph where it is installed, which is faster from the first node on; the values are the same."""
    return "igraph" if find_spec("igraph") else None


def _partners(panel: Panel) -> Floats:
    """How many others each actor has a stated tie with."""
    there = ~panel.ties.absent[panel.ties.member_tie]
    tie, member = panel.ties.member_tie[there], panel.ties.member[there]
    owner, place = spread(np.searchsorted(tie, np.arange(len(panel.ties) + 1)), tie)
    one, other = member[owner], member[place]
    pairs = np.unique((one * np.int64(len(panel.actors)) + other)[one != other])
    return np.bincount(pairs // max(len(panel.actors), 1), minlength=len(panel.actors)).astype(float)


def read(panel: Panel, weights: Weights, draws: Draws | None = None, **options: object) -> Scores:
    """The scores of the panel as stated, or of these readings."""
    return score(panel, stated(weights) if draws is None else draws, weights=weights, **options)  # type: ignore[arg-type]


def all_orders(panel: Panel, scores: Scores) -> Mapping[str, Floats]:
    """The method's orders and the simpler ones."""
    return {**own(scores), **baselines(panel, scores.candidates)}
