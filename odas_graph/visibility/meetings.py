"""Missing ties: which institution should meet which actor, and what it would change, in words with figures."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from odas_graph import vocab
from odas_graph.analysis.draws import stated
from odas_graph.analysis.exits import Exits, exits
from odas_graph.analysis.missing import Meeting, Meetings
from odas_graph.analysis.recognition import LOCAL_CIRCLES, Interval
from odas_graph.analysis.weights import Weights
from odas_graph.i18n import gettext as _
from odas_graph.panel import CIRCLES, KINDS, NEEDS, Bools, Ints, Panel
from odas_graph.store import GraphStore
from odas_graph.visibility.assess import unsure
from odas_graph.visibility.assessment import interval, rounded
from odas_graph.visibility.figures import PUBLIC_KINDS, Figures, figures
from odas_graph.visibility.places import competences, generic
from odas_graph.visibility.words import Name, Words, listed, percent, span

_PUBLICS: Final = vocab.CODES["public"]
# Names in one sentence; the JSON has them all.
_MOST: Final = 6


@dataclass(frozen=True, slots=True)
class MissingTie:
    """An actor and an institution between which no source states a tie, and what one would change.

    `leaves` says whether an agreement, counted as older than an action, takes the actor off the list (None: it is not
    on it); `before` and `known` are what the circles in scope knew of it, as it is and with that agreement. `matters`
    pairs needs and publics, as words; `fragmentation` is the share of pairs of bodies that no chain of ties links,
    today and with this one. `way` is the shortest chain between the two today, as words.
    """

    actor: Name
    rank: int | None
    archetype: str | None
    territory: str | None
    territory_label: str | None
    circle: str
    circle_label: str
    institution: Name
    others: tuple[Name, ...]
    covers: bool
    leaves: bool | None
    before: Interval
    known: Interval
    matters: tuple[tuple[str, str | None], ...]
    actions: tuple[str, ...]
    joined: int
    fragmentation: tuple[float, float]
    way: tuple[str, ...]
    sentences: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        return {
            "actor": self.actor.iri, "label": self.actor.label, "rank": self.rank, "archetype": self.archetype,
            "territory": self.territory, "territory_label": self.territory_label, "circle": self.circle,
            "institution": self.institution.iri, "institution_label": self.institution.label,
            "institution_generic": self.institution.generic, "institution_covers": self.covers,
            "others": [{"actor": o.iri, "label": o.label} for o in self.others],
            "leaves_list": self.leaves, "recognition_before_interval": interval(self.before),
            "recognition_if_known_interval": interval(self.known),
            "needs_reached": [{"need": need, "public": public} for need, public in self.matters],
            "actions_reached": list(self.actions), "pairs_joined": self.joined,
            "fragmentation": rounded(self.fragmentation[0]), "fragmentation_after": rounded(self.fragmentation[1]),
            "way": list(self.way), "sentences": list(self.sentences)}


@dataclass(frozen=True, slots=True)
class Gap:
    """A circle of which the data hold no institution competent where these actors are: data to complete, no tie."""

    circle: str
    circle_label: str
    territory: str | None
    territory_label: str | None
    actors: tuple[Name, ...]

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        return {"circle": self.circle, "territory": self.territory, "territory_label": self.territory_label,
                "actors": [{"actor": a.iri, "label": a.label} for a in self.actors]}


@dataclass(frozen=True, slots=True)
class MissingTies:
    """The ties, those that change most first, and what the data lack to say more.

    Order: those that take the actor off the list; then by needs and publics newly reached, by actions, by pairs of
    bodies newly linked, each in turn; then by the rank of the actor.
    """

    ties: tuple[MissingTie, ...]
    gaps: tuple[Gap, ...]

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready values."""
        return {"ties": [t.to_dict() for t in self.ties], "to_complete": [g.to_dict() for g in self.gaps]}


def missing_ties(store: GraphStore, *, territory: str | None = None, actor: str | None = None,
                 circles: Sequence[str] = LOCAL_CIRCLES, kinds: Sequence[str] = PUBLIC_KINDS,
                 weights: Weights | None = None, unranked: bool = False, top: int | None = None) -> MissingTies:
    """Which institution of these circles should meet which listed actor of a territory (IRI; everywhere by default).

    With `unranked` also the bodies with a name of their own that contribute much and of whom the sources say too
    little; `actor` (IRI) asks for one alone, whether or not it is listed. Raises UsageError for a circle or a kind
    there is not, and for an actor that is an institution or takes part in no action.
    """
    found = figures(store, circles=circles, kinds=kinds, weights=weights)
    places = np.array([found.place_of(actor)]) if actor else _chosen(store, found, territory, unranked)
    return _Telling(store, found, places).told(top)


def _chosen(store: GraphStore, found: Figures, territory: str | None, unranked: bool) -> Ints:
    """The listed, and on request those to ask about, by place."""
    places = found.places_in(territory)
    listed: Ints = places[found.scores.rank[0, places] > 0]
    return np.concatenate([listed, unsure(store, found, places)]) if unranked else listed


