"""How good the rules are: what they propose from a report of several fiches against what people curated from it.

An actor found counts where its name, or an alias, is that of a curated actor of the fiche after normalisation, or
where a generic mention has the type of a generic actor of it; each curated actor counts once, so that an actor proposed
twice is wrong once. A tie counts by its pairs of actors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, Final

from odas_graph.errors import UsageError
from odas_graph.fiche import Action, Actor
from odas_graph.i18n import gettext as _
from odas_graph.proposal.documents import Document
from odas_graph.proposal.draft import Draft, ProposedActor
from odas_graph.proposal.proposing import propose
from odas_graph.proposal.reading import Reading, fold, read
from odas_graph.records import Records
from odas_graph.territory import territory

# The fiches whose texts were read while the rules were written: figures on them flatter. The others were not looked at.
DEVELOPED_ON: Final = frozenset(("stains-aide-alimentaire", "le-mans-ordinateurs-reconditionnes",
                                 "batigere-appels-aux-locataires", "bohain-centre-social-solidaire"))
MEASURES: Final = ("actors", "actors-named", "actors-generic", "actors-typed", "territories", "needs", "publics",
                   "leads", "tie-pairs", "ties", "absences")


@dataclass(slots=True)
class Score:
    """How many were proposed, how many are in the curated data, how many are in both."""

    proposed: int = 0
    curated: int = 0
    both: int = 0

    def add(self, other: Score) -> None:
        """Adds the counts of another."""
        self.proposed += other.proposed
        self.curated += other.curated
        self.both += other.both

    @property
    def precision(self) -> float | None:
        """The share of the proposed that is right, None where nothing was proposed."""
        return self.both / self.proposed if self.proposed else None

    @property
    def recall(self) -> float | None:
        """The share of the curated that was proposed, None where nothing is there to find."""
        return self.both / self.curated if self.curated else None

    def to_dict(self) -> dict[str, float | int | None]:
        """Counts and shares, JSON-ready; shares with three decimals."""
        return {"proposed": self.proposed, "curated": self.curated, "both": self.both,
                "precision": None if self.precision is None else round(self.precision, 3),
                "recall": None if self.recall is None else round(self.recall, 3)}


@dataclass(frozen=True, slots=True)
class FicheScores:
    """The scores of one fiche, by measure; `missed` and `wrong` name the actors at fault."""

    slug: str
    held_out: bool
    scores: Mapping[str, Score]
    missed: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The scores of all fiches."""

    fiches: tuple[FicheScores, ...]

    def total(self, held_out: bool | None = None) -> dict[str, Score]:
        """The sums over all fiches, over those held out (True) or over those rules were written on (False)."""
        sums = {measure: Score() for measure in MEASURES}
        for one in self.fiches:
            for measure, score in one.scores.items() if held_out in (None, one.held_out) else ():
                sums[measure].add(score)
        return sums

    def to_dict(self) -> dict[str, Any]:
        """All of it, JSON-ready."""
        def plain(scores: Mapping[str, Score]) -> dict[str, Any]:
            return {measure: score.to_dict() for measure, score in scores.items()}

        return {"held_out": plain(self.total(True)), "developed_on": plain(self.total(False)),
                "all": plain(self.total()),
                "fiches": [{"fiche": one.slug, "held_out": one.held_out, **plain(one.scores),
                            "missed": list(one.missed), "wrong": list(one.wrong)} for one in self.fiches]}


@dataclass(slots=True)
class _Truth:
    actors: dict[str, Actor] = field(default_factory=dict)
    leads: set[str] = field(default_factory=set)
    ties: list[frozenset[str]] = field(default_factory=list)
    absences: list[frozenset[str]] = field(default_factory=list)


def fiches_of(document: Document) -> Iterator[tuple[str, Document]]:
    """The title and the text of each fiche of a report.

    A fiche has a heading that names who leads; its title is the nearest heading before that has none of the subjects
    fiches share. It ends where the next begins (with the heading of its place, if one stands right above its title) or
    at a heading of the first level.
    """
    reading = read(document)
    sections = reading.sections
    starts: list[tuple[int, int]] = []
    for number, section in enumerate(sections):
        if section.topic == "lead" and re.match(r"porteur.*projet", fold(section.heading)):
            title = next((n for n in range(number - 1, 0, -1) if sections[n].topic == "other"), None)
            if title is not None and (not starts or title > starts[-1][0]):
                starts.append((title, _start(reading, title)))
    for position, (title, start) in enumerate(starts):
        end = starts[position + 1][1] if position + 1 < len(starts) else len(document.text)
        end = min([end, *(s.heading_start for s in sections if s.level == 1 and s.heading_start > start)])
        yield sections[title].heading, Document(sections[title].heading, document.text[start:end])


def evaluate(document: Document, records: Records) -> Evaluation:
    """The scores of the rules on the fiches of a report that the records hold, by title.

    Neither the names of the records nor those of national networks are given to the rules. Raises UsageError where no
    fiche of the document is in the records.
    """
    actors = {located.slug: located.record for located in records.actors}
    by_title = {_bare(located.record.title): located for located in records.actions if located.record.stage}
    scores = []
    for title, text in fiches_of(document):
        located = by_title.get(_bare(title))
        if located is not None:
            draft = propose(text, with_networks=False)
            scores.append(_scores(located.slug, draft, located.record, actors))
    if not scores:
        raise UsageError(_("No fiche of {file} bears the title of a fiche of the data. Name the text that the data "
                           "were taken from.").format(file=document.name))
    return Evaluation(tuple(scores))


def _start(reading: Reading, title: int) -> int:
    before, own = reading.sections[title - 1], reading.sections[title]
    alone = not reading.plain[before.start:before.end].strip() and before.topic == "other" and before.level > 1
    return before.heading_start if title > 1 and alone else own.heading_start


