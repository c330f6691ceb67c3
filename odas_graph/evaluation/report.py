"""What an evaluation found, as data: tables of numbers and words, and targets with the figure that decides."""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import Any

from odas_graph.i18n import gettext as _

Cell = str | int | float | None


@dataclass(frozen=True)
class Table:
    """One table: `name` for programs, `title`, `headings` and `notes` for people. A cell of None is not defined."""

    name: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()

    def texts(self) -> list[list[str]]:
        """The rows as people read them: three decimals, a dash for what is not defined."""
        return [[shown(cell) for cell in row] for row in self.rows]


@dataclass(frozen=True)
class Target:
    """What was to be reached: `figure` has to be `wanted` at least; None where there was nothing to measure it on."""

    name: str
    text: str
    wanted: float
    figure: float | None

    @property
    def reached(self) -> bool:
        """Is the figure at least what was wanted, to the last digit?"""
        return self.figure is not None and self.figure >= self.wanted


@dataclass(frozen=True)
class Evaluation:
    """All of it."""

    tables: tuple[Table, ...]
    targets: tuple[Target, ...]

    def table(self, name: str) -> Table:
        """The table of that name; KeyError where there is none."""
        for table in self.tables:
            if table.name == name:
                return table
        raise KeyError(name)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready values, rounded to six decimals."""
        return {
            "targets": [{"name": t.name, "text": t.text, "wanted": t.wanted, "figure": _plain(t.figure),
                         "reached": t.reached} for t in self.targets],
            "tables": [{"name": t.name, "title": t.title, "headings": list(t.headings),
                        "rows": [[_plain(cell) for cell in row] for row in t.rows], "notes": list(t.notes)}
                       for t in self.tables]}


def verdict(target: Target) -> str:
    """What came of a target, in one line."""
    word = _("reached") if target.reached else _("not measured") if target.figure is None else _("not reached")
    return _("{word}: {text}: {figure} (wanted: {wanted} at least)").format(
        word=word, text=target.text, figure=shown(target.figure), wanted=shown(target.wanted))


def to_markdown(found: Evaluation) -> str:
    """The targets as a list, then each table under its title, with its notes."""
    lines = [f"- {_escaped(verdict(target))}" for target in found.targets]
    for table in found.tables:
        rows = [table.headings, ["---"] * len(table.headings), *table.texts()]
        lines += ["", f"### {_escaped(table.title)}", "",
                  *(f"| {' | '.join(_escaped(cell) for cell in row)} |" for row in rows)]
        lines += [text for note in table.notes for text in ("", _escaped(note))]
    return "\n".join(lines).strip("\n") + "\n"


def _escaped(text: str) -> str:
    """The text on one line, as itself: what Markdown or HTML would read otherwise is escaped."""
    text = " ".join(text.split()).replace("&", "&amp;").replace("<", "&lt;")
    return "".join(f"\\{c}" if c in "\\`*_[]|" else c for c in text)


def shown(cell: Cell) -> str:
    """A cell as people read it."""
    cell = _plain(cell)
    if cell is None:
        return "–"
    return f"{cell:.3f}" if isinstance(cell, float) else str(cell)


def _plain(cell: Cell) -> Cell:
    if isinstance(cell, float):
        return None if isnan(cell) else round(cell, 6)
    return cell
