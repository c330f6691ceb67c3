"""What every figure has around it: a title, how to read it and what it rests on, shapes and their words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

from odas_graph.drawing import SHORT, STYLES, plain
from odas_graph.i18n import gettext as _
from odas_graph.i18n import language
from odas_graph.plots.board import Board
from odas_graph.plots.canvas import HEADING, SMALL, SOFT, TEXT, Canvas, Picture, cut, measured, sheet
from odas_graph.visibility.words import percent

MARGIN = 24.0
# The radius of a mark beside words.
BULLET = 8.0
# The least width of a column of names.
COLUMN = 200.0
Sign = Callable[[float, float], None]


class Frame:
    """A figure under way: `canvas` to draw on, `y` where the next thing begins."""

    def __init__(self, canvas: Canvas, title: str) -> None:
        self.canvas, self.title = canvas, title
        self.left, self.right = MARGIN, canvas.width - MARGIN
        self.y = 10.0
        self.paragraph(title, size=HEADING, bold=True)

    def paragraph(self, words: str, *, size: float = TEXT, color: str | None = None, bold: bool = False) -> None:
        """Words across the whole figure, and on to the next thing."""
        more = {} if color is None else {"color": color}
        self.y = self.canvas.paragraph(self.left, self.y, words, self.right - self.left, size=size, bold=bold, **more)

    def spheres(self, board: Board, slugs: Iterable[str]) -> None:
        """The legend of the shapes."""
        found = set(slugs)

        def sign(slug: str) -> Sign:
            return lambda x, y: self.canvas.mark(slug, x, y, BULLET, letters(board, slug))

        self.row([(sign(slug), board.word("sphere", slug)) for slug in STYLES if slug in found])

    def row(self, entries: Sequence[tuple[Sign, str]]) -> None:
        """A legend: each entry draws its sign where it is told (the middle of it), and its words stand after it."""
        x, y = self.left, self.y + 14
        for sign, words in entries:
            width = 3.8 * BULLET + measured(words, SMALL) + 18
            if x > self.left and x + width > self.right + 18:
                x, y = self.left, y + 25
            sign(x + 1.4 * BULLET, y)
            self.canvas.text(x + 3.8 * BULLET, y + 0.36 * SMALL, words, size=SMALL)
            x += width
        self.y = y + 18 if entries else self.y

    def columns(self, names: Sequence[tuple[str, str | None]], board: Board) -> None:
        """Names with the shape of their sphere, in columns read from top to bottom."""
        longest = max((measured(name, SMALL) for name, _sphere in names), default=0.0) + 5 * BULLET
        count = max(1, int((self.right - self.left) // max(COLUMN, longest)))
        high = -(-len(names) // count)
        wide = (self.right - self.left) / count
        for number, (name, sphere) in enumerate(names):
            x, y = self.left + number // high * wide, self.y + 14 + 22 * (number % high)
            self.canvas.mark(sphere, x + 1.4 * BULLET, y, BULLET, letters(board, sphere))
            self.canvas.text(x + 3.4 * BULLET, y + 0.36 * SMALL, cut(name, wide - 4.4 * BULLET, SMALL), size=SMALL)
        self.y += 22 * high + 12 if names else 0

    def caption(self, sentences: Iterable[str]) -> None:
        """How to read the figure, in small letters."""
        self.paragraph(" ".join(sentences), size=SMALL, color=SOFT)

    def finish(self, description: Sequence[str]) -> Picture:
        """The picture, whose description says in words what it shows."""
        return self.canvas.finish(self.y + 12, self.title, " ".join(description), language())


@contextmanager
def frame(title: str, board: Board, width: float) -> Iterator[Frame]:
    """A figure of this title and of the place of the board."""
    place = plain(board.place, SHORT) if board.place else _("all territories")
    with sheet(width) as canvas:
        yield Frame(canvas, _("{title} – {place}").format(title=title, place=place))


def letters(board: Board, sphere: str | None) -> str:
    """The letters that a sphere bears on its shape, as on the maps."""
    return board.word("sphere", sphere)[:2].capitalize() if sphere else ""


def summary(board: Board) -> str:
    """How many actors the figure rests on, and how much is known of them."""
    silent = sum(e.contribution is None for e in board.entries)
    text = _("Actors assessed: {n}; on the list: {listed}; off it: {others}; of whom too little is said to place "
             "them: {silent}.").format(n=len(board.entries), listed=len(board.listed), silent=silent,
                                       others=len(board.entries) - len(board.listed) - silent)
    if board.entries:
        share = sum(e.coverage for e in board.entries) / len(board.entries)
        text += " " + _("Sources say of {share} of their circles whether they knew them.").format(share=percent(share))
    return text


def circles(board: Board) -> str:
    """Which circles of institutions count."""
    return _("Circles that count: {circles}.").format(
        circles=", ".join(board.word("cercle", slug) for slug in board.scope))
