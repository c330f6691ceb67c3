"""Everything on one actor, on the list or not: figures in words, reasons with their proof, what to ask next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from odas_graph.analysis.draws import stated
from odas_graph.analysis.questions import Question, questions
from odas_graph.analysis.stability import FAMILIES, Stability
from odas_graph.analysis.verdict import Verdict
from odas_graph.i18n import gettext as _
from odas_graph.panel import CIRCLES
from odas_graph.store import GraphStore
from odas_graph.visibility.assess import Told
from odas_graph.visibility.assessment import Assessment
from odas_graph.visibility.figures import Figures, Progress
from odas_graph.visibility.places import competences
from odas_graph.visibility.words import Words, listed, number, percent, span

# Pairs of actors that it joins, named.
LINKS = 3
# Institutions named in one question.
_MOST = 3


@dataclass(frozen=True, slots=True)
class Explained:
    """An assessment, what its figures say (`sentences`), and what would settle what the sources leave unsaid."""

    assessment: Assessment
    sentences: tuple[str, ...]
    questions: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready values: those of the assessment and the two lists."""
        return self.assessment.to_dict() | {"sentences": list(self.sentences), "questions": list(self.questions)}


def explain(store: GraphStore, found: Figures, actor: str, *, perturbations: int = 0, seed: int = 0,
            progress: Progress | None = None) -> Explained:
    """Everything on a candidate (IRI), also one that is known well or contributes little.

    Raises UsageError for an actor that is no candidate, saying why.
    """
    place = found.place_of(actor)
    assessment, words = Told(store, found, np.array([place]), links=LINKS, actions=None).assessments()[0], Words(store)
    held = found.stability(np.array([place]), perturbations, seed, progress).get(int(found.scores.candidates[place]))
    assessment = replace(assessment, verdict=replace(assessment.verdict, stability=held))
    asked = questions(found.panel, stated(found.weights), found.scores, found.seen, place, weights=found.weights,
                      scope=found.scope)
    return Explained(assessment, tuple(_figures(found, assessment.verdict, words)),
                     tuple(_questions(store, found, assessment.verdict, asked, words)))


def standing(verdict: Verdict) -> str:
    """How much an actor contributes, among its like."""
    if verdict.contribution is None:
        return _("how much it contributes is not known: no source says whether it met inhabitants")
    if not verdict.peers:
        return _("alone of its kind, so that its contribution compares with none")
    return _("contributes more than {share} of the {n} others of its kind, equals counting for half").format(
        share=percent(verdict.contribution), n=verdict.peers)


def parts(verdict: Verdict) -> str:
    """The three parts of what it contributes, each as the share of the others of its kind that have less."""
    close, joins, sole = verdict.standings
    return _("proximity {close}, bridging {joins}, irreplaceability {sole}").format(
        close=_("not known") if close is None else percent(close), joins=percent(joins), sole=percent(sole))


def void_bridging(found: Figures) -> str | None:
    """How many candidates bridge nothing, and why, where that is so for some."""
    joins = found.scores.raw.separated[0] + found.scores.raw.brokered[0]
    void = int((joins == 0).sum())
    if not void:
        return None
    return _("Bridging is 0 for {void} of {n} actors: their actions hold together without them, and they join no two "
             "actors of different fields that no tie joins yet.").format(void=void, n=len(joins))


