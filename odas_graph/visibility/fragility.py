"""What would be lost if an actor stopped, need by need: losses, words and proof together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from pyoxigraph import NamedNode

from odas_graph import vocab
from odas_graph.analysis.fragility import LOSSES, Losses, answers, losses
from odas_graph.i18n import gettext as _
from odas_graph.network import panel as panel_of
from odas_graph.panel import CONTRIBUTIONS, KINDS, NEEDS, Bools, Ints, Panel
from odas_graph.store import GraphStore
from odas_graph.visibility.figures import PUBLIC_KINDS
from odas_graph.visibility.places import actions_in, actors_in, territories_in
from odas_graph.visibility.words import Name, Proof, Words, listed

# Names in one sentence; the JSON has them all.
_MOST: Final = 8
# Names of those that answer one need: of a country, they would be a list of their own.
NAMED: Final = 500

Item = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Stop:
    """What stops with an actor: `items` by each of `LOSSES`, in words and codes; `sentences` tell them."""

    name: Name
    kind: str
    institution: bool
    territory: str | None
    territory_label: str | None
    items: Mapping[str, tuple[Item, ...]]
    sentences: tuple[str, ...]
    proofs: tuple[Proof, ...]

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        return {"actor": self.name.iri, "label": self.name.label, "kind": self.kind, "generic": self.name.generic,
                "institution": self.institution, "territory": self.territory, "territory_label": self.territory_label,
                "counts": {name: len(self.items[name]) for name in LOSSES},
                "losses": {name: [dict(item) for item in self.items[name]] for name in LOSSES},
                "sentences": list(self.sentences), "proofs": [p.to_dict() for p in self.proofs]}


@dataclass(frozen=True, slots=True)
class Answer:
    """A need in a territory: how many bodies answer it, and the one that does alone."""

    territory: str | None
    territory_label: str | None
    bodies: int
    sole: str | None

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        return {"territory": self.territory, "territory_label": self.territory_label, "bodies": self.bodies,
                "sole": self.sole}


@dataclass(frozen=True, slots=True)
class NeedRow:
    """A need: how many actions are on it, how many bodies answer it, and each territory where it is answered.

    `titles` and `names` are those of the actions and the bodies; of more than `NAMED`, none.
    """

    need: str
    label: str
    actions: int
    bodies: int
    titles: tuple[str, ...]
    names: tuple[str, ...]
    answers: tuple[Answer, ...]

    @property
    def alone(self) -> tuple[Answer, ...]:
        """The territories in which one body alone answers."""
        return tuple(a for a in self.answers if a.sole is not None)

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        return {"need": self.need, "label": self.label, "actions": self.actions, "bodies": self.bodies,
                "action_titles": list(self.titles), "body_names": list(self.names),
                "answers": [a.to_dict() for a in self.answers]}


@dataclass(frozen=True, slots=True)
class Fragility:
    """Actors, those with which most stops first, and needs, those that rest on one body in most territories first.

    Actors are compared on each of `LOSSES` in turn: the first that differs decides; nothing is summed up. `unread` is
    how many actions are left out of “nobody else is known”, since the sources give only their title and who leads.
    """

    stops: tuple[Stop, ...]
    needs: tuple[NeedRow, ...]
    unread: int

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        return {"order": list(LOSSES), "actors": [s.to_dict() for s in self.stops],
                "needs": [n.to_dict() for n in self.needs], "title_only_actions": self.unread}


def fragility(store: GraphStore, *, territory: str | None = None, actors: Iterable[str] = (), needs: Sequence[str] = (),
              kinds: Sequence[str] = PUBLIC_KINDS, top: int | None = None) -> Fragility:
    """What stops with each actor of these kinds, institutions too, in a territory (an IRI; everywhere by default).

    `actors` (IRIs) asks for these alone, whatever stops with them; else those with which nothing stops are left out.
    `needs` (slugs) keeps what concerns these. Natural persons are named only where `kinds` holds them.
    """
    panel = panel_of(store)
    where, acts = territories_in(panel, territory), actions_in(panel, territory)
    unread = _collected(store, panel) & acts
    found = _on(panel, losses(panel).within(acts, where), needs, unread)
    wanted = set(actors)
    if wanted:
        chosen = np.array([i for i, iri in enumerate(panel.actors.iris) if iri in wanted], dtype=np.int64)
    else:
        kept = actors_in(panel, territory) & np.isin(panel.actors.kind, [KINDS.index(kind) for kind in kinds])
        chosen = np.flatnonzero(kept & found.counts.any(axis=1))
    words = _Words(store, panel, found, persons="person" in kinds)
    return Fragility(tuple(words.stops(found.order(chosen)[:top].tolist())),
                     tuple(words.needs(needs or NEEDS, where, acts)),
                     int(unread.sum()))


def _collected(store: GraphStore, panel: Panel) -> Bools:
    """The actions of which the sources give the title and the lead alone: that nobody else is named says nothing."""
    rows = store.select("SELECT ?action WHERE { ?action a odas:Action ; odas:stage ?stage }", substitutions={
        "stage": NamedNode(vocab.code("stade", "recueillie"))})
    titles = {row["action"].value for row in rows}
    return np.array([iri in titles for iri in panel.actions.iris], dtype=bool)


def _on(panel: Panel, found: Losses, needs: Sequence[str], unread: Bools) -> Losses:
    """What concerns these needs (all of none): actions on them, and their own cells; less the actions unread."""
    actions = found.actions[~unread[found.actions[:, 1]]]
    if not needs:
        return replace(found, actions=actions)
    wanted = np.array([need in needs for need in NEEDS])
    acts = np.zeros(len(panel.actions), dtype=bool)
    acts[panel.actions.need_action[wanted[panel.actions.need]]] = True
    nothing = found.ties[:0]
    return replace(found, actions=actions[acts[actions[:, 1]]], leads=found.leads[acts[found.leads[:, 1]]],
                   contributions=found.contributions[acts[found.contributions[:, 1]]],
                   needs=found.needs[wanted[found.needs[:, 1]]], narrowed=found.narrowed[wanted[found.narrowed[:, 1]]],
                   ties=nothing, cuts={})


class _Words(Words):
    """Losses in words; natural persons stay unnamed unless asked for."""

    def __init__(self, store: GraphStore, panel: Panel, found: Losses, persons: bool) -> None:
        super().__init__(store)
        self._panel, self._found, self._persons = panel, found, persons

    def stops(self, chosen: Sequence[int]) -> list[Stop]:
        """What stops with each of these actors, by number."""
        panel, found = self._panel, self._found
        rows = {name: _by_actor(getattr(found, name), chosen) for name in LOSSES if name != "cut_off"}
        wanted = set(chosen)
        for actor in chosen:
            wanted.update(*found.pieces(actor), self._partners(rows["ties"].get(actor, [])),
                          (row[3] for row in rows["narrowed"].get(actor, [])))
        names = self.actors(panel.actors.iris[i] for i in sorted(wanted))
        actions = {row[1] for name in ("actions", "leads", "contributions") for actor in chosen
                   for row in rows[name].get(actor, [])}
        titles = self.titles(panel.actions.iris[i] for i in sorted(actions))
        # A body stops with those who are of it: what they do proves what stops.
        by_house = np.argsort(panel.actors.house, kind="stable")
        houses = panel.actors.house[by_house]
        with_it = {actor: sorted({actor, *by_house[slice(*np.searchsorted(houses, (actor, actor + 1)))].tolist()})
                   for actor in chosen}
        parts = self.parts(panel.actors.iris[i] for mine in with_it.values() for i in mine)
        stops, facts = [], []
        for actor in chosen:
            mine = {name: rows[name].get(actor, []) for name in rows}
            touched = {row[1] for name in ("actions", "leads", "contributions") for row in mine[name]}
            touched |= {a for row in (*mine["needs"], *mine["narrowed"]) for one in with_it[actor]
                        for a in self._answering(one, row[1])}
            if found.pieces(actor):
                touched |= {a for one in with_it[actor] for a in self._actions(one)}
            facts.append([*(part for a in sorted(touched) for one in with_it[actor] for part in parts.get(
                (panel.actors.iris[one], panel.actions.iris[a]), ())),
                *(panel.ties.iris[row[1]] for row in mine["ties"])])
            stops.append(self._stop(actor, mine, names, titles))
        proofs = self.proofs(fact for found_ in facts for fact in found_)
        return [replace(stop, proofs=tuple(p for fact in mine for p in proofs.get(fact, ())))
                for stop, mine in zip(stops, facts, strict=True)]

    def needs(self, wanted: Sequence[str], where: Bools, acts: Bools) -> list[NeedRow]:
        """Who answers these needs in these territories, by actions anywhere that reach them."""
        panel = self._panel
        need, territory, cell, actor = answers(panel)
        bodies: dict[int, set[int]] = defaultdict(set)
        for one, who in zip(cell.tolist(), panel.actors.house[actor].tolist(), strict=True):
            bodies[one].add(who)
        cells: dict[int, list[int]] = defaultdict(list)
        for one in np.flatnonzero(where[territory]).tolist():
            cells[int(need[one])].append(one)
        actions: dict[int, set[int]] = defaultdict(set)
        for a, n in zip(panel.actions.need_action.tolist(), panel.actions.need.tolist(), strict=True):
            if acts[a]:
                actions[n].add(a)
        numbers = [NEEDS.index(slug) for slug in wanted if NEEDS.index(slug) in cells]
        mine = {n: {b for c in cells[n] for b in bodies[c]} for n in numbers}
        few = {n: mine[n] if len(mine[n]) <= NAMED else set() for n in numbers}
        done = {n: actions[n] if len(actions[n]) <= NAMED else set() for n in numbers}
        sole = {b for n in numbers for c in cells[n] if len(bodies[c]) == 1 for b in bodies[c]}
        names = self.actors(panel.actors.iris[b] for b in sorted(sole.union(*few.values())))
        titles = self.titles(panel.actions.iris[a] for a in sorted(set().union(*done.values())))
        rows = []
        for number in numbers:
            answered = tuple(sorted((self._answer(panel.territories[territory[c]], sorted(bodies[c]), names)
                                     for c in cells[number]), key=lambda a: (a.bodies, a.territory or "")))
            rows.append(NeedRow(
                NEEDS[number], self.code("problematique", NEEDS[number]), len(actions[number]), len(mine[number]),
                tuple(sorted(titles[panel.actions.iris[a]] for a in done[number])),
                tuple(sorted(self._public(names[panel.actors.iris[b]]) for b in few[number])), answered))
        return sorted(rows, key=lambda row: (-len(row.alone), row.label))

    def _answer(self, territory: str, bodies: Sequence[int], names: Mapping[str, Name]) -> Answer:
        code, label = self.territories.get(territory, (None, None))
        sole = self._public(names[self._panel.actors.iris[bodies[0]]]) if len(bodies) == 1 else None
        return Answer(code, label, len(bodies), sole)

    def _stop(self, actor: int, rows: Mapping[str, Sequence[Sequence[int]]], names: Mapping[str, Name],
              titles: Mapping[str, str]) -> Stop:
        panel = self._panel
        name = names[panel.actors.iris[actor]]

        def action(number: int) -> Item:
            return {"action": panel.actions.iris[number], "title": titles[panel.actions.iris[number]]}

        def cell(row: Sequence[int]) -> Item:
            code, label = self.territories.get(panel.territories[row[2]], (None, None))
            return {"need": NEEDS[row[1]], "need_label": self.code("problematique", NEEDS[row[1]]), "territory": code,
                    "territory_label": label}

        def body(number: int) -> Item:
            found = names[panel.actors.iris[number]]
            return {"actor": found.iri if self._may_name(found) else None, "label": self._public(found)}

        def partners(ties: Sequence[Sequence[int]]) -> list[str]:
            own = panel.actors.house[actor]
            return sorted(self._public(names[panel.actors.iris[b]]) for b in self._partners(ties)
                          if panel.actors.house[b] != own)

        items: dict[str, tuple[Item, ...]] = {
            "needs": tuple(cell(row) for row in rows["needs"]),
            "actions": tuple(action(row[1]) for row in rows["actions"]),
            "leads": tuple(action(row[1]) for row in rows["leads"]),
            "contributions": tuple({**action(row[1]), "contribution": CONTRIBUTIONS[row[2]], "contribution_label":
                                    self.code("contribution", CONTRIBUTIONS[row[2]])} for row in rows["contributions"]),
            "cut_off": tuple(body(number) for number in self._found.cut_off(actor)),
            "narrowed": tuple({**cell(row), **{f"left_{k}": v for k, v in body(row[3]).items()}}
                              for row in rows["narrowed"]),
            "ties": tuple({"tie": panel.ties.iris[row[1]], "with": ", ".join(partners([row]))} for row in rows["ties"])}
        pieces = [[str(body(number)["label"]) for number in piece] for piece in self._found.pieces(actor)]
        based = [name.based_in] if name.based_in else [
            panel.territories[t] for t in panel.actors.place_territory[panel.actors.place_actor == actor].tolist()]
        return Stop(name, KINDS[panel.actors.kind[actor]], bool(panel.actors.institution[actor]), *self.place(based),
                    items, tuple(_sentences(items, pieces, partners(rows["ties"]))), ())

    def _partners(self, ties: Sequence[Sequence[int]]) -> set[int]:
        """The actors that these ties hold, by number."""
        rows = self._panel.ties
        found: set[int] = set()
        for tie in ties:
            first, last = np.searchsorted(rows.member_tie, (tie[1], tie[1] + 1)).tolist()
            found.update(rows.member[first:last].tolist())
        return found

    def _answering(self, actor: int, need: int) -> list[int]:
        """The actions on a need in which an actor takes part."""
        actions = self._panel.actions
        return sorted(set(self._actions(actor)) & set(actions.need_action[actions.need == need].tolist()))

    def _actions(self, actor: int) -> list[int]:
        """The actions in which an actor takes part."""
        rows = self._panel.participations
        first, last = np.searchsorted(rows.actor, (actor, actor + 1)).tolist()
        found: list[int] = rows.action[first:last].tolist()
        return found

    def _may_name(self, name: Name) -> bool:
        return self._persons or not name.person

    def _public(self, name: Name) -> str:
        return name.label if self._may_name(name) else _("a person")


def _by_actor(rows: Ints, actors: Sequence[int]) -> dict[int, list[list[int]]]:
    found: dict[int, list[list[int]]] = defaultdict(list)
    for row in rows[np.isin(rows[:, 0], actors)].tolist():
        found[row[0]].append(row)
    return found


def _sentences(items: Mapping[str, Sequence[Item]], pieces: Sequence[Sequence[str]],
               partners: Sequence[str]) -> Iterator[str]:
    """What stops, in the order of `LOSSES`, in full."""

    def told(name: str) -> Iterable[tuple[str, list[Item]]]:
        """Items by the place or the action that they share."""
        shared: dict[str, list[Item]] = defaultdict(list)
        for item in items[name]:
            shared[str(item.get("title") or item.get("territory_label") or "")].append(item)
        return shared.items()

    for place, cells in told("needs"):
        yield _("{place}: the sources name nobody else who answers: {needs}.").format(
            place=place, needs=listed([str(c["need_label"]) for c in cells], _MOST))
    if items["actions"]:
        yield _("The sources name nobody else in: {actions}.").format(actions=_quoted(items["actions"]))
    if items["leads"]:
        yield _("Would be left without anyone who leads: {actions}.").format(actions=_quoted(items["leads"]))
    for title, gifts in told("contributions"):
        yield _("“{action}” would lose what nobody else is known to bring: {contributions}.").format(
            action=title, contributions=listed([str(g["contribution_label"]) for g in gifts], _MOST))
    if len(pieces) > 1 and len(pieces[0]) == len(pieces[1]):
        # None of them is “the others”.
        yield _("Would no longer be linked to one another by any action or tie: {groups}.").format(
            groups=_(" / ").join(listed(piece, _MOST) for piece in pieces))
    elif pieces:
        yield _("Would no longer be linked to the others by any action or tie: {names}.").format(
            names=listed([str(i["label"]) for i in items["cut_off"]], _MOST))
    for place, cells in told("narrowed"):
        by_body: dict[str, list[str]] = defaultdict(list)
        for cell in cells:
            by_body[str(cell["left_label"])].append(str(cell["need_label"]))
        for body, needs in by_body.items():
            yield _("{place}: {body} would be the only one left to answer: {needs}.").format(
                place=place, body=body, needs=listed(needs, _MOST))
    if partners:
        yield _("Stated ties that would end: {n}, with {names}.").format(
            n=len(items["ties"]), names=listed(partners, _MOST))


def _quoted(actions: Sequence[Item]) -> str:
    return listed([_("“{title}”").format(title=a["title"]) for a in actions], _MOST)
