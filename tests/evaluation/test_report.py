"""What is found, as tables: rounding, Markdown that says what it means, targets that fail when they should."""

from __future__ import annotations

import json

import pytest

from odas_graph.errors import UsageError
from odas_graph.evaluation import PARTS, Evaluation, Table, Target, evaluate, steps, to_markdown
from odas_graph.evaluation.report import shown, verdict
from odas_graph.i18n import in_language

from ..analysis import shipped


def test_cells_as_people_read_them() -> None:
    cells = (None, float("nan"), 0.12345, 1.0, 7, "x")
    assert [shown(cell) for cell in cells] == ["–", "–", "0.123", "1.000", "7", "x"]


def test_a_target_is_reached_at_the_figure_and_not_below() -> None:
    assert Target("t", "x", 0.9, 0.9).reached
    assert not Target("t", "x", 0.9, 0.8999).reached
    assert not Target("t", "x", 0.9, None).reached
    assert not Target("t", "x", 0.9, float("nan")).reached
    with in_language("en"):
        assert [verdict(Target("t", "x", 0.9, figure)).split(":")[0] for figure in (0.95, 0.5, None)] == [
            "reached", "not reached", "not measured"]


def test_markdown_holds_hostile_names() -> None:
    table = Table("t", "A | title\nwith <script>", ("name", "value"), (("a|b\n# c <i>*", 0.5), ("=1+1", None)), ("n",))
    text = to_markdown(Evaluation((table,), (Target("t", "x|y", 0.9, 0.5),)))
    lines = text.splitlines()
    assert "<script>" not in text and "<i>" not in text
    assert [line.count("|") - line.count("\\|") for line in lines if line.startswith("| ")] == [3, 3, 3, 3]
    assert "| a\\|b # c &lt;i>\\* | 0.500 |" in lines
    assert text.endswith("\n")


def test_json_has_no_not_a_number() -> None:
    found = Evaluation((Table("t", "T", ("a",), ((float("nan"),), (1 / 3,))),), ())
    assert json.loads(json.dumps(found.to_dict(), allow_nan=False))["tables"][0]["rows"] == [[None], [0.333333]]
    assert found.table("t").title == "T"
    with pytest.raises(KeyError):
        found.table("other")


def test_steps_are_as_many_as_was_said() -> None:
    done: list[None] = []
    parts = ("cases", "planted", "ablation", "pillars", "weights")
    evaluate(shipped(), seeds=1, sizes=(600,), parts=parts, progress=lambda: done.append(None))
    assert len(done) == steps(1, (600,), parts)


def test_parts_come_in_their_order_whatever_was_asked_first() -> None:
    found = evaluate(shipped().store, seeds=1, parts=("weights", "cases"))
    assert [table.name for table in found.tables] == ["cases", "precision", "weights", "drawn-weights"]


def test_the_same_evaluation_twice_is_the_same() -> None:
    one, two = (evaluate(shipped(), seeds=1, sizes=(150,), parts=("planted", "pillars", "weights")) for _ in range(2))
    assert one == two


def test_wrong_use_is_refused() -> None:
    with pytest.raises(UsageError, match="cases"):
        evaluate(shipped(), parts=("nothing",))
    with pytest.raises(UsageError):
        evaluate(shipped(), seeds=0)
    with pytest.raises(UsageError):
        evaluate(shipped(), seeds=1, sizes=(3,), parts=("planted",))
    assert steps(1, (), ()) == 0 and set(PARTS) >= {"cases", "planted"}
