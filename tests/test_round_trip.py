"""Fiche to RDF to fiche: whatever a fiche or the registry can say is read back from its description."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import Quad

from odas_graph import fiche, vocab
from odas_graph.describe import describe
from odas_graph.describe.reading import Reader, actor_as_described, as_described, read_action, read_actor
from odas_graph.errors import UsageError
from odas_graph.fiche import Action, Actor
from odas_graph.importers.references import only_source, without_unknown_references
from odas_graph.pipeline import read
from odas_graph.resources import shipped_datasets

from .datasets import described

CHARACTERS = st.one_of(
    st.characters(exclude_categories=["Cs"]),
    st.sampled_from("\"'\\<>{}|^`#&@=+-\u0000\t\r\n\u00a0\u00ad\u200b\u200f\u202e\u2028\ufeff\ufffe\U0001f469é\u0301"))
texts = st.text(CHARACTERS, min_size=1, max_size=30).filter(lambda t: fiche.bare(t) != "")
# Short, so that names collide where they can: figures, words and long names.
slugs = st.one_of(st.sampled_from(["a", "b", "1", "1a", "2", "p-3", "x" * 120, "x" * 119 + "y"]),
                  st.from_regex(r"[a-z0-9]{1,4}(-[a-z0-9]{1,4}){0,2}", fullmatch=True))
actor_slugs = st.sampled_from(["a", "b", "c", "1", "1a", "2", "y" * 120, "z" * 120, "z" * 119 + "a"])
source_slugs = st.sampled_from(["own", "other", "own-p-3"])
sections = st.one_of(
    st.none(), st.sampled_from(["Impacts", "impacts", "p. 3", "A", "A, B", "B", "ligne 2", "A, A", ", "]), texts)
territories = st.sampled_from(["93072", "93", "R11", "FR", "2A", "200054781", "97411"])
dates = st.one_of(st.dates().map(lambda d: f"{d:%Y}".zfill(4)), st.dates().map(lambda d: d.isoformat()[:7]),
                  st.dates().map(lambda d: d.isoformat()))
figures = st.decimals(allow_nan=False, allow_infinity=False, places=2, min_value=0, max_value=10**9).map(str)


def codes(scheme: str) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(vocab.CODES[scheme]), max_size=3)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.one_of(st.none(), strategy)


def record(required: dict[str, Any], optional: dict[str, Any] | None = None) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(required, optional=optional or {})


evidence = record({}, {"source": maybe(source_slugs), "section": sections, "page": maybe(st.integers(1, 9)),
                       "ligne": maybe(st.integers(1, 9))})
proofs = st.lists(evidence, min_size=1, max_size=3)
# A proof without a source is a finding where the dataset has several: the registry has to name it.
full_proofs = st.lists(st.builds(lambda place, source: {**place, "source": source}, evidence, source_slugs),
                       min_size=1, max_size=3)
periods = record({}, {"debut": maybe(dates), "fin": maybe(dates)}).filter(
    lambda p: not (p.get("debut") and p.get("fin")) or p["debut"][:4] < p["fin"][:4])
participations = record(
    {"acteur": actor_slugs, "preuve": proofs},
    {"roles": codes("role"), "contributions": codes("contribution"), "contact_direct": maybe(st.booleans()),
     "precision": maybe(texts)})
# A participant beside the leads says in what role.
participants = record(
    {"acteur": actor_slugs, "preuve": proofs,
     "roles": st.lists(st.sampled_from(vocab.CODES["role"]), min_size=1, max_size=3)},
    {"contributions": codes("contribution"), "contact_direct": maybe(st.booleans()), "precision": maybe(texts)})
tie = {"objet": maybe(texts), "formalisation": codes("formalisation"),
       "origine": maybe(st.sampled_from(vocab.CODES["origine"])), "periode": maybe(periods),
       "hors_action": st.booleans()}
parties = st.lists(actor_slugs, min_size=2, max_size=5, unique=True)
actions = record(
    {"titre": texts, "source": st.just("own"), "territoires": st.lists(territories, min_size=1, max_size=3),
     "porteurs": st.lists(participations, min_size=1, max_size=2)},
    {"titre_en": maybe(texts), "resume": maybe(texts), "section": sections, "page": maybe(st.integers(1, 9)),
     "ligne": maybe(st.integers(1, 9)), "stade": maybe(st.sampled_from(vocab.CODES["stade"])), "lieu": maybe(texts),
     "problematiques": codes("problematique"), "publics": codes("public"), "caracteristiques": codes("caracteristique"),
     "approches": codes("approche"), "phases": codes("phase"), "periode": maybe(periods),
     "participants": st.lists(participants, max_size=3),
     "partenariats": st.lists(record({"partenaires": parties, "preuve": proofs}, tie), max_size=4),
     "financements": st.lists(parties.flatmap(lambda p: record(
         {"financeur": st.just(p[0]), "beneficiaire": st.just(p[1]), "preuve": proofs},
         {**tie, "montant": maybe(figures), "annee": maybe(st.integers(1900, 2100))})), max_size=3),
     "tensions": st.lists(record({"parties": parties, "objet": texts, "preuve": proofs}), max_size=2),
     "absences": st.lists(parties.flatmap(lambda p: record(
         {"acteurs": st.just(p), "objet": texts, "preuve": proofs},
         {"ignorant": st.lists(st.sampled_from(p), max_size=2),
          "moment": maybe(st.sampled_from(vocab.CODES["moment"]))})), max_size=2),
     "resultats": st.lists(record({"libelle": texts, "preuve": proofs},
                                  {"valeur": maybe(figures), "unite": maybe(texts), "approximation": maybe(texts)}),
                           max_size=3),
     "constats": st.dictionaries(st.sampled_from(["suite", "obstacles", "impacts", "deroulement"]),
                                 st.lists(record({"texte": texts, "preuve": proofs}), max_size=3), max_size=3),
     "suite": maybe(record({"preuve": proofs, "continuite": codes("continuite")}, {"texte": maybe(texts)}).filter(
         lambda s: s["continuite"] or s.get("texte"))),
     "fiche": maybe(slugs)}).map(Action.model_validate)
actors = record(
    {"slug": slugs, "nom": texts, "type": st.sampled_from(vocab.CODES["type-acteur"]), "preuve": full_proofs},
    {"alias": st.lists(texts, max_size=3), "territoire": maybe(territories),
     "intervient": st.lists(territories, max_size=3),
     "nature": maybe(st.sampled_from(["organisation", "organisme-public", "service", "collectif", "personne"])),
     "fait_partie_de": st.lists(slugs, max_size=3), "generique": st.booleans(), "precision": maybe(texts),
     "identifiants": maybe(record({}, {kind: maybe(st.from_regex(r"[0-9A-Z]{1,14}", fullmatch=True))
                                       for kind in ("siren", "siret", "rna", "finess")}))}).map(Actor.model_validate)
quick = settings(max_examples=100, deadline=None,
                 suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])


@quick
@given(slugs, actions)
def test_an_action_is_read_back_from_its_description(slug: str, action: Action) -> None:
    assert read_action(described([(slug, action)]), slug) == as_described(action)


@quick
@given(st.lists(actors, min_size=1, max_size=2, unique_by=lambda a: a.slug))
def test_an_actor_is_read_back_from_its_description(found: list[Actor]) -> None:
    quads = described(actors=found)
    for actor in found:
        assert read_actor(quads, actor.slug) == actor_as_described(actor)


@settings(parent=quick, max_examples=25)
@given(st.lists(st.tuples(slugs, actions), min_size=2, max_size=3, unique_by=lambda pair: pair[0]))
def test_actions_of_one_graph_stay_apart(found: list[tuple[str, Action]]) -> None:
    reader = Reader(described(found))
    for slug, action in found:
        assert reader.action(slug) == as_described(action)


@settings(parent=quick, max_examples=25)
@given(slugs, actions)
def test_the_form_that_is_kept_describes_the_same_graph(slug: str, action: Action) -> None:
    def names_aside(quads: Iterable[Quad]) -> set[str]:
        # Numbers go by the order of the file, which the form that is kept does not keep.
        return {str(q) for q in quads if "--" not in str(q.subject) and "--" not in str(q.object)}

    kept = as_described(action)
    assert as_described(kept) == kept
    assert names_aside(described([(slug, kept)])) == names_aside(described([(slug, action)]))


def test_the_shipped_data_is_read_back_whole() -> None:
    records, _findings = read(shipped_datasets())
    for dataset in without_unknown_references(records):
        reader = Reader(describe([dataset]).quads)
        for action in dataset.actions:
            assert reader.action(action.slug) == as_described(action.record)
        for actor in dataset.actors:
            expected = actor_as_described(actor.record, only_source(dataset.dataset.record))
            assert reader.actor(actor.slug) == expected


def test_what_is_not_there_is_not_read() -> None:
    with pytest.raises(UsageError, match="nobody"):
        read_actor([], "nobody")
    with pytest.raises(UsageError, match="nothing"):
        read_action([], "nothing")
