"""Who is invisible, to whom: figures told in words, with their proof."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from odas_graph.analysis.draws import stated
from odas_graph.analysis.exits import Exits, exits
from odas_graph.analysis.explain import Names, Reason, Story, reasons
from odas_graph.analysis.recognition import LOCAL_CIRCLES
from odas_graph.analysis.verdict import Verdict
from odas_graph.analysis.weights import Weights
from odas_graph.i18n import LANGUAGES, in_language
from odas_graph.i18n import gettext as _
from odas_graph.panel import CIRCLES, SILENT, Ints
from odas_graph.store import GraphStore
from odas_graph.visibility.assessment import Assessment
from odas_graph.visibility.figures import PUBLIC_KINDS, Figures, Progress, figures
from odas_graph.visibility.places import generic
from odas_graph.visibility.stories import Stories
from odas_graph.visibility.words import Words
from odas_graph.vocab import CODES

# Actors, best first, of whom it is found whether less contribution would take them off the list: each costs as much as
# there are candidates. Of those beyond, only which agreements would.
IN_FULL: Final = 2000
# Actions of an actor that a list names: a reader of many asks for one.
ACTIONS: Final = 8


def assess(store: GraphStore, *, territory: str | None = None, circles: Sequence[str] = LOCAL_CIRCLES,
           kinds: Sequence[str] = PUBLIC_KINDS, weights: Weights | None = None, perturbations: int = 0, seed: int = 0,
           top: int | None = None, progress: Progress | None = None) -> list[Assessment]:
    """The visibility of every actor that is no institution, best candidates first, actors without a matter left out.

    `territory` is a territory's IRI: only actors based or active there are shown; figures and ranks stay relative to
    all actors of the same kind, since few territories hold enough of them. With `perturbations`, so many readings with
    data and weights a little changed, drawn from `seed`, say how firm the verdicts of the listed are; `progress` is
    told how many are read, of how many. Institutions are recognisers, never candidates. Raises UsageError for a circle
    or a kind there is not.
    """
    found = figures(store, circles=circles, kinds=kinds, weights=weights)
    return Told(store, found, matters(found, territory)[:top], perturbations, seed, progress).assessments()


def assess_in_all_languages(store: GraphStore, *, perturbations: int = 0, seed: int = 0,
                            progress: Progress | None = None) -> dict[str, list[Assessment]]:
    """The assessments of the whole graph in each language; figures are found once."""
    found = figures(store)
    return Told(store, found, matters(found), perturbations, seed, progress).by_language()


def matters(found: Figures, territory: str | None = None) -> Ints:
    """The candidates of a territory that are a matter of invisibility, by place, best first: not those known well, nor
    those that contribute less than most."""
    places = found.places_in(territory)
    untold = [SILENT, CODES["archetype"].index("pilier-reconnu")]
    kept: Ints = places[~np.isin(found.scores.archetype[0, places], untold)]
    return kept


def unsure(store: GraphStore, found: Figures, places: Ints) -> Ints:
    """Those of these candidates that contribute much and of whom the sources say too little, in their order: bodies
    with a name of their own, which one could ask about."""
    scores, actors = found.scores, found.panel.actors
    numbers, several = scores.candidates[places], set(generic(store))
    much = scores.contribution[0, places] >= found.weights.thresholds["contribution-forte"]
    silent = scores.archetype[0, places] == CODES["archetype"].index("donnees-insuffisantes")
    named = np.array([actors.iris[i] not in several for i in numbers.tolist()], dtype=bool)
    kept: Ints = places[much & silent & (actors.house[numbers] == numbers) & named]
    return kept


class Told:
    """Some candidates of a score, with all that their reasons take, to be told in the language in force.

    How firm the verdict is, is found of those that are listed; of the pairs of actors that one joins, so many `links`
    are named, and so many of its `actions` (all for None).
    """

    def __init__(self, store: GraphStore, found: Figures, places: Ints, perturbations: int = 0, seed: int = 0,
                 progress: Progress | None = None, links: int = 1, actions: int | None = ACTIONS) -> None:
        self._store, self._found = store, found
        self._numbers: list[int] = found.scores.candidates[places].tolist()
        firm = places[found.scores.rank[0, places] > 0]
        self.stability = found.stability(firm, perturbations, seed, progress)
        self._verdicts = found.verdicts(places, self.stability)
        self._stories = Stories(found.panel, self._numbers, links, actions)
        self._exits = [one for some, parts in ((places[:IN_FULL], True), (places[IN_FULL:], False)) for one in exits(
            found.panel, stated(found.weights), found.scores, found.seen, some.tolist(), weights=found.weights,
            scope=found.scope, parts=parts)]

    def assessments(self) -> list[Assessment]:
        """The candidates in their order."""
        words, found = Words(self._store), self._found
        names = words.actors(v.actor for v in self._verdicts)
        stories = self._stories.told(words, "person" in found.kinds)
        of_codes = Names({c: words.code("cercle", c) for c in CIRCLES},
                         {a: words.code("archetype", a) for a in CODES["archetype"]})
        told = [self._reasons(verdict, number, stories[number], of_codes, exits_)
                for verdict, number, exits_ in self._each()]
        proofs = words.proofs(fact for mine in told for reason in mine for fact in reason.facts)
        assessments = []
        for (verdict, number, _unused), mine in zip(self._each(), told, strict=True):
            name = names[verdict.actor]
            place = words.place([name.based_in] if name.based_in else found.territories_of(number))
            assessments.append(Assessment(
                verdict.actor, name.label, verdict.kind, name.generic, *place, verdict,
                tuple(reason.text for reason in mine),
                tuple(tuple(p for fact in reason.facts for p in proofs.get(fact, ())) for reason in mine)))
        return assessments

    def _reasons(self, verdict: Verdict, number: int, story: Story, names: Names, exits_: Exits) -> list[Reason]:
        found = reasons(verdict, story, names, self._found.scope, exits_)
        more = self._stories.unnamed(number)
        if more:
            found.insert(len(story.deeds), Reason(_("Takes part in {n} more actions.").format(n=more)))
        return found

    def by_language(self) -> dict[str, list[Assessment]]:
        """The candidates in their order, in each language."""
        found = {}
        for lang in LANGUAGES:
            with in_language(lang):
                found[lang] = self.assessments()
        return found

    def _each(self) -> list[tuple[Verdict, int, Exits]]:
        return list(zip(self._verdicts, self._numbers, self._exits, strict=True))
