"""What a report is made of, whatever it is written as: sections of paragraphs, lists, tables and pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `strong` are the words that it begins with, set in bold."""

    text: str
    strong: str = ""


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list of sentences."""

    items: Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first cell of each row is its heading."""

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as SVG and as PNG, what it shows in words, and its caption; `name` is that of its file."""

    name: str
    svg: bytes
    png: bytes
    words: str
    caption: str


Block = Paragraph | Bullets | Table | Picture


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it."""

    heading: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Report:
    """The report of one territory: title, what stands under it, sections."""

    code: str
    title: str
    lead: str
    sections: Sequence[Section]

    @property
    def pictures(self) -> list[Picture]:
        """Its pictures, in order."""
        return [block for section in self.sections for block in section.blocks if isinstance(block, Picture)]
