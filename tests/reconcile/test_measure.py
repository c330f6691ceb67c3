"""What names alone are worth, measured on published data: not worse than the documentation says."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOL = ROOT / "tools" / "bench_reconcile.py"
FILE = ROOT.parent / "shared" / "reference" / "subventions" / "loire_atlantique.csv"

pytestmark = pytest.mark.skipif(not (TOOL.exists() and FILE.exists()), reason="needs the tools and the reference data")


@pytest.fixture(scope="module")
def bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bench_reconcile", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_nineteen_pairs_in_twenty_at_the_default_threshold_and_better_than_letters(bench: ModuleType) -> None:
    from rapidfuzz import fuzz

    from odas_graph.reconcile import THRESHOLD

    data = bench.Labelled(FILE)
    precision, recall = bench.at(data.scores[data.tested], data.truth[data.tested], THRESHOLD, data.total(1))
    assert precision >= 0.95
    assert recall >= 0.45
    letters = bench.np.array([fuzz.token_sort_ratio(data.texts[i].upper(), data.texts[j].upper())
                              for i, j in data.pairs])
    assert bench.chosen(letters[data.trained], data.truth[data.trained], 0.95) == float("inf")
    # The weights that ship are those the tool finds.
    shipped = (ROOT / "odas_graph" / "reconcile" / "weights.yaml").read_text("utf-8")
    assert bench.fit(data) in shipped
