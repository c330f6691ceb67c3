"""Findings about the rows of a big table: each row while they are few, then how many more there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from odas_graph.findings import Finding, Level
from odas_graph.i18n import gettext as _
from odas_graph.importers.faults import shorten

# Of each sort. Nobody mends more than this by hand, and a million findings would be as big as the table itself.
EACH: Final = 1000


@dataclass(slots=True)
class Noted:
    """What is found in one table, `file` and `sheet` as people name them."""

    file: str
    sheet: str | None = None
    findings: list[Finding] = field(default_factory=list)
    counts: Counter[tuple[Level, str, str | None]] = field(default_factory=Counter)

    def about(self, level: Level, code: str, message: str, *, row: int | None = None,
              column: str | None = None) -> None:
        """Adds one finding about the table."""
        self.findings.append(Finding(level=level, code=code, message=message, file=self.file, sheet=self.sheet, row=row,
                                     column=shorten(column) if column else None))

    def rows(self, level: Level, code: str, message: str, rows: Iterable[tuple[int, str | None]],
             column: str | None = None) -> None:
        """Adds a finding for each of these rows; `{value}` in the message is what its cell holds, shortened."""
        key = level, code, column
        for row, value in rows:
            self.counts[key] += 1
            if self.counts[key] <= EACH:
                self.about(level, code, message.replace("{value}", shorten(value or "")), row=row, column=column)

    def told(self) -> list[Finding]:
        """All findings, gravest first, and how many of a sort are not listed one by one."""
        more = [Finding(level=level, code=code, file=self.file, sheet=self.sheet, column=shorten(column) if column else
                        None, message=_("The same holds for {n} more rows, not listed one by one.").format(
                            n=count - EACH))
                for (level, code, column), count in self.counts.items() if count > EACH]
        return sorted([*self.findings, *more], key=lambda finding: finding.sort_key)
