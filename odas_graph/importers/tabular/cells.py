"""Reads the cells of a workbook in a process of its own: `python cells.py FILE FOLDER`.

A hostile workbook may make its reader ask for more memory than there is, which ends the process it runs in: that must
not be ours. Each sheet becomes a file of FOLDER, one JSON list of texts a row; `sheets.json` names them.
"""

from __future__ import annotations

import datetime
import json
import sys
from pathlib import Path
from typing import Any

# Twice what thirty million cells take.
MAX_MEMORY = 6_000_000_000
# What a formula leaves in its cell where it failed.
FAILED = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#N/D", "#NOM?", "#VALEUR!"})


def cell_text(value: Any) -> str | None:
    """The cell as text: oui or non, whole numbers without decimals, dates YYYY-MM-DD, None where it is empty."""
    if isinstance(value, str):
        text = value.strip()
        return None if not text or text in FAILED else text
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, float):
        # Beyond 2**53 a float tells no whole numbers apart; below 10**17 identifiers still show their digits.
        return str(int(value)) if value.is_integer() and abs(value) < 1e17 else repr(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "seconds")
    if value is None:
        return None
    return value.isoformat() if isinstance(value, datetime.date) else str(value)


def write_sheets(path: str, folder: Path) -> None:
    """Writes the cells of each sheet, and `sheets.json`: name, hidden or not, file; or the reason why it cannot."""
    import python_calamine as calamine

    found: list[dict[str, Any]] = []
    try:
        book = calamine.CalamineWorkbook.from_path(path)
        for number, about in enumerate(book.sheets_metadata):
            if about.typ != calamine.SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_index(number)
            name = f"{number}.jsonl"
            with (folder / name).open("w", encoding="utf-8") as out:
                for row, cells in enumerate(sheet.iter_rows(), 1):
                    texts = [cell_text(cell) for cell in cells]
                    while texts and texts[-1] is None:
                        texts.pop()
                    if texts:
                        out.write(json.dumps([row, texts], ensure_ascii=False, separators=(",", ":")) + "\n")
            found.append({"name": about.name, "hidden": about.visible != calamine.SheetVisibleEnum.Visible,
                          "file": name})
        told: dict[str, Any] = {"sheets": found}
    except calamine.PasswordError:
        told = {"error": "password"}
    except (calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        told = {"error": str(error)[:200]}
    (folder / "sheets.json").write_text(json.dumps(told), "utf-8")


if __name__ == "__main__":
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ImportError, ValueError, OSError):  # no such limits on this system
        pass
    write_sheets(sys.argv[1], Path(sys.argv[2]))
