"""Which need of which public is answered in a territory: by several bodies, by one, by none that a source names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from odas_graph import vocab
from odas_graph.atlas.site import Site
from odas_graph.territory import Territory

# Who only pays or observes answers no need by that (as `analysis.fragility.answers`).
BESIDE: Final = frozenset(("financeur", "evaluateur"))


@dataclass(frozen=True, slots=True)
class Cell:
    """A need, for everybody or for one public: the actions on it, and the bodies that answer it, by name."""

    actions: tuple[str, ...]
    bodies: tuple[str, ...]

    @property
    def state(self) -> str:
        """`several`, `one`, `unknown` (actions, but nobody is named in them) or `none`."""
        if not self.bodies:
            return "unknown" if self.actions else "none"
        return "one" if len(self.bodies) == 1 else "several"


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A need: how it is answered at all, and by public."""

    need: str
    whole: Cell
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Cover:
    """The needs of the code list × the publics that an action reaches, in the order of their lists.

    `unreached` are the publics that no action reaches; `silent` is how many of the `actions` state no public; `wider`
    how many of them are actions of a territory that holds this one.
    """

    publics: tuple[str, ...]
    rows: tuple[NeedRow, ...]
    unreached: tuple[str, ...]
    actions: int
    silent: int
    wider: int

    def by_state(self, state: str) -> list[NeedRow]:
        """The needs answered thus, whatever the public."""
        return [row for row in self.rows if row.whole.state == state]


def cover(site: Site, territory: Territory) -> Cover:
    """What is answered in a territory: by its actions, those of the territories in it, and those that hold it."""
    here, wider = site.here.get(territory.code, ()), site.reaching(territory)
    about = {iri: site.dossiers.actions[iri] for iri in (*here, *wider)}
    publics = {iri: set(action.codes["public"]) for iri, action in about.items()}
    on = {need: [iri for iri, action in about.items() if need in action.codes["problematique"]]
          for need in vocab.CODES["problematique"]}
    reached = [p for p in vocab.CODES["public"] if any(p in found for found in publics.values())]
    rows = tuple(NeedRow(need, _cell(site, actions), {
        public: _cell(site, [iri for iri in actions if public in publics[iri]]) for public in reached})
        for need, actions in on.items())
    return Cover(tuple(reached), rows, tuple(p for p in vocab.CODES["public"] if p not in reached), len(about),
                 sum(not found for found in publics.values()), len(wider))


def _cell(site: Site, actions: Sequence[str]) -> Cell:
    def by_name(iris: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(iris, key=lambda iri: (site.name(iri).casefold(), iri)))

    # A body counts once with its services, staff and members.
    bodies = {site.houses.get(part.actor, part.actor) for action in actions
              for part in site.participations.get(action, ()) if not part.roles or not BESIDE.issuperset(part.roles)}
    return Cell(by_name(actions), by_name(bodies))
