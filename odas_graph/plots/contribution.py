"""Contribution against recognition: who does much and was known to few, and how wide what we do not know is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import pairwise

from odas_graph.drawing import SHORT, STYLES, plain
from odas_graph.i18n import gettext as _
from odas_graph.plots.board import Board, Entry
from odas_graph.plots.canvas import (
    FAINT,
    GREY,
    INK,
    LIGHT,
    PAPER,
    SMALL,
    SOFT,
    TEXT,
    Canvas,
    Picture,
    cut,
    measured,
    wrapped,
)
from odas_graph.plots.frame import Frame, Sign, circles, frame, letters, summary
from odas_graph.plots.labels import Box, Label, apart, around, column, placed
from odas_graph.visibility.words import percent, span

# The radius of the mark of a listed actor, and of one without rank.
MARK = 11.0
DOT = 5.0
# Names on the figure: more make a thicket; the command `invisible` lists them all.
MOST_NAMES = 20
# Above so many different standings without rank, or actors on the list, dots are gathered on a grid of GRID pixels.
MOST_DOTS = 80
MOST_LISTED = 400
GRID = 16.0
NAME_WIDTH = 300.0
TINY = 10.5
# The strip of those of whom no source says who knew them, without names and with; the tint of what is looked for.
STRIP, WIDE = 108.0, 232.0
# Above so many different standings off the list, none of them is named.
MOST_OTHERS = 40
TINT = "#fff6d9"
# Where dots stand, and whom each stands for.
Dots = dict[tuple[float, float], list[Entry]]


class _Plot:
    """The axes: from shares to pixels."""

    def __init__(self, canvas: Canvas, top: float, named: bool) -> None:
        self.canvas, self.named = canvas, named
        self.edge, width = canvas.width - 24, WIDE if named else STRIP
        self.left, self.right = 92.0, self.edge - 20 - width
        self.top, self.bottom = top, top + min(560.0, 0.56 * canvas.width)
        # The strip, and where its dots stand.
        self.strip = self.edge - width + 12
        self.silent = self.strip + 14 if named else (self.strip + self.edge) / 2

    def x(self, share: float) -> float:
        return self.left + share * (self.right - self.left)

    def y(self, share: float) -> float:
        return self.bottom - share * (self.bottom - self.top)

    def place(self, entry: Entry) -> tuple[float, float]:
        """Where an actor stands: the middle of what may have been known; in the strip where that is all or nothing."""
        return (self.silent if _is_silent(entry) else self.x(sum(entry.before) / 2)), self.y(entry.contribution or 0.0)


def draw(board: Board, width: float) -> Picture:
    """The figure: each actor at the middle of what may have been known of it, with a bar as wide as the doubt."""
    with frame(_("What actors contribute, and who knew them"), board, width) as page:
        listed = [e for e in board.listed if e.contribution is not None]
        others = [e for e in board.entries if not e.rank and e.contribution is not None]
        plot = _Plot(page.canvas, page.y + 46, len({(e.before, e.contribution) for e in others}) <= MOST_OTHERS)
        _axes(plot, board)
        dots = _grey(plot, others)
        key, taken = _colour(plot, board, listed, list(dots))
        if plot.named:
            _named(plot, dots, taken)
        page.y = plot.bottom + 62
        _legend(page, board, listed, key)
        page.caption(_caption(board, listed))
        return page.finish([summary(board), *(_words(board, e) for e in listed[:MOST_NAMES])])


def _axes(plot: _Plot, board: Board) -> None:
    canvas, limits = plot.canvas, board.thresholds
    much, little = plot.y(limits["contribution-forte"]), plot.x(limits["reconnaissance-faible"])
    pad = MARK + 4
    canvas.rect(plot.left - pad, plot.top - pad, little - plot.left + pad, much - plot.top + pad, fill=TINT)
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = plot.x(share), plot.y(share)
        canvas.line([(x, plot.top - pad), (x, plot.bottom + pad)], color=FAINT)
        canvas.line([(plot.left - pad, y), (plot.right + pad, y)], color=FAINT)
        canvas.text(x, plot.bottom + pad + 17, percent(share), size=SMALL, color=SOFT, anchor="middle")
        canvas.text(plot.left - pad - 8, y + 4, percent(share), size=SMALL, color=SOFT, anchor="end")
    canvas.rect(plot.left - pad, plot.top - pad, plot.right - plot.left + 2 * pad, plot.bottom - plot.top + 2 * pad,
                stroke=GREY)
    canvas.rect(plot.strip, plot.top - pad, plot.edge - plot.strip, plot.bottom - plot.top + 2 * pad, stroke=GREY)
    canvas.text(plot.left - pad - 44, plot.top - pad - 11,
                _("Contribution: share of the other actors of its kind that do less"), size=SMALL, bold=True)
    canvas.text(plot.right + pad, plot.bottom + pad + 37, cut(
        _("Known before the action: mean over the circles that count →"), plot.right - 24, SMALL, bold=True),
        size=SMALL, bold=True, anchor="end")
    for line, words in enumerate(wrapped(_("no source says who knew them"), plot.edge - plot.strip, SMALL)):
        canvas.text((plot.strip + plot.edge) / 2, plot.bottom + pad + 17 + 15 * line, words, size=SMALL, color=SOFT,
                    anchor="middle")


def _is_silent(entry: Entry) -> bool:
    return entry.before == (0.0, 1.0)


def _grey(plot: _Plot, others: Sequence[Entry]) -> Dots:
    """The actors off the list: one dot for all that stand alike, its area their number."""
    groups: Dots = defaultdict(list)
    for entry in others:
        groups[plot.place(entry)].append(entry)
    if len(groups) > MOST_DOTS:
        groups = _gathered(groups)
    else:
        for low, high, y in sorted({(*e.before, plot.place(e)[1]) for e in others if not _is_silent(e)}):
            plot.canvas.line([(plot.x(low), y), (plot.x(high), y)], color=LIGHT)
    for (x, y), group in sorted(groups.items()):
        plot.canvas.disc(x, y, _radius(group), fill=GREY, stroke=PAPER, tip=_names(group))
        if len(group) > 1 and len(groups) <= MOST_DOTS and not (plot.named and _is_silent(group[0])):
            plot.canvas.text(x + _radius(group) + 3, y + 4, str(len(group)), size=SMALL, color=SOFT)
    return groups


def _named(plot: _Plot, dots: Dots, taken: Sequence[Box]) -> None:
    """The names of those off the list, in small grey letters: where they hide nothing; in the strip, in a column."""
    groups = sorted(dots.items(), key=lambda item: (item[0][1], item[0][0]))
    mine = [(x, y, group[0]) for (x, y), group in groups if len(group) == 1 and not _is_silent(group[0])]
    names = [cut(plain(entry.name, SHORT), NAME_WIDTH, TINY) for _x, _y, entry in mine]
    bars = [Box(plot.x(e.before[0]), y - 2, plot.x(e.before[1]), y + 2) for _x, y, e in mine]
    places = placed([Label(x, y, DOT, measured(name, TINY), 1.25 * TINY)
                     for name, (x, y, _entry) in zip(names, mine, strict=True)],
                    Box(plot.left, plot.top - MARK, plot.right, plot.bottom + MARK), [*taken, *bars])
    for name, (x, y, _entry), box in zip(names, mine, places, strict=True):
        if box is not None:
            _name(plot.canvas, x, y, name, box, TINY, SOFT)
    silent = [(y, group) for (_x, y), group in groups if _is_silent(group[0])]
    heights = column([y for y, _group in silent], 1.25 * TINY, plot.top, plot.bottom)
    left = plot.silent + 26
    for (y, group), height in zip(silent, heights, strict=True):
        more = f" +{len(group) - 1}" if len(group) > 1 else ""
        words = cut(plain(group[0].name, SHORT), plot.edge - left - 4 - measured(more, TINY), TINY) + more
        plot.canvas.line([(plot.silent + _radius(group), y), (left - 3, height)], color=LIGHT, width=0.8)
        plot.canvas.text(left, height + 0.36 * TINY, words, size=TINY, color=SOFT)


def _radius(group: Sequence[Entry]) -> float:
    radius: float = DOT * len(group) ** 0.3
    return min(0.5 * GRID + 2, radius)


def _names(group: Sequence[Entry]) -> str:
    """The names of those that a dot stands for, the first dozen of them."""
    more = [_("and {n} others").format(n=len(group) - 12)] if len(group) > 12 else []
    return " · ".join((*(plain(e.name, SHORT) for e in group[:12]), *more))


def _gathered(groups: Dots) -> Dots:
    """The groups of each square of a grid as one, in the middle of its members."""
    squares: dict[tuple[int, int], list[tuple[float, float, Entry]]] = defaultdict(list)
    for (x, y), group in sorted(groups.items()):
        squares[round(x / GRID), round(y / GRID)] += [(x, y, entry) for entry in group]
    return {(sum(x for x, _, _ in square) / len(square), sum(y for _, y, _ in square) / len(square)):
            [entry for _, _, entry in square] for square in squares.values()}


def _colour(plot: _Plot, board: Board, listed: Sequence[Entry],
            dots: Sequence[tuple[float, float]]) -> tuple[list[Entry], list[Box]]:
    """The listed actors. The first bear their name; where one name finds no room, all of these their rank alone.

    Returns those whose name a key has to give, and what room is taken.
    """
    named, rest = listed[:MOST_NAMES], listed[MOST_NAMES:]
    if len(rest) > MOST_LISTED:
        spread: Dots = defaultdict(list)
        for entry in rest:
            spread[plot.place(entry)].append(entry)
        for (x, y), group in sorted(_gathered(spread).items()):
            plot.canvas.disc(x, y, _radius(group), fill=PAPER, stroke=INK, tip=_names(group))
    else:
        for entry in rest:
            plot.canvas.disc(*plot.place(entry), DOT, fill=STYLES[entry.sphere].fill if entry.sphere else GREY,
                             stroke=INK, tip=_words(board, entry))
    points = [plot.place(e) for e in named]
    for entry, (_x, y) in zip(named, points, strict=True):
        _bar(plot.canvas, plot.x(entry.before[0]), plot.x(entry.before[1]), y)
    front = sorted(plot.place(e) for e in listed if e.on_front)
    for (x, y), (right, up) in pairwise(front):
        plot.canvas.line([(x, y), (x, up), (right, up)], color=SOFT, dash=(5, 3))
    bounds = Box(plot.left - 2, plot.top - 2, plot.right + 2, plot.bottom + 2)
    spots = apart(points, 2.9 * MARK, bounds)
    names = [cut(f"{e.rank}. {plain(e.name, SHORT)}", NAME_WIDTH, TEXT) for e in named]
    obstacles = [Box(plot.x(e.before[0]), y - 3, plot.x(e.before[1]), y + 3)
                 for e, (_x, y) in zip(named, points, strict=True)] + [around(x, y, DOT) for x, y in dots]
    places = placed([Label(x, y, 1.5 * MARK, measured(name), 1.25 * TEXT)
                     for name, (x, y) in zip(names, spots, strict=True)], bounds.grown(MARK), obstacles)
    numbered = None in places
    for point, (x, y) in zip(points, spots, strict=True):
        if (x, y) != point:
            plot.canvas.line([point, (x, y)], color=SOFT, width=0.8)
            plot.canvas.disc(*point, 2.2, fill=INK)
    for entry, (x, y) in zip(named, spots, strict=True):
        plot.canvas.mark(entry.sphere, x, y, MARK, str(entry.rank) if numbered else letters(board, entry.sphere),
                         ring=entry.on_front, tip=_words(board, entry))
    taken = [*obstacles, *(around(x, y, 1.5 * MARK) for x, y in spots)]
    if numbered:
        return list(named), taken
    for (x, y), name, box in zip(spots, names, places, strict=True):
        if box is not None:
            _name(plot.canvas, x, y, name, box, TEXT, INK)
            taken.append(box)
    return [], taken


def _name(canvas: Canvas, x: float, y: float, name: str, box: Box, size: float, color: str) -> None:
    """A name in its place, with a line to its mark where it stands apart."""
    near = (min(max(x, box.left), box.right), min(max(y, box.top), box.bottom))
    if max(abs(near[0] - x), abs(near[1] - y)) > 2.2 * MARK:
        canvas.line([(x, y), near], color=SOFT, width=0.8)
    canvas.text(box.left, box.bottom - 0.3 * size, name, size=size, color=color)


def _bar(canvas: Canvas, left: float, right: float, y: float) -> None:
    """What may have been known: a bar with ends, which a point has too."""
    canvas.line([(left, y), (right, y)], width=1.6)
    for end in (left, right):
        canvas.line([(end, y - 5), (end, y + 5)], width=1.6)


def _legend(page: Frame, board: Board, listed: Sequence[Entry], key: Sequence[Entry]) -> None:
    """The names that stand in no figure, the shapes, the signs."""
    canvas = page.canvas
    page.columns([(f"{e.rank}. {plain(e.name, SHORT)}", e.sphere) for e in key], board)
    page.spheres(board, [e.sphere for e in listed if e.sphere])
    signs: list[tuple[Sign, str]] = [
        (lambda x, y: canvas.rect(x - 10, y - 8, 20, 16, fill=TINT, stroke=FAINT), _("does much, little known")),
        (lambda x, y: canvas.disc(x, y, DOT, fill=GREY), _("not on the list (area: how many)")),
        (lambda x, y: _bar(canvas, x - 10, x + 10, y), _("what may have been known, the sources being silent"))]
    if any(e.on_front for e in listed):
        signs.append((lambda x, y: canvas.disc(x, y, 9, stroke=INK, thick=2),
                      _("no listed actor does more while less known")))
    page.row(signs)


def _caption(board: Board, listed: Sequence[Entry]) -> list[str]:
    sentences = [summary(board)]
    if len(listed) > MOST_NAMES:
        sentences.append((_("The first {n} of the list are named; the others are circles, larger where they are many.")
                          if len(listed) > MOST_NAMES + MOST_LISTED else
                          _("The first {n} of the list are named; the others are small dots of their colour.")).format(
            n=MOST_NAMES))
    if any(count > 1 for count in Counter(map(_standing, listed)).values()):
        sentences.append(_("Equal actors stand beside the point that is theirs."))
    return [*sentences, circles(board),
            _("Ranks and shares are relative to all the data. Institutions recognise and are not ranked.")]


def _standing(entry: Entry) -> tuple[float, float | None]:
    return (sum(entry.before), entry.contribution)


def _words(board: Board, entry: Entry) -> str:
    """One actor in a sentence, for those who do not see the figure."""
    return _("{rank}. {name} ({archetype}): contribution {contribution}, known before {before}, circles of which a "
             "source speaks {coverage}.").format(
        rank=entry.rank, name=plain(entry.name, SHORT), archetype=board.word("archetype", entry.archetype or ""),
        contribution=percent(entry.contribution or 0.0), before=span(*entry.before), coverage=percent(entry.coverage))
