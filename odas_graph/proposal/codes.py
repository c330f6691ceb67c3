"""Needs and publics of a text, by the words of their code lists."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from odas_graph.proposal.lexicon import labels
from odas_graph.proposal.mentions import Confidence
from odas_graph.proposal.reading import Reading, Sentence, fold

# Words for publics that their labels do not hold.
_OTHER_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "personnes-agees": ("seniors", "aines", "retraites", "personnes vieillissantes"),
    "sans-domicile": ("sans domicile fixe", "sans abri", "SDF", "a la rue"),
    "demandeurs-emploi": ("chomeurs", "indemnites de chomage", "sans emploi"),
    "souffrance-psychique": ("souffrance psychique", "sante mentale", "troubles psychiques"),
    "minima-sociaux": ("minima sociaux", "minimas sociaux", "RSA"),
    "mineurs-non-accompagnes": ("MNA",),
    "personnes-handicapees": ("personnes en situation de handicap", "menages handicapes"),
    "precaires": ("grande precarite", "emploi precaire", "salaries precaires", "touchees par la precarite"),
    "enfants-proteges": ("aide sociale a l'enfance", "protection de l'enfance"),
    "eleves": ("lyceens", "collegiens", "ecoliers"),
    "personnes-isolees": ("locataires isoles", "isolees"),
    "usagers-action-sociale": ("usagers",),
}
_EMPTY: Final = frozenset(("dans", "avec", "pour", "contre", "entre", "leur", "leurs", "autre", "situation"))
# How much of a label an item has to say.
_ENOUGH: Final = 0.6


@dataclass(frozen=True, slots=True)
class Coded:
    """A code, the sentence that says it, how sure that is."""

    code: str
    sentence: Sentence
    rule: str
    confidence: Confidence


def needs(reading: Reading) -> list[Coded]:
    """The needs that the items under their heading name; without such a heading, those named to the letter."""
    items = [s for s in reading.sentences if reading.section(s).topic == "needs"]
    found: dict[str, Coded] = {}
    for sentence in items:
        for code, share in _best(_stems(reading.folded[sentence.start:sentence.end])):
            found.setdefault(code, Coded(code, sentence, "item-under-heading", "certain" if share == 1 else "likely"))
    if not items:
        for sentence in reading.sentences:
            said = _stems(reading.folded[sentence.start:sentence.end])
            for code, share in _best(said):
                if share == 1:
                    found.setdefault(code, Coded(code, sentence, "word-of-list", "to-check"))
    return list(found.values())


def publics(reading: Reading) -> list[Coded]:
    """The publics whose words a text holds, surer where it speaks of those it is for."""
    found: dict[str, Coded] = {}
    for sentence in reading.sentences:
        topic = reading.section(sentence).topic
        if topic in ("people", "lead"):
            continue
        sure: Confidence = "likely" if topic in ("publics", "needs") or sentence.section < 2 else "to-check"
        for code, pattern in _public_words():
            if pattern.search(reading.folded, sentence.start, sentence.end):
                new = Coded(code, sentence, "word-of-list", sure)
                if code not in found or (sure == "likely" and found[code].confidence != "likely"):
                    found[code] = new
    return sorted(found.values(), key=lambda c: c.sentence.start)


def _stems(text: str) -> frozenset[str]:
    text = re.sub(r"\b1 ?(?:ere|er|re)\b", "premiere", fold(text).replace("œ", "oe"))
    return frozenset(word[:6].rstrip("sx") for word in re.findall(r"[a-z]{4,}", text) if word not in _EMPTY)


@cache
def _need_stems() -> tuple[tuple[str, frozenset[str]], ...]:
    """The ways of naming each need: the parts of its label, and its slug."""
    ways = []
    for code, names in labels("problematique").items():
        if code != "autre":
            parts = [part for name in names for part in re.split(r" et | ou |, ", name)]
            ways += [(code, _stems(part)) for part in (*parts, code.replace("-", " "))]
    return tuple((code, stems) for code, stems in dict.fromkeys(ways) if stems)


def _best(said: frozenset[str]) -> Iterator[tuple[str, float]]:
    shares: dict[str, float] = {}
    for code, stems in _need_stems():
        share = len(stems & said) / len(stems)
        if share >= _ENOUGH and len(stems & said) > 1:
            shares[code] = max(shares.get(code, 0), share)
    best = max(shares.values(), default=0)
    yield from ((code, share) for code, share in shares.items() if share == best)


@cache
def _public_words() -> tuple[tuple[str, re.Pattern[str]], ...]:
    found = []
    for code, names in labels("public").items():
        ways = {_loose(fold(name)) for name in (*names, *_OTHER_WORDS.get(code, ()))}
        found.append((code, re.compile(r"(?<![\w-])(?:" + "|".join(sorted(ways, key=lambda w: (-len(w), w))) +
                                       r")(?![\w-])")))
    return tuple(found)


def _loose(words: str) -> str:
    """A pattern of words in the singular or the plural, in either gender."""
    return r"[\s-]+".join(re.escape(re.sub(r"(?:e?s|x)$", "", word)) + r"(?:e|s|es|x)?" if len(word) > 3 else
                       re.escape(word) for word in words.split(" "))
