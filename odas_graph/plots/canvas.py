"""A sheet to draw on, in pixels from the top left, and its two forms: SVG whose words are text, and PNG.

matplotlib draws, by its objects alone: nothing of `pyplot`, no setting that outlives a call. The same strokes give the
same bytes. No text is read as mathematics, and no name can leave the text it stands in.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any, Final

from odas_graph.drawing import STYLES, Style

if TYPE_CHECKING:
    from matplotlib.font_manager import FontProperties
    from matplotlib.patches import Patch
    from matplotlib.path import Path

# Black on white is the only contrast that every printer keeps; the greys are those of text that may be missed.
INK: Final = "#1b1b2f"
SOFT: Final = "#595966"  # 6.8 : 1 on white
GREY: Final = "#8c8c96"
LIGHT: Final = "#bdbdc6"
FAINT: Final = "#dedee3"
PAPER: Final = "#ffffff"
# Text sizes, in pixels.
HEADING: Final = 19.0
TEXT: Final = 13.0
SMALL: Final = 11.5
# The font that matplotlib brings, so that text is measured alike everywhere; Verdana is as wide, where it is missing.
FONT: Final = "DejaVu Sans"
FALLBACK: Final = f"'{FONT}', Verdana, sans-serif"
# matplotlib counts in points of 1/72 inch, a browser in pixels of 1/96.
POINTS: Final = 0.75
# How many dots of a PNG for a pixel: sharp on paper and on fine screens.
SCALE: Final = 2
_SETTINGS: Final[dict[Any, Any]] = {
    "svg.fonttype": "none", "svg.hashsalt": "odas-graph", "text.parse_math": False, "font.family": [FONT],
    "hatch.linewidth": 0.7}
_ANCHORS: Final = {"start": "left", "middle": "center", "end": "right"}
GREY_SHAPE: Final = Style(STYLES["association"].path, GREY)


@contextmanager
def _settings() -> Iterator[None]:
    """The block draws with our settings alone, whatever a file of the user's says."""
    import matplotlib

    with matplotlib.rc_context(), warnings.catch_warnings():
        # A name in a script that the font lacks shows boxes in PNG, and itself in SVG.
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_SETTINGS)
        yield


@contextmanager
def sheet(width: float) -> Iterator[Canvas]:
    """A sheet `width` pixels wide, to be drawn on within the block."""
    with _settings():
        yield Canvas(width)


