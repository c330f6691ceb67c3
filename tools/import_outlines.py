"""Cuts the outlines of the départements that ship from an SVG map: python tools/import_outlines.py SVG [TO].

The map has one path a département, its id being the code, of relative lines only. Points are rounded to a tenth of the
map's unit, from the start of each path, so that neighbours keep a common border; the same map gives the same file.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

SHIPPED = Path(__file__).resolve().parents[1] / "data" / "territories" / "contours.csv"
# The paths are read without an XML parser: the file is one that we know, and an attribute is all that is wanted.
PATH = re.compile(r'<path\s+id="(\w+)"[^>]*?\sd="([^"]+)"', re.DOTALL)


def outlines(svg: str) -> Iterator[tuple[str, str]]:
    """The code and the outline of each département; ValueError for a path of anything but relative lines."""
    for code, path in sorted(PATH.findall(svg)):
        if re.sub(r"[mz0-9eE,.\s+-]", "", path):
            raise ValueError(f"the path of {code} has commands other than m and z")
        x = y = 0.0
        parts = []
        for ring in re.findall(r"m([^mz]*)z?", path):
            points = [tuple(map(float, pair.split(","))) for pair in ring.split()]
            drawn: list[tuple[int, int]] = []
            for number, (dx, dy) in enumerate(points):
                x, y = x + dx, y + dy
                if not number:
                    start = (x, y)
                at = (round(10 * x), round(10 * y))
                if not drawn or drawn[-1] != at:
                    drawn.append(at)
            # After z, the pen is back where the ring began.
            x, y = start
            parts.append(ring_text(drawn))
        yield code, "".join(parts)


def ring_text(points: list[tuple[int, int]]) -> str:
    """A ring as an SVG path, in tenths: its start, then steps."""
    steps = [(bx - ax, by - ay) for (ax, ay), (bx, by) in pairwise(points)]
    return f"M{points[0][0]} {points[0][1]}l" + " ".join(f"{dx} {dy}" for dx, dy in steps).replace(" -", "-") + "z"


def main() -> int:
    """Writes the outlines."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("svg", type=Path)
    parser.add_argument("to", type=Path, nargs="?", default=SHIPPED)
    arguments = parser.parse_args()
    rows = list(outlines(arguments.svg.read_text("utf-8")))
    with arguments.to.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([("code", "contour"), *rows])
    return 0


if __name__ == "__main__":
    sys.exit(main())
