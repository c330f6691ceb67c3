"""Lines of text whatever their charset: UTF-8, UTF-16, Windows-1252, even mixed in one file; one line in memory."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from odas_graph.findings import Finding
from odas_graph.i18n import gettext as _
from odas_graph.importers.tabular.table import unreadable

# A row of a thousand long texts; beyond that something other than lines is in the file.
MAX_LINE: Final = 4_000_000
HEAD: Final = 65_536


@dataclass(slots=True)
class Lines:
    """The lines of a text file, with their ends; `other` and `utf8` count those that are Windows-1252 and UTF-8."""

    path: Path
    file: str
    encoding: str
    returns: bool = False
    other: int = 0
    utf8: int = 0
    first: dict[str, int] = field(default_factory=dict)

    def __iter__(self) -> Iterator[str]:
        self.other = self.utf8 = 0
        if self.encoding == "utf-16":
            with self.path.open(encoding="utf-16", errors="replace", newline=None if self.returns else "") as text:
                yield from iter(lambda: self._short(text.readline(MAX_LINE)), "")
        elif self.returns:
            # Each byte is a character of Latin-1: only the line ends change.
            with self.path.open(encoding="latin-1", newline=None) as text:
                for number, line in enumerate(iter(lambda: self._short(text.readline(MAX_LINE)), ""), 1):
                    yield self._decoded(line.encode("latin-1"), number)
        else:
            with self.path.open("rb") as stream:
                for number, raw in enumerate(iter(lambda: stream.readline(MAX_LINE), b""), 1):
                    if len(raw) == MAX_LINE:
                        raise self._too_long()
                    yield self._decoded(raw, number)

    def _short(self, line: str) -> str:
        if len(line) >= MAX_LINE:
            raise self._too_long()
        return line

    def _too_long(self) -> Exception:
        return unreadable(self.file, _("a line has more than {n} million characters. Check that it is a table, with "
                                       "line breaks between its rows.").format(n=MAX_LINE // 1_000_000))

    def _decoded(self, raw: bytes, number: int) -> str:
        if raw.isascii():
            return raw.decode("ascii")
        try:
            text = raw.decode("utf-8")
            self.utf8 += 1
            self.first.setdefault("utf-8", number)
        except UnicodeDecodeError:
            self.other += 1
            self.first.setdefault("cp1252", number)
            # Five bytes are no character of Windows-1252: they stay what they are in Latin-1.
            text = "".join(_BYTES[byte] for byte in raw)
        return text.removeprefix("\ufeff") if number == 1 else text

    def findings(self) -> list[Finding]:
        """What was mended in the charset of the lines read so far."""
        if self.other and self.utf8:
            few = "cp1252" if self.other <= self.utf8 else "utf-8"
            return [Finding(level="warning", code="mixed-encoding", file=self.file, line=self.first[few], message=_(
                "The file mixes two charsets: {utf8} lines are UTF-8, {other} are Windows-1252. Each was read as what "
                "it is; check the accents there.").format(utf8=self.utf8, other=self.other))]
        if self.other:
            return [Finding(level="info", code="not-utf8", file=self.file, message=_(
                "The file is not UTF-8: it was read as Windows-1252."))]
        return []


_BYTES: Final = [bytes([n]).decode("cp1252", "ignore") or chr(n) for n in range(256)]


def text_lines(path: Path, file: str) -> Lines:
    """The lines of this file; UnreadableInputError where what it holds is no text."""
    with path.open("rb") as stream:
        head = stream.read(HEAD)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = head.decode("utf-16", "ignore")
        return Lines(path, file, "utf-16", returns="\n" not in text)
    if b"\0" in head:
        raise unreadable(file, _("it is no text, no workbook, no JSON and no parquet. Open it with the program that "
                                 "made it and save it as .csv or .xlsx."))
    return Lines(path, file, "utf-8", returns=b"\n" not in head and b"\r" in head)
