"""Documents people write fiches in (.txt, .md, .pdf, .docx) as one text each; recognised by content, not by name."""

from __future__ import annotations

import io
import logging
import posixpath
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from odas_graph.errors import UnreadableInputError, reason
from odas_graph.i18n import gettext as _

# The report of nine fiches has 120,000 characters; eight times that is no fiche, nor a collection of them.
MAX_CHARACTERS = 1_000_000
# Pictures make documents heavy, their text does not.
MAX_BYTES = 50_000_000
MAX_PAGES = 1_000
# The drawing instructions of one page, unpacked: a page dense with text has a twentieth of it.
MAX_PAGE_BYTES = 4_000_000
MAX_MEMBERS = 5_000
MAX_UNZIPPED = 200_000_000
# Unpacked, the text parts of a document are read whole; packed text shrinks ten- or twentyfold, a bomb a thousandfold.
MAX_XML, MAX_RATIO = 40_000_000, 250
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Document:
    """A text, the name people know it by, and where each of its pages starts (nothing where it has no pages)."""

    name: str
    text: str
    pages: tuple[int, ...] = ()


def read_document(path: Path) -> Document:
    """The text of a document, in composed form, line ends as LF.

    Raises UnreadableInputError for what is missing, closed, too large, encrypted, packed to harm, or of another kind.
    """
    name = path.name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    try:
        if path.exists() and not path.is_file():
            raise _refused(name, _("it is no file"), _("Name a file: .txt, .md, .pdf or .docx."))
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        raise _refused(name, reason(error), _("Check its name and your rights to it.")) from error
    if len(raw) > MAX_BYTES:
        raise _refused(name, _("it is larger than {n} MB").format(n=MAX_BYTES // 1_000_000),
                       _("Split it, or save it without its pictures."))
    if raw[:1024].lstrip().startswith(b"%PDF-"):
        parts = _pdf(raw, name)
    elif raw.startswith(b"PK\x03\x04"):
        parts = [_docx(raw, name)]
    else:
        parts = [_plain_text(raw, name)]
    paged = raw[:1024].lstrip().startswith(b"%PDF-")
    pages, texts, length = [], [], 0
    for part in parts:
        pages.append(length)
        # Half a character, as a broken .pdf gives it, could not be written again.
        whole = part.encode("utf-8", "replace").decode().replace("\r\n", "\n").replace("\r", "\n")
        clean = unicodedata.normalize("NFC", whole) + "\n"
        length += len(clean)
        texts.append(clean)
        if length > MAX_CHARACTERS:
            raise _too_long(name)
    text = "".join(texts)
    if not text.strip():
        raise _refused(name, _("it holds no text"), _("If its pages are pictures, have their text recognised first."))
    return Document(name, text, tuple(pages) if paged else ())


def _refused(name: str, why: str, remedy: str) -> UnreadableInputError:
    return UnreadableInputError(_("{file} cannot be read: {reason}. {remedy}").format(
        file=name, reason=why, remedy=remedy))


def _too_long(name: str) -> UnreadableInputError:
    return _refused(name, _("its text is longer than {n} characters").format(n=MAX_CHARACTERS),
                    _("Keep one fiche, or one report, a file."))


def _plain_text(raw: bytes, name: str) -> str:
    """UTF-8, UTF-16 with its mark, else the Windows code page of western Europe."""
    if len(raw) > 4 * MAX_CHARACTERS:
        raise _too_long(name)
    other = _refused(name, _("it is no text, nor a .pdf or .docx document"),
                     _("Open it where it was written and save it as .docx, .pdf or .txt."))
    try:
        if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
            return raw.decode("utf-16")
        if b"\0" in raw or raw.startswith((b"{\\rtf", b"\xd0\xcf\x11\xe0")):
            raise other
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = raw.decode("cp1252")
    except UnicodeDecodeError as error:
        raise other from error
    # Any bytes pass for this code page; text holds letters and few signs of control.
    if sum(not c.isprintable() and not c.isspace() for c in text) * 100 > len(text):
        raise other
    return text


def _pdf(raw: bytes, name: str) -> list[str]:
    """The text of each page."""
    from pypdf import PdfReader
    from pypdf.errors import PyPdfError

    # Without a handler of its own, what the reader mutters about a file would reach the terminal.
    logging.getLogger("pypdf").addHandler(logging.NullHandler())
    try:
        reader = PdfReader(io.BytesIO(raw))
        if reader.is_encrypted:
            raise _refused(name, _("it is protected by a password"),
                           _("Open it, save it again without protection, and start over."))
        _count_pages(reader.root_object["/Pages"], name)
        return list(_page_texts(reader, name))
    except UnreadableInputError:
        raise
    except (PyPdfError, ArithmeticError, AttributeError, AssertionError, LookupError, NotImplementedError, OSError,
            RecursionError, TypeError, ValueError) as error:
        raise _refused(name, _("it is damaged, or no real .pdf"), _("Save it again as .pdf, or as .txt.")) from error


def _count_pages(root: Any, name: str) -> None:
    """Refuses more pages than any report has, without trusting the count that the file gives of itself."""
    seen, waiting = 0, [root]
    while waiting:
        node = waiting.pop().get_object()
        seen += 1
        if seen > 2 * MAX_PAGES or len(waiting) > MAX_PAGES or len(node.get("/Kids", ())) > MAX_PAGES:
            raise _refused(name, _("it has more than {n} pages").format(n=MAX_PAGES),
                           _("Extract the pages of the fiche."))
        waiting += node.get("/Kids", ())


def _page_texts(reader: Any, name: str) -> Iterator[str]:
    length = 0
    for page in reader.pages:
        contents = page["/Contents"].get_object() if "/Contents" in page else []
        streams = contents if isinstance(contents, list) else [contents]
        if sum(len(stream.get_object().get_data()) for stream in streams) > MAX_PAGE_BYTES:
            raise _refused(name, _("a page holds more than any page can show"), _("Save it again as .pdf, or as .txt."))
        text = page.extract_text()
        length += len(text)
        if length > MAX_CHARACTERS:
            raise _too_long(name)
        yield text


def _docx(raw: bytes, name: str) -> str:
    """The paragraphs of a document, headings marked by “#”, items of lists by “-”."""
    from docx import Document as Docx
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    _check_package(raw, name)
    try:
        document = Docx(io.BytesIO(raw))
        styles = {style.style_id: style.name or "" for style in document.styles}
        lines, length = [], 0
        for element in document.element.body.iter(qn("w:p")):
            text = Paragraph(element, document).text
            length += len(text) + 2
            if length > MAX_CHARACTERS:
                raise _too_long(name)
            chosen = element.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            lines.append(_marked(text, styles.get(chosen.get(qn("w:val")), "") if chosen is not None else ""))
    except UnreadableInputError:
        raise
    except Exception as error:  # the reader meets a damaged file with whatever its parts raise
        raise _refused(name, _("it is damaged, or no real .docx"), _("Save it again as .docx, or as .txt.")) from error
    return "\n\n".join(lines)


def _marked(text: str, style: str) -> str:
    heading = re.fullmatch(r"(?:heading|titre) ([1-6])", style.lower())
    if heading and text.strip():
        return f"{'#' * int(heading[1])} {' '.join(text.split())}"
    return f"- {text}" if style.lower().startswith("list") and text.strip() else text


def _check_package(raw: bytes, name: str) -> None:
    """Refuses a package that would unpack to harm, lead out of itself, or define entities."""
    harm = _("Have the file checked; save its text as .txt.")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as package:
            members = package.infolist()
            if "word/document.xml" not in {m.filename for m in members}:
                raise _refused(name, _("it is no text, nor a .pdf or .docx document"),
                               _("Open it where it was written and save it as .docx, .pdf or .txt."))
            texts = [m for m in members if m.filename.lower().endswith((".xml", ".rels"))]
            if (len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_UNZIPPED
                    or sum(m.file_size for m in texts) > MAX_XML
                    or any(m.file_size > MAX_RATIO * max(m.compress_size, 4_000) for m in members)):
                raise _refused(name, _("unpacked, it would be out of all proportion"), harm)
            for member in members:
                path = posixpath.normpath(member.filename.replace("\\", "/"))
                if path.startswith(("/", "..")) or ":" in path:
                    raise _refused(name, _("it holds a path that leads out of it"), harm)
            for member in texts:
                # Declarations stand before the first element, in UTF-8 or UTF-16.
                if _ENTITIES.search(package.read(member).replace(b"\0", b"")):
                    raise _refused(name, _("it declares entities, as no word processor does"), harm)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as error:
        raise _refused(name, _("it is damaged, or no real .docx"), _("Save it again as .docx, or as .txt.")) from error
    except Exception as error:
        if isinstance(error, UnreadableInputError):
            raise
        raise _refused(name, _("it is damaged, or no real .docx"), _("Save it again as .docx, or as .txt.")) from error
