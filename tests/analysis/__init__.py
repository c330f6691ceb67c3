"""Small worlds to try the method on: a few actors and actions, described as the real ones are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from hypothesis import settings
from pyoxigraph import Quad

import odas_graph as og
from odas_graph.describe import describe
from odas_graph.fiche import Action, Actor, Dataset
from odas_graph.pipeline import KnowledgeGraph, load_ontology
from odas_graph.records import Located, Records
from odas_graph.store import EmbeddedStore
from odas_graph.vocab import ID

Fields = Mapping[str, Any]
# How long an example takes depends on who else uses the machine.
settings.register_profile("patient", deadline=None)
settings.load_profile("patient")


def iri(slug: str, kind: str = "actor") -> str:
    return f"{ID}{kind}/{slug}"


@cache
def shipped() -> KnowledgeGraph:
    """The graph of the shipped data, built once a process; not to be changed."""
    return og.build(keep_going=True)


@cache
def ontology() -> tuple[Quad, ...]:
    store = EmbeddedStore()
    load_ontology(store)
    return tuple(store.quads())


def actor(slug: str, type_: str = "association", **fields: Any) -> Fields:
    """An entry of the registry, by the keys of actors.yaml; at Stains unless it says otherwise."""
    own = {"slug": slug, "nom": slug.capitalize(), "type": type_, "territoire": "93072", "preuve": "Registre"}
    return own | fields


def takes_part(slug: str, *roles: str, contact: bool | None = None) -> Fields:
    stated = {} if contact is None else {"contact_direct": contact}
    return {"acteur": slug, "roles": list(roles), "preuve": f"Part de {slug}", **stated}


def tie(*partners: str, **fields: Any) -> Fields:
    return {"partenaires": list(partners), "preuve": f"Lien {' '.join(partners)}", **fields}


def absence(*parties: str, **fields: Any) -> Fields:
    return {"acteurs": list(parties), "objet": "Aucun lien.", "preuve": f"Absence {' '.join(parties)}", **fields}


def action(*leads: Fields, **fields: Any) -> Fields:
    """A fiche at Stains, by its keys."""
    return {"titre": "Une action", "source": "texte", "territoires": ["93072"], "porteurs": list(leads), **fields}


def world(actors: Sequence[Fields], actions: Mapping[str, Fields]) -> EmbeddedStore:
    """The graph of these actors and actions, with the ontology."""
    dataset = Dataset.model_validate({
        "jeu": "essai", "titre": "Essai", "description": "Un essai.", "date": "2026", "fictif": True,
        "sources": [{"slug": "texte", "titre": "Un texte"}]})
    found = [Actor.model_validate(fields) for fields in actors]
    records = Records(
        Located(dataset, "essai", "dataset.yaml"),
        tuple(Located(a, a.slug, "actors.yaml") for a in found),
        tuple(Located(Action.model_validate(fields), slug, f"{slug}.yaml") for slug, fields in actions.items()))
    store = EmbeddedStore()
    store.add(ontology())
    store.add(describe([records]).quads)
    return store
