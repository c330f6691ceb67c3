"""What nodes and codes are called, in both languages; a natural person has no name unless it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from odas_graph import vocab
from odas_graph.i18n import gettext as _
from odas_graph.i18n import language
from odas_graph.network import ActorNode, Facts
from odas_graph.store import GraphStore
from odas_graph.territory import label, resolve, territory
from odas_graph.things import Text, Things, gather
from odas_graph.vocab import ID, SKOS

_LABELS: Final = """
SELECT ?thing ?property ?value WHERE { ?thing a #class# ; skos:prefLabel ?value . BIND(skos:prefLabel AS ?property) }"""
_CODES: Final = _LABELS.replace("#class#", "skos:Concept")
_ACTIONS: Final = _LABELS.replace("#class#", "odas:Action")


@dataclass(frozen=True)
class Names:
    """Actors by IRI, the titles of actions, the labels of codes; `persons` tells whether persons are named."""

    actors: Mapping[str, ActorNode] = field(repr=False)
    actions: Mapping[str, Text] = field(repr=False)
    words: Mapping[str, Text] = field(repr=False)
    persons: bool = False

    def hidden(self, iri: str) -> bool:
        """Whether this is a natural person that is not to be named."""
        return not self.persons and iri in self.actors and self.actors[iri].kind == "person"

    def of(self, iri: str) -> str:
        """The name of an actor or the title of an action, in the language in force."""
        if self.hidden(iri):
            return _("a person")
        if iri in self.actors:
            return self.actors[iri].label
        return self.actions[iri].within(language()) if iri in self.actions else iri.rsplit("/", 1)[-1]

    def word(self, scheme: str, slug: str) -> str:
        """The label of a code, or its slug where the store has no label."""
        text = self.words.get(f"{vocab.CODE}{scheme}/{slug}")
        return text.within(language()) if text else slug

    def type(self, iri: str) -> str:
        """The label of the type of an actor; “action” for an action."""
        return self.word("type-acteur", self.actors[iri].type) if iri in self.actors else _("action")


def read_names(source: GraphStore | Facts, *, persons: bool = False) -> Names:
    """The names of all that the store, or that of these facts, holds: three queries."""
    facts = source if isinstance(source, Facts) else Facts(source)
    return Names(facts.actors, _texts(gather(facts.store, _ACTIONS)), _texts(gather(facts.store, _CODES)), persons)


def _texts(things: Things) -> dict[str, Text]:
    return {iri: things.text(iri, SKOS.prefLabel) for iri in sorted(things)}


def place_name(iri: str) -> str:
    """The label of the territory of this IRI; ends with its code where homonyms need it."""
    return label(territory(iri.removeprefix(f"{ID}territory/")))


def place_iri(text: str) -> str:
    """The IRI of the territory of this code, name or label; UnknownTerritoryError where there is none."""
    return f"{ID}territory/{resolve(text).iri_slug}"


def kind_words() -> dict[str, str]:
    """What each kind of actor is called."""
    return {"organisation": _("organisation"), "collective": _("group"), "person": _("person"),
            "action": _("action")}
