"""A world as dataset files that `odas-graph build --data` reads: dataset.yaml, actors.yaml, a fiche an action."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from odas_graph.panel import CONTRIBUTIONS, NEEDS, NO, ORIGINS, ROLES, SILENT, YES
from odas_graph.simulation.columns import HEART
from odas_graph.simulation.description import ABSENCE, REGISTRY, action_titles, chapter, dataset
from odas_graph.simulation.telling import check_size
from odas_graph.simulation.ties import FOOTINGS
from odas_graph.simulation.world import TYPES, World

CONTACT: Final[Mapping[int, str]] = {YES: "oui", NO: "non"}


def to_dataset(world: World, folder: Path, progress: Callable[[int], None] | None = None) -> None:
    """Writes the files into `folder`; the same world gives the same bytes.

    `progress` is called with the number of fiches written since the last call. UsageError for more actors than a
    registry holds; OSError as it comes.
    """
    check_size(len(world.folk), files=True)
    (folder / "fiches").mkdir(parents=True, exist_ok=True)
    record = dataset(world).model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
    _write(folder / "dataset.yaml", (f"{key}: {_value(value)}" for key, value in record.items()))
    _write(folder / "actors.yaml", _registry(world))
    for slug, lines in zip(world.action_slugs, _fiches(world), strict=True):
        _write(folder / "fiches" / f"{slug}.yaml", lines)
        if progress:
            progress(1)


def _write(path: Path, lines: Iterator[str]) -> None:
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8", newline="")


def _value(value: Any) -> str:
    """The value in the part of YAML that is JSON; True as the word that people write."""
    return "oui" if value is True else json.dumps(value, ensure_ascii=False)


def _registry(world: World) -> Iterator[str]:
    slugs, codes, folk = world.actor_slugs, [t.code for t in world.land.territories], world.folk
    for slug, name, type_, seat, wide, parent in zip(
            slugs, world.actor_names, world.actor_types.tolist(), folk.seat.tolist(), folk.wide.tolist(),
            folk.parent.tolist(), strict=True):
        yield f"- slug: {slug}"
        yield f"  nom: {_value(name)}"
        yield f"  type: {TYPES[type_]}"
        yield f'  territoire: "{codes[seat]}"'
        if wide != SILENT:
            yield f'  intervient: ["{codes[wide]}"]'
        if parent != SILENT:
            yield f"  fait_partie_de: [{slugs[parent]}]"
        yield f"  preuve: {REGISTRY}"


def _fiches(world: World) -> Iterator[Iterator[str]]:
    """The lines of each fiche, in the order of the actions."""
    titles, codes = action_titles(world), [t.code for t in world.land.territories]
    needs = _by_action(world.need_action, world.need)
    parts = _by_action(world.action, range(len(world.action)))
    ties = _by_action(world.told_in, range(len(world.told_in)))
    absences = _by_action(world.absence_action, range(len(world.absence_action)))
    things = _by_action(world.brought_row, world.brought)
    actors = world.actor_slugs

    def fiche(i: int) -> Iterator[str]:
        yield f"titre: {_value(titles[i])}"
        yield f"source: {world.source}"
        yield f"section: {chapter(world, i)}"
        yield f'territoires: ["{codes[world.site[i]]}"]'
        yield f"problematiques: [{', '.join(NEEDS[n] for n in needs[i])}]"
        yield from _participations(world, i, parts[i], things, actors)
        yield from _ties(world, i, ties[i], actors)
        if absences[i]:
            yield "absences:"
        for row in absences[i]:
            office, actor = actors[world.absence_institution[row]], actors[world.absence_actor[row]]
            yield (f"  - {{acteurs: [{office}, {actor}], ignorant: [{office}], moment: avant, "
                   f"objet: {_value(ABSENCE)}, preuve: {chapter(world, i)}}}")

    return (fiche(i) for i in range(len(titles)))


def _by_action(keys: Any, values: Any) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for key, value in zip(keys.tolist(), values, strict=True):
        found[key].append(int(value))
    return found


def _participations(world: World, action: int, rows: list[int], things: Mapping[int, list[int]],
                    actors: list[str]) -> Iterator[str]:
    leads, others = [r for r in rows if world.lead[r]], [r for r in rows if not world.lead[r]]
    for heading, group in (("porteurs", leads), ("participants", others)):
        if group:
            yield f"{heading}:"
        for row in group:
            role = int(world.role[row])
            words = [f"acteur: {actors[world.actor[row]]}"]
            if heading == "participants" or role == HEART:
                words.append(f"roles: [{ROLES[role]}]")
            if things[row]:
                words.append(f"contributions: [{', '.join(CONTRIBUTIONS[t] for t in things[row])}]")
            if world.contact[row] != SILENT:
                words.append(f"contact_direct: {CONTACT[int(world.contact[row])]}")
            yield f"  - {{{', '.join(words)}, preuve: {chapter(world, action)}}}"


def _ties(world: World, action: int, rows: list[int], actors: list[str]) -> Iterator[str]:
    for heading, paid in (("partenariats", False), ("financements", True)):
        group = [row for row in rows if world.paid[row] == paid]
        if group:
            yield f"{heading}:"
        for row in group:
            names = [actors[i] for i in world.members[row] if i != SILENT]
            words = ([f"financeur: {names[0]}", f"beneficiaire: {names[1]}"] if paid
                     else [f"partenaires: [{', '.join(names)}]"])
            if world.footing[row] != SILENT:
                words.append(f"formalisation: {FOOTINGS[world.footing[row]]}")
            if world.origin[row] != SILENT:
                words.append(f"origine: {ORIGINS[world.origin[row]]}")
            if world.outside[row]:
                words.append("hors_action: oui")
            yield f"  - {{{', '.join(words)}, preuve: {chapter(world, action)}}}"
