"""Reports of an evaluation as dictionaries, for tests to look things up in."""

from __future__ import annotations

from typing import Any

from odas_graph.evaluation import Table


def rows(table: Table) -> list[dict[str, Any]]:
    """The rows by heading."""
    return [dict(zip(table.headings, row, strict=True)) for row in table.rows]
