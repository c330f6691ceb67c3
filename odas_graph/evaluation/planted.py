"""Worlds in which the invisible are known: how well each order finds them, and what that rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np

from odas_graph.analysis.contribution import percentiles
from odas_graph.analysis.weights import Weights
from odas_graph.evaluation.measures import BASELINES, all_orders, gap, labels, own, read
from odas_graph.evaluation.ranking import auc
from odas_graph.evaluation.report import Cell, Table, Target
from odas_graph.i18n import gettext as _
from odas_graph.panel import Bools, Floats
from odas_graph.simulation import Parameters, World, story

Step = Callable[..., Any]
Findings = Mapping[str, Sequence[float]]
# The targets of the method on planted worlds.
WANTED: Final = 0.90
AHEAD: Final = 0.15
# The size at which what the figure rests on is tried; a département or so.
MIDDLE: Final = 600
# With a thousand actors or more a world tells enough.
ACTORS: Final = 1_200
# What is changed, one at a time; the first of each is as the story ships.
SETTINGS: Final[tuple[tuple[str, tuple[float, ...]], ...]] = (
    ("loss", (0.20, 0.0, 0.40)), ("correlation", (0.3, 0.0, 0.6)), ("documentation", (0.30, 0.05, 0.60, 1.0)),
    ("actions_per_actor", (11.0, 2.0, 4.0)), ("doing_most", (1 / 3, 0.20, 0.50)),
    ("unequal", (1.4, 1.0, 2.0)), ("insight", (1.5, 1.0, 2.5)))


def evaluate_planted(seeds: int, sizes: Sequence[int], weights: Weights,
                     step: Step) -> tuple[list[Table], list[Target]]:
    """One table, the AUC of each order by size over the seeds, and the targets on its mean over all worlds.

    `step` is called after each world. Candidates are those of the method; a world without a planted one among them is
    left out, and counted.
    """
    found: dict[int, dict[str, list[float]]] = {size: defaultdict(list) for size in sizes}
    share: dict[int, list[float]] = {size: [] for size in sizes}
    for size in sizes:
        for seed in range(worlds(size, seeds)):
            world = story(size, seed)
            panel = world.panel()
            scores = read(panel, weights)
            wanted = world.planted[scores.candidates]
            share[size].append(float(wanted.mean()))
            if wanted.any():
                for name, values in all_orders(panel, scores).items():
                    found[size][name].append(auc(values, wanted))
            step()
    return [_table(found, share)], _targets(found)


def worlds(size: int, seeds: int) -> int:
    """How many worlds of a size: `seeds`, and more of small ones, each of which holds a dozen planted actors only.

    As many as hold `seeds` × `ACTORS` actors in all, so that means over the smallest are as sure as the others.
    """
    return max(seeds, seeds * ACTORS // size)


def _table(found: Mapping[int, Findings], share: Mapping[int, Sequence[float]]) -> Table:
    words = labels()
    rows: list[tuple[Cell, ...]] = []
    for size, by_name in found.items():
        for name, values in by_name.items():
            rows.append((size, words[name], len(values), float(np.mean(values)), _error(values),
                         float(np.std(values)), float(np.min(values))))
    notes = [_("{size} actors: {share} of the candidates are planted.").format(
        size=size, share=_("{n}%").format(n=f"{100 * np.mean(values):.0f}")) for size, values in share.items()]
    notes.append(_("Area under the ROC curve: the chance that a planted actor comes before one that is not. A fifth of "
                   "all facts is lost."))
    return Table("planted", _("Made-up countries in which the invisible actors are known"),
                 (_("actors"), _("order"), _("worlds"), _("mean"), _("standard error"), _("standard deviation"),
                  _("lowest")), tuple(rows),
                 tuple(notes))


def _error(values: Sequence[float]) -> float | None:
    """The standard error of the mean; None of one value."""
    return float(np.std(values, ddof=1) / np.sqrt(len(values))) if len(values) > 1 else None


def _targets(found: Mapping[int, Findings]) -> list[Target]:
    """The mean of each size, that of the sizes, and how far each size is above each simpler order at the least."""
    words = labels()
    mean = {size: {name: float(np.mean(values)) for name, values in by_name.items()}
            for size, by_name in found.items()}
    everything = [by_name["gap"] for by_name in mean.values() if by_name]
    targets = [Target(
        "planted-auc", _("Made-up countries, mean of all sizes: area under the curve of “{order}”").format(
            order=words["gap"]), WANTED, float(np.mean(everything)) if everything else None)]
    for size, by_name in mean.items():
        targets.append(Target(f"planted-auc-{size}", _("Made-up countries of {size} actors: the same").format(
            size=size), WANTED, by_name.get("gap")))
    for name in BASELINES:
        ahead = [by_name["gap"] - by_name[name] for by_name in mean.values() if by_name]
        targets.append(Target(
            f"planted-above-{name}", _("Made-up countries, at the size where it is least: how far that is above "
                                       "“{order}”").format(order=words[name]), AHEAD, min(ahead) if ahead else None))
    return targets


def evaluate_sensitivity(seeds: int, weights: Weights, step: Step) -> list[Table]:
    """Two tables: the AUC in other stories, one parameter changed at a time; and what each half of the score loses."""
    rows: list[tuple[Cell, ...]] = []
    words = {
        "loss": _("facts lost"), "correlation": _("doing much goes with being known (correlation)"),
        "documentation": _("strangers that a source states as such"),
        "actions_per_actor": _("actions an actor takes part in"), "doing_most": _("share held for doing most"),
        "unequal": _("how unequal actors are in what they do"),
        "insight": _("how much being visible makes institutions know an actor")}
    for name, values in SETTINGS:
        for value in values:
            parameters = _changed(name, value)
            found: dict[str, list[float]] = defaultdict(list)
            for seed in range(seeds):
                _compare(found, story(MIDDLE, seed, parameters), weights)
                step()
            rows.append((words[name], value, *(_mean(found[order]) for order in ("gap", "list", "actions"))))
    order = labels()
    return [
        Table("sensitivity", _("Other stories: one number changed at a time"),
              (_("what is changed"), _("value"), order["gap"], order["list"], order["actions"]), tuple(rows),
              (_("Mean area under the curve, {n} worlds of {size} actors each; the first value of each is the one that "
                 "the other tables use.").format(n=seeds, size=MIDDLE),)),
        _lost(seeds, weights, step)]


def _changed(name: str, value: float) -> Parameters:
    changes: dict[str, Any] = {name: value}
    return replace(Parameters(), **changes)


def _compare(found: dict[str, list[float]], world: World, weights: Weights) -> None:
    panel = world.panel()
    scores = read(panel, weights)
    wanted = world.planted[scores.candidates]
    if not wanted.any():
        return
    actions = np.bincount(panel.participations.actor, minlength=len(panel.actors))[scores.candidates]
    for name, values in {**own(scores), "actions": actions.astype(float)}.items():
        found[name].append(auc(values, wanted))


def _lost(seeds: int, weights: Weights, step: Step) -> Table:
    """The order as it is, and as it would be if one half of the truth were known: which half costs what."""
    found: dict[str, list[float]] = defaultdict(list)
    for seed in range(seeds):
        world = story(MIDDLE, seed)
        panel = world.panel()
        scores = read(panel, weights)
        numbers, kind = scores.candidates, panel.actors.kind[scores.candidates]
        contribution, recognition = scores.contribution[0], scores.recognition[0]
        work, known = (percentiles(column[numbers].astype(float)[None], kind)[0]
                       for column in (world.truth.work, world.truth.known))
        orders: tuple[tuple[str, Floats], ...] = (
            (_("as observed"), gap(contribution, recognition)),
            (_("if what each did were known"), gap(work, recognition)),
            (_("if who knew whom were known"), gap(contribution, known)), (_("if both were known"), gap(work, known)))
        for title, wanted in ((_("in fact"), world.planted[numbers]), (_("by draw"), world.truth.by_draw[numbers])):
            _add(found, title, orders, wanted)
        step()
    rows = tuple((*key.split("\t"), _mean(values)) for key, values in found.items())
    return Table("lost", _("Where the error comes from"), (_("invisible"), _("order"), _("mean")), rows,
                 (_("“In fact”: those that did most and that the fewest institutions knew. “By draw”: those drawn to "
                    "be so, whatever chance made of it; no fact tells that fully."),))


def _add(found: dict[str, list[float]], title: str, orders: tuple[tuple[str, Floats], ...], wanted: Bools) -> None:
    if wanted.any():
        for name, values in orders:
            found[f"{title}\t{name}"].append(auc(values, wanted))


def _mean(values: Sequence[float]) -> float | None:
    return float(np.mean(values)) if values else None


def planted_steps(seeds: int, sizes: Sequence[int]) -> int:
    """How many times `evaluate_planted` steps."""
    return sum(worlds(size, seeds) for size in sizes)


def sensitivity_steps(seeds: int) -> int:
    """How many times `evaluate_sensitivity` steps."""
    return seeds * (sum(len(values) for _name, values in SETTINGS) + 1)
