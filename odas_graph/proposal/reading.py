"""A document as sections and sentences, and as letters that rules compare, every offset that of the document."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final, Literal

from odas_graph.proposal.documents import Document

Topic = Literal["lead", "place", "needs", "partners", "means", "publics", "people", "other"]

# What the headings of a fiche are about; the first that fits. Written as they are compared: lower case, no accents.
_TOPICS: Final[tuple[tuple[Topic, str], ...]] = (
    ("lead", r"porteurs?(?: ?\(s\))?(?: (?:du|de|des) (?:projets?|l'action|actions?))?|structures? porteuses?|"
             r"qui porte (?:le projet|l'action)\??"),
    ("place", r"localisation|territoires?(?: (?:d'intervention|concernes?))?|lieux?(?: de l'action)?|commune"),
    ("needs", r"problematiques?(?: traitees?)?|besoins?(?: (?:reperes?|identifies?|auxquels .{1,40}))?"),
    ("people", r"(?:propos|elements|informations) recueillis? .{0,50}|personnes? (?:rencontrees?|interrogees?)|"
               r"contacts?|entretiens?(?: .{0,40})?|interlocuteurs?"),
    ("partners", r"(?:les |nos )?partenaires?|(?:les )?partenariats?|(?:les )?partenaires? .{0,40}|"
                 r"(?:un |le )?partenariat .{0,40}"),
    ("means", r"(?:les )?moyens .{1,50}|(?:les )?moyens|(?:les )?financ(?:ements?|eurs?)|budget"),
    ("publics", r"(?:les )?beneficiaires.{0,30}|(?:les )?publics?(?: .{0,30})?"),
    ("other", r"origine et contexte.{0,20}|contexte.{0,20}|(?:les )?actions engagees|(?:les )?freins .{1,30}|"
              r"(?:la )?strategie de communication|impacts?|transfert .{1,40}|pilotage.{0,60}|"
              r"bilan(?: de l'action)?|resultats?|suites?|(?:l')?evolution des pratiques.{0,60}"),
)
_MARKED: Final = re.compile(r"#{1,6}[ \t]+(\S.*)")
_BOLD: Final = re.compile(r"\*\*([^*]+)\*\*[ \t]*:?")
_BULLET: Final = re.compile(r"[ \t]*(?:[-*•★▪◦‣–—o][ \t]+|\d{1,2}[/.)][ \t]+)")
_ENDS: Final = re.compile(r"[.!?…]{1,3}(?: ?[»\")]){0,3}(?= {1,9}[«\"(]? ?[A-ZÀ-ÖØ-Þ0-9])")
# After these a full stop ends no sentence.
_SHORT: Final = re.compile(r"(?:^|[\s('])(?:m|mm|mme|mmes|mlle|dr|pr|me|st|ste|av|bd|art|cf|p|pp|ex|env|no|n°|tel|"
                           r"vol|al|chap|fig|ref|approx|max|min|nb|resp|[a-z])\.$")
_TAG: Final = re.compile(r"</?[a-zA-Z]{1,10}/?>")
_HEADING_LENGTH: Final = 110
_LONGEST: Final = 3_000


@dataclass(frozen=True, slots=True)
class Section:
    """What stands under one heading: `start` and `end` of its body; `level` 1 to 6, 7 for headings without marks."""

    heading: str
    topic: Topic
    level: int
    heading_start: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence, or one item of a list, by its offsets, and the number of its section."""

    start: int
    end: int
    section: int


@dataclass(frozen=True, slots=True)
class Reading:
    """A document as it is read; `plain` and `folded` have the length of its text, letter for letter.

    `plain` has neither marks of layout nor line ends; `folded` is `plain` in lower case without accents.
    """

    document: Document
    plain: str
    folded: str
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]

    def section(self, sentence: Sentence) -> Section:
        """The section a sentence stands in."""
        return self.sections[sentence.section]

    def quote(self, start: int, end: int) -> str:
        """What the document says there, on one line."""
        return " ".join(self.plain[start:end].split())

    def page(self, offset: int) -> int | None:
        """The page of an offset, from 1; None where the document has no pages."""
        pages = self.document.pages
        return sum(start <= offset for start in pages) if pages else None


def fold(text: str) -> str:
    """`text` in lower case, without accents, letter for letter."""
    return "".join(_folded(c) for c in text)


@cache
def _folded(character: str) -> str:
    low = unicodedata.normalize("NFKD", character)[:1].lower() or " "
    return low if len(low) == 1 else low[0]


