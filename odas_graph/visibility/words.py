"""The words and the proof of what is shown: labels, places, sources, read in batches, in the language in force."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from odas_graph import vocab
from odas_graph.i18n import gettext as _
from odas_graph.i18n import language
from odas_graph.store import GraphStore, python_value
from odas_graph.territory import KINDS as LEVELS
from odas_graph.things import BATCH, Things, about
from odas_graph.vocab import FOAF, ODAS, RDF, SKOS

_ABOUT: Final = """
SELECT DISTINCT ?thing ?property ?value WHERE { VALUES ?thing { #things# } ?thing ?property ?value .
  FILTER(?property IN (#properties#)) }"""
_PROOFS: Final = """
SELECT DISTINCT ?fact ?source ?place WHERE { VALUES ?fact { #things# }
  ?fact odas:evidence ?e . ?e oa:hasSource ?source ; rdfs:label ?place } ORDER BY ?fact ?place"""
_PARTS: Final = """
SELECT DISTINCT ?actor ?action ?part WHERE { VALUES ?actor { #things# }
  ?part prov:agent ?actor . ?action prov:qualifiedAssociation ?part } ORDER BY ?actor ?action ?part"""


@dataclass(frozen=True, slots=True)
class Proof:
    """Where a source says it: the fact's IRI, the source and place in words."""

    fact: str
    source: str
    place: str

    def to_dict(self) -> dict[str, str]:
        """JSON-ready values."""
        return {"fact": self.fact, "source": self.source, "place": self.place}


@dataclass(frozen=True, slots=True)
class Name:
    """An actor as people know it; `generic` tells one that stands for several (“the centres of the area”)."""

    iri: str
    label: str
    generic: bool
    person: bool
    based_in: str | None

    @property
    def slug(self) -> str:
        """The last part of its IRI."""
        return self.iri.rsplit("/", 1)[-1]


class Words:
    """What the store calls things; each answer is a handful of queries, whatever its size."""

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self._lang = language()

    def code(self, scheme: str, slug: str) -> str:
        """The label of a code; its slug where the store has none."""
        return self._codes.get(f"{vocab.CODE}{scheme}/{slug}", slug)

    def actors(self, iris: Iterable[str]) -> dict[str, Name]:
        """The names of these actors."""
        wanted = list(dict.fromkeys(iris))
        things = self._about(wanted, SKOS.prefLabel, ODAS.generic, ODAS.basedIn, RDF.type)
        return {iri: Name(iri, things.text(iri, SKOS.prefLabel, iri.rsplit("/", 1)[-1]).within(self._lang),
                          bool(things.one(iri, ODAS.generic)), FOAF.Person in things.all(iri, RDF.type),
                          things.one(iri, ODAS.basedIn)) for iri in wanted}

    def titles(self, actions: Iterable[str]) -> dict[str, str]:
        """The titles of these actions."""
        wanted = list(dict.fromkeys(actions))
        things = self._about(wanted, SKOS.prefLabel)
        return {iri: things.text(iri, SKOS.prefLabel, iri.rsplit("/", 1)[-1]).within(self._lang)
                for iri in wanted}

    def place(self, territories: Iterable[str]) -> tuple[str | None, str | None]:
        """Code and label of the finest of these territories (IRIs), the first of several; None of none."""
        known = sorted((t for t in territories if t in self.territories), key=_level)
        return self.territories[known[0]] if known else (None, None)

    @cached_property
    def territories(self) -> Mapping[str, tuple[str, str]]:
        """Code and label of each territory by IRI."""
        return {row["t"].value: (row["code"].value, row["label"].value) for row in self._store.select(
            "SELECT ?t ?code ?label WHERE { ?t igeo:codeINSEE ?insee ; skos:notation ?code ; skos:altLabel ?label }")}

    def parts(self, actors: Iterable[str]) -> dict[tuple[str, str], tuple[str, ...]]:
        """The IRIs of what these actors did, by actor and action."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for query in _batches(_PARTS, actors):
            for row in self._store.select(query):
                found[row["actor"].value, row["action"].value].append(row["part"].value)
        return {key: tuple(parts) for key, parts in found.items()}

    def proofs(self, facts: Iterable[str]) -> dict[str, tuple[Proof, ...]]:
        """Where the sources state these facts."""
        found: dict[str, list[Proof]] = defaultdict(list)
        for query in _batches(_PROOFS, facts):
            for row in self._store.select(query):
                fact = row["fact"].value
                found[fact].append(Proof(fact, row["source"].value, str(python_value(row["place"]))))
        return {fact: tuple(proofs) for fact, proofs in found.items()}

    @cached_property
    def _codes(self) -> Mapping[str, str]:
        return {row["code"].value: row["label"].value for row in self._store.select(f"""
            SELECT ?code ?label WHERE {{ ?code a skos:Concept ; skos:prefLabel ?label .
              FILTER(LANG(?label) = "{self._lang}") }}""")}

    def _about(self, iris: Iterable[str], *properties: str) -> Things:
        return about(self._store, _ABOUT, iris, properties)


def listed(names: Sequence[str], most: int = 0) -> str:
    """Names one after another, “and 3 more” for those beyond `most` (0: all of them); one more is named."""
    if most and len(names) > most + 1:
        return _("{names} and {n} more").format(names=", ".join(names[:most]), n=len(names) - most)
    return ", ".join(names)


def number(value: float, decimals: int = 2) -> str:
    """A number as people write it, without decimals where it is whole."""
    text = f"{value:.0f}" if value == round(value) else f"{value:.{decimals}f}"
    return text if language() == "en" else text.replace(".", ",")


def percent(share: float, decimals: int = 0) -> str:
    """A share from 0 to 1 as people write it; all and none are said of all and none alone."""
    least = 10 ** -decimals
    shown = round(100 * share, decimals)
    return _("{n}%").format(n=number(shown if share in (0, 1) else min(max(shown, least), 100 - least), decimals))


def span(low: float, high: float) -> str:
    """Two bounds as people write them, one where they are the same."""
    return percent(low) if low == high else _("{low} to {high}").format(low=percent(low), high=percent(high))


def _batches(query: str, iris: Iterable[str]) -> Iterator[str]:
    wanted = sorted(set(iris))
    for start in range(0, len(wanted), BATCH):
        yield query.replace("#things#", " ".join(f"<{iri}>" for iri in wanted[start:start + BATCH]))


def _level(territory: str) -> tuple[int, str]:
    """From the finest level on, then by IRI."""
    kind = territory.rsplit("/", 1)[-1].partition("-")[0]
    return (LEVELS.index(kind) if kind in LEVELS else len(LEVELS), territory)
