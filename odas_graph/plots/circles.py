"""Invisible to whom: what each circle of institutions knew of each actor, what was never said told apart from no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from odas_graph.drawing import SHORT, plain
from odas_graph.i18n import gettext as _
from odas_graph.panel import CIRCLES
from odas_graph.plots.board import Board, Cell, Entry
from odas_graph.plots.canvas import FAINT, GREY, INK, PAPER, SMALL, SOFT, TEXT, Canvas, Picture, measured, wrapped
from odas_graph.plots.frame import Frame, circles, frame, letters, summary

# Rows of a figure that fits a page; the command `invisible` has them all.
MOST_ROWS: Final = 40
ROW = 31.0
CELL_WIDTH, CELL_HEIGHT = 58.0, 25.0
# The width of a column, and the room between the circles that count and the others.
COLUMN = 98.0
HEAD = 10.5
GAP = 14.0
SILENCE: Final = Cell("inconnu")


class _Look(NamedTuple):
    """How a cell is painted: ground, ink, border. From light to dark in grey too, the more surely it is known."""

    ground: str
    ink: str
    border: str = "none"


# Blue for what was known, orange for what is stated not to have been, white for silence.
_LOOKS: Final = {
    "known-formal": _Look("#0b3c5d", PAPER), "known-informal": _Look("#38769c", PAPER),
    "known": _Look("#9cc3dd", INK), "undated": _Look("#dbe9f4", INK), "new": _Look(PAPER, INK, "#38769c"),
    "unaware": _Look("#d55e00", "#000000", INK), "no-tie": _Look("#f9d9c3", INK, "#d55e00"),
    "silent": _Look(PAPER, SOFT),
}


def look(cell: Cell) -> str:
    """The name of how a cell looks, which its status and footing decide."""
    if cell.status == "connu":
        return {True: "known-formal", False: "known-informal", None: "known"}[cell.formal]
    return {"lien-date-inconnue": "undated", "lien-nouveau": "new", "absence-attestee": "unaware",
            "sans-lien": "no-tie"}.get(cell.status, "silent")


def draw(board: Board, width: float) -> Picture:
    """The matrix: a row an actor, a column a circle, those that count first."""
    telling = [e for e in board.entries if e.rank or any(look(cell) != "silent" for cell in e.cells.values())]
    rows = telling[:MOST_ROWS]
    columns = [*board.scope, *(slug for slug in CIRCLES if slug not in board.scope)]
    with frame(_("Who knew them before the action"), board, width) as page:
        left = page.right - COLUMN * len(columns) - (GAP if len(columns) > len(board.scope) else 0.0)
        at = {slug: left + COLUMN * (i + 0.5) + (GAP if slug not in board.scope else 0.0)
              for i, slug in enumerate(columns)}
        _heads(page, board, at)
        for number, entry in enumerate(rows):
            if number and not entry.rank and rows[number - 1].rank:
                page.y += 6
                page.canvas.line([(page.left, page.y), (page.right, page.y)], color=GREY)
                page.y += 6
            _row(page, board, entry, at, left)
        page.y += 8
        shown = [entry.cells.get(slug, SILENCE) for entry in rows for slug in columns]
        _legend(page, {look(cell) for cell in shown}, any(cell.tied_since for cell in shown))
        page.spheres(board, [e.sphere for e in rows if e.sphere])
        page.caption(_caption(board, rows, telling))
        return page.finish([summary(board), *(_words(board, entry, columns) for entry in rows)])


def _heads(page: Frame, board: Board, at: dict[str, float]) -> None:
    lines = {slug: wrapped(board.word("cercle", slug), COLUMN - 4, HEAD) for slug in at}
    high = max((len(text) for text in lines.values()), default=0)
    for slug, text in lines.items():
        for number, line in enumerate(text):
            page.canvas.text(at[slug], page.y + 15 * (high - len(text) + number + 1), line, size=HEAD, anchor="middle",
                             color=INK if slug in board.scope else SOFT)
    page.y += 15 * high + 10


def _row(page: Frame, board: Board, entry: Entry, at: dict[str, float], left: float) -> None:
    canvas, middle = page.canvas, page.y + ROW / 2
    canvas.line([(page.left, page.y + ROW), (page.right, page.y + ROW)], color=FAINT, width=0.8)
    if entry.rank:
        canvas.text(page.left + 18, middle + 0.36 * TEXT, f"{entry.rank}.", anchor="end", bold=True)
    canvas.mark(entry.sphere, page.left + 36, middle, 9, letters(board, entry.sphere), grey=not entry.rank)
    canvas.name(page.left + 54, middle, plain(entry.name, SHORT), left - page.left - 58, ROW)
    for slug, x in at.items():
        cell = entry.cells.get(slug, SILENCE)
        draw_cell(canvas, x, middle, look(cell), since=cell.tied_since)
    page.y += ROW


def draw_cell(canvas: Canvas, x: float, y: float, name: str, *, since: bool = False) -> None:
    """One cell around its middle: ground, sign and letter say the same three times."""
    style, half = _LOOKS[name], CELL_WIDTH / 2
    if name != "silent":
        canvas.rect(x - half, y - CELL_HEIGHT / 2, CELL_WIDTH, CELL_HEIGHT, fill=style.ground, stroke=style.border,
                    thick=1.4)
    _sign(canvas, x - 11, y, name, style)
    canvas.text(x + 11 if name != "silent" else x, y + 0.36 * TEXT, letter(name), anchor="middle", color=style.ink,
                bold=name != "silent")
    if since:
        right, top = x + half, y - CELL_HEIGHT / 2
        canvas.polygon([(right - 11, top), (right, top), (right, top + 11)], fill=INK)


def _sign(canvas: Canvas, x: float, y: float, name: str, style: _Look) -> None:
    ink = style.ink
    if name == "known-formal":
        canvas.disc(x, y, 6, fill=ink)
    elif name == "known-informal":
        canvas.disc(x, y, 5.5, stroke=ink, thick=1.6)
        canvas.half_disc(x, y, 5.5, fill=ink)
    elif name == "known":
        canvas.disc(x, y, 5.5, stroke=ink, thick=1.6)
    elif name == "undated":
        canvas.disc(x, y, 5.5, stroke=ink, thick=1.6, dash=(2.5, 2))
    elif name == "new":
        canvas.polygon([(x - 6, y + 5), (x + 6, y + 5), (x, y - 6)], fill=ink)
    elif name == "unaware":
        canvas.line([(x - 5, y - 5), (x + 5, y + 5)], color=ink, width=2.6)
        canvas.line([(x - 5, y + 5), (x + 5, y - 5)], color=ink, width=2.6)
    elif name == "no-tie":
        canvas.line([(x - 6, y), (x + 6, y)], color=ink, width=2.6)


def letter(name: str) -> str:
    """The letter of a cell, that of a word of its legend in the language in force."""
    if name == "silent":
        return "?"
    # In order: known in Writing, Orally, Known without more, unDated, New, Unaware by a source, Apart by a source.
    return dict(zip(_LOOKS, _("W O K D N U A").split(), strict=False))[name]


def _legend(page: Frame, names: set[str], since: bool) -> None:
    words = {
        "known-formal": _("known, in writing"), "known-informal": _("known, orally: nothing in writing"),
        "known": _("known, footing not stated"), "undated": _("a tie, undated"),
        "new": _("new: first tie born of the action"), "unaware": _("unaware of it: a source says so"),
        "no-tie": _("apart: a source says so"), "silent": _("no source says"),
    }
    x, y = page.left, page.y + CELL_HEIGHT / 2 + 4
    shown = [name for name in words if name in names]
    longest = max((measured(words[name], SMALL) for name in shown), default=0.0)
    count = max(1, int((page.right - page.left) // (CELL_WIDTH + longest + 22)))
    step = (page.right - page.left) / count
    for number, name in enumerate(shown):
        down, across = divmod(number, count)
        draw_cell(page.canvas, x + CELL_WIDTH / 2 + across * step, y + down * ROW, name)
        page.canvas.text(x + CELL_WIDTH + 8 + across * step, y + down * ROW + 0.36 * SMALL, words[name], size=SMALL)
    page.y = y + ROW * (-(-len(shown) // count) - 1) + CELL_HEIGHT / 2 + 8
    if since:
        page.row([(lambda x, y: page.canvas.polygon([(x - 6, y - 6), (x + 6, y - 6), (x + 6, y + 6)], fill=INK),
                   _("in a corner: the action has made the tie since"))])


def _caption(board: Board, rows: Sequence[Entry], telling: Sequence[Entry]) -> list[str]:
    sentences = [summary(board)]
    if len(telling) > len(rows):
        sentences.append(_("The first {n} of {all} rows are shown.").format(n=len(rows), all=len(telling)))
    silent = len(board.entries) - len(telling)
    if silent:
        sentences.append(_("Not shown, since no source says anything about any circle: {n}.").format(n=silent))
    return [*sentences, _("Silence is not absence: “?” means that no source says, never that the circle did not know."),
            circles(board)]


def _words(board: Board, entry: Entry, columns: Sequence[str]) -> str:
    """One row in words, the circles of which nothing is said left out."""
    told = [f"{board.word('cercle', slug)}: {board.word('statut-de-connaissance', entry.cells[slug].status)}"
            for slug in columns if slug in entry.cells and look(entry.cells[slug]) != "silent"]
    return _("{name}: {circles}.").format(
        name=plain(entry.name, SHORT), circles="; ".join(told) or _("no source says"))
