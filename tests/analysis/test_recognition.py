"""R: which circles knew an actor, before and after, as intervals; and the table of weights it rests on."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from odas_graph import vocab
from odas_graph.analysis.recognition import UNKNOWN, CircleView, circle_view, mean_interval, middle
from odas_graph.analysis.weights import ENTRIES, Weights
from odas_graph.network import Contact
from odas_graph.resources import package_file
from odas_graph.visibility import default_weights

WEIGHTS = default_weights()
OLD = ("preexistant", "renforce")


def linked(origin: str | None = None, formal: bool | None = None, *, fact: str = "lien", institution: str = "mairie",
           partners: int = 2) -> Contact:
    return Contact("acteur", institution, "commune-ccas", fact, False, formal, origin, partners)


def absent(moment: str | None = None, *, unaware: bool = False, fact: str = "absence",
           institution: str = "mairie") -> Contact:
    return Contact("acteur", institution, "commune-ccas", fact, True, moment=moment, unaware=unaware)


def view(*contacts: Contact, weights: Weights = WEIGHTS) -> CircleView:
    return circle_view("commune-ccas", contacts, weights)


CASES = [
    # What the sources say, then before, after, status.
    ([], UNKNOWN, UNKNOWN, "inconnu"),
    ([linked("preexistant", True)], (1, 1), (1, 1), "connu"),
    ([linked("preexistant", False)], (.7, .7), (.7, .7), "connu"),
    ([linked("renforce")], (.7, 1), (.7, 1), "connu"),
    ([linked("preexistant", False), linked("preexistant", True)], (1, 1), (1, 1), "connu"),
    ([linked("ne-de-l-action", True)], (0, 0), (.3, .3), "lien-nouveau"),
    ([linked(None, True)], (0, 1), (.3, 1), "lien-date-inconnue"),
    ([linked(None, False)], (0, .7), (.3, .7), "lien-date-inconnue"),
    ([linked(None)], (0, 1), (.3, 1), "lien-date-inconnue"),
    ([linked("envisage", True)], UNKNOWN, UNKNOWN, "inconnu"),
    # That a coordination of twelve is new does not say that its members never met.
    ([linked("ne-de-l-action", False, partners=12)], (0, .7), (.3, .7), "lien-date-inconnue"),
    # An absence that nothing dates holds before and after; one of before alone leaves the time after open.
    ([absent()], (0, 0), (0, 0), "sans-lien"),
    ([absent(unaware=True)], (0, 0), (0, 0), "absence-attestee"),
    ([absent("avant", unaware=True)], (0, 0), (0, .3), "absence-attestee"),
    ([absent("avant", unaware=True), linked("ne-de-l-action")], (0, 0), (.3, .3), "absence-attestee"),
    # Who did not know it during the action did not before; who did not work with it then may have before.
    ([absent("pendant", unaware=True)], (0, 0), (0, 0), "absence-attestee"),
    ([absent("pendant")], UNKNOWN, UNKNOWN, "inconnu"),
    # That they no longer work together says nothing of before.
    ([absent("apres")], UNKNOWN, (0, 0), "inconnu"),
    # An undated tie with one that did not know it, or whose first tie is dated, is no older than the action.
    ([absent("avant", unaware=True), linked(None, True)], (0, 0), (.3, .3), "absence-attestee"),
    ([linked("ne-de-l-action"), linked(None, True)], (0, 0), (.3, .3), "lien-nouveau"),
    # In one circle, the institution that knew best counts.
    ([absent("avant", unaware=True), linked("preexistant", False, institution="ccas")], (.7, .7), (.7, .7), "connu"),
    ([absent("avant", unaware=True), linked(None, True, institution="ccas")], (0, 1), (.3, 1), "lien-date-inconnue"),
    # An undated tie adds nothing to an old one.
    ([linked("preexistant", False), linked(None, True, institution="ccas")], (.7, .7), (.7, .7), "connu"),
]


@pytest.mark.parametrize(("contacts", "before", "after", "status"), CASES)
def test_what_a_circle_knew(contacts: Sequence[Contact], before: Any, after: Any, status: str) -> None:
    found = view(*contacts)
    assert found.before == pytest.approx(before)
    assert found.after == pytest.approx(after)
    assert found.status == status


def test_facts_are_those_the_view_rests_on() -> None:
    unused = linked("envisage", fact="b"), absent("apres", fact="c")
    assert view(linked("preexistant", fact="a"), *unused).facts == ("a",)
    assert view(linked("preexistant", fact="a"), linked("preexistant", institution="ccas", fact="a")).facts == ("a",)
    assert view(absent("apres", fact="c")).facts == ("c",)


@pytest.mark.parametrize(("footings", "formal"), [
    ([True], True), ([False], False), ([None], None), ([False, True, None], True), ([False, None], None)])
def test_the_footing_of_a_known_actor(footings: list[bool | None], formal: bool | None) -> None:
    assert view(*(linked("preexistant", footing) for footing in footings)).formal is formal


def test_only_what_is_said_of_before_documents_a_circle() -> None:
    assert view(linked("preexistant")).is_documented
    assert view(linked("ne-de-l-action")).is_documented
    assert view(absent()).is_documented
    assert not view(linked(None, False)).is_documented
    assert not view(absent("apres")).is_documented
    assert not view().is_documented


def test_only_what_is_certain_is_a_gain() -> None:
    assert view(linked("ne-de-l-action")).gain == pytest.approx(.3)
    assert view(absent("avant", unaware=True), linked("ne-de-l-action")).gain == pytest.approx(.3)
    assert view(linked(None)).gain == 0  # it may be older than the action
    assert view(absent("avant", unaware=True)).gain == 0
    assert view(linked("preexistant", True)).gain == 0
    assert view().gain == 0


# --- properties ----------------------------------------------------------------------------------------------------

INSTITUTIONS = st.sampled_from(["mairie", "ccas"])
TIES = st.builds(linked, st.sampled_from([*vocab.CODES["origine"], None]), st.sampled_from([True, False, None]),
                 institution=INSTITUTIONS, partners=st.integers(2, 12))
ABSENCES = st.builds(absent, st.sampled_from([*vocab.CODES["moment"], None]), unaware=st.booleans(),
                     institution=INSTITUTIONS)
CONTACTS = st.lists(TIES | ABSENCES, max_size=6)
TABLE = yaml.safe_load(package_file("analysis/weights.yaml").read_text("utf-8"))


@st.composite
def weight_tables(draw: st.DrawFn) -> Weights:
    table = copy.deepcopy(TABLE)
    worths = sorted(draw(st.lists(st.floats(0, 1, allow_nan=False), min_size=4, max_size=4)))
    for name, value in zip(ENTRIES["reconnaissance"], worths, strict=True):
        table["reconnaissance"][name]["valeur"] = value
    return Weights.from_table(table)


@given(CONTACTS, weight_tables())
def test_intervals_are_ordered_within_zero_and_one(contacts: list[Contact], weights: Weights) -> None:
    found = view(*contacts, weights=weights)
    for low, high in (found.before, found.after):
        assert 0 <= low <= high <= 1
    assert 0 <= found.gain <= 1


@given(CONTACTS, st.sampled_from(OLD), weight_tables())
def test_a_formal_tie_before_never_lowers_recognition(contacts: list[Contact], origin: str, weights: Weights) -> None:
    first, then = view(*contacts, weights=weights), view(*contacts, linked(origin, True), weights=weights)
    worth = weights.recognition["formelle-avant"]
    # Of a circle of which nothing is known, all but the worth of the tie itself is ruled out.
    assert then.before[0] >= first.before[0]
    assert then.before[1] >= min(first.before[1], worth)
    if worth == 1:
        assert middle(then.before) >= middle(first.before)


@given(CONTACTS, st.sampled_from(OLD), st.sampled_from([True, False, None]), TIES.filter(lambda c: c.origin not in OLD))
def test_what_is_undated_new_or_planned_changes_nothing_of_what_is_known(
        contacts: list[Contact], origin: str, formal: bool | None, other: Contact) -> None:
    known = [*contacts, linked(origin, formal)]
    assert view(*known, other).before == view(*known).before
    assert view(*known, other).status == "connu"


@given(CONTACTS, st.booleans() | st.none())
def test_a_planned_tie_changes_nothing(contacts: list[Contact], formal: bool | None) -> None:
    assert view(*contacts, linked("envisage", formal)) == view(*contacts)


@given(CONTACTS.flatmap(lambda c: st.tuples(st.just(c), st.permutations(c))))
def test_the_order_of_the_facts_is_indifferent(pair: tuple[list[Contact], list[Contact]]) -> None:
    one, other = view(*pair[0]), view(*pair[1])
    assert (one.before, one.after, one.status, one.formal) == (other.before, other.after, other.status, other.formal)
    assert set(one.facts) == set(other.facts)


@given(CONTACTS)
def test_after_is_never_less_than_before(contacts: list[Contact]) -> None:
    found = view(*contacts)
    ended = any(c.moment == "apres" for c in contacts)
    assert ended or (found.after[0] >= found.before[0] and found.after[1] >= found.before[1])


INTERVALS = st.tuples(st.floats(0, 1), st.floats(0, 1)).map(lambda pair: (min(pair), max(pair)))


@given(st.lists(INTERVALS, max_size=6))
def test_the_mean_of_intervals_is_one(intervals: list[tuple[float, float]]) -> None:
    low, high = mean_interval(intervals)
    assert -1e-12 <= low <= high + 1e-12 <= 1 + 1e-11
    assert mean_interval(iter(intervals)) == (low, high)
    assert middle((low, high)) == pytest.approx((low + high) / 2)


@given(st.lists(INTERVALS, min_size=1, max_size=5))
def test_an_unknown_circle_widens_and_never_moves_what_is_known(intervals: list[tuple[float, float]]) -> None:
    (low, high), (wider_low, wider_high) = mean_interval(intervals), mean_interval([*intervals, UNKNOWN])
    count = len(intervals)
    assert wider_low * (count + 1) == pytest.approx(low * count)
    assert (wider_high * (count + 1)) == pytest.approx(high * count + 1)
    assert wider_high - wider_low >= (high - low) - 1e-12


# --- weights -------------------------------------------------------------------------------------------------------


def test_every_weight_that_ships_has_a_reason_and_every_role_a_weight() -> None:
    assert {name: set(section) for name, section in TABLE.items()} == {n: set(keys) for n, keys in ENTRIES.items()}
    for section in TABLE.values():
        for entry in section.values():
            assert set(entry) == {"valeur", "raison"} and entry["raison"].strip()
    assert set(WEIGHTS.roles) == set(vocab.CODES["role"])


def test_the_worth_of_ties_is_that_of_the_method() -> None:
    assert WEIGHTS.recognition == {"formelle-avant": 1, "informelle-avant": .7, "nee-de-l-action": .3, "absence": 0}


@pytest.mark.parametrize(("path", "value", "message"), [
    (("roles",), None, "roles: missing"),
    (("roles", "porteur"), None, "roles.porteur.valeur: missing"),
    (("roles", "porteur"), "1", "roles.porteur.valeur: missing"),
    (("roles", "porteur", "valeur"), 1.5, "roles.porteur.valeur: 1.5"),
    (("roles", "porteur", "valeur"), float("nan"), "roles.porteur.valeur: nan"),
    (("roles", "porteur", "valeur"), "fort", "roles.porteur.valeur: 'fort'"),
    (("roles", "porteur", "valeur"), True, "roles.porteur.valeur: True"),
    (("roles", "porter"), {"valeur": 1}, "roles.porter: unknown"),
    (("reconnaissance", "absence"), None, "reconnaissance.absence.valeur: missing"),
    (("reconnaissance", "nee-de-l-action", "valeur"), .9, "nee-de-l-action (0.9) is above informelle-avant (0.7)"),
    (("seuils",), [], "seuils: missing"),
])
def test_a_faulty_table_is_refused_by_the_name_of_its_entry(path: tuple[str, ...], value: Any, message: str) -> None:
    table = copy.deepcopy(TABLE)
    inner = table
    for step in path[:-1]:
        inner = inner[step]
    if value is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    with pytest.raises(ValueError) as fault:
        Weights.from_table(table)
    assert message in str(fault.value)


@pytest.mark.parametrize("table", [None, [], "poids", {}])
def test_what_is_no_table_is_refused(table: Any) -> None:
    with pytest.raises(ValueError, match="roles: missing"):
        Weights.from_table(table)
