"""The files of a dataset written: what `read_dataset` reads comes back the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from odas_graph.errors import UsageError
from odas_graph.fiche import Action, Actor, Dataset, Model
from odas_graph.i18n import gettext as _
from odas_graph.importers.folders import ACTORS, DATASET, FICHES
from odas_graph.importers.yaml_text import MAX_BYTES

WIDTH: Final = 120


def to_yaml(value: Any) -> str:
    """The value as YAML that people read: keys in the order given, no aliases, French letters as they are."""
    import yaml

    base: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

    class Plain(base):  # type: ignore[misc]  # libyaml's where it is there, which has no types
        def ignore_aliases(self, data: Any) -> bool:
            return True

    return str(yaml.dump(value, Dumper=Plain, allow_unicode=True, sort_keys=False, width=WIDTH))


def record(model: Model) -> dict[str, Any]:
    """The record as its file holds it: French keys, without what is not said."""
    return model.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)


def write_dataset(folder: Path, dataset: Dataset, actors: Iterable[Actor], actions: Mapping[str, Action]) -> None:
    """Writes dataset.yaml, actors.yaml and a fiche an action, actors and fiches sorted by slug.

    Raises UsageError where the registry would be larger than one that can be read, OSError as it comes.
    """
    registry = to_yaml([record(actor) for actor in sorted(actors, key=lambda actor: actor.slug)])
    if len(registry.encode()) > MAX_BYTES:
        raise UsageError(_("These are more actors than a registry of text can hold ({n} MB). Import the list as “csv”, "
                           "or split it.").format(n=MAX_BYTES // 1_000_000))
    _write(folder / DATASET, to_yaml(record(dataset)))
    _write(folder / ACTORS, registry)
    (folder / FICHES).mkdir(exist_ok=True)
    for slug, action in sorted(actions.items()):
        _write(folder / FICHES / f"{slug}.yaml", to_yaml(record(action)))


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", newline="")
