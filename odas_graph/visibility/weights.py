"""The weights in force: those that ship, or what a file of one's own changes in them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from odas_graph.analysis.weights import Weights
from odas_graph.errors import DataError, UnreadableInputError, UsageError, reason
from odas_graph.findings import Finding
from odas_graph.i18n import gettext as _
from odas_graph.resources import package_file


@cache
def default_weights() -> Weights:
    """The weights that ship."""
    return Weights.from_table(_shipped())


def read_weights(path: str | Path) -> Weights:
    """The weights that ship, with what a YAML file of the same form changes in them.

    Raises UnreadableInputError for a file that cannot be read or is no plain YAML (anchors and aliases, which can blow
    up a small file, are refused; tags are not looked at, so that nothing is ever built but text), UsageError for an
    entry that there is not or a value that is no weight.
    """
    from odas_graph.importers.yaml_text import read_yaml

    try:
        table, lines = read_yaml(Path(path), str(path))
    except DataError as error:
        place = error.findings[0].place() if error.findings else str(path)
        raise UnreadableInputError(_("{place}: {problem}").format(place=place, problem=error)) from error
    except (OSError, ValueError) as error:  # ValueError: a name that no system has
        raise UnreadableInputError(_("{path} cannot be read: {reason}. Name a YAML file of weights.").format(
            path=str(path)[:200], reason=reason(error))) from error
    try:
        return Weights.from_table(_numbers(table), _shipped())
    except ValueError as error:
        raise UsageError(_("{place}: {problem}. A file of weights has the form of the one that ships and gives only "
                           "the entries that it changes, say “roles: {{porteur: {{valeur: 0.9}}}}”.").format(
            place=_place(str(path), str(error), lines), problem=error)) from error


@cache
def _shipped() -> Any:
    import yaml

    return yaml.safe_load(package_file("analysis/weights.yaml").read_text("utf-8"))


def _numbers(table: Any) -> Any:
    """The table with its values as numbers; what is no number stays text, for the message that refuses it."""
    if isinstance(table, dict):
        return {key: _number(value) if key == "valeur" else _numbers(value) for key, value in table.items()}
    return table


def _number(value: Any) -> Any:
    try:
        return float(value)
    except (TypeError, ValueError):
        return value


def _place(file: str, problem: str, lines: Mapping[tuple[str | int, ...], int]) -> str:
    """The file, and the line of the entry that the problem begins with."""
    line = lines.get(tuple(problem.partition(":")[0].split(".")))
    return Finding(level="violation", code="weights", message=problem, file=file, line=line).place()