class _Telling:
    """Missing ties of some candidates, in the language in force."""

    def __init__(self, store: GraphStore, found: Figures, places: Ints) -> None:
        self.found, self.panel = found, found.panel
        self.words = Words(store)
        self.numbers: list[int] = found.scores.candidates[places].tolist()
        self.verdicts = dict(zip(self.numbers, found.verdicts(places), strict=True))
        self.exits: dict[int, Exits] = dict(zip(self.numbers, exits(
            self.panel, stated(found.weights), found.scores, found.seen, places.tolist(), weights=found.weights,
            scope=found.scope, parts=False), strict=True))
        held = competences(store, self.panel)
        several = set(generic(store))
        self.generic = np.array([iri in several for iri in self.panel.actors.iris], dtype=bool)
        self.matters, keys = _matters(store, self.panel, self.words)
        self.meetings = Meetings(self.panel, held, keys, self.generic)

    def told(self, top: int | None) -> MissingTies:
        scope = [CIRCLES.index(circle) for circle in self.found.scope]
        found, gaps = [], []
        for actor in self.numbers:
            ties, empty = self.meetings.of(actor, scope)
            found += ties
            gaps += [(circle, actor) for circle in empty]
        found.sort(key=lambda m: (not self._leaves(m), -len(m.matters), -len(m.actions), -m.joined,
                                  self.verdicts[m.actor].rank or np.inf, m.actor, m.circle))
        found = found[:top]
        through = self._through()
        ways = [self.meetings.way(m.actor, m.institution, through) for m in found]
        iris, acts = self.panel.actors.iris, len(self.panel.actors) + len(self.panel.actions)
        # In a chain, bodies alternate with what they share, of which actions have a title.
        shown = {m.institution for m in found} | {o for m in found for o in m.others} | {m.actor for m in found}
        shown |= {i for way in ways for i in way[::2]} | {actor for _circle, actor in gaps}
        names = self.words.actors(iris[i] for i in sorted(shown))
        done = {i - len(iris) for way in ways for i in way[1::2] if i < acts} | {a for m in found for a in m.actions}
        titles = self.words.titles(self.panel.actions.iris[a] for a in sorted(done))
        return MissingTies(tuple(self._tie(m, way, names, titles) for m, way in zip(found, ways, strict=True)),
                           tuple(self._gaps(gaps, names)))

    def _leaves(self, meeting: Meeting) -> bool:
        return CIRCLES[meeting.circle] in self.exits[meeting.actor].circles

    def _through(self) -> Bools:
        """Who may be named as a go-between: no natural person, nor a group that nobody could call on."""
        kinds = self.panel.actors.kind
        unnamed = (kinds == KINDS.index("collective")) & self.generic
        if "person" not in self.found.kinds:
            unnamed |= kinds == KINDS.index("person")
        found: Bools = ~unnamed
        return found

    def _tie(self, meeting: Meeting, way: Sequence[int], names: Mapping[str, Name],
             titles: Mapping[str, str]) -> MissingTie:
        panel, found = self.panel, self.found
        verdict, circle = self.verdicts[meeting.actor], CIRCLES[meeting.circle]
        actor, institution = (names[panel.actors.iris[i]] for i in (meeting.actor, meeting.institution))
        worth = found.weights.recognition["formelle-avant"]
        known = _mean([(worth, worth) if c == circle else verdict.circles[c].before for c in found.scope])
        fragmentation = self.meetings.fragmentation(), self.meetings.fragmentation(meeting.joined)
        steps = [names[panel.actors.iris[i]].label if place % 2 == 0 else self._shared(i, titles)
                 for place, i in enumerate(way)]
        code, label = self.words.place([actor.based_in] if actor.based_in else found.territories_of(meeting.actor))
        tie = MissingTie(
            actor, verdict.rank, verdict.archetype, code, label, circle, self.words.code("cercle", circle), institution,
            tuple(names[panel.actors.iris[i]] for i in meeting.others), meeting.covers,
            self._leaves(meeting) if verdict.rank else None, verdict.before, known,
            tuple(sorted((self.matters[m] for m in meeting.matters), key=lambda m: (m[0], m[1] or ""))),
            tuple(sorted(titles[panel.actions.iris[a]] for a in meeting.actions)), meeting.joined, fragmentation,
            tuple(steps), ())
        return replace(tie, sentences=tuple(_sentences(tie, self._are_ties(way))))

    def _shared(self, thing: int, titles: Mapping[str, str]) -> str:
        """What two bodies share: an action by its title, or a stated tie."""
        action = thing - len(self.panel.actors)
        if action < len(self.panel.actions):
            return titles[self.panel.actions.iris[action]]
        return _("stated tie")

    def _are_ties(self, way: Sequence[int]) -> list[bool]:
        first = len(self.panel.actors) + len(self.panel.actions)
        return [thing >= first for thing in way[1::2]]

    def _gaps(self, gaps: Sequence[tuple[int, int]], names: Mapping[str, Name]) -> Iterator[Gap]:
        grouped: dict[tuple[str, str | None, str | None], list[Name]] = defaultdict(list)
        for circle, actor in gaps:
            name = names[self.panel.actors.iris[actor]]
            code, label = self.words.place([name.based_in] if name.based_in else self.found.territories_of(actor))
            grouped[CIRCLES[circle], code, label].append(name)
        for (slug, code, label), concerned in sorted(grouped.items(), key=lambda item: (
                CIRCLES.index(item[0][0]), item[0][1] or "")):
            yield Gap(slug, self.words.code("cercle", slug), code, label, tuple(concerned))


