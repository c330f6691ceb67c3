"""Results on stdout, talk on stderr: tables, findings, files written whole."""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

import click

from odas_graph.errors import OutputError, reason
from odas_graph.findings import Finding
from odas_graph.i18n import gettext as _

# Columns of a table in a pipe are padded to their longest cell, but no wider: a longer cell only pushes its own row.
MAX_PAD = 200
# Places of one kind of finding that a table names.
SHOWN_PLACES = 3


def print_table(headings: Sequence[str], rows: Sequence[Sequence[str]], *, err: bool = False) -> None:
    """A table folded to the width of the terminal; in a pipe, one line a row, columns padded."""
    stream = sys.stderr if err else sys.stdout
    cells = [[clean(cell).replace("\n", " ") for cell in row] for row in (headings, *rows)]
    if not stream.isatty():
        widths = [min(MAX_PAD, max(len(row[i]) for row in cells)) for i in range(len(headings))]
        ruled = [cells[0], ["-" * width for width in widths], *cells[1:]]
        for row in ruled:
            click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip(), err=err)
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for heading in cells[0]:
        table.add_column(Text(heading), overflow="fold")
    for row in cells[1:]:
        table.add_row(*(Text(cell) for cell in row))
    Console(file=stream, highlight=False).print(table)


def clean(text: str) -> str:
    """Text safe to show on a terminal: no control or bidirectional formatting characters."""
    return "".join(c if c.isprintable() or c in "\n\t" or unicodedata.category(c) == "Zs"
                   else "\N{REPLACEMENT CHARACTER}" for c in text)


def print_findings(findings: Sequence[Finding], *, err: bool = False) -> None:
    """Findings as `level place: message`, gravest first."""
    words = level_words()
    for finding in sorted(findings, key=lambda f: f.sort_key):
        place = finding.place()
        line = clean((_("[{level}] {place}: {message}") if place else "[{level}] {message}").format(
            level=words[finding.level], place=place, message=finding.message))
        if err:
            print_warning(line)
        else:
            click.echo(line)


def print_grouped(findings: Sequence[Finding]) -> None:
    """Findings of one code together, gravest first: how many, the first in full, the first places."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in sorted(findings, key=lambda f: f.sort_key):
        groups.setdefault((finding.level, finding.code), []).append(finding)
    print_table(["", _("how many"), _("where"), _("what, the first one")],
                [[level_words()[group[0].level], str(len(group)), _places(group), group[0].message]
                 for group in groups.values()])


def _places(group: Sequence[Finding]) -> str:
    places = list(dict.fromkeys(finding.place() for finding in group))
    return " ; ".join(places[:SHOWN_PLACES]) + (" …" if len(places) > SHOWN_PLACES else "")


def level_words() -> dict[str, str]:
    """How grave a finding is, in words."""
    return {"violation": _("to mend"), "warning": _("doubtful"), "info": _("to complete")}


def print_warning(message: str) -> None:
    """Talk: a line on stderr, lost without harm where stderr cannot be written to."""
    try:
        click.echo(message, err=True)
    except OSError:
        let_go(sys.stderr)


def let_go(stream: TextIO) -> None:
    """Python flushes its streams once more at exit: what could not be written must not fail a second time."""
    with contextlib.suppress(OSError):
        stream.flush()
    with contextlib.suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def write_out(content: bytes, out: str) -> None:
    """Writes a result to a file, whole or not at all, or to stdout for `-`; OutputError where that fails."""
    if out == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        # A link keeps pointing to its file.
        path = Path(out).resolve()
        if Path(out).exists() and not Path(out).is_file() and not path.is_dir():
            # A device or a pipe is written to, never replaced.
            with Path(out).open("wb") as device:
                device.write(content)
            return
        descriptor, name = tempfile.mkstemp(prefix=f".{path.name[:100]}.", dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
            # mkstemp makes files private; a result has the rights any new file has.
            umask = os.umask(0)
            os.umask(umask)
            Path(name).chmod(0o666 & ~umask)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except BrokenPipeError:
        raise
    except (OSError, RuntimeError) as error:  # RuntimeError: a loop of links
        raise OutputError(_("{path} could not be written: {reason}. Check the place, your rights to it and the space "
                            "left, or choose another one.").format(
            path=out, reason=reason(error))) from error
