"""Weights of one's own: what a file may change, and how it is refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from odas_graph.errors import UnreadableInputError, UsageError
from odas_graph.i18n import in_language
from odas_graph.resources import package_file
from odas_graph.visibility import default_weights, read_weights


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "poids.yaml"
    path.write_text(text, "utf-8")
    return path


def test_a_file_changes_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    base = default_weights()
    mine = read_weights(written(tmp_path, "roles:\n  financeur: {valeur: 0.9, raison: 'sans argent, rien'}\n"))
    assert mine.roles == {**base.roles, "financeur": 0.9}
    assert (mine.contact, mine.parts, mine.recognition, mine.thresholds, mine.outside) == (
        base.contact, base.parts, base.recognition, base.thresholds, base.outside)
    parts = read_weights(written(tmp_path, "composantes:\n  passage: {valeur: 0}\n  irremplacabilite: {valeur: 0}\n"))
    assert parts.parts == {"proximite": 1, "passage": 0, "irremplacabilite": 0}


def test_the_file_that_ships_changes_nothing(tmp_path: Path) -> None:
    shipped = package_file("analysis/weights.yaml").read_text("utf-8")
    assert read_weights(written(tmp_path, shipped)) == default_weights() == read_weights(written(tmp_path, ""))


@pytest.mark.parametrize(("text", "said"), [
    ("roles:\n  porteur: {valeur: 2}\n", ["line 2", "roles.porteur"]),
    ("roles:\n  porteur: {valeur: beaucoup}\n", ["line 2", "roles.porteur", "beaucoup"]),
    ("roles:\n  porteur: {valeur: nan}\n", ["line 2", "roles.porteur"]),
    ("roles:\n  porteur: {valeur: -0.1}\n", ["line 2", "roles.porteur"]),
    ("roles:\n  porteurs: {valeur: 1}\n", ["line 2", "porteurs", "porteur"]),
    ("role:\n  porteur: {valeur: 1}\n", ["line 1", "role", "roles"]),
    ("roles: 1\n", ["roles"]), ("- un\n- deux\n", ["poids.yaml"]), ("bonjour\n", ["poids.yaml"]),
    ("reconnaissance:\n  nee-de-l-action: {valeur: 0.9}\n", ["reconnaissance", "nee-de-l-action"]),
    # A tag builds nothing: what it marks is read as text.
    ("roles:\n  porteur: {valeur: !!python/object/apply:os.system ['true']}\n", ["roles.porteur"]),
])
def test_what_is_no_weight_is_refused_with_its_place_and_the_remedy(tmp_path: Path, text: str, said: list[str]) -> None:
    with pytest.raises(UsageError) as fault:
        read_weights(written(tmp_path, text))
    message = str(fault.value)
    assert "poids.yaml" in message and "valeur: 0.9" in message and len(message) < 800
    assert all(word in message for word in said), message


BOMB = "a: &a [x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nroles: [*b, *b, *b, *b, *b, *b]\n"


@pytest.mark.parametrize(("text", "said"), [
    (BOMB, "Anchors"), ("roles: [\n", "not valid YAML"), ("roles: {a: 1, a: 2}\n", "twice"), ("[" * 60, "nested"),
    ("x: " + "y" * 4_000_001, "larger")])
def test_hostile_yaml_is_refused_before_it_is_built(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(UnreadableInputError, match=said) as fault:
        read_weights(written(tmp_path, text))
    assert "poids.yaml" in str(fault.value)


def test_a_file_that_is_none_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.yaml", tmp_path, Path("x" * 10_000), Path("a\0b")):
        with pytest.raises(UnreadableInputError) as fault:
            read_weights(path)
        assert len(str(fault.value)) < 400
    (tmp_path / "latin.yaml").write_bytes("roles: {é: 1}".encode("latin-1"))
    with pytest.raises(UnreadableInputError, match="UTF-8"):
        read_weights(tmp_path / "latin.yaml")
