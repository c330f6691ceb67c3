"""Which needs rest on one body alone: how many are known to answer each need in each territory."""

from __future__ import annotations

from typing import Final

from odas_graph.drawing import SHORT, plain
from odas_graph.i18n import gettext as _
from odas_graph.plots.board import Board
from odas_graph.plots.canvas import FAINT, INK, PAPER, SMALL, SOFT, TEXT, Canvas, Picture, cut, measured
from odas_graph.plots.frame import Frame, frame

ROW = 30.0
CELL = 26.0
# The narrowest column that holds a code and a number; the widest that still reads as one table.
COLUMN: Final = (34.0, 130.0)
NAMES = 250.0
# How long the name of a territory may be on its slant.
REACH = 150.0


def draw(board: Board, width: float) -> Picture:
    """The table: a row a need, a column a territory, those with most answers first."""
    needs, codes, houses = _table(board)
    with frame(_("Who answers which need, where"), board, width) as page:
        room = page.right - page.left - NAMES
        shown = codes[:max(1, int(room // COLUMN[0]))]
        step = min(COLUMN[1], room / max(len(shown), 1))
        at = {code: page.left + NAMES + step * (i + 0.5) for i, code in enumerate(shown)}
        _heads(page, board, at, step)
        for need in needs:
            middle = page.y + ROW / 2
            page.canvas.line([(page.left, page.y + ROW), (page.right, page.y + ROW)], color=FAINT, width=0.8)
            page.canvas.name(page.left, middle, board.word("problematique", need), NAMES - 14, ROW)
            for code, x in at.items():
                _cell(page.canvas, x, middle, houses.get((need, code), 0))
            page.y += ROW
        page.y += 6
        page.row([(lambda x, y: _cell(page.canvas, x, y, 0), _("no answer known")),
                  (lambda x, y: _cell(page.canvas, x, y, 1), _("one body alone: the need rests on it")),
                  (lambda x, y: _cell(page.canvas, x, y, 2), _("several bodies"))])
        alone = sum(n == 1 for n in houses.values())
        text = _("Needs answered in a territory: {n}, of which by one body alone: {alone}.").format(
            n=len(houses), alone=alone)
        captions = [text, _("An empty place means that the data know of no answer, not that there is none."),
                    _("A body counts once with its services, staff and members; who only pays or observes does not.")]
        if len(codes) > len(shown):
            captions.append(_("The {n} territories with most answers, of {all}, are shown.").format(
                n=len(shown), all=len(codes)))
        page.caption(captions)
        return page.finish([text, *(_words(board, need, codes, houses) for need in needs)])


def _table(board: Board) -> tuple[list[str], list[str], dict[tuple[str, str], int]]:
    """Needs and territories, most answers first, and how many houses answer each pair that has an answer."""
    houses = {(need, code): n for need, code, n in board.needs if n}
    order = {key: (-sum(n for pair, n in houses.items() if key == pair[side]), key)
             for side in (0, 1) for key in {pair[side] for pair in houses}}
    return (sorted({need for need, _code in houses}, key=order.__getitem__),
            sorted({code for _need, code in houses}, key=order.__getitem__), houses)


def _heads(page: Frame, board: Board, at: dict[str, float], step: float) -> None:
    names = {code: plain(board.territories.get(code, code), SHORT) for code in at}
    if all(measured(name, SMALL) <= step - 6 for name in names.values()):
        for code, x in at.items():
            page.canvas.text(x, page.y + 18, names[code], size=SMALL, anchor="middle")
        page.y += 28
        return
    # On a slant, and to the left, where there is room: upright they would be as wide as the table is high.
    reach = min(REACH, max(measured(name, SMALL) for name in names.values()))
    for code, x in at.items():
        page.canvas.text(x + 4, page.y + 0.87 * reach + 18, cut(names[code], reach, SMALL), size=SMALL, anchor="end",
                         turn=-60)
    page.y += 0.87 * reach + 28


def _cell(canvas: Canvas, x: float, y: float, houses: int) -> None:
    if not houses:
        canvas.text(x, y + 0.3 * TEXT, "·", anchor="middle", color=SOFT, bold=True)
        return
    canvas.rect(x - CELL / 2, y - CELL / 2, CELL, CELL, fill="#e69f00" if houses == 1 else "#0b3c5d",
                stroke=INK if houses == 1 else "none", thick=1.6)
    size = TEXT if houses < 100 else 10.0
    canvas.text(x, y + 0.36 * size, str(houses), size=size, anchor="middle", bold=True,
                color=INK if houses == 1 else PAPER)


def _words(board: Board, need: str, codes: list[str], houses: dict[tuple[str, str], int]) -> str:
    told = [f"{plain(board.territories.get(code, code), SHORT)}: {houses[need, code]}"
            for code in codes if (need, code) in houses]
    return f"{board.word('problematique', need)} – {'; '.join(told)}."
