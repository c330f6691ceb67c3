"""Figures: where a picture says more than a table.

    from odas_graph.plots import plot
    plot(kg.store, "contribution", territory="93").to_svg()

`canvas` draws, `frame` sets title and legend, `reading` takes from the graph what a figure shows (`board`), and each
figure is a module: `contribution`, `circles` (cercles), `ranks` (rangs), `needs` (besoins).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from odas_graph.analysis.weights import Weights
    from odas_graph.plots.canvas import Picture
    from odas_graph.store import GraphStore

# The figures by name, and the module of each.
_HOMES: Final = {"contribution": "contribution", "cercles": "circles", "rangs": "ranks", "besoins": "needs"}
PLOTS: Final = tuple(_HOMES)
# A figure narrower than this has no room for names; wider, it fits no page.
WIDTHS: Final = (760, 2400)
WIDTH: Final = 900


def plot(store: GraphStore, name: str, *, territory: str | None = None, circles: Sequence[str] = (),
         persons: bool = False, width: int = WIDTH, weights: Weights | None = None, perturbations: int | None = None,
         seed: int = 0, progress: Callable[[int, int], object] | None = None) -> Picture:
    """The figure of that name (`PLOTS`), in the language in force; `territory` is a code or a name.

    `circles` are those that count, the local ones by default; natural persons stand on it only where `persons` asks for
    them. Ranks are put to `perturbations` drawn from `seed` (`rangs`; by default 1,000, fewer of much data); `progress`
    is told how many are read, of how many. The same graph gives the same bytes. Raises UsageError for another name or
    circle and a width out of `WIDTHS`, UnknownTerritoryError.
    """
    from importlib import import_module

    from odas_graph.analysis.recognition import LOCAL_CIRCLES
    from odas_graph.network import panel
    from odas_graph.plots import reading
    from odas_graph.territory import resolve
    from odas_graph.visibility.figures import KINDS, PUBLIC_KINDS, figures, patient
    from odas_graph.visibility.words import Words

    _check(name, width)
    place, words = resolve(territory) if territory else None, Words(store)
    if name == "besoins":
        board = reading.needs_board(panel(store), words, place)
    else:
        found = figures(store, circles=circles or LOCAL_CIRCLES, kinds=KINDS if persons else PUBLIC_KINDS,
                        weights=weights)
        count = patient(found.panel) if perturbations is None else perturbations
        board = reading.board(found, words, place, count if name == "rangs" else 0, seed, progress)
    picture: Picture = import_module(f"odas_graph.plots.{_HOMES[name]}").draw(board, width)
    return picture


def _check(name: str, width: int) -> None:
    from odas_graph.errors import UsageError
    from odas_graph.i18n import gettext as _

    if name not in PLOTS:
        raise UsageError(_("“{name}” is none of {choices}.").format(name=name[:100], choices=", ".join(PLOTS)))
    if not WIDTHS[0] <= width <= WIDTHS[1]:
        raise UsageError(_("The width of a figure is between {low} and {high} pixels.").format(
            low=WIDTHS[0], high=WIDTHS[1]))
