"""A compressed file of a stranger, looked at before anyone unpacks it: no bomb, no way out, no entity."""

from __future__ import annotations

import gzip
import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO, Final
from xml.parsers import expat

from odas_graph.errors import UnreadableInputError
from odas_graph.i18n import gettext as _
from odas_graph.importers.tabular.extent import Extent
from odas_graph.importers.tabular.table import unreadable

# A sheet filled to its last row with fifteen columns unpacks to this.
MAX_UNPACKED: Final = 1_000_000_000
# A big CSV in a .gz; beyond that it is not a département's.
MAX_GUNZIPPED: Final = 8_000_000_000
# A workbook of a hundred sheets has some three hundred members.
MAX_MEMBERS: Final = 5_000
# Sheets of repeated words compress 40 to 1, rarely 100 to 1; bombs a thousand to 1. Small members are let be.
MAX_RATIO: Final = 400
LET_BE: Final = 10_000_000
_CHUNK: Final = 1 << 20


def unpacked(path: Path, file: str, target: Path) -> frozenset[str]:
    """The names of the members of a ZIP file, which is copied to `target` without compression once it has been checked.

    What reads `target` sees what was checked and nothing else. Each XML member is gone through: DOCTYPE and entities
    are refused, and sheets that stretch too far. Raises UnreadableInputError with the reason.
    """
    try:
        with zipfile.ZipFile(path) as archive, zipfile.ZipFile(target, "w") as copy:
            members = [member for member in archive.infolist() if not member.is_dir()]
            _check_members(members, file)
            extent, left = Extent(file), MAX_UNPACKED
            for member in members:
                with archive.open(member) as source, copy.open(
                        zipfile.ZipInfo(member.filename), "w", force_zip64=True) as out:
                    left -= _copied(source, out, member, file, extent, left)
            return frozenset(member.filename for member in members)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, RuntimeError, ValueError) as error:
        # RuntimeError: a member under a password. NotImplementedError: a compression that spreadsheets do not use.
        raise _damaged(file) from error


def gunzipped(path: Path, file: str, target: Path) -> None:
    """Unpacks a .gz file to `target`; UnreadableInputError where it is damaged or unpacks to too much."""
    size, count = max(path.stat().st_size, 1), 0
    try:
        with gzip.open(path) as source, target.open("wb") as out:
            while chunk := source.read(_CHUNK):
                count += len(chunk)
                if count > MAX_GUNZIPPED or (count > LET_BE and count / size > MAX_RATIO):
                    raise _bomb(file)
                out.write(chunk)
    except (gzip.BadGzipFile, zlib.error, EOFError) as error:
        raise _damaged(file) from error


def _check_members(members: list[zipfile.ZipInfo], file: str) -> None:
    if len(members) > MAX_MEMBERS:
        raise unreadable(file, _("it packs {n} files; a workbook has at most {limit}.").format(
            n=len(members), limit=MAX_MEMBERS))
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise _bomb(file)
    seen: set[str] = set()
    for member in members:
        name = member.filename.replace("\\", "/")
        if name.startswith("/") or ":" in name or ".." in PurePosixPath(name).parts:
            raise unreadable(file, _("a file packed in it wants to be written outside (“{name}”). It may be hostile: "
                                     "ask the one who sent it.").format(name=name[:80]))
        if stat.S_ISLNK(member.external_attr >> 16):
            raise unreadable(file, _("it holds a link to another file (“{name}”). It may be hostile: ask the one who "
                                     "sent it.").format(name=name[:80]))
        if name in seen:
            raise _damaged(file)
        seen.add(name)


def _copied(source: IO[bytes], out: IO[bytes], member: zipfile.ZipInfo, file: str, extent: Extent, left: int) -> int:
    """How many bytes the member has; they are checked and written to `out` a piece at a time."""
    count, parser = 0, None
    while chunk := source.read(_CHUNK):
        if not count and chunk.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<"):
            parser = extent.parser(member.filename)
        count += len(chunk)
        if count > left or (count > LET_BE and count > MAX_RATIO * max(member.compress_size, 1)):
            raise _bomb(file)
        if parser is not None:
            _parse(parser, chunk, False, member, file)
        out.write(chunk)
    if parser is not None:
        _parse(parser, b"", True, member, file)
    return count


def _parse(parser: expat.XMLParserType, chunk: bytes, last: bool, member: zipfile.ZipInfo, file: str) -> None:
    try:
        parser.Parse(chunk, last)
    except expat.ExpatError as error:
        raise unreadable(file, _("its part “{name}” is damaged. Open the file in a spreadsheet and save it "
                                 "again.").format(name=member.filename[:80])) from error


def _bomb(file: str) -> UnreadableInputError:
    return unreadable(file, _("unpacked, it is out of all proportion to its size: it is a bomb, or no table. Ask the "
                              "one who sent it."))


def _damaged(file: str) -> UnreadableInputError:
    return unreadable(file, _("it is damaged or under a password. Open it in the program that made it, and save it "
                              "again without a password."))
