"""The territory a text is about: under the heading that says so, in the name of the lead, in titles, or in passing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from odas_graph.proposal.mentions import NAME, Confidence
from odas_graph.proposal.reading import Reading, fold
from odas_graph.territory import Territory, communes_of, contains, find, territory

_CODE: Final = re.compile(r"\(\s?(\d{2,3}|2[AB])\s?\)")
# A list of places is shorter than that.
_LONGEST: Final = 2_000
_NAMES: Final = re.compile(NAME)
_AT: Final = re.compile(rf"\b(?:[AÀà]|commune de|ville de|quartiers? de) ({NAME})")
_IN: Final = re.compile(rf"\b(?:dans l[ea] (?:département (?:de la |de l'|du |des |de |d'))?|en )({NAME})")


@dataclass(frozen=True, slots=True)
class Place:
    """A territory, where the text names it, by which rule, how sure that is."""

    territory: Territory
    start: int
    end: int
    rule: str
    confidence: Confidence


def places(reading: Reading) -> list[Place]:
    """The territories of a fiche, those that lie in none of the others' parts; the best rule that finds any."""
    under_heading: list[Place] = []
    for section in reading.sections:
        if section.topic == "place":
            end = min(section.end, section.start + _LONGEST)
            under_heading += _named(reading, section.start, end, "under-heading", "certain")
    if under_heading:
        return _finest(under_heading)
    titles: list[Place] = []
    for section in reading.sections[:4]:
        titles += _titled(reading, section.heading_start, section.start) if section.heading else ()
    if titles:
        return _finest(titles)[:1]
    for pattern, kind in ((_AT, "commune"), (_IN, "departement")):
        for match in pattern.finditer(reading.plain):
            for place in _named(reading, match.start(1), match.end(1), "in-passing", "to-check"):
                if place.territory.kind == kind:
                    return [place]
    return []


def narrowed(place: Territory, name: str) -> Territory | None:
    """The one commune of a département that a name holds, whole or as the first word of a longer name."""
    if place.kind != "departement":
        return None
    for match in _NAMES.finditer(name):
        for words in _tails(match[0]):
            found = [t for t in find(words, place.code) if t.kind == "commune"]
            start = re.sub(r"\W+", " ", fold(words)) + " "
            found = found or [t for t in communes_of(place) if len(start) > 4 and
                              re.sub(r"\W+", " ", fold(t.name)).startswith(start)]
            if len(found) == 1:
                return found[0]
    return None


def _named(reading: Reading, start: int, end: int, rule: str, confidence: Confidence) -> Iterator[Place]:
    """What is named between two offsets; the number of a département beside a name tells it from its homonyms."""
    text = reading.plain[start:end]
    inside = next((match[1] for match in _CODE.finditer(text)), None)
    inside = inside if inside and find(inside) else None
    if inside is None:
        inside = next((t.code for m in _NAMES.finditer(text) for words in _tails(m[0]) for t in find(words)
                       if t.kind == "departement"), None)
    for match in _NAMES.finditer(text):
        for words in _tails(match[0]):
            found = find(words, inside) or find(words)
            if inside and not any(t.departement == inside or t.code == inside for t in found):
                found = [t for t in found if t.kind == "region"]
            if not found:
                continue
            chosen = _chosen(found)
            at = match.start() + match[0].index(words)
            if chosen:
                yield Place(chosen, start + at, start + at + len(words), rule, confidence)
            elif confidence == "certain":
                yield Place(found[0], start + at, start + at + len(words), "homonyms", "to-check")
            break
    if inside:
        yield Place(territory(inside), start, start + len(text.rstrip()), rule, confidence)


def _chosen(found: list[Territory]) -> Territory | None:
    """The one that is meant: a name of several levels means the département before the commune of another."""
    levels = {t.kind: [o for o in found if o.kind == t.kind] for t in found}
    for kind in ("region", "departement", "commune", "epci"):
        if len(levels.get(kind, ())) == 1 and (kind != "commune" or len(levels) < 3):
            return levels[kind][0]
    return None


def _titled(reading: Reading, start: int, end: int) -> Iterator[Place]:
    """Names in a title: in capitals throughout, they are read whole ("BOUCHES-DU-RHÔNE")."""
    words = " ".join(reading.plain[start:end].split())
    whole = [t for t in find(words) if t.kind in ("departement", "region")] if len(words) < 60 else []
    if whole:
        yield Place(whole[0], start, end, "in-title", "likely")
        return
    for place in _named(reading, start, end, "in-title", "likely"):
        if place.territory.kind != "commune" or _CODE.search(words) or re.search(
                rf"\b[AÀà] {re.escape(reading.plain[place.start:place.end])}", words):
            yield place


def _finest(found: list[Place]) -> list[Place]:
    """Each territory once, none that holds another of them, in the order of the text."""
    codes = {p.territory.code: p for p in reversed(found)}
    return sorted((p for p in codes.values() if not any(contains(p.territory, o.territory) for o in codes.values())),
                  key=lambda p: (p.start, p.territory.code))


def _tails(words: str) -> Iterator[str]:
    """A sequence of capitals and its parts, the longest first: all heads of it, then of what follows its first word."""
    parts = words.split(" ")
    for size in range(len(parts), 0, -1):
        for start in range(len(parts) - size + 1):
            yield " ".join(parts[start:start + size])
