"""A report as a document to edit (DOCX), the same bytes each time.

python-docx makes the empty document, with its page, styles, language and page numbers, once a language; what a report
says is then written into it. To make each cell of a hundred reports an object would take as long as all the rest.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any, Final

from odas_graph.atlas.report.blocks import Block, Bullets, Paragraph, Picture, Report, Table
from odas_graph.i18n import gettext as _

if TYPE_CHECKING:
    from docx.document import Document

# A document bears a date, and a zip one for each file: this one, so that no clock shows.
EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)
SHADE: Final = "ECECF1"
# Of the text on a sheet of A4, in twentieths of a point and in the 914,400ths of an inch that drawings are measured in.
WIDE: Final = 9638
WIDE_DRAWN: Final = 6120000
# The share of a table that a column takes goes by its text, within these lengths.
SHORT, LONG = 12, 44
_TITLE: Final = "title-of-the-report"
_DRAWN: Final = "http://schemas.openxmlformats.org/drawingml/2006"


def to_docx(report: Report, lang: str) -> bytes:
    """The report as DOCX: A4, real headings, table headings repeated on each page, pictures with their words."""
    parts = dict(_empty(lang))
    body = [_paragraph(report.title, "Title"), _paragraph(report.lead)]
    pictures: list[Picture] = []
    for section in report.sections:
        body.append(_paragraph(section.heading, "Heading1"))
        for block in section.blocks:
            body.extend(_block(block, pictures))
    head, tail = parts["word/document.xml"].decode().split("<w:body>")
    parts["word/document.xml"] = f"{head}<w:body>{''.join(body)}{tail}".encode()
    parts["docProps/core.xml"] = parts["docProps/core.xml"].replace(_TITLE.encode(), _text(report.title).encode())
    relations = [f'<Relationship Id="picture{n}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships'
                 f'/image" Target="media/picture{n}.png"/>' for n in range(1, len(pictures) + 1)]
    _insert(parts, "word/_rels/document.xml.rels", "</Relationships>", "".join(relations))
    parts |= {f"word/media/picture{n}.png": picture.png for n, picture in enumerate(pictures, 1)}
    return _zipped(parts)


def _block(block: Block, pictures: list[Picture]) -> Iterator[str]:
    if isinstance(block, Paragraph):
        yield _paragraph(block.text, strong=block.strong)
    elif isinstance(block, Bullets):
        for item in block.items:
            yield _paragraph(item, "ListBullet")
    elif isinstance(block, Table):
        yield from _table(block)
    else:
        pictures.append(block)
        yield _picture(block, len(pictures))
        yield _paragraph(block.caption, "Caption")


def _paragraph(text: str, style: str | None = None, *, strong: str = "", more: str = "") -> str:
    """A paragraph, begun by words in bold; `style` is the id of a style, `more` properties."""
    properties = (f'<w:pStyle w:val="{style}"/>' if style else "") + more
    begun = _run(strong, "<w:b/>") if strong else ""
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{begun}{_run(text)}</w:p>"


def _run(text: str, properties: str = "") -> str:
    """Words that look alike; a line break or a tab within them is an element of its own."""
    words = '<w:t xml:space="preserve">' + _text(text) + "</w:t>"
    for sign, tag in (("\n", "br"), ("\t", "tab")):
        words = words.replace(sign, f'</w:t><w:{tag}/><w:t xml:space="preserve">')
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{words}</w:r>"


def _table(block: Table) -> Iterator[str]:
    yield _paragraph("", strong=block.title, more="<w:keepNext/>")
    if not block.rows:
        yield _paragraph(_("Nothing to show."))
        return
    widths = _widths(block)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    rows = [_row(block.headings, widths, heading=True), *(_row(values, widths) for values in block.rows)]
    yield (f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{WIDE}" w:type="dxa"/>'
           f'<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>')
    yield _paragraph("")


def _row(values: Sequence[str], widths: Sequence[int], *, heading: bool = False) -> str:
    """A row; that of the headings is repeated on each page, and shaded."""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{SHADE}"/>' if heading else ""
    font = ("<w:b/>" if heading else "") + '<w:sz w:val="17"/>'
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr><w:p><w:pPr><w:spacing w:before="40" '
        f'w:after="40"/></w:pPr>{_run(value, font)}</w:p></w:tc>' for value, width in zip(values, widths, strict=True))
    kept = "<w:cantSplit/>" + ("<w:tblHeader/>" if heading else "")
    return f"<w:tr><w:trPr>{kept}</w:trPr>{cells}</w:tr>"


def _widths(block: Table) -> list[int]:
    """How wide each column is: as its text, within limits."""
    columns = zip(block.headings, *block.rows, strict=True)
    weights = [min(LONG, max(SHORT, len(heading), sum(map(len, texts)) // max(len(texts), 1)))
               for heading, *texts in columns]
    return [WIDE * weight // sum(weights) for weight in weights]


def _picture(block: Picture, number: int) -> str:
    """A picture across the page, with what a screen reader says of it."""
    across, down = (int.from_bytes(block.png[at:at + 4]) for at in (16, 20))
    size = f'cx="{WIDE_DRAWN}" cy="{WIDE_DRAWN * down // across}"'
    return (
        '<w:p><w:pPr><w:keepNext/></w:pPr><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/'
        f'drawingml/2006/wordprocessingDrawing" distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f'<wp:docPr id="{number}" name="{_text(block.name)}" descr="{_text(block.words)}"/><a:graphic '
        f'xmlns:a="{_DRAWN}/main"><a:graphicData uri="{_DRAWN}/picture"><pic:pic xmlns:pic="{_DRAWN}/picture">'
        f'<pic:nvPicPr><pic:cNvPr id="{number}" name="{_text(block.name)}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        '<a:blip xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
        f'r:embed="picture{number}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>'
        f'<a:off x="0" y="0"/><a:ext {size}/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>")


@cache
def _empty(lang: str) -> Mapping[str, bytes]:
    """The files of a document without a word in it."""
    import docx
    from docx.shared import Cm, Pt

    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    for name, size in (("Normal", 10), ("Title", 22), ("Heading 1", 15)):
        document.styles[name].font.size = Pt(size)
        document.styles[name].font.name = "Liberation Sans"
    _set_language(document, {"fr": "fr-FR", "en": "en-GB"}[lang])
    properties = document.core_properties
    properties.title, properties.author, properties.language = _TITLE, "odas-graph", lang
    properties.created = properties.modified = EPOCH
    properties.comments = properties.last_modified_by = ""
    properties.revision = 1
    _number_pages(section)
    # A second set of styles for a word processor of 2007, and the picture of another document.
    for owner in (document.part, document.part.package):
        for key, relation in list(owner.rels.items()):
            if relation.reltype.endswith(("/stylesWithEffects", "/thumbnail")):
                del owner.rels[key]
    stream = io.BytesIO()
    document.save(stream)
    with zipfile.ZipFile(stream) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    _insert(parts, "[Content_Types].xml", "<Override", '<Default Extension="png" ContentType="image/png"/>')
    return parts


def _insert(parts: dict[str, bytes], name: str, before: str, text: str) -> None:
    """Adds text to a file, before the first of these words."""
    parts[name] = parts[name].replace(before.encode(), (text + before).encode(), 1)


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
    """Text as XML has it, without the characters that XML 1.0 forbids."""
    return escape("".join(c for c in text if c in "\t\n" or (ord(c) >= 32 and not 0xD800 <= ord(c) <= 0xDFFF
                                                            and ord(c) not in (0xFFFE, 0xFFFF))))


def _zipped(parts: Mapping[str, bytes]) -> bytes:
    """The files as one, all dated alike."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, EPOCH.timetuple()[:6])
            # A PNG is packed already.
            info.compress_type = zipfile.ZIP_STORED if name.endswith(".png") else zipfile.ZIP_DEFLATED
            target.writestr(info, data)
    return out.getvalue()
