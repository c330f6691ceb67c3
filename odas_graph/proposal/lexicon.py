"""Words for actors: the code list of actor types, the words and acronyms beside it, the great national networks."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from odas_graph import resources, vocab
from odas_graph.proposal.reading import fold

# How a word is used: for the one body of a place (the Caf), for one that a name follows or that was named before
# (association X), only before a name (groupe X), for a group (volunteers), for a body of the whole country (the State).
Use = Literal["instance", "named", "title", "group", "national"]
_USES: Final[dict[str, Use]] = {"instance": "instance", "nomme": "named", "titre": "title", "groupe": "group",
                                "national": "national"}
_LINKS: Final = frozenset(("de", "d'", "du", "des", "la", "le", "les", "l'", "à", "et", "en", "pour", "ou"))
# Types whose label is no word for a body: it would be found where a place, or a way of being, is meant.
_NO_WORDS: Final = frozenset(("departement", "region", "commune", "service", "etat", "federation", "metropole",
                              "professionnel", "etablissement-social", "syndicat"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One way of naming a kind of actor: its words, its acronym, its type, its use and the level it exists at."""

    form: str
    acronym: str
    type: str
    use: Use
    level: str | None = None


@dataclass(frozen=True, slots=True)
class Network:
    """A national network by its name and the other names it goes by."""

    name: str
    others: tuple[str, ...]
    type: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All entries as two patterns: of words (on folded text), of acronyms (on text with its capitals)."""

    words: re.Pattern[str]
    acronyms: re.Pattern[str]
    by_word: dict[str, tuple[Entry, bool]]
    by_acronym: dict[str, Entry]

    def entry(self, found: str) -> tuple[Entry, bool]:
        """The entry of words found, and whether they stand in the plural."""
        return self.by_word[" ".join(found.split())]


@cache
def lexicon() -> Lexicon:
    """The lexicon that ships, with the labels of the code list `type-acteur`."""
    by_word: dict[str, tuple[Entry, bool]] = {}
    by_acronym: dict[str, Entry] = {}
    rows = tuple(_rows())
    acronyms = {entry.acronym for entry in rows}
    for entry in (*rows, *(label for label in _labels() if label.form.upper() not in acronyms)):
        for words, plural in ((entry.form, False), (plural_of(entry.form), True)) if entry.form else ():
            by_word.setdefault(fold(words), (entry, plural))
            by_word.setdefault(fold(words.replace("-", " ")), (entry, plural))
        if entry.acronym:
            by_acronym.setdefault(entry.acronym, entry)
            by_acronym.setdefault(entry.acronym.capitalize(), entry)
    # An acronym of two letters is too short to be one wherever it stands.
    by_acronym = {acronym: entry for acronym, entry in by_acronym.items() if len(acronym) > 2}
    return Lexicon(_pattern(by_word), _pattern(by_acronym), by_word, by_acronym)


@cache
def networks() -> tuple[Network, ...]:
    """The national networks that ship, by name."""
    with resources.package_file("proposal/networks.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(Network(row["nom"], tuple(filter(None, row["autres"].split("|"))), row["type"])
                     for row in csv.DictReader(stream))


@cache
def labels(scheme: str) -> dict[str, tuple[str, ...]]:
    """The French labels of each code of a list, the preferred one first."""
    from pyoxigraph import Literal as Text
    from pyoxigraph import NamedNode, parse

    found: dict[str, list[str]] = {slug: [] for slug in vocab.CODES[scheme]}
    for quad in parse(path=resources.ontology_dir() / "codes" / f"{scheme}.ttl"):
        kind = quad.predicate.value.rpartition("#")[2]
        if kind not in ("prefLabel", "altLabel") or not isinstance(quad.subject, NamedNode):
            continue
        slug = quad.subject.value.rpartition("/")[2]
        if slug in found and isinstance(quad.object, Text) and quad.object.language == "fr":
            found[slug].insert(0 if kind == "prefLabel" else len(found[slug]), quad.object.value)
    return {slug: tuple(words) for slug, words in found.items()}


def plural_of(form: str) -> str:
    """The plural of a French noun and of the adjectives that follow it; what follows a preposition stays."""
    words = form.split(" ")
    stop = next((i for i, word in enumerate(words) if word in _LINKS or word.startswith(("d'", "l'"))), len(words))
    # "centres sociaux et culturels": both adjectives are in the plural.
    ends = stop + 2 if stop < len(words) and words[stop] == "et" else stop
    return " ".join(_plural(word) if i < ends and word != "et" else word for i, word in enumerate(words))


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "z")):
        return word
    if word.endswith("al"):
        return f"{word[:-2]}aux"
    return f"{word}x" if word.endswith(("au", "eu")) else f"{word}s"


def _rows() -> Iterator[Entry]:
    with resources.package_file("proposal/lexicon.csv").open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            yield Entry(row["forme"], row["sigle"], row["type"], _USES[row["emploi"]], row["niveau"] or None)


def _labels() -> Iterator[Entry]:
    """The labels of the code list: with the acronym that their parentheses hold."""
    for slug, words in labels("type-acteur").items():
        for label in words if slug not in _NO_WORDS else ():
            form, _bracket, acronym = label.partition(" (")
            if form.isupper():
                form, acronym = "", form
            yield Entry(form.strip(), acronym.rstrip(")").upper(), slug, "group")


def _pattern(words: Iterable[str]) -> re.Pattern[str]:
    """The longest first, so that “centre social et culturel” is not read as “centre social”."""
    choices = sorted(words, key=lambda word: (-len(word), word))
    return re.compile(r"(?<![\w-])(?:" + "|".join(re.escape(c).replace(r"\ ", r"\s+") for c in choices) + r")(?![\w-])")
