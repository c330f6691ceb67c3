"""The visibility of each actor, and what each circle knew of it, as Turtle: columns of scores made into lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np

from odas_graph.analysis.archetypes import ARCHETYPES, ORDER
from odas_graph.analysis.draws import stated
from odas_graph.analysis.exits import Exits, exits
from odas_graph.analysis.irreplaceability import sole_cells
from odas_graph.analysis.recognition import STATUSES, UNSAID, Recognition
from odas_graph.analysis.verdict import Scores
from odas_graph.panel import CIRCLES, KINDS, MOMENTS, NEEDS, ORIGINS, SILENT, Bools, Ints, Panel
from odas_graph.writeback.runs import VISIBILITY
from odas_graph.writeback.turtle import actors, decimals, iri, rows, said, slugs, text

if TYPE_CHECKING:
    from odas_graph.analysis.stability import Stability
    from odas_graph.visibility.figures import Figures

_PLANNED: Final = ORIGINS.index("envisage")
_BEFORE, _DURING, _SINCE = (MOMENTS.index(moment) for moment in ("avant", "pendant", "apres"))
_BOUNDS: Final = ("Low", "High")


class Explained(Protocol):
    """An actor with the sentences that explain its assessment, in one language."""

    @property
    def actor(self) -> str:
        """Its IRI."""

    @property
    def territory(self) -> str | None:
        """The code of the territory that the assessment is shown for."""

    @property
    def reasons(self) -> Sequence[str]:
        """Sentences, from facts only."""

    @property
    def evidence(self) -> Sequence[Any]:
        """Places of proof; `fact` is the IRI of what each proves."""


def describe(found: Figures, written: Bools, *, stability: Mapping[int, Stability],
             explained: Mapping[str, Sequence[Explained]], leaving: Mapping[int, Exits] | None) -> Iterator[str]:
    """One assessment for each candidate `written`, and one view for each circle that a fact on it speaks of.

    What is unknown of an actor has no line. O(candidates + participations + contacts), beside the sentences, and what
    would take the actors `explained` off the list, where it is not at hand (`leaving`).
    """
    panel, scores = found.panel, found.scores
    places = np.flatnonzero(written[scores.candidates])
    numbers = scores.candidates[places]
    iris = [panel.actors.iris[number] for number in numbers.tolist()]
    names = slugs(iris)
    archetypes = _archetypes(scores.signatures[0, places], scores.archetype[0, places])
    yield from rows(
        [f"e:{name} a o:Assessment;p:wasGeneratedBy r:{VISIBILITY};o:assesses {actor}{held}"
         for name, actor, held in zip(names, actors(iris), archetypes, strict=True)],
        _place(scores, places), *_figures(panel, scores, places), *_trials(numbers, stability), _alone(panel, numbers),
        _words(iris, explained, frozenset(panel.ties.iris) if explained else frozenset()),
        _leaving(numbers, _exits(found, places, explained) if leaving is None else leaving))
    yield from _views(panel, found.seen, dict(zip(numbers.tolist(), names, strict=True)))


def _place(scores: Scores, places: Ints) -> list[str]:
    """The place of each actor on the list, nothing off it."""
    return [f";o:rank {rank};o:onFront {'true' if front else 'false'}" if rank else "" for rank, front in zip(
        scores.rank[0, places].tolist(), scores.on_front[0, places].tolist(), strict=True)]


def _alone(panel: Panel, numbers: Ints) -> list[str]:
    """The needs that each actor alone answers somewhere."""
    cells = sole_cells(panel)
    found: dict[int, list[str]] = {}
    for actor, need in np.unique(np.stack([cells.answerer, cells.need], axis=1), axis=0).tolist():
        found.setdefault(actor, []).append(f"b:{NEEDS[need]}")
    return said("o:aloneOn", [",".join(found.get(number, ())) for number in numbers.tolist()])


def _figures(panel: Panel, scores: Scores, places: Ints) -> Iterator[list[str]]:
    share = scores.contribution[0]
    kind = panel.actors.kind[scores.candidates]
    sizes = np.bincount(kind[~np.isnan(share)], minlength=len(KINDS))
    yield said("o:contributionScore", decimals(share[places]))
    yield said("o:peers", ["" if np.isnan(value) else str(size - 1) for value, size in zip(
        share[places].tolist(), sizes[kind[places]].tolist(), strict=True)])
    for part, name in enumerate(("proximity", "bridging", "irreplaceability")):
        yield said(f"o:{name}Score", decimals(scores.standings[0, places, part]))
    for name, bounds in (("Before", scores.before[0, places]), ("After", scores.after[0, places])):
        yield said(f"o:recognition{name}", decimals(bounds.mean(axis=-1)))
        for end, column in zip(_BOUNDS, bounds.T, strict=True):
            yield said(f"o:recognition{name}{end}", decimals(column))
    yield said("o:coverage", decimals(scores.coverage[0, places]))


def _trials(numbers: Ints, stability: Mapping[int, Stability]) -> Iterator[list[str]]:
    """What became of the verdicts in the trials; nothing of those that were not tried."""
    tried = [stability.get(number) for number in numbers.tolist()]
    for predicate, shares in (("o:stability", [one.holds if one else np.nan for one in tried]),
                              ("o:listedShare", [one.listed if one else np.nan for one in tried])):
        yield said(predicate, decimals(np.array(shares, np.float64)))
    for predicate, ranks in (("o:rankLow", [one.rank_low if one else None for one in tried]),
                             ("o:rankHigh", [one.rank_high if one else None for one in tried])):
        yield said(predicate, [str(rank) if rank else "" for rank in ranks])


def _archetypes(held: Bools, main: Ints) -> list[str]:
    """The profiles of each actor, the main one first; each set of profiles is written once."""
    keys = (held @ (1 << np.arange(len(ARCHETYPES)))) * (len(ARCHETYPES) + 1) + main
    _, first, place = np.unique(keys, return_index=True, return_inverse=True)
    found = []
    for row in first.tolist():
        if main[row] == SILENT:
            found.append("")
            continue
        codes = [f"t:{ARCHETYPES[one]}" for one in ORDER if held[row, one]]
        found.append(f";o:mainArchetype t:{ARCHETYPES[main[row]]};o:archetype {','.join(codes)}")
    return [found[i] for i in place.tolist()]


def _words(iris: Sequence[str], explained: Mapping[str, Sequence[Explained]], ties: frozenset[str]) -> list[str]:
    """The territory, the sentences in every language, and the participations that they rest on, by actor."""
    found: dict[str, list[str]] = {}
    for lang, assessments in explained.items():
        for one in assessments:
            lines = found.setdefault(one.actor, [])
            if not lines:
                facts = dict.fromkeys(proof.fact for proof in one.evidence if proof.fact not in ties)
                lines += said("o:basedOn", map(iri, sorted(facts)))
                lines += said("o:inTerritory", [_territory(one.territory)])
            lines += said("o:reason", [text(sentence, lang) for sentence in one.reasons])
    return ["".join(found.get(one, ())) for one in iris]


def _exits(found: Figures, places: Ints, explained: Mapping[str, Sequence[Explained]]) -> dict[int, Exits]:
    """What would take each of the actors `explained` off the list; the others are not asked for, as each costs much."""
    panel, scores = found.panel, found.scores
    told = {one.actor for assessments in explained.values() for one in assessments}
    asked = [place for place in places.tolist() if panel.actors.iris[scores.candidates[place]] in told]
    changes = exits(panel, stated(found.weights), scores, found.seen, asked, weights=found.weights, scope=found.scope)
    return dict(zip(scores.candidates[asked].tolist(), changes, strict=True))


def _leaving(numbers: Ints, exits_: Mapping[int, Exits]) -> list[str]:
    """The circles that an agreement would do it with, and the parts of contribution whose loss would."""
    known = (exits_.get(number, Exits()) for number in numbers.tolist())
    return ["".join(said("o:leavesWith", [f"c:{circle}" for circle in one.circles])
                    + said("o:leavesWithout", [f"n:{part}" for part in one.parts])) for one in known]


def _territory(code: str | None) -> str:
    from odas_graph.describe.territories import territory_node

    return iri(territory_node(code).value) if code else ""


def _views(panel: Panel, seen: Recognition, names: Mapping[int, str]) -> Iterator[str]:
    """One line for each of these actors and each circle that a fact speaks of, with the facts."""
    contacts = panel.contacts
    grounds = _grounds(panel, seen)
    chosen = np.isin(contacts.actor, np.fromiter(names, np.int64, len(names))) & grounds
    actor, circle = contacts.actor[chosen], contacts.circle[chosen]
    facts = [iri(panel.ties.iris[tie]) for tie in contacts.tie[chosen].tolist()]
    new = np.ones(len(actor), bool)
    new[1:] = (actor[1:] != actor[:-1]) | (circle[1:] != circle[:-1])
    starts = np.flatnonzero(new)
    cells = actor[starts], circle[starts]
    ends = np.append(starts, len(actor))[1:]
    heads = [f"v:{names[a]}--{CIRCLES[c]} a o:CircleView;o:ofAssessment e:{names[a]};o:inCircle c:{CIRCLES[c]}"
             f";o:knowledge k:{STATUSES[s]};o:basedOn {','.join(dict.fromkeys(facts[first:last]))}"
             for a, c, s, first, last in zip(*(column.tolist() for column in (
                 *cells, seen.status[0][cells], starts, ends)), strict=True)]
    bounds = [said(f"o:recognition{name}{end}", decimals(values[0][cells][:, side]))
              for name, values in (("Before", seen.before), ("After", seen.after)) for side, end in enumerate(_BOUNDS)]
    yield from rows(heads, *bounds)


def _grounds(panel: Panel, seen: Recognition) -> Bools:
    """The contacts that a status rests on, as in `recognition.views`.

    Where no source speaks of the time before, these are absences since; a planned tie is no ground.
    """
    contacts, ties = panel.contacts, panel.ties
    absent, tied = ties.absent[contacts.tie], ties.origin[contacts.tie] != _PLANNED
    moment = contacts.moment
    telling = (moment == SILENT) | (moment == _BEFORE) | (contacts.unaware & (moment == _DURING))
    unsaid = seen.status[0][contacts.actor, contacts.circle] == UNSAID
    grounds: Bools = np.where(unsaid, absent & (moment == _SINCE), np.where(absent, telling, tied))
    return grounds

