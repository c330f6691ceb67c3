"""A report as a document to edit (DOCX), the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from copy import deepcopy
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from odas_graph.atlas.report.blocks import Block, Bullets, Paragraph, Picture, Report, Table
from odas_graph.i18n import gettext as _

if TYPE_CHECKING:
    from docx.document import Document

# A document bears a date, and a zip one for each file: this one, so that no clock shows.
EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
SHADE: Final = "ECECF1"
_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def to_docx(report: Report, lang: str) -> bytes:
    """The report as DOCX: A4, real headings, table headings repeated on each page, pictures with their words."""
    import docx
    from docx.shared import Cm, Pt

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    for name, size in (("Normal", 10), ("Title", 22), ("Heading 1", 15)):
        document.styles[name].font.size = Pt(size)
        document.styles[name].font.name = "Liberation Sans"
    _set_language(document, {"fr": "fr-FR", "en": "en-GB"}[lang])
    properties = document.core_properties
    properties.title, properties.author, properties.language = _text(report.title), "odas-graph", lang
    properties.created = properties.modified = EPOCH
    properties.comments = properties.last_modified_by = ""
    properties.revision = 1
    _write(document, report.title, "Title")
    _write(document, report.lead)
    for part in report.sections:
        _write(document, part.heading, "Heading1")
        for block in part.blocks:
            _add(document, block)
    _number_pages(section)
    stream = io.BytesIO()
    document.save(stream)
    return _without_clock(stream.getvalue())


def _write(document: Any, text: str, style: str | None = None, *, strong: str = "") -> Any:
    """Adds a paragraph, begun by words in bold.

    `style` is the id of a style: to look one up by its name costs as much as all the rest, since python-docx reads
    every style of the document each time.
    """
    paragraph = document.add_paragraph()
    if style:
        paragraph._p.get_or_add_pPr().get_or_add_pStyle().val = style
    if strong:
        paragraph.add_run(_text(strong)).bold = True
    paragraph.add_run(_text(text))
    return paragraph


def _add(document: Document, block: Block) -> None:
    if isinstance(block, Paragraph):
        _write(document, block.text, strong=block.strong)
    elif isinstance(block, Bullets):
        for item in block.items:
            _write(document, item, "ListBullet")
    elif isinstance(block, Table):
        _add_table(document, block)
    else:
        _add_picture(document, block)


def _add_table(document: Document, block: Table) -> None:
    from docx.shared import Pt

    _write(document, "", strong=block.title).paragraph_format.keep_with_next = True
    if not block.rows:
        _write(document, _("Nothing to show."))
        return
    table = document.add_table(rows=1, cols=len(block.headings), style="Table Grid")
    for cell, value in zip(table.rows[0].cells, block.headings, strict=True):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
        run = paragraph.add_run(_text(value))
        run.font.size, run.bold = Pt(8.5), True
    pattern = table.rows[0]._tr
    for values in block.rows:
        # A row like the first, with other words: to make each cell anew takes ten times as long.
        row = deepcopy(pattern)
        for text, bold, value in zip(row.iter(_W + "t"), row.iter(_W + "b"), values, strict=True):
            text.text = _text(value)
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            bold.set(_W + "val", "0")
        pattern.getparent().append(row)
    _mark_heading(table.rows[0])
    _write(document, "")


def _add_picture(document: Document, block: Picture) -> None:
    from docx.shared import Cm

    shape = document.add_picture(io.BytesIO(block.png), width=Cm(17))
    # What a screen reader says of it.
    shape._inline.docPr.set("descr", _text(block.words))
    _write(document, block.caption, "Caption")


def _mark_heading(row: Any) -> None:
    """The first row is repeated on each page, and shaded."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for cell in row.cells:
        shade = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", SHADE)):
            shade.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)


def _set_language(document: Document, code: str) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    mark = OxmlElement("w:lang")
    mark.set(qn("w:val"), code)
    document.styles["Normal"].element.get_or_add_rPr().append(mark)


def _number_pages(section: Any) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    run = section.footer.paragraphs[0].add_run()
    for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
        if kind:
            part = OxmlElement("w:fldChar")
            part.set(qn("w:fldCharType"), kind)
        else:
            part = OxmlElement("w:instrText")
            part.text = text
        run._r.append(part)


def _text(text: str) -> str:
    """Text without the characters that XML 1.0 forbids."""
    return "".join(c for c in text if c in "\t\n" or (ord(c) >= 32 and not 0xD800 <= ord(c) <= 0xDFFF
                                                     and ord(c) not in (0xFFFE, 0xFFFF)))


def _without_clock(data: bytes) -> bytes:
    """The same archive, its files dated alike."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, EPOCH.timetuple()[:6])
            info.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(info, source.read(name))
    return out.getvalue()
