"""The outlines of the départements that ship: all of them, closed, in their frame, cut alike from the reference."""

from __future__ import annotations

import csv
import re
import runpy
from pathlib import Path

import pytest

from odas_graph.atlas.france import FRAME, inset, shapes
from odas_graph.atlas.overview import _legend
from odas_graph.resources import data_dir

ROOT = Path(__file__).resolve().parents[1]
outlines = runpy.run_path(str(ROOT / "tools" / "import_outlines.py"))["outlines"]
REFERENCE = ROOT.parent / "shared" / "reference" / "carte" / "france.departments.svg"


def test_every_departement_has_one_and_its_number_stands_inside_the_frame() -> None:
    found = shapes({"93": 3})
    assert len(found) == 101 and [s.code for s in found if s.tile] == ["971", "972", "973", "974", "976"]
    for shape in found:
        assert re.fullmatch(r"(M\d+ \d+(l[-\d ]+|h\d+v\d+h-\d+)z)+", shape.outline), shape.code
        assert 0 < shape.x < FRAME[0] and 0 < shape.y < FRAME[1], shape.code
    assert [s.known for s in found if s.code == "93"] == [3]


def test_the_number_stands_on_the_mainland_not_between_the_islands() -> None:
    places = {s.code: (s.x, s.y) for s in shapes({})}
    # Finistère: the island of Ouessant is its first ring, in the far west.
    assert places["29"][0] > 300
    assert places["29"][0] < places["22"][0] < places["35"][0]
    assert places["59"][1] < places["75"][1] < places["13"][1]


def test_more_actions_are_darker_and_the_legend_says_how_many() -> None:
    fills = [shapes({"93": n})[[s.code for s in shapes({})].index("93")].fill for n in (0, 1, 2, 4, 8, 500)]
    assert len(set(fills)) == 5 and fills[-1] == fills[-2]
    assert [words for _fill, _ink, words in _legend()][:2] == ["0", "1"]


def test_paris_and_its_neighbours_are_drawn_again() -> None:
    small, transform = inset(shapes({}))
    assert [s.code for s in small] == ["75", "92", "93", "94"]
    assert re.fullmatch(r"translate\(\d+ \d+\) scale\([\d.]+\) translate\(-\d+ -\d+\)", transform)


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference map is not here")
def test_they_are_cut_from_the_reference_map() -> None:
    with (data_dir() / "territories" / "contours.csv").open(encoding="utf-8", newline="") as stream:
        shipped = [(row["code"], row["contour"]) for row in csv.DictReader(stream)]
    assert list(outlines(REFERENCE.read_text("utf-8"))) == shipped
    assert len(shipped) == 96


def test_a_path_of_curves_is_refused() -> None:
    with pytest.raises(ValueError, match="01"):
        list(outlines('<path id="01" d="m 1,2 c 1,1 2,2 3,3 z"/>'))
