"""What is wrong or doubtful in the data: where it stands, how grave it is, what to do. Never raised, always shown."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final, Literal

from odas_graph.i18n import gettext as _

Level = Literal["violation", "warning", "info"]
LEVELS: Final[tuple[Level, ...]] = ("violation", "warning", "info")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One finding: level, code (a slug, stable across releases), message, and its place as far as it is known.

    `file` is the name people know, `line` counts from 1; `field` is the path of a key; `sheet`, `row` (from 1, heading
    row included), `column` and `page` place it in spreadsheets and documents; `focus` is the IRI it is about.
    """

    level: Level
    code: str
    message: str
    file: str | None = None
    line: int | None = None
    field: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    page: int | None = None
    focus: str | None = None

    @property
    def sort_key(self) -> tuple[int | str, ...]:
        """A total order: gravest first, then by file, line and the rest of the place; what is unknown comes first."""
        return (LEVELS.index(self.level), self.file or "", self.line or 0, self.sheet or "", self.row or 0,
                self.page or 0, self.column or "", self.field or "", self.focus or "", self.code, self.message)

    def to_dict(self) -> dict[str, str | int]:
        """The finding as JSON-ready values, in the order of its fields, without what is unknown."""
        values = ((f.name, getattr(self, f.name)) for f in fields(self))
        return {name: value for name, value in values if value is not None}

    def place(self) -> str:
        """Where it is, for people: `fiches/a.yaml, line 3, field acteurs`; the IRI where nothing else is known."""
        parts = [self.file] if self.file else []
        if self.sheet:
            parts.append(_("sheet {name}").format(name=self.sheet))
        if self.page is not None:
            parts.append(_("page {n}").format(n=self.page))
        if self.row is not None:
            parts.append(_("row {n}").format(n=self.row))
        if self.column:
            parts.append(_("column {name}").format(name=self.column))
        if self.line is not None:
            parts.append(_("line {n}").format(n=self.line))
        if self.field:
            parts.append(_("field {name}").format(name=self.field))
        return ", ".join(parts) or self.focus or ""