def _scores(slug: str, draft: Draft, action: Action, registry: Mapping[str, Actor]) -> FicheScores:
    truth = _truth(action, registry)
    match = _matched(draft.actors, truth.actors)
    generic = {s for s, a in truth.actors.items() if a.generic}
    named = [a for a in draft.actors if not a.generic]
    scores = {
        "actors": Score(len(draft.actors), len(truth.actors), len(match)),
        "actors-named": Score(len(named), len(truth.actors) - len(generic),
                              sum(match.get(a.slug) in truth.actors and match[a.slug] not in generic for a in named
                                  if a.slug in match)),
        "actors-generic": Score(len(draft.actors) - len(named), len(generic),
                                sum(match[a.slug] in generic for a in draft.actors if a.generic and a.slug in match)),
        "actors-typed": Score(len(match), len(match),
                              sum(truth.actors[match[a.slug]].type == a.type for a in draft.actors if a.slug in match)),
        "territories": _overlap([t.code for t in draft.territories], action.territories),
        "needs": _overlap([c.code for c in draft.needs], action.needs),
        "publics": _overlap([c.code for c in draft.publics], action.publics),
        "leads": _overlap([match.get(a.slug, "?" + a.slug) for a in draft.actors if a.leads], truth.leads),
        "tie-pairs": _overlap(_pairs([[match.get(s, "?" + s) for s in t.actors] for t in draft.ties
                                      if t.kind != "absence"]), _pairs(truth.ties)),
        "ties": _ties([frozenset(match.get(s, "?" + s) for s in t.actors) for t in draft.ties if t.kind != "absence"],
                      truth.ties),
        "absences": _overlap(_pairs([[match.get(s, "?" + s) for s in t.actors] for t in draft.ties
                                     if t.kind == "absence"]), _pairs(truth.absences)),
    }
    held = set(match.values())
    return FicheScores(slug, slug not in DEVELOPED_ON, scores,
                       tuple(a.name for s, a in truth.actors.items() if s not in held),
                       tuple(a.name for a in draft.actors if a.slug not in match))


def _truth(action: Action, registry: Mapping[str, Actor]) -> _Truth:
    truth = _Truth(leads={p.actor for p in action.leads})
    truth.ties = [frozenset(t.partners) for t in action.partnerships]
    truth.ties += [frozenset((f.funder, f.beneficiary)) for f in action.fundings]
    truth.absences = [frozenset(t.parties) for t in action.absent_ties]
    slugs = [p.actor for p in action.participations]
    slugs += [s for parties in (*truth.ties, *truth.absences, *(t.parties for t in action.tensions))
              for s in sorted(parties)]
    truth.actors = {slug: registry[slug] for slug in dict.fromkeys(slugs) if slug in registry}
    return truth


def _matched(proposed: Iterable[ProposedActor], curated: Mapping[str, Actor]) -> dict[str, str]:
    """Proposed slug → curated slug, one to one: by name first, then generic mentions by their type."""
    match: dict[str, str] = {}
    free = dict(curated)
    proposed = list(proposed)
    for actor in proposed:
        keys = _keys(actor.name, actor.aliases, actor.type, actor.territory)
        # Of two curated actors of one name, the generic one is that of a generic mention.
        for slug, other in sorted(free.items(), key=lambda item: (item[1].generic != actor.generic, item[0])):
            if keys & _keys(other.name, other.aliases, other.type, other.territory):
                match[actor.slug] = slug
                del free[slug]
                break
    for actor in proposed:
        if actor.generic and actor.slug not in match:
            same = [slug for slug, other in free.items() if other.generic and other.type == actor.type]
            if same:
                match[actor.slug] = same[0]
                del free[same[0]]
    return match


_WORDS: Final = {"mairie": "commune", "ville": "commune", "municipalite": "commune", "st": "saint", "ste": "sainte"}
_EMPTY: Final = frozenset(("le", "la", "les", "l", "d", "de", "du", "des", "association", "groupe"))


def _keys(name: str, aliases: Iterable[str], type_: str, place: str | None) -> set[str]:
    """The ways of writing a name that are one; a local authority is also its kind and its territory."""
    keys = {_bare(text) for text in (name, *aliases)}
    if type_ in ("commune", "departement", "region", "epci", "metropole") and place and len(place) > 1:
        keys.add(f"{type_} {place}")
    if type_ in ("caf", "cpam", "ars", "msa", "carsat") and place:
        keys.add(f"{type_} {territory(place).name}")
    return keys - {""}


def _bare(text: str) -> str:
    text = re.sub(r"\([^()]*\)", " ", text).replace("œ", "oe").replace("Œ", "OE")
    text = fold(text).replace("conseil departemental", "departement").replace("conseil regional", "region")
    words = [_WORDS.get(word, word) for word in re.findall(r"\w+", text)]
    return " ".join([w for w in words if w not in _EMPTY] or words)


def _overlap(proposed: Iterable[Any], curated: Iterable[Any]) -> Score:
    one, other = set(proposed), set(curated)
    return Score(len(one), len(other), len(one & other))


def _pairs(groups: Iterable[Iterable[str]]) -> set[frozenset[str]]:
    return {frozenset(pair) for group in groups for pair in combinations(sorted(set(group)), 2)}


def _ties(proposed: Sequence[frozenset[str]], curated: Sequence[frozenset[str]]) -> Score:
    """Ties whole: one is right where two of its actors stand together in a curated tie; each counts once."""
    free, both = list(curated), 0
    for tie in proposed:
        best = max(free, key=lambda other: len(other & tie), default=frozenset())
        if len(best & tie) > 1:
            free.remove(best)
            both += 1
    return Score(len(proposed), len(curated), both)
