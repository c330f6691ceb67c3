"""R: which circles knew an actor, before and after, as intervals; the columns told against the words of the method."""

from __future__ import annotations

import copy
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odas_graph import network, vocab
from odas_graph.analysis.draws import Draws, stated
from odas_graph.analysis.recognition import STATUSES, UNKNOWN, CircleView, middle, recognition, views
from odas_graph.analysis.weights import ENTRIES, Weights
from odas_graph.panel import CIRCLES, SILENT, Contacts, Panel, Ties
from tests.analysis import shipped
from tests.analysis.oracle_recognition import circle_view, facts_of
from tests.analysis.panels import Known, Link, panel
from tests.analysis.test_weights import shipped_table, shipped_weights

WEIGHTS = shipped_weights()
OLD = ("preexistant", "renforce")


def linked(origin: str | None = None, formal: bool | None = None, *, institution: str = "mairie", partners: int = 2,
           **where: Any) -> Known:
    return Known("acteur", institution, "commune-ccas", formal, origin, partners=partners, **where)


def absent(moment: str | None = None, *, unaware: bool = False, institution: str = "mairie", **where: Any) -> Known:
    return Known("acteur", institution, "commune-ccas", absent=True, moment=moment, unaware=unaware, **where)


def told(found: Panel, weights: Weights = WEIGHTS) -> CircleView:
    """What the town hall knew of `acteur`, by the columns and, one at a time, by the words: they say the same."""
    actor = found.actors.iris.index("acteur")
    seen = views(found, recognition(found, stated(weights)), [actor])[0]["commune-ccas"]
    assert seen == circle_view("commune-ccas", facts_of(found, actor, "commune-ccas"), weights)
    return seen


def view(*contacts: Known, weights: Weights = WEIGHTS) -> CircleView:
    return told(panel(contacts=contacts, actors=("acteur",)), weights)


