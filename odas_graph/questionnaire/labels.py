"""The French words of the code lists, and the code that a word of a cell means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from odas_graph import resources, vocab
from odas_graph.naming import folded

_SKOS: Final = "http://www.w3.org/2004/02/skos/core#"


def labels(scheme: str) -> Mapping[str, str]:
    """The French label of each code of a list, in the order of the list."""
    return _read(scheme)[0]


def definitions(scheme: str) -> Mapping[str, str]:
    """The French definition of each code of a list."""
    return _read(scheme)[1]


def code_named(scheme: str, word: str) -> str | None:
    """The code that a word means: its slug or its label, whatever the case and the accents; else None.

    What stands in the parentheses of a label, an acronym, means it as well: "CCAS", "Caf".
    """
    return _words(scheme).get(folded(word))


@cache
def _read(scheme: str) -> tuple[Mapping[str, str], Mapping[str, str]]:
    from pyoxigraph import Literal, RdfFormat, parse

    found: dict[str, dict[str, str]] = {"prefLabel": {}, "definition": {}}
    content = (resources.ontology_dir() / "codes" / f"{scheme}.ttl").read_bytes()
    for triple in parse(content, RdfFormat.TURTLE):
        name = triple.predicate.value.removeprefix(_SKOS)
        if name in found and isinstance(triple.object, Literal) and triple.object.language == "fr":
            found[name][str(getattr(triple.subject, "value", "")).rsplit("/", 1)[-1]] = triple.object.value
    slugs = vocab.CODES[scheme]
    names, meanings = ({slug: of[slug] for slug in slugs if slug in of} for of in found.values())
    return MappingProxyType(names), MappingProxyType(meanings)


@cache
def _words(scheme: str) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for slug, label in labels(scheme).items():
        bare = re.sub(r"\(.*?\)", " ", label)
        for word in (slug, label, bare, *re.findall(r"\((.*?)\)", label)):
            found.setdefault(folded(word), slug)
    return MappingProxyType(found)
