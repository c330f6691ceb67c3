"""Pairs of actors side by side, one key a decision; each decision is saved at once."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from odas_graph.i18n import gettext as _

if TYPE_CHECKING:
    from odas_graph.reconcile import Entry, Pair
    from odas_graph.reconcile.decisions import Choice

# Keys in French and in English: m(ême), d(ifférent), i(ncertain); s(kip), p(asser); b(ack), r(etour); q(uitter).
_CHOICES: Final[dict[str, Choice]] = {"m": "meme", "d": "different", "i": "incertain"}
_SKIP, _BACK, _QUIT = "sp", "br", "q"
# What is typed on: end of input, Ctrl-C, Ctrl-D.
_END = ("", "\x03", "\x04")
_REASONS = 8


def review_pairs(pairs: Sequence[Pair], path: Path, by: str, day: str) -> None:
    """Asks about each pair and writes each decision to `path` before the next; `b` takes the last answer back.

    Keys come from the terminal, or from a pipe. Raises OutputError where a decision cannot be saved.
    """
    from odas_graph.cli.output import print_warning
    from odas_graph.reconcile import Decision, write_decisions
    from odas_graph.reconcile.decisions import read_files

    at, keys, answered = 0, _keys(), 0
    while at < len(pairs):
        pair = pairs[at]
        _show(pair, at + 1, len(pairs))
        key = next(keys, "")
        if key in _END or key in _QUIT:
            break
        if key in _BACK:
            if at:
                at -= 1
                # The file may have grown meanwhile: another person, another window.
                decisions = read_files([path])
                if pairs[at].slugs in decisions:
                    write_decisions(path, decisions.without(*pairs[at].slugs))
                    answered -= 1
            continue
        if key in _CHOICES:
            write_decisions(path, read_files([path]).with_decision(Decision(
                *pair.slugs, _CHOICES[key], by, day, _why(pair))))
            answered += 1
        elif key not in _SKIP:
            print_warning(_keys_in_words())
            continue
        at += 1
    if not pairs:
        print_warning(_("Nothing is left to decide."))
    print_warning(_("{n} decisions saved in {path}; {left} pairs left.").format(
        n=answered, path=path, left=len(pairs) - at))


def _keys() -> Iterator[str]:
    """The keys typed, in lower case; from a pipe, its letters, white space left out."""
    while True:
        if sys.stdin.isatty():
            key = click.getchar().lower()
        else:
            key = sys.stdin.read(1).lower()
            if key.isspace():
                continue
        yield key
        if key in _END:
            return


def _why(pair: Pair) -> str:
    """The reasons that stood on the screen, so that the file says on what the decision rests."""
    from odas_graph.reconcile import in_words

    return _("score {score}: {reasons}").format(score=f"{pair.score:.2f}", reasons="; ".join(
        in_words(f) for f in pair.features[:3]))


def _keys_in_words() -> str:
    return _("m same actor, d different, i unsure, s skip, b back (takes the last answer back), q quit")


def _show(pair: Pair, number: int, total: int) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from odas_graph.cli.output import clean
    from odas_graph.reconcile import in_words

    def cell(text: str) -> Text:
        return Text(clean(text))

    table = Table(box=box.SIMPLE_HEAD, expand=True, title=cell(
        _("Pair {n} of {total}, score {score}").format(n=number, total=total, score=f"{pair.score:.2f}")))
    table.add_column("", no_wrap=True)
    table.add_column(cell(pair.one.name), ratio=1, overflow="fold")
    table.add_column(cell(pair.other.name), ratio=1, overflow="fold")
    for (label, mine), (_label, theirs) in zip(_lines(pair.one), _lines(pair.other), strict=True):
        if mine or theirs:
            table.add_row(cell(label), cell(mine), cell(theirs))
    console = Console(highlight=False)
    console.print(table)
    for feature in pair.features[:_REASONS]:
        console.print(cell(f"  {'+' if feature.points > 0 else '–'} {in_words(feature)}"))
    console.print(cell(_keys_in_words()))


def _lines(entry: Entry) -> list[tuple[str, str]]:
    from odas_graph.errors import UnknownTerritoryError
    from odas_graph.territory import label, territory

    try:
        place = label(territory(entry.territory)) if entry.territory else ""
    except UnknownTerritoryError:
        place = entry.territory or ""
    return [(_("other names"), ", ".join(entry.names[1:])), (_("type"), entry.type or ""), (_("territory"), place),
            (_("identifiers"), ", ".join(entry.identifiers)), (_("part of"), ", ".join(entry.part_of)),
            (_("dataset"), entry.dataset), (_("file"), f"{entry.file}, {entry.row}" if entry.row else entry.file),
            (_("slug"), entry.slug)]