def read(document: Document) -> Reading:
    """The sections and sentences of a document."""
    plain = _plain(document.text)
    folded = fold(plain)
    lines = list(_lines(document.text))
    sections = _sections(document.text, folded, lines)
    sentences = tuple(_sentences(document.text, plain, folded, lines, sections))
    return Reading(document, plain, folded, sections, sentences)


def topic_of(heading: str) -> Topic | None:
    """What a heading announces, None where it is none that fiches have."""
    words = fold(heading).strip(" :*#").rstrip()
    return next((topic for topic, pattern in _TOPICS if re.fullmatch(pattern, words)), None)


def _plain(text: str) -> str:
    text = _TAG.sub(lambda m: " " * len(m[0]), text)
    signs = {"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "*": " ", "#": " ", "_": " ", "|": " ", "\u00ad": " "}
    return "".join(signs.get(c, c if c.isprintable() and not c.isspace() else " ") for c in text)


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.split("\n"):
        yield start, start + len(line)
        start += len(line) + 1


def _heading(text: str, folded: str, start: int, end: int) -> tuple[str, int, int] | None:
    """The heading of a line, its level, and where what follows it on the same line starts."""
    line = text[start:end]
    if marked := _MARKED.match(line):
        return marked[1], line.index(" ") if line[0] == "#" else 7, end
    stripped = line.strip()
    if not stripped:
        return None
    bold = _BOLD.fullmatch(stripped)
    if bold and (stripped.rstrip("* ").endswith(":") or topic_of(bold[1])) and len(stripped) < _HEADING_LENGTH:
        return bold[1], 7, end
    before, colon, _after = line.partition(":")
    if len(before) < _HEADING_LENGTH and not _BULLET.match(line) and topic_of(before) and (
            colon or len(stripped) > 4):
        return before, 7, start + len(before) + len(colon)
    return None


def _sections(text: str, folded: str, lines: list[tuple[int, int]]) -> tuple[Section, ...]:
    found: list[tuple[str, int, int, int]] = [("", 0, 0, 0)]
    for start, end in lines:
        if heading := _heading(text, folded, start, end):
            words, level, body = heading
            found.append((" ".join(words.replace("*", " ").split()).rstrip(" :"), level, start, body))
    starts = [start for _h, _l, start, _b in found[1:]] + [len(text)]
    return tuple(Section(heading, topic_of(heading) or "other", level, start, body, stop)
                 for (heading, level, start, body), stop in zip(found, starts, strict=True))


def _sentences(text: str, plain: str, folded: str, lines: list[tuple[int, int]],
               sections: tuple[Section, ...]) -> Iterator[Sentence]:
    for number, section in enumerate(sections):
        for start, end in _blocks(text, section, lines):
            yield from (Sentence(*bounds, number) for bounds in _split(plain, folded, start, end))


def _blocks(text: str, section: Section, lines: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Paragraphs and items; a paragraph that a page break cut in two is one again."""
    from bisect import bisect_left

    block: list[int] = []
    gap = False
    for number in range(max(0, bisect_left(lines, (section.start, 0)) - 1), len(lines)):
        start, end = max(lines[number][0], section.start), min(lines[number][1], section.end)
        if lines[number][0] >= section.end:
            break
        if start > end:
            continue
        line = text[start:end]
        if not line.strip():
            gap = gap or bool(block)
            continue
        bullet = _BULLET.match(line)
        cut_short = block and text[block[0]:block[1]].rstrip(" *")[-1:] not in ".!?:;…" and block[1] - block[0] > 40
        if block and (bullet or (gap and not (cut_short and not line.lstrip().startswith(("#", "*", "|"))))):
            yield block[0], block[1]
            block = []
        block = [block[0], end] if block else [start + (bullet.end() if bullet else 0), end]
        gap = False
    if block:
        yield block[0], block[1]


def _split(plain: str, folded: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for stop in _ENDS.finditer(plain, start, end):
        if stop[0] != "." or not _SHORT.search(folded[max(begin, stop.end() - 8):stop.end()]):
            yield from _trimmed(plain, begin, stop.end())
            begin = stop.end()
    yield from _trimmed(plain, begin, end)


def _trimmed(plain: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The sentence without the blanks around it; what is longer than any sentence is cut at a space."""
    while start < end:
        stop = end
        if end - start > _LONGEST:
            stop = plain.rfind(" ", start + 1, start + _LONGEST)
            stop = stop if stop > start else start + _LONGEST
        words = plain[start:stop]
        if words.strip():
            yield stop - len(words.lstrip()), start + len(words.rstrip())
        start = stop
