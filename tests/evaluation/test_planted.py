"""Planted worlds: what is measured, on how many, and that a wrong order would be told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from odas_graph.analysis.verdict import Scores
from odas_graph.evaluation import measures, planted
from odas_graph.evaluation.planted import evaluate_planted, evaluate_sensitivity, sensitivity_steps, worlds
from odas_graph.i18n import in_language
from odas_graph.panel import Floats, Panel
from odas_graph.simulation import story
from odas_graph.visibility import default_weights

from . import rows

WEIGHTS = default_weights()


def nothing() -> None:
    """What is called after each step, where nobody counts."""


def test_small_worlds_are_more() -> None:
    assert [worlds(size, 20) for size in (150, 600, 1_200, 2_400)] == [160, 40, 20, 20]


def test_each_size_has_its_rows_and_its_target() -> None:
    with in_language("en"):
        [table], targets = evaluate_planted(2, (150, 600), WEIGHTS, nothing)
    assert {(row["actors"], row["worlds"]) for row in rows(table)} == {(150, 16), (600, 4)}
    by_order = {(row["actors"], row["order"]): row for row in rows(table)}
    own = [by_order[size, "contribution less recognition"]["mean"] for size in (150, 600)]
    found = {t.name: t.figure for t in targets}
    assert found["planted-auc"] == pytest.approx(np.mean(own))
    assert [found["planted-auc-150"], found["planted-auc-600"]] == own
    assert found["planted-above-random"] == pytest.approx(min(own) - 0.5)
    for size in (150, 600):
        assert by_order[size, "at random"]["mean"] == 0.5
        assert by_order[size, "few partners"]["mean"] == pytest.approx(
            1 - by_order[size, "number of partners"]["mean"])


def test_the_method_beats_chance_by_far_and_every_simpler_order() -> None:
    with in_language("en"):
        _tables, targets = evaluate_planted(6, (600,), WEIGHTS, nothing)
    assert all(t.figure is not None and t.figure > 0 for t in targets)
    assert next(t.figure for t in targets if t.name == "planted-auc") == pytest.approx(0.905, abs=0.03)


def test_an_order_turned_round_misses_the_target(monkeypatch: pytest.MonkeyPatch) -> None:
    def turned(panel: Panel, scores: Scores) -> Mapping[str, Floats]:
        return {name: -values for name, values in measures.all_orders(panel, scores).items()}

    monkeypatch.setattr(planted, "all_orders", turned)
    _tables, targets = evaluate_planted(2, (600,), WEIGHTS, nothing)
    assert not any(t.reached for t in targets if t.name in ("planted-auc", "planted-above-random"))


def test_a_world_without_anybody_planted_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def barren(size: int, seed: int) -> object:
        world = story(size, seed)
        return replace(world, truth=replace(world.truth, planted=np.zeros(size, bool)))

    monkeypatch.setattr(planted, "story", barren)
    [table], targets = evaluate_planted(1, (1_200,), WEIGHTS, nothing)
    assert table.rows == ()
    assert [t.figure for t in targets] == [None] * len(targets)


def test_other_stories_and_where_the_error_comes_from() -> None:
    done: list[None] = []
    with in_language("en"):
        other, lost = evaluate_sensitivity(2, WEIGHTS, lambda: done.append(None))
    assert len(done) == sensitivity_steps(2)
    by_loss = {row["value"]: row["contribution less recognition"] for row in rows(other)
               if row["what is changed"] == "facts lost"}
    assert by_loss[0.0] > by_loss[0.2] > by_loss[0.4]
    mean = {(row["invisible"], row["order"]): row["mean"] for row in rows(lost)}
    as_seen = mean["in fact", "as observed"]
    assert as_seen < mean["in fact", "if what each did were known"] < mean["in fact", "if both were known"] <= 1.0
    assert as_seen < mean["in fact", "if who knew whom were known"] < mean["in fact", "if both were known"]