def _sentences(tie: MissingTie, ties: Sequence[bool]) -> Iterator[str]:
    """What the tie would change, in full."""
    if tie.institution.generic:
        yield _("“{name}” stands for several institutions: find out which one is meant.").format(
            name=tie.institution.label)
    if not tie.covers:
        yield _("Competent on a part of the territory of the actor.")
    if tie.matters:
        yield _("New to {institution}, whose actions and ties do not reach it today: {needs}.").format(
            institution=tie.institution.label, needs=_("; ").join(_matters_told(tie.matters)))
    elif tie.actions:
        yield _("New to {institution}, the inhabitants whom the actor meets in: {actions}.").format(
            institution=tie.institution.label,
            actions=listed([_("“{title}”").format(title=a) for a in tie.actions], _MOST))
    yield _recognition(tie)
    if tie.joined:
        yield _("Would link {n} pairs of bodies that no chain of ties links today: pairs without a chain, {before} → "
                "{after}.").format(n=tie.joined, before=percent(tie.fragmentation[0], 1),
                                   after=percent(tie.fragmentation[1], 1))
    yield _introduction(tie, ties)
    if tie.others:
        yield _("In the same circle, would do as well: {names}.").format(
            names=listed([o.label for o in tie.others], _MOST))


def _recognition(tie: MissingTie) -> str:
    text = _("With a written agreement, recognition by the circles that count: {before} → {after}").format(
        before=span(*tie.before), after=span(*tie.known))
    if tie.leaves is None:
        return text + "."
    return text + (_("; it would leave the list.") if tie.leaves else _("; that alone would not take it off the list."))


def _introduction(tie: MissingTie, ties: Sequence[bool]) -> str:
    """Who could bring the two together."""
    way = tie.way
    if not way:
        return _("No chain of actions or ties links the two in the data.")
    if len(way) == 3:
        return _("Both take part in “{action}”, but no source states a tie between them.").format(action=way[1])
    if len(way) == 5:
        if all(ties):
            return _("{name} could introduce them: it has stated ties with both.").format(name=way[2])
        shared = [_("a stated tie with {name}").format(name=end) if tied else _("“{action}” with {name}").format(
            action=step, name=end) for end, step, tied in ((way[0], way[1], ties[0]), (way[4], way[3], ties[1]))]
        return _("{name} could introduce them: it shares {one} and {other}.").format(
            name=way[2], one=shared[0], other=shared[1])
    return _("The shortest way between the two goes through: {names}.").format(names=_(", then ").join(way[2:-1:2]))


def _matters_told(matters: Sequence[tuple[str, str | None]]) -> list[str]:
    """Needs with the publics they are about; those about the same publics together."""
    publics: dict[str, list[str]] = defaultdict(list)
    for need, public in matters:
        publics[need] += [public] if public else []
    needs: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for need, found in publics.items():
        needs[tuple(found)].append(need)
    return [_("{needs} ({publics})").format(needs=", ".join(together), publics=", ".join(found)) if found
            else ", ".join(together) for found, together in needs.items()]


def _matters(store: GraphStore, panel: Panel, words: Words) -> tuple[Mapping[int, tuple[str, str | None]],
                                                                    tuple[Ints, Ints]]:
    """What each action is about, as pairs of need and public: the words of each key, and pairs of action and key."""
    number = {iri: i for i, iri in enumerate(panel.actions.iris)}
    rows, told = set(), {}
    for row in store.select("SELECT DISTINCT ?action ?need ?public WHERE { ?action odas:addresses ?need "
                            "OPTIONAL { ?action odas:servesPublic ?public } }"):
        need, public = (row[name].value.rsplit("/", 1)[-1] if row[name] else None for name in ("need", "public"))
        if row["action"].value not in number or need not in NEEDS or (public and public not in _PUBLICS):
            continue
        key = NEEDS.index(need) * (len(_PUBLICS) + 1) + (_PUBLICS.index(public) + 1 if public else 0)
        told[key] = words.code("problematique", need), words.code("public", public) if public else None
        rows.add((number[row["action"].value], key))
    pairs = np.array(sorted(rows), dtype=np.int64).reshape(-1, 2)
    return told, (pairs[:, 0], pairs[:, 1])


def _mean(intervals: Sequence[Interval]) -> Interval:
    """The mean of intervals; [0, 1] of none."""
    if not intervals:
        return (0.0, 1.0)
    return sum(low for low, _high in intervals) / len(intervals), sum(high for _low, high in intervals) / len(intervals)