class Canvas:
    """What can be drawn; the height is known when all is, and given to `finish`."""

    def __init__(self, width: float) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.width = width
        self._tips: list[str] = []
        self._layer = 0
        self._figure = Figure(facecolor=PAPER)
        FigureCanvasAgg(self._figure)
        self._sheet = self._figure.add_axes((0, 0, 1, 1))
        self._sheet.set_axis_off()
        self._sheet.set_xlim(0, width)

    def text(self, x: float, y: float, words: str, *, size: float = TEXT, color: str = INK, anchor: str = "start",
             bold: bool = False, turn: float = 0.0, tip: str = "") -> None:
        """Writes words on the baseline `y`, turned by so many degrees to the left around its start."""
        self._put(self._sheet.text(
            x, y, words, fontsize=size * POINTS, color=color, ha=_ANCHORS[anchor], va="baseline", rotation=turn,
            rotation_mode="anchor", fontweight="bold" if bold else "normal", parse_math=False), tip)

    def name(self, x: float, y: float, words: str, width: float, high: float) -> None:
        """Writes words around the middle line `y`, in two small lines where one of `width` is too short."""
        for line, size, down in in_lines(words, width, high):
            self.text(x, y + down, line, size=size, tip="" if line == words else words)

    def paragraph(self, x: float, y: float, words: str, width: float, *, size: float = TEXT, color: str = INK,
                  bold: bool = False) -> float:
        """Writes words folded to `width`, the first baseline a line below `y`; where the next thing may begin."""
        for line in wrapped(words, width, size, bold):
            y += 1.4 * size
            self.text(x, y, line, size=size, color=color, bold=bold)
        return y + 0.4 * size

    def line(self, points: Sequence[tuple[float, float]], *, color: str = INK, width: float = 1.0,
             dash: tuple[float, ...] = (), tip: str = "") -> None:
        """Draws a line through points; `dash` gives the lengths of strokes and gaps in pixels."""
        from matplotlib.lines import Line2D

        xs, ys = zip(*points, strict=True)
        style: Any = (0, [d / width for d in dash]) if dash else "-"
        self._put(self._sheet.add_line(Line2D(
            xs, ys, color=color, linewidth=width * POINTS, linestyle=style, solid_capstyle="butt")), tip)

    def rect(self, x: float, y: float, width: float, height: float, *, fill: str = "none", stroke: str = "none",
             thick: float = 1.0, hatch: str | None = None, tip: str = "") -> None:
        """Draws a rectangle from its top left corner; `hatch` as in matplotlib, in the colour of the stroke."""
        from matplotlib.patches import Rectangle

        self._add(Rectangle((x, y), width, height, facecolor=fill, edgecolor=stroke, linewidth=thick * POINTS,
                            hatch=hatch), tip)

    def disc(self, x: float, y: float, radius: float, *, fill: str = "none", stroke: str = "none", thick: float = 1.0,
             dash: tuple[float, ...] = (), tip: str = "") -> None:
        """Draws a disc."""
        from matplotlib.patches import Circle

        style: Any = (0, [d / thick for d in dash]) if dash else "-"
        self._add(Circle((x, y), radius, facecolor=fill, edgecolor=stroke, linewidth=thick * POINTS,
                         linestyle=style), tip)

    def half_disc(self, x: float, y: float, radius: float, *, fill: str) -> None:
        """Draws the left half of a disc."""
        from matplotlib.patches import Wedge

        self._add(Wedge((x, y), radius, 90, 270, facecolor=fill, edgecolor="none"), "")

    def polygon(self, points: Sequence[tuple[float, float]], *, fill: str, tip: str = "") -> None:
        """Draws a filled polygon."""
        from matplotlib.patches import Polygon

        self._add(Polygon(points, closed=True, facecolor=fill, edgecolor="none"), tip)

    def mark(self, sphere: str | None, x: float, y: float, radius: float, letters: str = "", *, grey: bool = False,
             ring: bool = False, tip: str = "") -> None:
        """Draws the shape of a sphere as on the maps, with its letters; grey or coloured, ringed or not."""
        from matplotlib.patches import PathPatch
        from matplotlib.transforms import Affine2D

        style = STYLES.get(sphere or "", GREY_SHAPE)
        if ring:
            self.disc(x, y, 1.5 * radius, stroke=INK, thick=2)
        shape = svg_path(style.path).transformed(Affine2D().scale(radius).translate(x, y))
        self._add(PathPatch(shape, facecolor=FAINT if grey else style.fill, edgecolor=GREY if grey else INK,
                            linewidth=1.1 * POINTS, joinstyle="round"), tip)
        if letters:
            self.text(x, y + radius * (0.36 + style.drop), letters, size=0.98 * radius, anchor="middle", bold=True,
                      color=SOFT if grey else style.ink)

    def finish(self, height: float, title: str, description: str, lang: str) -> Picture:
        """The picture, cut at this height; title and description are what a screen reader reads."""
        self._sheet.set_ylim(height, 0)
        self._figure.set_size_inches(self.width / 96, height / 96)
        return Picture(self._figure, title, description, lang, tuple(self._tips))

    def _add(self, patch: Patch, tip: str) -> None:
        self._put(self._sheet.add_patch(patch), tip)

    def _put(self, artist: Any, tip: str) -> None:
        """What is drawn later stands above; a tip is shown by browsers where the pointer rests, and read aloud."""
        self._layer += 1
        artist.set_zorder(self._layer)
        artist.set_clip_on(False)
        if tip:
            artist.set_gid(f"tip-{len(self._tips)}")
            self._tips.append(tip)