CASES: list[tuple[list[Known], Any, Any, str]] = [
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
def test_what_a_circle_knew(contacts: Sequence[Known], before: Any, after: Any, status: str) -> None:
    found = view(*contacts)
    assert found.before == pytest.approx(before)
    assert found.after == pytest.approx(after)
    assert found.status == status


def test_facts_are_those_the_view_rests_on() -> None:
    # Ties are numbered in their order, absences last.
    unused = linked("envisage"), absent("apres")
    assert view(linked("preexistant"), *unused).facts == ("tie-000",)
    assert view(absent("apres")).facts == ("tie-000",)
    assert view(absent("avant"), linked("envisage")).facts == ("tie-001",)
    one = Link(("acteur", "mairie", "ccas"), origin="preexistant")
    twice = linked("preexistant", tie=0), linked("preexistant", institution="ccas", tie=0)
    assert told(panel(ties=[one], contacts=twice)).facts == ("tie-000",)


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


def test_no_actor_and_no_contact_are_no_fault() -> None:
    empty = recognition(panel(), stated(WEIGHTS))
    assert empty.before.shape == (1, 0, len(CIRCLES), 2)
    silent = recognition(panel(actors=("acteur",)), stated(WEIGHTS))
    assert silent.before.tolist() == silent.after.tolist() == [[[[0, 1]] * len(CIRCLES)]]
    assert not silent.status.any() and (silent.formal == SILENT).all()


def test_what_a_reading_drops_is_as_if_no_source_had_said_it() -> None:
    facts = [absent("avant", unaware=True, action="repas"), linked(None, True, action="fete"), linked("renforce", True)]
    found = panel(contacts=facts)
    base = stated(WEIGHTS)
    # Ties come first, in their order: the undated one (0), the old one (1), then the absence (2).
    kept = np.array([[True, True, True], [True, False, True], [True, False, False], [False, False, False]])
    seen = recognition(found, many(base, 4, kept=kept))
    assert [STATUSES[s] for s in seen.status[:, 0, 0]] == ["connu", "absence-attestee", "lien-date-inconnue", "inconnu"]
    assert seen.before[:, 0, 0].tolist() == [[1, 1], [0, 0], [0, 1], [0, 1]]
    assert seen.after[:, 0, 0].tolist() == [[1, 1], [.3, .3], [.3, 1], [0, 1]]
    # `repas` takes the absence with it, `fete` the undated tie; a tie within no action stays whatever is left out.
    out = np.array([SILENT, *(found.actions.iris.index(one) for one in ("repas", "fete"))])
    seen = recognition(found, many(base, 3, kept=kept[[1, 1, 1]], left_out=out))
    assert [STATUSES[s] for s in seen.status[:, 0, 0]] == [
        "absence-attestee", "lien-date-inconnue", "absence-attestee"]
    seen = recognition(found, many(base, 3, left_out=out))
    assert {STATUSES[s] for s in seen.status[:, 0, 0]} == {"connu"}


# --- properties ----------------------------------------------------------------------------------------------------

INSTITUTIONS = st.sampled_from(["mairie", "ccas"])
TIES = st.builds(linked, st.sampled_from([*vocab.CODES["origine"], None]), st.sampled_from([True, False, None]),
                 institution=INSTITUTIONS, partners=st.integers(2, 12))
ABSENCES = st.builds(absent, st.sampled_from([*vocab.CODES["moment"], None]), unaware=st.booleans(),
                     institution=INSTITUTIONS)
CONTACTS = st.lists(TIES | ABSENCES, max_size=6)


def many(draws: Draws, count: int, **changes: Any) -> Draws:
    """The one reading, `count` times, with changes."""
    rows = {name: np.repeat(getattr(draws, name), count, axis=0)
            for name in ("roles", "contact", "parts", "recognition", "left_out")}
    return Draws(**(rows | changes))


@st.composite
def weight_tables(draw: st.DrawFn) -> Weights:
    table = copy.deepcopy(shipped_table())
    worths = sorted(draw(st.lists(st.floats(0, 1, allow_nan=False), min_size=4, max_size=4)))
    for name, value in zip(ENTRIES["reconnaissance"], worths, strict=True):
        table["reconnaissance"][name]["valeur"] = value
    return Weights.from_table(table)


@st.composite
def worlds(draw: st.DrawFn) -> Panel:
    """Two actors, institutions of two circles, two actions, facts of any kind between them."""
    circle = {"mairie": "commune-ccas", "ccas": "commune-ccas", "conseil": "departement"}
    facts = draw(st.lists(st.builds(
        lambda who, institution, fact, action: fact._replace(
            actor=who, institution=institution, circle=circle[institution], action=action),
        st.sampled_from(["acteur", "autre"]), st.sampled_from(sorted(circle)), TIES | ABSENCES,
        st.sampled_from(["repas", "fete", None])), max_size=10))
    return panel(contacts=facts, actors=("acteur", "autre"), sites={"repas": (), "fete": ()})


@settings(max_examples=200)
@given(worlds(), st.data())
def test_the_columns_say_what_the_words_say_in_every_reading(found: Panel, data: st.DataObject) -> None:
    count = data.draw(st.integers(1, 4))
    tables = data.draw(st.lists(weight_tables(), min_size=count, max_size=count))
    flags = st.lists(st.booleans(), min_size=len(found.ties), max_size=len(found.ties))
    kept = data.draw(st.none() | st.lists(flags, min_size=count, max_size=count))
    out = data.draw(st.lists(st.sampled_from([SILENT, 0, 1]), min_size=count, max_size=count))
    draws = many(stated(WEIGHTS), count, left_out=np.array(out), kept=None if kept is None else np.array(
        kept, dtype=bool).reshape(count, len(found.ties)),
        recognition=np.vstack([stated(table).recognition for table in tables]))
    seen = recognition(found, draws)
    for b in range(count):
        def keep(tie: int, b: int = b) -> bool:
            action = found.ties.action[tie]
            return (kept is None or kept[b][tie]) and (action == SILENT or action != out[b])

        for actor in range(len(found.actors)):
            for number, circle in enumerate(CIRCLES):
                one = circle_view(circle, facts_of(found, actor, circle, keep), tables[b])
                assert tuple(seen.before[b, actor, number]) == one.before
                assert tuple(seen.after[b, actor, number]) == one.after
                assert STATUSES[seen.status[b, actor, number]] == one.status
                assert seen.formal[b, actor, number] == {True: 1, False: 0, None: SILENT}[one.formal]


def test_the_columns_say_what_the_words_say_of_the_shipped_data() -> None:
    found = network.panel(shipped().store)
    told = views(found, recognition(found, stated(WEIGHTS)), range(len(found.actors)))
    for actor, seen in enumerate(told):
        assert seen == {circle: circle_view(circle, facts_of(found, actor, circle), WEIGHTS) for circle in CIRCLES}
    # All that may be known is: but no source says of two that they did not work together and no more.
    assert {view.status for seen in told for view in seen.values()} >= set(STATUSES) - {"sans-lien"}


@given(CONTACTS, weight_tables())
def test_intervals_are_ordered_within_zero_and_one(contacts: list[Known], weights: Weights) -> None:
    found = view(*contacts, weights=weights)
    for low, high in (found.before, found.after):
        assert 0 <= low <= high <= 1
    assert 0 <= found.gain <= 1


@given(CONTACTS, st.sampled_from(OLD), weight_tables())
def test_a_formal_tie_before_never_lowers_recognition(contacts: list[Known], origin: str, weights: Weights) -> None:
    first, then = view(*contacts, weights=weights), view(*contacts, linked(origin, True), weights=weights)
    worth = weights.recognition["formelle-avant"]
    # Of a circle of which nothing is known, all but the worth of the tie itself is ruled out.
    assert then.before[0] >= first.before[0]
    assert then.before[1] >= min(first.before[1], worth)
    if worth == 1:
        assert middle(then.before) >= middle(first.before)


@given(CONTACTS, st.sampled_from(OLD), st.sampled_from([True, False, None]), TIES.filter(lambda c: c.origin not in OLD))
def test_what_is_undated_new_or_planned_changes_nothing_of_what_is_known(
        contacts: list[Known], origin: str, formal: bool | None, other: Known) -> None:
    known = [*contacts, linked(origin, formal)]
    assert view(*known, other).before == view(*known).before
    assert view(*known, other).status == "connu"


@given(CONTACTS, st.booleans() | st.none())
def test_a_planned_tie_changes_nothing(contacts: list[Known], formal: bool | None) -> None:
    one, other = view(*contacts, linked("envisage", formal)), view(*contacts)
    # It has a number of its own, which moves those of the absences.
    assert replace(one, facts=()) == replace(other, facts=()) and len(one.facts) == len(other.facts)


@given(CONTACTS.flatmap(lambda c: st.tuples(st.just(c), st.permutations(c))))
def test_the_order_of_the_facts_is_indifferent(pair: tuple[list[Known], list[Known]]) -> None:
    one, other = view(*pair[0]), view(*pair[1])
    assert replace(one, facts=()) == replace(other, facts=()) and len(one.facts) == len(other.facts)


@given(CONTACTS)
def test_after_is_never_less_than_before(contacts: list[Known]) -> None:
    found = view(*contacts)
    ended = any(c.moment == "apres" for c in contacts)
    assert ended or (found.after[0] >= found.before[0] and found.after[1] >= found.before[1])


# --- size ----------------------------------------------------------------------------------------------------------


def crowd(actors: int, facts: int, seed: int = 1) -> Panel:
    """Contacts drawn at random between actors and a hundred institutions of each circle."""
    dice = np.random.default_rng(seed)
    actor, institution = dice.integers(actors, size=facts), dice.integers(100 * len(CIRCLES), size=facts)
    absence, number = dice.random(facts) < .1, np.arange(facts)
    order = np.lexsort((institution, number, absence, institution % len(CIRCLES), actor))
    contacts = Contacts(actor[order], (institution % len(CIRCLES))[order], institution[order], number[order],
                        dice.integers(2, 4, size=facts), np.where(absence, dice.integers(-1, 3, size=facts), -1)[order],
                        (absence & (dice.random(facts) < .5))[order])
    none = np.empty(0, dtype=np.int64)
    ties = Ties(("",) * facts, absence, dice.integers(-1, 2, size=facts), np.where(
        absence, -1, dice.integers(-1, 4, size=facts)), dice.integers(-1, 20, size=facts), none, none)
    small = panel(actors=("a",))
    people = replace(small.actors, iris=("",) * actors)
    return replace(small, actors=people, ties=ties, contacts=contacts)


def test_a_thousand_readings_of_a_small_world_and_one_of_a_country_are_quick() -> None:
    small = crowd(300, 600)
    kept = np.random.default_rng(2).random((1000, 600)) < .9
    start = time.perf_counter()
    recognition(small, many(stated(WEIGHTS), 1000, kept=kept))
    # Measured: 0.07 s; the limit leaves room for a busy machine.
    assert time.perf_counter() - start < .5
    large = crowd(10**5, 4 * 10**5)
    start = time.perf_counter()
    recognition(large, stated(WEIGHTS))
    assert time.perf_counter() - start < 2