def _figures(found: Figures, verdict: Verdict, words: Words) -> Iterator[str]:
    yield _place(found, verdict, words)
    yield _sentence(standing(verdict))
    raw = [_("proximity: {share} (what its roles weigh in actions where it meets inhabitants itself, shared with those "
             "who take part: {value})").format(
                 share=_("not known") if verdict.standings[0] is None else percent(verdict.standings[0]),
                 value=_("not known") if verdict.proximity is None else number(verdict.proximity)),
           _("bridging: {share} (pairs of actors and actions linked by it alone: {separated}; pairs of actors of "
             "different fields that it joins: {brokered})").format(
                 share=percent(verdict.standings[1]), separated=number(verdict.separated),
                 brokered=number(verdict.brokered)),
           _("irreplaceability: {share} (contributions and answers that nobody else is known to bring: "
             "{value})").format(share=percent(verdict.standings[2]), value=number(verdict.irreplaceability))]
    yield _("The three parts of its contribution, each as the share of the others of its kind that have less: "
            "{parts}.").format(parts=_("; ").join(raw))
    void = void_bridging(found)
    if void:
        yield void
    yield _("Known to the circles that count before the action: {before}; since: {after}; circles of which a source "
            "says what they knew before: {coverage}.").format(
                before=span(*verdict.before), after=span(*verdict.after), coverage=percent(verdict.coverage))
    if verdict.stability is not None:
        yield from _firmness(verdict.stability, verdict.rank is not None)


def _place(found: Figures, verdict: Verdict, words: Words) -> str:
    profile = words.code("archetype", verdict.archetype) if verdict.archetype else ""
    if verdict.rank:
        return _("On the list, rank {rank} of {n}: {profile}.").format(
            rank=verdict.rank, n=int((found.scores.rank[0] > 0).sum()), profile=profile)
    if verdict.archetype == "donnees-insuffisantes":
        return _("Not on the list: {profile}. The sources say too little of who knew it, or of what it does.").format(
            profile=profile)
    if verdict.archetype == "pilier-reconnu":
        return _("Not on the list: {profile}. It contributes much, and those who should know it did.").format(
            profile=profile)
    return _("Not on the list: it contributes less than most of its kind, as far as the sources say.")


def _firmness(held: Stability, is_listed: bool) -> Iterator[str]:
    names = {"ties-5": _("5% of the stated ties dropped"), "ties-10": _("10% dropped"), "ties-20": _("20% dropped"),
             "action": _("one action left out"), "poids": _("other weights"),
             "inconnu": _("the unknown drawn at random")}
    yield _("Of {n} trials that change data and weights a little, the verdict holds in {holds}, and the actor is on "
            "the list in {listed}. By what is changed: {families}.").format(
        n=held.readings, holds=percent(held.holds), listed=percent(held.listed),
        families=_("; ").join(_("{name}: {share}").format(name=names[f], share=percent(held.by_family[f]))
                              for f in FAMILIES if f in held.by_family))
    if is_listed and held.rank_low is not None:
        yield _("Its rank lies between {low} and {high} in nine trials out of ten.").format(
            low=held.rank_low, high=_("off the list") if held.rank_high is None else held.rank_high)


def _questions(store: GraphStore, found: Figures, verdict: Verdict, asked: Sequence[Question],
               words: Words) -> Iterator[str]:
    """One question a circle of which the sources are silent, and what each answer would settle."""
    held, panel = competences(store, found.panel), found.panel
    actor = panel.actors.iris.index(verdict.actor)
    known = {q.circle: held.institutions(actor, CIRCLES.index(q.circle))[0] for q in asked}
    names = words.actors(panel.actors.iris[i] for institutions in known.values() for i in institutions[:_MOST + 1])
    for question in asked:
        circle = words.code("cercle", question.circle)
        institutions = [names[panel.actors.iris[i]].label for i in known[question.circle][:_MOST + 1]]
        whom = _(" (ask {names})").format(names=listed(institutions, _MOST)) if institutions else _(
            " (the data name no institution of this circle there)")
        text = (_("{circle}: is the tie older than the action?{whom}") if question.dated
                else _("{circle}: did it know this actor before the action?{whom}")).format(circle=circle, whom=whom)
        yes, no = (words.code("archetype", a) if a else _("no profile") for a in (question.knew, question.unaware))
        if yes == no:
            yield _sentence(text, end="") + " " + _("Either way: {profile}.").format(profile=yes)
        else:
            yield _sentence(text, end="") + " " + _("An agreement older than the action: {yes}; not known there: "
                                                    "{no}.").format(yes=yes, no=no)


def _sentence(text: str, end: str = ".") -> str:
    return text[:1].upper() + text[1:] + end
