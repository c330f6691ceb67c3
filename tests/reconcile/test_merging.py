"""Records in which one actor has one entry: nothing lost, nothing told of oneself, the same in any order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from typing import cast

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odas_graph.findings import Finding
from odas_graph.importers.references import check_references
from odas_graph.reconcile import Decision, Decisions, apply, candidates, entries
from odas_graph.reconcile.decisions import Choice
from odas_graph.reconcile.pairs import certain_pairs
from odas_graph.records import Records
from tests.reconcile.made import action, actor, dataset, register

NONE = Decisions()


def same(*pairs: tuple[str, str]) -> Decisions:
    return Decisions([Decision(one, other, "meme") for one, other in pairs])


def village() -> Records:
    fiche = action("village", porteurs=[{"acteur": "les-voisins", "contributions": ["locaux"], "contact_direct": True,
                                         "preuve": "A"}],
                   participants=[{"acteur": "ccas", "roles": ["financeur"], "preuve": "B"},
                                 {"acteur": "ccas-bis", "roles": ["partenaire"], "contributions": ["locaux"],
                                  "contact_direct": False, "precision": "Prête.", "preuve": "C"}],
                   partenariats=[{"partenaires": ["ccas", "ccas-bis"], "preuve": "D"},
                                 {"partenaires": ["ccas", "ccas-bis", "les-voisins"], "preuve": "E"}],
                   financements=[{"financeur": "ccas", "beneficiaire": "ccas-bis", "preuve": "F"},
                                 {"financeur": "ccas-bis", "beneficiaire": "les-voisins", "preuve": "G"}],
                   tensions=[{"parties": ["ccas-bis", "les-voisins"], "objet": "Les horaires.", "preuve": "H"}],
                   absences=[{"acteurs": ["ccas-bis", "les-voisins"], "ignorant": ["ccas-bis"], "objet": "Inconnue.",
                              "preuve": "I"}])
    return dataset("village", [actor("les-voisins", "Les Voisins solidaires", territory="93072"),
                               actor("ccas", "CCAS de Stains", "ccas", "93072"),
                               actor("ccas-bis", "Action sociale de la ville", "ccas", "93072"),
                               actor("epicerie", "Épicerie", "service", "93072", fait_partie_de=["ccas-bis", "ccas"])],
                   {"epicerie": fiche},
                   contradictions=[{"sujet": "Qui", "concerne": ["ccas-bis", "ccas"], "affirmations": [
                       {"texte": "Un.", "preuve": "A"}, {"texte": "Deux.", "preuve": "B"}]}])


def lists() -> Records:
    return dataset("liste", [actor("voisins-liste", "ASSOCIATION LES VOISINS SOLIDAIRES", territory="93072"),
                             actor("ccas-liste", "CCAS STAINS", "ccas", "93072")])


def payments() -> Records:
    table = register("aides", [
        {"slug": "ccas-aides", "nom": "Centre communal d'action sociale de Stains", "siren": "732829320"},
        {"slug": "voisins-aides", "nom": "Les voisins solidaires", "territoire": "93072", "siren": "552100554"},
        {"slug": "autre-aides", "nom": "Une autre encore", "siren": "732829320"}],
        [("ccas-aides", "voisins-aides", 2), ("ccas-aides", "autre-aides", 3)])
    return dataset("aides", register=table, couverture=[
        {"financeurs": ["ccas-aides", "autre-aides"], "annees": [2020]}])


def by_name(records: Sequence[Records]) -> dict[str, Records]:
    return {r.dataset.slug: r for r in records}


def equal(one: Sequence[Records], other: Sequence[Records]) -> bool:
    for name, mine in by_name(one).items():
        theirs = by_name(other)[name]
        if (mine.dataset, mine.actors, mine.actions, mine.also) != (theirs.dataset, theirs.actors, theirs.actions,
                                                                    theirs.also):
            return False
        if mine.register and theirs.register and not (mine.register.actors.equals(theirs.register.actors)
                                                      and mine.register.fundings.equals(theirs.register.fundings)):
            return False
    return len(one) == len(other)


def codes(findings: Sequence[Finding]) -> list[str]:
    return [f.code for f in findings]


def test_certain_pairs_merge_across_a_fiche_a_list_and_a_register() -> None:
    merged, findings = apply([village(), lists(), payments()], NONE)
    mine, theirs, paid = merged
    assert mine.actors == village().actors
    assert theirs.actors == ()
    assert [(a.slug, a.record.slug, a.record.name) for a in theirs.also] == [
        ("ccas", "ccas", "CCAS STAINS"), ("les-voisins", "les-voisins", "ASSOCIATION LES VOISINS SOLIDAIRES")]
    assert paid.register is not None
    assert paid.register.actors.select("slug", "elsewhere").rows() == [
        ("ccas", True), ("les-voisins", True), ("ccas", True)]
    assert paid.register.fundings.select("financeur", "beneficiaire").rows() == [("ccas", "les-voisins")]
    assert paid.dataset.record.coverage[0].funders == ("ccas",)
    assert codes(findings) == ["tie-with-itself"]
    assert findings[0].row == 3
    assert check_references([mine, theirs]) == check_references([village()])


def test_a_decided_pair_merges_and_keeps_every_fact() -> None:
    merged, findings = apply([village()], same(("ccas", "ccas-bis")))
    fiche = merged[0].actions[0].record
    (ccas,) = fiche.participants
    assert (ccas.actor, ccas.roles, ccas.contributions, ccas.direct_contact, ccas.note) == (
        "ccas", ("financeur", "partenaire"), ("locaux",), False, "Prête.")
    assert [e.section for e in ccas.proof] == ["B", "C"]
    assert [p.partners for p in fiche.partnerships] == [("ccas", "les-voisins")]
    assert [(f.funder, f.beneficiary) for f in fiche.fundings] == [("ccas", "les-voisins")]
    assert fiche.tensions[0].parties == ("ccas", "les-voisins")
    assert fiche.absent_ties[0].unaware == ("ccas",)
    assert codes(findings) == ["tie-with-itself"] * 2
    assert {f.field for f in findings} == {"partenariats.0", "financements.0"}
    assert merged[0].dataset.record.contradictions[0].concerns == ("ccas",)
    assert [a.record.part_of for a in merged[0].actors if a.slug == "epicerie"] == [("ccas",)]
    assert check_references(merged) == []


def test_the_entry_of_the_fiches_stays_then_the_list_then_the_register() -> None:
    pairs = same(("aa-aides", "zz"), ("aa-aides", "mm-liste"))
    table = register("aides", [{"slug": "aa-aides", "nom": "Aa"}])
    own = dataset("village", [actor("zz", "Zz")], {"f": action("village", porteurs=[{"acteur": "zz", "preuve": "A"}])})
    for order in permutations([own, dataset("liste", [actor("mm-liste", "Mm")]), dataset("aides", register=table)]):
        merged = by_name(apply(order, pairs)[0])
        assert [a.slug for a in merged["village"].actors] == ["zz"]
        assert [a.slug for a in merged["liste"].also] == ["zz"]
        paid = merged["aides"].register
        assert paid is not None
        assert paid.actors["slug"].to_list() == ["zz"]


def test_decisions_that_contradict_each_other_merge_nobody() -> None:
    records = [dataset("d", [actor(slug, f"Nom {slug}") for slug in "abc"])]
    decisions = same(("a", "b"), ("b", "c")).with_decision(Decision("a", "c", "different"))
    merged, findings = apply(records, decisions)
    assert merged == records
    assert "decisions-contradict" in codes(findings)


def test_a_decision_against_what_is_certain_wins() -> None:
    records = [village(), lists()]
    for choice in ("different", "incertain"):
        decisions = Decisions([Decision("ccas", "ccas-liste", choice)])
        merged, _findings = apply(records, decisions)
        assert [a.slug for a in merged[1].actors] == ["ccas-liste"]
        assert [a.slug for a in merged[1].also] == ["les-voisins"]


def test_a_name_between_two_numbers_joins_neither() -> None:
    named = "Les Voisins solidaires"
    records = [dataset("un", [actor("a", named, territory="93072", identifiants={"siren": "732829320"})]),
               dataset("deux", [actor("b", named, territory="93072", identifiants={"siren": "552100554"})]),
               dataset("trois", [actor("c", named, territory="93072")])]
    for order in permutations(records):
        merged, findings = apply(order, NONE)
        assert equal(merged, order)
        assert codes(findings) == ["not-merged"]


def test_decisions_on_actors_who_are_gone_are_told_and_do_no_harm() -> None:
    merged, findings = apply([village()], same(("ccas", "parti"), ("parti", "reparti")))
    assert merged == [village()]
    assert codes(findings) == ["decision-on-nobody"]


def test_nothing_certain_is_false_in_the_shipped_data() -> None:
    from odas_graph import resources
    from odas_graph.importers.dataset import read_dataset

    read = [read_dataset(folder)[0] for folder in resources.shipped_datasets()]
    records = [r for r in read if r is not None]
    merged, findings = apply(records, NONE)
    assert merged == records
    assert findings == []


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_order_of_datasets_does_not_count(order: tuple[int, ...]) -> None:
    records = [village(), lists(), payments()]
    merged, findings = apply(records, NONE)
    turned, others = apply([records[i] for i in order], NONE)
    assert equal(merged, turned)
    assert findings == others


NAMES = ("CCAS de Stains", "CCAS STAINS", "Ville de Stains", "Les Voisins solidaires", "ASS LES VOISINS SOLIDAIRES",
         "Secours populaire", "Département 93", "Conseil départemental de la Seine-Saint-Denis")
NUMBERS = (None, None, "732829320", "552100554")
SLUGS = ("a", "b", "c", "d", "e", "f")
known = st.tuples(st.sampled_from(NAMES), st.sampled_from(("association", "ccas", "service", "commune")),
                  st.sampled_from((None, "93072", "93")), st.sampled_from(NUMBERS), st.sampled_from((None, *SLUGS)))
choices = st.tuples(st.sampled_from(SLUGS), st.sampled_from(SLUGS), st.sampled_from(("meme", "different", "incertain")))


@st.composite
def worlds(draw: st.DrawFn) -> tuple[list[Records], Decisions]:
    """Three datasets of two actors each, of which many are one, a fiche that names all, and decisions."""
    actors = []
    for slug in SLUGS:
        name, kind, territory, siren, above = draw(known)
        actors.append(actor(slug, name, kind, territory, **({"identifiants": {"siren": siren}} if siren else {}),
                            **({"fait_partie_de": [above]} if above and above != slug else {})))
    fiche = action("un", porteurs=[{"acteur": "a", "preuve": "A"}],
                   participants=[{"acteur": slug, "roles": ["partenaire"], "preuve": slug} for slug in SLUGS],
                   partenariats=[{"partenaires": list(pair), "preuve": "P"} for pair in ("ab", "cd", "aef", "be")])
    table = register("quatre", [{"slug": "g-quatre", "nom": draw(st.sampled_from(NAMES)), "territoire": "93072"},
                                {"slug": "h-quatre", "nom": draw(st.sampled_from(NAMES))}],
                     [("g-quatre", "h-quatre", 2)])
    decisions = [Decision(one, other, cast(Choice, choice))
                 for one, other, choice in draw(st.lists(choices, max_size=4)) if one != other]
    return [dataset("un", actors[:2], {"fiche": fiche}), dataset("deux", actors[2:4]), dataset("trois", actors[4:]),
            dataset("quatre", register=table)], Decisions(decisions)


@settings(max_examples=100, deadline=None)
@given(worlds(), st.permutations(range(4)))
def test_merging_is_idempotent_and_blind_to_order(world: tuple[list[Records], Decisions], order: list[int]) -> None:
    records, decisions = world
    merged, _findings = apply(records, decisions)
    if not (decisions.pairs("different") or decisions.pairs("incertain")):
        # A decision against a merger names slugs that a merger may have taken away.
        again, _others = apply(merged, decisions)
        assert equal(merged, again)
    turned, _others = apply([records[i] for i in order], decisions)
    assert equal(merged, turned)
    assert certain_pairs(entries(records)) == candidates(entries(records), threshold=0.0).certain
    assert [f for f in check_references(merged) if f.code == "unknown-actor"] == [
        f for f in check_references(records) if f.code == "unknown-actor"]
    # Every entry is still there, under one slug or another.
    assert sorted(e.names for e in entries(merged)) == sorted(e.names for e in entries(records))
    kept = [len(r.register.fundings) for r in merged if r.register is not None]
    assert kept in ([0], [1])
    assert all(isinstance(r.register.actors, pl.DataFrame) for r in merged if r.register is not None)
