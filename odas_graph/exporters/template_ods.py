"""The questionnaire as an OpenDocument spreadsheet: drop-down lists, help beside each cell."""

from __future__ import annotations

import io
import zipfile
from typing import Any

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
from odas_graph.exporters.template_xlsx import WIDTHS, letters
from odas_graph.exporters.xml_text import xml_text
from odas_graph.questionnaire import Column, Sheet, sheets


def to_ods(draft: Draft | None = None) -> bytes:
    """The spreadsheet, in one sheet a table after the instructions, the words of the lists in the last."""
    from odf.element import Element
    from odf.namespaces import nsdict
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import ContentValidations

    # The library declares the namespaces it has met since it was loaded, in that order: here, always the same.
    Element.namespaces = dict(sorted(nsdict.items()))
    document = OpenDocumentSpreadsheet()
    styles = _Styles(document)
    rules = ContentValidations()
    document.spreadsheet.addElement(rules)
    document.spreadsheet.addElement(_lines(GUIDE, [[GUIDE], *([line] for line in INSTRUCTIONS)], styles, [110]))
    words = choices()
    lists = {name: (i, len(entries)) for i, (name, entries) in enumerate(words.items())}
    for sheet in sheets():
        document.spreadsheet.addElement(_sheet(sheet, draft, styles, rules, lists))
    high = max(map(len, words.values()))
    grid = [[entries[i] if i < len(entries) else "" for entries in words.values()] for i in range(high)]
    document.spreadsheet.addElement(_lines(LISTS, [list(words), *grid], styles, [30] * len(words)))
    stream = io.BytesIO()
    document.write(stream)
    return _without_clock(stream.getvalue())


class _Styles:
    """The named styles of cells and columns of one document."""

    def __init__(self, document: Any) -> None:
        from odf.number import TextContent, TextStyle
        from odf.style import Style, TableCellProperties, TextProperties

        self.document, self.widths = document, dict[int, Any]()
        as_text = TextStyle(name="texte")
        as_text.addElement(TextContent())
        document.automaticstyles.addElement(as_text)
        for name, text, cell in (
                ("head", {"fontweight": "bold"}, {"backgroundcolor": "#dce6f1", "wrapoption": "wrap"}),
                ("needed", {"fontweight": "bold"}, {"backgroundcolor": "#fce4d6", "wrapoption": "wrap"}),
                ("example", {"fontstyle": "italic", "color": "#7f7f7f"}, {"wrapoption": "wrap"}),
                ("cell", {}, {"wrapoption": "wrap"})):
            # Text: a spreadsheet would make a day of "mars 2020", and drop the zero of "01".
            style = Style(name=name, family="table-cell", datastylename="texte")
            style.addElement(TableCellProperties(**cell))
            style.addElement(TextProperties(**text))
            document.automaticstyles.addElement(style)

    def width(self, characters: int) -> str:
        """The name of the style of a column of that width."""
        from odf.style import Style, TableColumnProperties

        if characters not in self.widths:
            style = Style(name=f"co{characters}", family="table-column")
            style.addElement(TableColumnProperties(columnwidth=f"{characters * 0.2:.1f}cm"))
            self.document.automaticstyles.addElement(style)
            self.widths[characters] = style
        return f"co{characters}"


def _lines(name: str, grid: list[list[str]], styles: _Styles, widths: list[int]) -> Any:
    """A sheet of text, its first row in bold."""
    from odf.table import Table, TableColumn, TableRow

    table = Table(name=name)
    for width in widths:
        table.addElement(TableColumn(stylename=styles.width(width)))
    for number, texts in enumerate(grid):
        row = TableRow()
        for text in texts:
            row.addElement(_cell(text, "cell" if number else "head"))
        table.addElement(row)
    return table


def _sheet(sheet: Sheet, draft: Draft | None, styles: _Styles, rules: Any, lists: dict[str, tuple[int, int]]) -> Any:
    from odf.table import Table, TableCell, TableColumn, TableRow

    table, cells = Table(name=sheet.name), columns(sheet)
    names = [f"{sheet.name}-{i}" for i in range(len(cells))]
    for i, (cell, name) in enumerate(zip(cells, names, strict=True)):
        rules.addElement(_rule(name, sheet, cell.column, lists))
        table.addElement(TableColumn(stylename=styles.width(34 if i == 0 else WIDTHS.get(cell.column.holds, 22)),
                                     defaultcellstylename="cell"))
    head = TableRow()
    for cell in cells:
        head.addElement(_cell(cell.heading, "needed" if cell.column.required and cell.number == 0 else "head"))
    table.addElement(head)
    for texts in rows(sheet, draft):
        row = TableRow()
        for name, text in zip(names, texts, strict=True):
            row.addElement(_cell(text, "example" if draft is None else "cell", name))
        table.addElement(row)
    blank = TableRow(numberrowsrepeated=ROOM)
    for name in names:
        blank.addElement(TableCell(stylename="cell", contentvalidationname=name))
    table.addElement(blank)
    return table


def _cell(text: str, style: str, rule: str | None = None) -> Any:
    from odf.table import TableCell
    from odf.text import P

    given = {"stylename": style} | ({"contentvalidationname": rule} if rule else {})
    if not text:
        return TableCell(**given)
    cell = TableCell(valuetype="string", **given)
    for line in xml_text(text).splitlines():
        cell.addElement(P(text=line))
    return cell


def _rule(name: str, sheet: Sheet, column: Column, lists: dict[str, tuple[int, int]]) -> Any:
    """A message beside the cell and, where words are to be chosen, their list; other words stay possible."""
    from odf.table import ContentValidation, ErrorMessage, HelpMessage
    from odf.text import P

    given: dict[str, Any] = {"name": name, "allowemptycell": "true"}
    source = None
    if (wanted := list_name(column)) is not None:
        at, count = lists[wanted]
        source = f"[$'{LISTS}'.${letters(at)}$2:.${letters(at)}${count + 1}]"
    elif (other := refers_to(sheet, column)) is not None:
        source = f"[$'{other}'.$A$2:.$A${ROOM + 1}]"
    if source:
        given |= {"condition": f"of:cell-content-is-in-list({source})", "displaylist": "unsorted",
                  "basecelladdress": f"'{sheet.name}'.A2"}
    rule = ContentValidation(**given)
    help_ = HelpMessage(title=column.heading, display="true")
    help_.addElement(P(text=column.help))
    rule.addElement(help_)
    # Several values, parted by semicolons, are no word of the list: nothing may keep a person from writing them.
    rule.addElement(ErrorMessage(display="false"))
    return rule


def _without_clock(content: bytes) -> bytes:
    """The archive with the date at which ZIP begins on all its members: the same template gives the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as copy:
        for member in source.infolist():
            kind = zipfile.ZIP_STORED if member.filename == "mimetype" else zipfile.ZIP_DEFLATED
            copy.writestr(zipfile.ZipInfo(member.filename), source.read(member), compress_type=kind)
    return out.getvalue()
