"""How firm a rank is: where each actor of the list stands when data and weights are a little changed."""

from __future__ import annotations

from typing import Final

from odas_graph.analysis.stability import Stability
from odas_graph.drawing import SHORT, plain
from odas_graph.i18n import gettext as _
from odas_graph.plots.board import Board, Entry
from odas_graph.plots.canvas import FAINT, GREY, INK, LIGHT, SMALL, SOFT, TEXT, Picture
from odas_graph.plots.frame import Frame, circles, frame, letters, summary
from odas_graph.visibility.words import percent

MOST_ROWS: Final = 40
ROW = 32.0
NAMES = 0.36
SHARE = 120.0
# The room between the last rank and those off the list.
APART = 70.0


def draw(board: Board, width: float) -> Picture:
    """A row an actor of the list: its rank as stated, and those it has in all but a tenth of the perturbations."""
    firm = [(e, e.stability) for e in board.listed if e.stability is not None]
    rows = firm[:MOST_ROWS]
    last = max([2, *(rank or 0 for e, s in rows for rank in (e.rank, s.rank_low, s.rank_high))])
    with frame(_("How firm the ranks are"), board, width) as page:
        axis = _Axis(page.left + NAMES * width, page.right - SHARE, last,
                     any(s.rank_high is None for _entry, s in rows))
        _heads(page, axis, ROW * len(rows))
        for entry, found in rows:
            _row(page, board, entry, found, axis)
        page.y += 12
        page.row([
            (lambda x, y: page.canvas.disc(x, y, 8, fill=FAINT, stroke=INK), _("rank as stated")),
            (lambda x, y: page.canvas.line([(x - 12, y), (x + 12, y)], color=GREY, width=7),
             _("ranks in nine perturbations out of ten")),
        ])
        page.spheres(board, [e.sphere for e, _found in rows if e.sphere])
        sentences = [summary(board)]
        if rows:
            sentences.append(_(
                "Perturbations: {n} (ties dropped, one action left out, weights drawn, unknowns drawn in their "
                "interval). Bars leave out the highest and the lowest twentieth of the ranks.").format(
                    n=rows[0][1].readings))
        if len(firm) > len(rows):
            sentences.append(_("The first {n} of {all} rows are shown.").format(n=len(rows), all=len(firm)))
        page.caption([*sentences, circles(board)])
        return page.finish([summary(board), *(_words(entry, found) for entry, found in rows)])


class _Axis:
    """Ranks as pixels; off the list stands apart, after the last."""

    def __init__(self, left: float, right: float, last: int, off: bool) -> None:
        self.left, self.last, self.off = left, last, right if off else None
        self.scale = (right - (APART if off else 0.0) - left) / (last - 1)

    def x(self, rank: int | None) -> float:
        return (self.off or 0.0) if rank is None else self.left + self.scale * (rank - 1)


def _heads(page: Frame, axis: _Axis, high: float) -> None:
    canvas = page.canvas
    top = page.y + 50
    step = max(1, -(-axis.last // 12))
    for rank in sorted({1, *range(step, axis.last + 1, step)}):
        canvas.line([(axis.x(rank), top), (axis.x(rank), top + high)], color=FAINT)
        canvas.text(axis.x(rank), top - 7, str(rank), size=SMALL, color=SOFT, anchor="middle")
    if axis.off is not None:
        canvas.line([(axis.off, top), (axis.off, top + high)], color=LIGHT, dash=(4, 3))
        canvas.text(axis.off, top - 7, _("off the list"), size=SMALL, color=SOFT, anchor="middle")
    canvas.text(axis.left, top - 27, _("Rank"), size=SMALL, bold=True)
    canvas.text(page.right, top - 27, _("On the list in"), size=SMALL, bold=True, anchor="end")
    page.y = top


def _row(page: Frame, board: Board, entry: Entry, found: Stability, axis: _Axis) -> None:
    canvas, middle = page.canvas, page.y + ROW / 2
    canvas.line([(page.left, page.y + ROW), (page.right, page.y + ROW)], color=FAINT, width=0.8)
    canvas.text(page.left + 18, middle + 0.36 * TEXT, f"{entry.rank}.", anchor="end", bold=True)
    canvas.name(page.left + 26, middle, plain(entry.name, SHORT), axis.left - page.left - 48, ROW)
    # Wider than the mark by a little, so that an interval of one rank shows too.
    canvas.line([(axis.x(found.rank_low) - 3, middle), (axis.x(found.rank_high) + 3, middle)], color=GREY, width=7,
                tip=_words(entry, found))
    canvas.mark(entry.sphere, axis.x(entry.rank), middle, 9, letters(board, entry.sphere))
    canvas.text(page.right, middle + 0.36 * TEXT, percent(found.listed), anchor="end", color=INK)
    page.y += ROW


def _words(entry: Entry, found: Stability) -> str:
    low, high = (_("off the list") if rank is None else str(rank) for rank in (found.rank_low, found.rank_high))
    return _("{rank}. {name}: ranks from {low} to {high}; on the list in {share}.").format(
        rank=entry.rank, name=plain(entry.name, SHORT), low=low, high=high, share=percent(found.listed))
