"""The table of weights: what ships, what a user's file may change, what is refused and how."""

from __future__ import annotations

import copy
from functools import cache
from typing import Any

import pytest
import yaml

from odas_graph import vocab
from odas_graph.analysis.draws import stated
from odas_graph.analysis.weights import ENTRIES, Weights
from odas_graph.panel import ROLES, SILENT
from odas_graph.resources import package_file


@cache
def shipped_table() -> Any:
    return yaml.safe_load(package_file("analysis/weights.yaml").read_text("utf-8"))


@cache
def shipped_weights() -> Weights:
    return Weights.from_table(shipped_table())


def changed(path: tuple[str, ...], value: Any) -> Any:
    """The shipped table with one entry changed, or left out."""
    table = copy.deepcopy(shipped_table())
    inner = table
    for step in path[:-1]:
        inner = inner[step]
    if value is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return table


def test_every_weight_that_ships_has_a_reason_and_every_role_and_sphere_an_entry() -> None:
    assert {name: set(section) for name, section in shipped_table().items()} == {n: set(k) for n, k in ENTRIES.items()}
    for section in shipped_table().values():
        for entry in section.values():
            assert set(entry) == {"valeur", "raison"} and entry["raison"].strip()
    assert set(shipped_weights().roles) == set(vocab.CODES["role"])


def test_the_worth_of_ties_is_that_of_the_method() -> None:
    assert shipped_weights().recognition == {
        "formelle-avant": 1, "informelle-avant": .7, "nee-de-l-action": .3, "absence": 0}


def test_proximity_is_half_of_the_contribution_and_housing_economy_and_health_are_outside() -> None:
    assert shipped_weights().parts == {"proximite": .5, "passage": .25, "irremplacabilite": .25}
    assert shipped_weights().outside == {"logement", "economie", "sante"}


def test_parts_are_brought_to_the_sum_of_one() -> None:
    table = changed(("composantes", "passage", "valeur"), .5)
    assert Weights.from_table(table).parts == {"proximite": .4, "passage": .4, "irremplacabilite": .2}


@pytest.mark.parametrize(("path", "value", "message"), [
    (("roles",), None, "roles: missing"),
    (("roles", "porteur"), None, "roles.porteur.valeur: missing"),
    (("roles", "porteur"), "1", "roles.porteur.valeur: missing"),
    (("roles", "porteur", "valeur"), 1.5, "roles.porteur.valeur: 1.5"),
    (("roles", "porteur", "valeur"), float("nan"), "roles.porteur.valeur: nan"),
    (("roles", "porteur", "valeur"), "fort", "roles.porteur.valeur: 'fort'"),
    (("roles", "porteur", "valeur"), True, "roles.porteur.valeur: True"),
    (("roles", "porter"), {"valeur": 1}, "roles.porter: unknown; did you mean porteur?"),
    (("contact", "xyz"), {"valeur": 1}, "contact.xyz: unknown; choose among oui, non"),
    (("reconaissance",), {}, "reconaissance: unknown; did you mean reconnaissance?"),
    (("reconnaissance", "absence"), None, "reconnaissance.absence.valeur: missing"),
    (("reconnaissance", "nee-de-l-action", "valeur"), .9, "nee-de-l-action (0.9) is above informelle-avant (0.7)"),
    (("hors-champ", "logement", "valeur"), .5, "hors-champ.logement.valeur: 0.5 is neither 0 nor 1"),
    (("composantes",), {key: {"valeur": 0} for key in ENTRIES["composantes"]}, "composantes: at least one"),
    (("seuils",), [], "seuils: not a table"),
])
def test_a_faulty_table_is_refused_by_the_name_of_its_entry(path: tuple[str, ...], value: Any, message: str) -> None:
    with pytest.raises(ValueError) as fault:
        Weights.from_table(changed(path, value))
    assert message in str(fault.value)


@pytest.mark.parametrize(("table", "message"), [
    (None, "roles: missing"), ({}, "roles: missing"), ([], "weights: not a table"), ("poids", "weights: not a table"),
    ({1: {}}, "1: unknown"), ({"roles": None}, "roles: missing")])
def test_what_is_no_table_is_refused(table: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Weights.from_table(table)


# --- a user's file -------------------------------------------------------------------------------------------------


def test_a_file_gives_only_what_it_changes() -> None:
    file = {"roles": {"financeur": {"valeur": .9}}, "seuils": {"revelation": {"valeur": .2, "raison": "plus exigeant"}}}
    found = Weights.from_table(file, default=shipped_table())
    assert found.roles == {**shipped_weights().roles, "financeur": .9}
    assert found.thresholds == {**shipped_weights().thresholds, "revelation": .2}
    assert (found.contact, found.parts, found.recognition, found.outside) == (
        shipped_weights().contact, shipped_weights().parts, shipped_weights().recognition, shipped_weights().outside)


@pytest.mark.parametrize("file", [None, {}, {"roles": None}, {"roles": {}}])
def test_a_file_that_changes_nothing_leaves_what_ships(file: Any) -> None:
    assert Weights.from_table(file, default=shipped_table()) == shipped_weights()


@pytest.mark.parametrize(("file", "message"), [
    ({"role": {}}, "role: unknown; did you mean roles?"),
    ({"seuils": {"revelations": {"valeur": .1}}}, "seuils.revelations: unknown; did you mean revelation?"),
    ({"roles": {"porteur": .5}}, "roles.porteur.valeur: missing"),
    ({"roles": {"porteur": {"raison": "sans valeur"}}}, "roles.porteur.valeur: missing"),
    # What it changes has to fit what it leaves.
    ({"reconnaissance": {"informelle-avant": {"valeur": .2}}}, "nee-de-l-action (0.3) is above informelle-avant (0.2)"),
    ({"x" * 5000: {}}, "xxx: unknown"),
])
def test_a_faulty_file_is_refused_by_the_name_of_its_entry(file: Any, message: str) -> None:
    with pytest.raises(ValueError) as fault:
        Weights.from_table(file, default=shipped_table())
    assert message in str(fault.value) and len(str(fault.value)) < 300


# --- the reading as stated -----------------------------------------------------------------------------------------


def test_the_reading_as_stated_is_one_row_of_the_weights() -> None:
    draws = stated(shipped_weights())
    assert len(draws) == 1
    assert draws.roles.tolist() == [[shipped_weights().roles[role] for role in ROLES]]
    assert draws.contact.tolist() == [[0, 1]] and draws.parts.tolist() == [[.5, .25, .25]]
    assert draws.recognition.tolist() == [[0, .3, .7, 1]]
    assert draws.left_out.tolist() == [SILENT] and draws.kept is None and draws.unknown is None
