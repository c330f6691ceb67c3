"""Text that a spreadsheet would run: harmless in the files that are written, unchanged when they are read again."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from odas_graph.formulas import kept_cell, kept_cells, plain_cell, plain_cells, safe_cell

texts = st.text(st.sampled_from("'=+-@| .5ea\t\n\u200b\ufeff\uff1d") | st.characters(codec="utf-8"), max_size=8)


@pytest.mark.parametrize(("text", "cell"), [
    ("=1+1", "'=1+1"), ("@tous", "'@tous"), ("+ de vie", "'+ de vie"), ("- Ados", "'- Ados"), ("-5.2", "-5.2"),
    ("'=1", "''=1"), ("l'été", "l'été"), ("'t Huis", "'t Huis"), ("", "")])
def test_what_would_run_is_kept_behind_an_apostrophe(text: str, cell: str) -> None:
    assert kept_cell(text) == cell and plain_cell(cell) == text


@given(st.lists(texts, min_size=1, max_size=20))
def test_any_text_comes_back_one_by_one_and_by_columns(many: list[str]) -> None:
    kept = [kept_cell(text) for text in many]
    assert [plain_cell(cell) for cell in kept] == many
    assert [safe_cell(cell) for cell in kept] == kept
    frame = pl.DataFrame({"a": many})
    columns = frame.select(kept_cells(pl.col("a")))
    assert columns["a"].to_list() == kept
    assert columns.select(plain_cells(pl.col("a")))["a"].to_list() == many
