"""The questionnaire as an Excel workbook: drop-down lists, help on each heading, cells that stay text."""

from __future__ import annotations

import io
from typing import Any, Final

from odas_graph.exporters.template import (
    GUIDE,
    INSTRUCTIONS,
    LISTS,
    ROOM,
    Draft,
    choices,
    columns,
    list_name,
    refers_to,
    rows,
)
from odas_graph.exporters.xlsx import MADE, MAX_CELL
from odas_graph.exporters.xml_text import xml_text
from odas_graph.questionnaire import Column, Sheet, sheets

# What the format can hold of the message beside a cell.
MAX_TITLE: Final = 32
MAX_MESSAGE: Final = 255
WIDTHS: Final = {"text": 40, "names": 28, "code": 24, "yes-no": 12, "date": 14, "figure": 12, "year": 9}


def to_xlsx(draft: Draft | None = None) -> bytes:
    """The workbook, in one sheet a table after the instructions, the words of the lists in the last."""
    import xlsxwriter

    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
                                        "strings_to_numbers": False})
    book.set_properties({"title": "odas-graph", "author": "odas-graph", "created": MADE})
    styles = {"head": {"bold": True, "bg_color": "#DCE6F1", "border": 1, "text_wrap": True, "valign": "top"},
              "needed": {"bold": True, "bg_color": "#FCE4D6", "border": 1, "text_wrap": True, "valign": "top"},
              # Text: a spreadsheet would make a day of "mars 2020", and drop the zero of "01".
              "cell": {"num_format": "@", "text_wrap": True, "valign": "top"},
              "example": {"num_format": "@", "text_wrap": True, "valign": "top", "italic": True,
                          "font_color": "#7F7F7F"},
              "title": {"bold": True, "font_size": 14}, "plain": {"text_wrap": True, "valign": "top"}}
    formats = {name: book.add_format(style) for name, style in styles.items()}
    _guide(book.add_worksheet(GUIDE), formats)
    lists = {name: (i, len(words)) for i, (name, words) in enumerate(choices().items())}
    for sheet in sheets():
        _sheet(book.add_worksheet(sheet.name), sheet, draft, formats, lists)
    last = book.add_worksheet(LISTS)
    for i, (name, words) in enumerate(choices().items()):
        last.write_string(0, i, name, formats["head"])
        last.write_column(1, i, words)
        last.set_column(i, i, 30)
    last.protect()
    book.close()
    return stream.getvalue()


def _guide(sheet: Any, formats: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 110)
    sheet.hide_gridlines(2)
    for i, line in enumerate((GUIDE, *INSTRUCTIONS)):
        sheet.write_string(i, 0, line, formats["title" if i == 0 else "plain"])


def _sheet(out: Any, sheet: Sheet, draft: Draft | None, formats: dict[str, Any],
           lists: dict[str, tuple[int, int]]) -> None:
    out.freeze_panes(1, 1)
    for i, cell in enumerate(columns(sheet)):
        column = cell.column
        out.set_column(i, i, 34 if i == 0 else WIDTHS.get(column.holds, 22), formats["cell"])
        out.write_string(0, i, cell.heading, formats["needed" if column.required and cell.number == 0 else "head"])
        out.write_comment(0, i, column.help, {"author": "odas-graph", "x_scale": 2})
        out.data_validation(1, i, ROOM, i, _validation(sheet, column, lists))
    for number, row in enumerate(rows(sheet, draft), 1):
        for i, text in enumerate(row):
            if text:
                out.write_string(number, i, xml_text(text)[:MAX_CELL], formats["example" if draft is None else "cell"])


def _validation(sheet: Sheet, column: Column, lists: dict[str, tuple[int, int]]) -> dict[str, Any]:
    """A message beside the cell and, where words are to be chosen, their list; other words stay possible."""
    rule: dict[str, Any] = {"validate": "any", "input_title": column.heading[:MAX_TITLE],
                            "input_message": column.help[:MAX_MESSAGE]}
    if (name := list_name(column)) is not None:
        at, count = lists[name]
        letter = letters(at)
        # Several values, parted by semicolons, are no word of the list: nothing may keep a person from writing them.
        rule |= {"validate": "list", "source": f"={LISTS}!${letter}$2:${letter}${count + 1}", "show_error": False}
    elif (other := refers_to(sheet, column)) is not None:
        rule |= {"validate": "list", "source": f"={other}!$A$2:$A${ROOM + 1}", "show_error": False}
    return rule


def letters(number: int) -> str:
    """The letters of a column, counted from 0."""
    found = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found
