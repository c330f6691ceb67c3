"""The place of each actor in a network as a table that people read: what `odas-graph centrality` shows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from odas_graph.analysis.engines import LARGE
from odas_graph.analysis.measures import DEFAULT
from odas_graph.cooperation.names import Names, kind_words, place_name, read_names
from odas_graph.cooperation.perimeter import NETWORKS, Perimeter, Web, perimeter, web
from odas_graph.cooperation.tables import (
    BETWEENNESS,
    BROKERAGE,
    CUTS,
    HARMONIC,
    NAMES,
    SLUGS,
    Measures,
    columns,
    measure_all,
)
from odas_graph.cooperation.wording import column_name, notes, number, some
from odas_graph.errors import UsageError
from odas_graph.i18n import gettext as _
from odas_graph.network import Facts
from odas_graph.panel import KINDS, SILENT, Panel
from odas_graph.store import GraphStore
from odas_graph.vocab import CODES

# What is shown of each network where nothing is asked for.
DEFAULTS: Final = {
    "affiliation": ("degree", "harmonic", "betweenness", "two_mode_betweenness", "coreness", CUTS),
    "ties": (*DEFAULT, CUTS)}
# Of these the low values are what one looks for.
_LOW_FIRST: Final = ("constraint",)


@dataclass(frozen=True)
class Places:
    """The measures of a network, its nodes in the order of reading: actors, then actions, persons left out.

    `order` numbers the nodes shown; `notes` are sentences that belong under the table.
    """

    web: Web
    measures: Measures[str]
    names: Names
    territory: str | None
    asked: tuple[str, ...]
    order: tuple[int, ...]
    notes: tuple[str, ...]

    def headings(self, *, whole: bool = False) -> list[str]:
        """Those of `rows`."""
        shown = [column_name(column, self.names) for column in self._columns(whole)]
        if whole:
            return [_("identifier"), _("name"), _("type"), _("kind"), *shown]
        return [_("name"), _("type"), *shown]

    def rows(self, *, whole: bool = False) -> list[list[Any]]:
        """One row a node: cells as people read them, or, `whole`, every column as values (None where not defined)."""
        kinds = kind_words()
        found: list[list[Any]] = []
        for i in self.order:
            iri = self.measures.nodes[i]
            if whole:
                found.append([iri, self.names.of(iri), self.names.type(iri), kinds[self.kind(iri)],
                              *(self.measures.columns[column][i] for column in self._columns(True))])
            else:
                found.append([self.names.of(iri), self.names.type(iri),
                              *(self._cell(column, i) for column in self._columns(False))])
        return found

    def to_dict(self) -> dict[str, Any]:
        """All of it as JSON has it: identifiers, values, estimates with their error, notes."""
        return {
            "network": self.web.name, "territory": self.territory, "actors": len(self.web.actors),
            "actions": len(self.web.actions), "ties": self.web.count, "measures": list(self.asked),
            "estimates": {column: {"error": e.error, "confidence": e.confidence, "samples": e.samples}
                          for column, e in self.measures.estimates.items()},
            "places": [{"id": iri, "label": self.names.of(iri), "type": self.names.type(iri), "kind": self.kind(iri),
                        "values": {column: values[i] for column, values in self.measures.columns.items()}}
                       for i in self.order for iri in (self.measures.nodes[i],)],
            "notes": list(self.notes)}

    def kind(self, iri: str) -> str:
        """The kind of an actor, or "action"."""
        return self.names.actors[iri].kind if iri in self.names.actors else "action"

    def _columns(self, whole: bool) -> list[str]:
        if whole:
            return list(self.measures.columns)
        return [column for column in self.measures.columns if not column.endswith(("_expected", "_z"))]

    def _cell(self, column: str, i: int) -> str:
        """A value with what belongs to it: who is cut off, what chance gives."""
        value = self.measures.columns[column][i]
        if column in ("core", "key_fragment", "key_reach"):
            return _("yes") if value else ""
        if column == "separates":
            return self._cut_off(self.measures.nodes[i]) if value else ""
        text = number(value)
        if column in self.measures.estimates:
            return "≈ " + text
        if column.startswith("brokerage_"):
            z = self.measures.columns[f"{column}_z"][i]
            expected = number(self.measures.columns[f"{column}_expected"][i], 2)
            return _("{n} ({expected} by chance, z {z})").format(
                n=text, expected=expected, z=number(None if z is None else round(z, 1), 2))
        return text

    def _cut_off(self, iri: str) -> str:
        cuts = self.measures.cuts
        if cuts is None:
            return ""
        cut, actors = cuts.points[iri], set(self.measures.nodes[:len(self.web.actors)])
        lost = sorted(set().union(*cut.pieces[1:]) & actors)
        return f"{cut.separated}{_(': ')}{some(lost, self.names)}"


def places(source: GraphStore | Facts, panel: Panel, network: str = "affiliation", *, territory: str | None = None,
           measures: Sequence[str] = (), sort: str | None = None, top: int | None = None, persons: bool = False,
           key: int = 3, approximate: float | None = None, seed: int = 0, advance: Callable[[], Any] = lambda: None,
           tell: Callable[[str], Any] = lambda _message: None) -> Places:
    """The measures of a network (`NETWORKS`) by these names, or by default one of each kind.

    `measures` are names or slugs of the code list `mesure`; `territory` is an IRI: ties with actors elsewhere then do
    not count. `sort` is the measure, or column, that orders the rows (the first by default), equal ones by name; `top`
    keeps the first actors, and as many actions. Natural persons are counted, and shown only where `persons`.
    `advance` is called as each of `tables.steps` is done, `tell` with what to say before what takes long.
    UsageError for what is no measure of this network.
    """
    asked, first = chosen(measures, network, sort)
    here = perimeter(panel, territory)
    graph, names = web(panel, network, here), read_names(source, persons=persons)
    if (warning := _dear(graph, asked, approximate)) is not None:
        tell(warning)
    groups = spheres(panel, graph) if BROKERAGE in asked else None
    found = measure_all(graph.arrays, asked, modes=graph.modes if len(graph.actions) else None, groups=groups,
                        key=key, approximate=approximate, seed=seed, advance=advance)
    order = _order(graph, found, names, first, top)
    told = _perimeter_notes(panel, here, graph, names, territory)
    return Places(graph, found, names, territory, asked, order, (*told, *notes(found, graph, names)))


def chosen(names: Sequence[str], network: str, sort: str | None = None) -> tuple[tuple[str, ...], str]:
    """The names of `tables.NAMES` that are meant, or shown by default, and the column that orders the rows."""
    if network not in NETWORKS:
        raise UsageError(_("The network “{network}” leads from actors to circles of institutions: nobody has a place "
                           "in it. Choose {choices}; odas-graph invisible says who is known to whom.").format(
                               network=network, choices=", ".join(NETWORKS)))
    found = [_resolved(name.strip()) for text in names for name in text.split(",") if name.strip()]
    found = found or [*DEFAULTS[network]]
    leading = found[0] if sort is None else next((n for n in NAMES if sort in columns(n)), None) or _resolved(sort)
    found.append(leading)
    for name in found:
        if name == BROKERAGE and network != "ties":
            raise UsageError(_("Brokerage is counted between actors: ask for it with --network ties."))
        if name.startswith("two_mode") and network != "affiliation":
            raise UsageError(_("“{name}” is measured between actors and actions: ask for it with --network "
                               "affiliation.").format(name=name))
    return tuple(dict.fromkeys(found)), sort if sort in columns(leading) else columns(leading)[0]


def _resolved(name: str) -> str:
    if name in NAMES or name in SLUGS:
        return SLUGS.get(name, name)
    if name in CODES["mesure"]:
        raise UsageError(_("“{name}” is no place in a network: odas-graph invisible says it.").format(name=name))
    from difflib import get_close_matches

    near = get_close_matches(name, (*NAMES, *SLUGS), n=1)
    hint = _(" Did you mean “{choice}”?").format(choice=near[0]) if near else ""
    raise UsageError(_("No measure is called “{name}”.{hint} There are {choices}.").format(
        name=name[:60], hint=hint, choices=", ".join(NAMES)))


def _dear(graph: Web, asked: Sequence[str], approximate: float | None) -> str | None:
    """What to say beforehand of exact measures that cost n times the network; None where they cost little."""
    n, count = graph.arrays.n, graph.count
    if approximate is not None or n + count <= LARGE or not any(name in BETWEENNESS + HARMONIC for name in asked):
        return None
    return _("{n} nodes and {count} ties: exact betweenness and harmonic closeness look at every tie from every node, "
             "{steps} billion steps. --approximate 0.01 estimates them, with the error stated.").format(
                 n=n, count=count, steps=f"{n * count / 1e9:.1f}")


def spheres(panel: Panel, graph: Web) -> dict[str, int]:
    """The sphere of each actor; one of its own where it is not known, so that none pass for akin."""
    sphere = panel.actors.sphere[graph.actors]
    group = np.where(sphere == SILENT, -1 - np.arange(len(sphere)), sphere)
    return dict(zip(graph.arrays.nodes, group.tolist(), strict=True))


def _order(graph: Web, found: Measures[str], names: Names, first: str, top: int | None) -> tuple[int, ...]:
    values, low = found.columns[first], first in _LOW_FIRST

    def place(i: int) -> tuple[bool, float, str, str]:
        value = values[i]
        iri = found.nodes[i]
        return value is None, 0.0 if value is None else value if low else -value, names.of(iri), iri

    actors = [i for i in range(len(graph.actors)) if not names.hidden(found.nodes[i])]
    actions = range(len(graph.actors), len(found.nodes))
    return (*sorted(actors, key=place)[:top], *sorted(actions, key=place)[:top])


def _perimeter_notes(panel: Panel, here: Perimeter, graph: Web, names: Names, territory: str | None) -> list[str]:
    """What the network leaves out."""
    found = []
    if territory is not None:
        found.append(_("Measured inside {territory}: ties with actors elsewhere do not count.").format(
            territory=place_name(territory)))
    if graph.name == "ties":
        found.append(_("Actors of whose ties the sources say nothing, and who are not in this network: {n}. Silence is "
                       "no absence of ties. A tie of n partners weighs 1/(n − 1) between each two, in what is "
                       "weighted.").format(n=int(here.actors.sum()) - len(graph.actors)))
    hidden = int((panel.actors.kind[graph.actors] == KINDS.index("person")).sum())
    if hidden and not names.persons:
        found.append(_("Natural persons, counted in the network and not listed (--with-persons): {n}.").format(
            n=hidden))
    return found
