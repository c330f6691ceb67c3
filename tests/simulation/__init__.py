"""Small made-up worlds, and how two panels differ."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

import numpy as np

from odas_graph.pipeline import load_ontology
from odas_graph.simulation import Parameters, World, story
from odas_graph.simulation.quads import to_nquads
from odas_graph.store import EmbeddedStore


@cache
def small() -> World:
    """A world of 150 actors, as the story ships."""
    return story(150, seed=3)


@cache
def large() -> World:
    """One of 6,000, for what holds on average."""
    return story(6_000, seed=1)


def changed(**parameters: Any) -> Parameters:
    return Parameters(**parameters)


def loaded(world: World) -> EmbeddedStore:
    """The store of its N-Quads, with the ontology."""
    store = EmbeddedStore()
    load_ontology(store)
    store.load(b"".join(to_nquads(world)), "nq")
    return store


def differences(one: Any, other: Any) -> list[str]:
    """The names of the columns in which two panels, or two worlds, differ."""
    found = []
    for field in fields(one):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if isinstance(a, np.ndarray):
            if a.dtype != b.dtype or not np.array_equal(a, b):
                found.append(field.name)
        elif is_dataclass(a):
            found += [f"{field.name}.{name}" for name in differences(a, b)]
        elif a != b:
            found.append(field.name)
    return found
