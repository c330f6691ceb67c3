"""The tables as Parquet files: typed columns under stable names, what each means in the metadata of the file."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from odas_graph import __version__
from odas_graph.exporters.sheets import Sheet


def write_parquet(folder: Path, tables: Iterable[Sheet]) -> None:
    """Writes each table to `<name>.parquet`; lists are lists, yes and no are booleans, empty cells are null.

    The metadata `odas-graph` holds, as JSON, the title of the table and, by column, heading, meaning, unit and source.
    """
    import polars as pl

    types: dict[str, Any] = {"text": pl.String, "list": pl.List(pl.String), "integer": pl.Int64,
                             "number": pl.Float64, "flag": pl.Boolean}
    for sheet in tables:
        schema = {column.name: types[column.kind] for column in sheet.columns}
        by_column = zip(*sheet.rows, strict=True) if sheet.rows else [()] * len(schema)
        data = {name: pl.Series(name, [_plain(value) for value in values], dtype=kind)
                for (name, kind), values in zip(schema.items(), by_column, strict=True)}
        about = {"version": __version__, "title": sheet.title, "columns": {
            column.name: {"heading": column.heading, "meaning": column.meaning, "unit": column.unit,
                          "source": column.source} for column in sheet.columns}}
        pl.DataFrame(data).write_parquet(folder / f"{sheet.name}.parquet",
                                         metadata={"odas-graph": json.dumps(about, ensure_ascii=False)})


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value
