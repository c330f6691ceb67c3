"""Parts left out, pillars masked, weights moved: each does to the figures what it says."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from odas_graph.analysis.archetypes import ATTESTED, PILLAR
from odas_graph.evaluation.ablation import evaluate_ablation, repeated, variants
from odas_graph.evaluation.measures import order, read
from odas_graph.evaluation.pillars import evaluate_pillars, masked
from odas_graph.evaluation.ranking import places
from odas_graph.evaluation.sensitivity import DRAWN, evaluate_weights, moved
from odas_graph.i18n import in_language
from odas_graph.panel import Contacts, Panel
from odas_graph.simulation import story
from odas_graph.visibility import default_weights
from odas_graph.visibility.words import Words

from ..analysis import shipped
from . import rows
from .test_planted import nothing

WEIGHTS = default_weights()


@pytest.fixture(scope="module", name="panel")
def made_up() -> Panel:
    return story(300, 5).panel()


def test_each_reading_lacks_one_part_and_weighs_as_much() -> None:
    parts = variants(WEIGHTS).parts
    assert parts.sum(axis=1) == pytest.approx(np.ones(4))
    assert [(row == 0).nonzero()[0].tolist() for row in parts] == [[], [0], [1], [2]]


def test_without_a_part_the_other_two_still_count_where_it_was_all() -> None:
    alone = dataclasses.replace(WEIGHTS, parts={"proximite": 1.0, "passage": 0.0, "irremplacabilite": 0.0})
    assert variants(alone).parts[1].tolist() == [0.0, 0.5, 0.5]


def test_the_ablation_starts_from_the_whole_method(panel: Panel) -> None:
    with in_language("en"):
        [table] = evaluate_ablation(panel, Words(shipped().store), 2, WEIGHTS, nothing)
    found = rows(table)
    assert len(found) == 9
    assert (found[0]["difference"], found[0]["shared by the first 10"]) == (0.0, 1.0)
    assert found[0]["agreement of the orders (τ)"] == pytest.approx(1.0)
    assert found[0]["actors listed"] == (read(panel, WEIGHTS).rank[0] > 0).sum()
    assert all(row["agreement of the orders (τ)"] < 1 for row in found[1:])
    assert not any("/" in row["what is left out"] or "commune-ccas" in row["what is left out"] for row in found)


def test_a_masked_pillar_is_read_without_its_ties_and_then_as_unknown(panel: Panel) -> None:
    base = read(panel, WEIGHTS)
    pillars = base.candidates[base.archetype[0] == PILLAR][:3]
    assert len(pillars) == 3
    wider, kept = masked(panel, pillars)
    scores = read(wider, WEIGHTS, repeated(WEIGHTS, len(kept), kept=kept))
    # As stated, the panel says what it said.
    assert np.array_equal(scores.rank[0], base.rank[0])
    assert np.array_equal(order(scores), order(base))
    for i, at in enumerate(np.searchsorted(scores.candidates, pillars).tolist()):
        assert scores.coverage[1 + i, at] <= scores.coverage[0, at]
        assert scores.archetype[1 + len(pillars) + i, at] == ATTESTED
        assert places(order(scores, 1 + len(pillars) + i))[at] < places(order(scores))[at]
        # Others keep what is known of them.
        rest = np.delete(np.arange(len(scores.candidates)), at)
        assert np.array_equal(scores.coverage[1 + len(pillars) + i, rest], scores.coverage[0, rest])


def test_pillars_move_up_once_unknown(panel: Panel) -> None:
    with in_language("en"):
        [table] = evaluate_pillars(panel, 1, WEIGHTS, nothing)
    for row in rows(table):
        assert row["pillars"] > 0
        if row["their ties to institutions are"] == "stated as absent":
            assert row["share that moves up"] > 0.9 and row["share that comes on the list"] > 0.8


def test_data_without_pillars_says_so(panel: Panel) -> None:
    nobody = Contacts(*(column[:0] for column in vars(panel.contacts).values()))
    with in_language("en"):
        [table] = evaluate_pillars(dataclasses.replace(panel, contacts=nobody), 1, WEIGHTS, nothing)
    assert [row["pillars"] for row in rows(table)][:2] == [0, 0]
    assert rows(table)[0]["share that moves up"] is None


def test_weights_are_moved_one_at_a_time_and_keep_their_order(panel: Panel) -> None:
    with in_language("en"):
        one, drawn = evaluate_weights(panel, WEIGHTS)
    found = rows(one)
    assert all(row["instead"] != row["as stated"] for row in found)
    changes = {(row["weight"], row["instead"]) for row in found}
    assert ("partenaire", 0.3) in changes and ("porteur", 0.5) in changes
    assert not any(row["weight"] == "porteur" and row["instead"] > 1 for row in found)
    # A formal tie is worth no less than an informal one: 1 goes down to 0.7, not to 0.5.
    assert ("formelle-avant", WEIGHTS.recognition["informelle-avant"]) in changes
    assert ("contribution-forte", 0.75) in changes
    assert len(rows(drawn)) == 4 and str(DRAWN) in drawn.notes[0]
    assert 0.5 < rows(drawn)[0]["mean"] < 1


def test_what_moves_is_counted(panel: Panel) -> None:
    base = read(panel, WEIGHTS)
    tau, *rest = moved(base, base, 0)
    assert tau == pytest.approx(1.0) and rest == [1.0, 0, 0]
    strict = dataclasses.replace(WEIGHTS, thresholds={**WEIGHTS.thresholds, "contribution-forte": 0.9})
    _tau, _shared, come, leave = moved(base, read(panel, strict), 0)
    assert come == 0 and isinstance(leave, int) and leave > 0
