"""What a store says of many things at once: (thing, property, value) rows gathered by thing.

A handful of queries a page, whatever its size.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from pyoxigraph import Literal, NamedNode

from odas_graph.store import GraphStore, python_value

# VALUES blocks of this many IRIs: one query for any territory of today's data, bounded text for the country's.
BATCH: Final = 2000

# Leaves out the actors that a list alone names, but for those who pay or whom a stated absence concerns: of thousands
# of beneficiaries nothing is known but that they were paid.
KNOWN_BY_MORE: Final = """
  FILTER NOT EXISTS { ?thing odas:listedOnly true . FILTER NOT EXISTS { ?fact odas:funder|odas:party ?thing } }"""


class Text(NamedTuple):
    """A text in both languages; where the data has one only, both hold it."""

    fr: str
    en: str

    def within(self, lang: str) -> str:
        """The text in that language."""
        return self.en if lang == "en" else self.fr


class Things(dict[str, dict[str, list[Any]]]):
    """Things by IRI, each with its values by property; text keeps its language, the rest is plain Python."""

    def one(self, iri: str, name: str) -> Any:
        """The first value in sorted order; None where there is none."""
        return next(iter(self.all(iri, name)), None)

    def all(self, iri: str, name: str) -> tuple[Any, ...]:
        """The values, sorted."""
        return tuple(sorted(self.get(iri, {}).get(name, ()), key=str))

    def slugs(self, iri: str, name: str) -> tuple[str, ...]:
        """The values as slugs of codes, sorted."""
        return tuple(str(value).rsplit("/", 1)[-1] for value in self.all(iri, name))

    def slug(self, iri: str, name: str) -> str | None:
        """The first value as a slug."""
        return next(iter(self.slugs(iri, name)), None)

    def text(self, iri: str, name: str, default: str = "") -> Text:
        """A label in both languages."""
        found = {value.language: value.value for value in reversed(self.all(iri, name)) if isinstance(value, Literal)}
        any_text = next(iter(found.values()), default)
        french = found.get("fr", any_text)
        return Text(french, found.get("en", french))

    def plain(self, iri: str, name: str) -> str | None:
        """A text in the language of the data."""
        return self.text(iri, name).fr or None


def gather(store: GraphStore, query: str, substitutions: Mapping[str, NamedNode] | None = None) -> Things:
    """The rows of a query on `?thing ?property ?value`, by thing then property; text keeps its language."""
    found = Things()
    for row in store.select(query, substitutions=substitutions):
        term = row["value"]
        value = term if isinstance(term, Literal) and term.language else python_value(term)
        found.setdefault(row["thing"].value, {}).setdefault(row["property"].value, []).append(value)
    return found


def about(store: GraphStore, query: str, things: Iterable[str], properties: Sequence[str]) -> Things:
    """What the store says of these things, asked in batches: `#things#` and `#properties#` are filled in."""
    found, wanted = Things(), sorted(set(things))
    asked = ", ".join(f"<{name}>" for name in properties)
    for start in range(0, len(wanted), BATCH):
        block = " ".join(f"<{iri}>" for iri in wanted[start:start + BATCH])
        found.update(gather(store, query.replace("#things#", block).replace("#properties#", asked)))
    return found
