"""What a made-up world says of itself wherever it is written: dataset, source, places of proof, the truth."""

from __future__ import annotations

from typing import Final

from odas_graph.fiche import Dataset
from odas_graph.panel import KINDS
from odas_graph.simulation.world import TYPES, World

REGISTRY: Final = "Registre"
ABSENCE: Final = "Cette institution ne connaissait pas cet acteur avant l'action."
TRUTH: Final = ("acteur", "nom", "type", "genre", "territoire", "travail", "connu_de", "invisible", "pilier")


def dataset(world: World) -> Dataset:
    """The dataset, marked fictional, with its one fictional source."""
    changed = ", ".join(f"{name} = {value:g}" for name, value in world.parameters.differences().items())
    return Dataset.model_validate({
        "jeu": world.slug, "titre": f"Pays fictif n° {world.seed}", "titre_en": f"Fictional country no. {world.seed}",
        "description": "Des acteurs, des actions et des liens tirés au sort, sur des territoires réels : rien n'y est "
                       "vrai. Pour éprouver la méthode, dont on connaît ici la réponse.",
        "description_en": "Actors, actions and ties drawn by chance on real territories: nothing here is true. To "
                          "test the method, since the answer is known.",
        "licence": "CC0-1.0", "auteur": "odas-graph", "date": "2026",
        "collecte": f"Tirage au sort : {len(world.folk)} acteurs, graine {world.seed}"
                    + (f", {changed}." if changed else "."),
        "lacunes": [f"Chaque fait est perdu avec une probabilité de {world.parameters.loss:g}."], "fictif": "oui",
        "sources": [{"slug": world.source, "titre": f"Carnet d'un pays fictif (n° {world.seed})",
                     "titre_court": "Carnet fictif", "auteurs": ["odas-graph"], "date": "2026", "genre": "autre",
                     "precision": "Source fictive."}]})


def chapter(world: World, action: int) -> str:
    """The section of the source that tells of an action."""
    return f"Fiche {int(world.action_number[action])}"


def action_titles(world: World) -> list[str]:
    """What each action is called."""
    places = [t.name for t in world.land.territories]
    return [f"Action fictive {number} ({places[site]})"
            for number, site in zip(world.action_number.tolist(), world.site.tolist(), strict=True)]


def truth(world: World) -> list[tuple[str, ...]]:
    """The truth on each actor that is no institution, a row each, by the headings of `TRUTH`: see `truth.Truth`."""
    slugs, names, types = world.actor_slugs, world.actor_names, world.actor_types.tolist()
    kinds, seats = world.actor_kinds.tolist(), world.folk.seat.tolist()
    words = ("non", "oui")
    return [(slugs[i], names[i], TYPES[types[i]], KINDS[kinds[i]], world.land.territories[seats[i]].code,
             f"{world.truth.work[i]:.4f}", str(int(world.truth.known[i])), words[int(world.planted[i])],
             words[int(world.pillars[i])]) for i in world.folk.others.tolist()]