class Picture:
    """A finished figure, with its title and its description in words."""

    def __init__(self, figure: Any, title: str, description: str, lang: str, tips: Sequence[str]) -> None:
        self.title, self.description = title, description
        self._figure, self._lang, self._tips = figure, lang, tips

    def to_svg(self) -> bytes:
        """The figure as SVG: text as text, title, description and tips as SVG elements, no script and no request."""
        stream = io.BytesIO()
        with _settings():
            self._figure.savefig(stream, format="svg", metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")))
        text = stream.getvalue().decode("utf-8")
        # A document type and metadata that only name servers of others.
        text = re.sub(r"(?s)<!DOCTYPE.*?>\n", "", text, count=1)
        text = re.sub(r"(?s) *<metadata>.*?</metadata>\n", "", text, count=1)
        text = text.replace(f"font-family: '{FONT}'", f"font-family: {FALLBACK}")
        head = (f' role="img" lang="{self._lang}" aria-labelledby="title description">\n'
                f' <title id="title">{escape(self.title)}</title>\n'
                f' <desc id="description">{escape(self.description)}</desc>')
        text = re.sub(r"(<svg\b[^>]*)>", lambda found: found[1] + head, text, count=1)
        return re.sub(r'<g id="tip-(\d+)">', lambda found: f"<g><title>{escape(self._tips[int(found[1])])}</title>",
                      text).encode()

    def to_png(self) -> bytes:
        """The figure as PNG, `SCALE` dots a pixel; its title and description stand in the file."""
        stream = io.BytesIO()
        with _settings():
            self._figure.savefig(stream, format="png", dpi=96 * SCALE, metadata={
                "Software": None, "Title": self.title, "Description": self.description})
        return stream.getvalue()


@cache
def svg_path(text: str) -> Path:
    """A shape of `drawing.STYLES` as matplotlib has it: straight strokes, and circles around the origin."""
    from matplotlib.path import Path

    circle = re.fullmatch(r"M([\d.]+) 0A.*", text)
    if circle:
        return Path.circle(radius=float(circle[1]))
    points: list[tuple[float, float]] = []
    codes: list[int] = []
    for letter, numbers in re.findall(r"([MLHVZ])([^MLHVZ]*)", text):
        values = [float(n) for n in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", numbers)]
        if letter == "Z":
            points.append(points[-1])
            codes.append(int(Path.CLOSEPOLY))
            continue
        if letter == "H":
            points.append((values[0], points[-1][1]))
        elif letter == "V":
            points.append((points[-1][0], values[0]))
        else:
            points.extend(zip(values[::2], values[1::2], strict=True))
        codes += [int(Path.MOVETO if letter == "M" else Path.LINETO)] * (len(points) - len(codes))
    return Path(points, codes)


def measured(words: str, size: float = TEXT, bold: bool = False) -> float:
    """How wide words are, in pixels."""
    return _measured(words, bold) * size


@cache
def _measured(words: str, bold: bool) -> float:
    from matplotlib.textpath import text_to_path

    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from")
        width, _height, _descent = text_to_path.get_text_width_height_descent(words, _face(bold), ismath=False)
    return float(width) / 100


@cache
def _face(bold: bool) -> FontProperties:
    """The font by its file: to look it up by its name takes longer than to measure with it."""
    from matplotlib.font_manager import FontProperties, findfont

    with _settings():
        path = findfont(FontProperties(family=FONT, weight="bold" if bold else "normal"))
    return FontProperties(fname=path, size=100)


def cut(words: str, width: float, size: float = TEXT, bold: bool = False) -> str:
    """Words, shortened with an ellipsis where they are wider than `width` pixels."""
    if measured(words, size, bold) <= width:
        return words
    low, high = 0, len(words)
    while low < high:
        middle = (low + high + 1) // 2
        if measured(words[:middle].rstrip() + "…", size, bold) <= width:
            low = middle
        else:
            high = middle - 1
    return words[:low].rstrip() + "…"


def in_lines(words: str, width: float, high: float) -> list[tuple[str, float, float]]:
    """Words in one line, or two small ones: each with its size and its baseline from the middle of `high` pixels."""
    if measured(words, TEXT) <= width:
        return [(words, TEXT, 0.36 * TEXT)]
    lines = wrapped(words, width, SMALL)
    if len(lines) > 2:
        lines = [lines[0], cut(" ".join(lines[1:]), width, SMALL)]
    step = min(1.15 * SMALL, high / 2)
    return [(line, SMALL, 0.36 * SMALL + step * (i - (len(lines) - 1) / 2)) for i, line in enumerate(lines)]


def wrapped(words: str, width: float, size: float = TEXT, bold: bool = False) -> list[str]:
    """Words in lines of at most `width` pixels, broken at spaces; a word that is wider alone is shortened."""
    lines: list[str] = []
    gap, reached = measured("n n", size, bold) - 2 * measured("n", size, bold), 0.0
    # Not at no-break spaces, which French sets before its signs. Word by word: the same words come back in many names.
    for word in words.split(" "):
        wide = measured(word, size, bold)
        if lines and reached + gap + wide <= width:
            lines[-1], reached = f"{lines[-1]} {word}", reached + gap + wide
        else:
            lines.append(cut(word, width, size, bold))
            reached = wide
    return lines
