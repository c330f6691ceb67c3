"""What the tests read of a page: its links, ids, headings, texts."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

VOID = {"meta", "link", "input", "img", "br", "path", "rect"}


@dataclass
class Read:
    """A page: tags with attributes in order, ids, addresses, headings by level, language, title."""

    tags: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    addresses: list[str] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    title: str = ""
    text: str = ""


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.read = Read()
        self.within: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.read.tags.append((tag, found))
        if found.get("id"):
            self.read.ids.append(str(found["id"]))
        self.read.addresses += [str(found[name]) for name in ("href", "src") if found.get(name)]
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            self.read.headings.append(int(tag[1]))
        if tag not in VOID:
            self.within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.within:
            while self.within.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if "title" in self.within and "svg" not in self.within:
            self.read.title += data
        if "script" not in self.within and "style" not in self.within:
            self.read.text += data


def read(path: Path) -> Read:
    """The page of a file."""
    reader = _Reader()
    reader.feed(path.read_text("utf-8"))
    reader.close()
    return reader.read
