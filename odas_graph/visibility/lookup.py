"""Which actor is meant: by IRI, slug, name or alias, with a hint where none is."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from difflib import get_close_matches

from odas_graph.errors import UsageError
from odas_graph.i18n import gettext as _
from odas_graph.store import GraphStore

# No name is longer; it bounds what a hostile text costs.
_LONGEST = 200


def find_actor(store: GraphStore, text: str, *, persons: bool = False) -> str:
    """The IRI of the actor that bears this IRI, slug, name or alias; case and accents do not count.

    Natural persons are only found with `persons`. Raises UsageError, with near names, where no actor or several bear
    the name.
    """
    asked = text.strip()[:_LONGEST]
    named: dict[str, set[str]] = defaultdict(set)
    labels: dict[str, str] = {}
    hidden: set[str] = set()
    for row in store.select("""
        SELECT ?actor ?name ?main ?person WHERE { ?actor a odas:Actor ; skos:prefLabel|skos:altLabel ?name .
          BIND(EXISTS { ?actor skos:prefLabel ?name } AS ?main) BIND(EXISTS { ?actor a foaf:Person } AS ?person) }"""):
        iri, name = row["actor"].value, row["name"].value
        if row["person"].value == "true" and not persons:
            hidden |= {iri, _folded(name), _folded(iri.rsplit("/", 1)[-1])}
            continue
        named[_folded(name)].add(iri)
        named[_folded(iri.rsplit("/", 1)[-1])].add(iri)
        if row["main"].value == "true":
            labels[iri] = min(name, labels.get(iri, name))
    if asked in labels:
        return asked
    found = sorted(named.get(_folded(asked), ()))
    if not found and (asked in hidden or _folded(asked) in hidden):
        raise UsageError(_("“{name}” is a natural person: persons are shown only with --with-persons.").format(
            name=asked))
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(_("Several actors are called “{name}”: {choices}. Give the slug of one.").format(
            name=asked, choices=", ".join(iri.rsplit("/", 1)[-1] for iri in found)))
    near = [iri for key in _near(_folded(asked), list(named)) for iri in sorted(named[key])]
    hint = _(" Did you mean {choices}?").format(choices=", ".join(
        f"“{labels.get(iri, iri)}” ({iri.rsplit('/', 1)[-1]})" for iri in dict.fromkeys(near[:3]))) if near else ""
    raise UsageError(_("No actor of the data is called “{name}”.{hint}").format(name=asked, hint=hint))


def _near(asked: str, names: list[str]) -> list[str]:
    """Names that begin alike or hold what was asked first, then those spelled nearly so."""
    holding = sorted((name for name in names if asked and asked in name),
                     key=lambda name: (not name.startswith(asked), len(name), name))
    pool = [name for name in names if name[:1] == asked[:1] and abs(len(name) - len(asked)) <= 4]
    return list(dict.fromkeys([*holding[:3], *get_close_matches(asked, pool, n=3, cutoff=0.6)]))


def _folded(text: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())
