"""Registers as N-Quads: the shape of entries and fundings, hostile names, what a complete list tells by its silence."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import Literal, Quad, RdfFormat, parse

from odas_graph import vocab
from odas_graph.describe import Description, describe
from odas_graph.fiche import Action, Actor, Coverage, Dataset, Source
from odas_graph.records import REGISTER_ACTORS, REGISTER_FUNDINGS, Located, Records, Register
from odas_graph.shapes import validate
from odas_graph.vocab import ODAS, RDF, SKOS

ACTOR: dict[str, Any] = dict.fromkeys(REGISTER_ACTORS)
FUNDING: dict[str, Any] = dict.fromkeys(REGISTER_FUNDINGS)
SIZES = {"annee": pl.Int64, "ligne": pl.UInt32, "elsewhere": pl.Boolean}


def actor(slug: str, **told: Any) -> dict[str, Any]:
    return {**ACTOR, "slug": slug, "nom": slug.upper(), "ligne": 2, "elsewhere": False, **told}


def funding(payer: str, paid: str, **told: Any) -> dict[str, Any]:
    return {**FUNDING, "financeur": payer, "beneficiaire": paid, "ligne": 2, **told}


def listed(actors: list[dict[str, Any]], fundings: list[dict[str, Any]], *coverage: Coverage) -> Records:
    def frame(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> pl.DataFrame:
        return pl.DataFrame(rows, schema={column: SIZES.get(column, pl.String) for column in columns})

    source = Source(slug="liste", title="Liste 2018")
    dataset = Dataset(slug="liste", title="Liste", description="Une liste.", date="2026-01-01", sources=(source,),
                      coverage=coverage)
    register = Register(frame(actors, (*REGISTER_ACTORS, "elsewhere")), frame(fundings, REGISTER_FUNDINGS), "liste")
    return Records(Located(dataset, "liste", "liste/dataset.yaml"), (), (), register=register)


def told(records: list[Actor], actions: list[Action] = [], also: list[Actor] = []) -> Records:  # noqa: B006 - never changed
    source = Source(slug="rapport", title="Rapport")
    dataset = Dataset(slug="fiches", title="Fiches", description="Des fiches.", date="2026-01-01", sources=(source,))
    return Records(Located(dataset, "fiches", "f"), tuple(Located(a, a.slug, "f") for a in records),
                   tuple(Located(a, f"action-{i}", "f") for i, a in enumerate(actions)),
                   also=tuple(Located(a, a.slug, "f") for a in also))


def bulk(description: Description) -> set[Quad]:
    quads = {quad for register in description.bulk for block in register
             for quad in parse(block, format=RdfFormat.N_QUADS)}
    assert {quad.graph_name.value for quad in quads} <= {f"{vocab.GRAPH}liste"}
    return quads


def about(quads: set[Quad], subject: str) -> set[tuple[str, str]]:
    return {(q.predicate.value, str(q.object)) for q in quads if q.subject.value == f"{vocab.ID}{subject}"}  # type: ignore[union-attr]


def entry(slug: str, name: str, type_: str = "association", **more: Any) -> Actor:
    return Actor(slug=slug, name=name, type=type_, proof=({"section": "Registre"},), **more)


def fiche(lead: str, start: str | None = "2020-03", end: str | None = None, *, places: tuple[str, ...] = ("72181",),
          **more: Any) -> Action:
    period = {"debut": start, "fin": end} if start else None
    return Action.model_validate({
        "titre": "Une action", "source": "rapport", "territoires": places, "periode": period,
        "porteurs": [{"acteur": lead, "preuve": "Récit"}], **more})


def test_the_shape_of_entries_and_fundings_is_that_of_fiches() -> None:
    proof = {"source": "liste", "ligne": 2}
    same = Records(
        listed([], []).dataset,
        (Located(Actor.model_validate({
            "slug": "a", "nom": "Les « A » \\ \"B\"", "alias": ["Aa", "Ab"], "type": "association",
            "territoire": "72181", "identifiants": {"siren": "452474562", "rna": "W721000001"},
            "preuve": proof}), "a", "f"),
         Located(Actor.model_validate({"slug": "d", "nom": "D", "type": "departement", "territoire": "72", "preuve":
                                       proof}), "d", "f")),
        (Located(Action.model_validate({
            "titre": "T", "source": "liste", "territoires": ["72"], "porteurs": [{"acteur": "a", "preuve": proof}],
            "financements": [{"financeur": "d", "beneficiaire": "a", "montant": "12.50", "annee": "2018",
                              "objet": "Jeux", "preuve": proof}]}), "t", "f"),))
    wanted = describe([same]).quads
    found = bulk(describe([listed([
        actor("a", nom="Les « A » \\ \"B\"", alias="Aa|Ab", type="association", territoire="72181", siren="452474562",
              rna="W721000001"), actor("d", nom="D", type="departement", territoire="72")],
        [funding("d", "a", montant="12.50", annee=2018, objet="Jeux")])]))
    for slug in ("a", "d"):
        acting = {ODAS.participatesIn}
        assert {fact for fact in about(found, f"actor/{slug}") if fact[0] != ODAS.listedOnly} == {
            fact for fact in about(set(wanted), f"actor/{slug}") if fact[0] not in acting}
    of_fiche = {fact for fact in about(set(wanted), "funding/t--d--a") if fact[0] != ODAS.withinAction}
    assert about(found, "funding/liste--2") == of_fiche
    assert about(found, "evidence/liste--ligne-2") == about(set(wanted), "evidence/liste--ligne-2")


def test_who_is_only_listed_says_so_and_who_is_elsewhere_adds_names_and_proof_alone() -> None:
    records = [told([entry("club", "Le Club", aliases=("Club",))]), listed([
        actor("club", nom="CLUB", alias="Le Club|LE CLUB", siren="452474562", territoire="72181", elsewhere=True),
        actor("b")], [])]
    quads = bulk(describe(records))
    assert (ODAS.listedOnly, '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>') in about(quads, "actor/b")
    told_of = {predicate.rsplit("/", 1)[-1]: value for predicate, value in about(quads, "actor/club")}
    names = {value for predicate, value in about(quads, "actor/club") if predicate == SKOS.altLabel}
    assert names == {'"CLUB"@fr', '"LE CLUB"@fr'}
    assert set(told_of) == {"core#altLabel", "org#identifier", "def#evidence"}


def test_an_entry_added_to_another_brings_names_identifiers_and_proof() -> None:
    also = entry("club", "CLUB", aliases=("Le Club",), territory="72181", identifiers={"siren": "452474562"})
    adding = Records(listed([], []).dataset, (), (), also=(Located(also, "club", "g"),))
    records = [told([entry("club", "Le Club")]), adding]
    quads = {q for q in describe(records).quads if q.graph_name.value == f"{vocab.GRAPH}liste"}  # type: ignore[union-attr]
    assert {predicate for predicate, _value in about(quads, "actor/club")} == {
        SKOS.altLabel, "http://www.w3.org/ns/org#identifier", ODAS.evidence}


def test_an_actor_without_type_is_an_organisation_and_two_amounts_of_a_row_are_two_fundings() -> None:
    quads = bulk(describe([listed([actor("a"), actor("d")], [
        funding("d", "a", montant="10", nature="prêt"),
        funding("d", "a", montant="5.10", nature="aide en numéraire")])]))
    facts = about(quads, "actor/a")
    assert (RDF.type, "<http://www.w3.org/ns/org#FormalOrganization>") in facts
    assert not any(predicate == ODAS.actorType for predicate, _value in facts)
    loan, gift = (dict(about(quads, f"funding/liste--2{mark}")) for mark in ("", "--2"))
    assert ODAS.amount not in loan
    assert loan[ODAS.subject] == '"prêt"@fr'
    assert gift[ODAS.amount].startswith('"5.1"')
    assert ODAS.subject not in gift


@pytest.mark.parametrize(("start", "year", "origin"), [("2020-03", 2019, True), ("2020-03", 2020, False),
                                                       (None, 2010, False), ("2020", None, False)])
def test_a_funding_was_there_before_only_where_all_dates_say_so(start: str | None, year: int | None,
                                                                origin: bool) -> None:
    records = [told([entry("a", "A")], [fiche("a", start), fiche("a", "2021")]),
               listed([actor("a", elsewhere=True), actor("d")], [funding("d", "a", annee=year)])]
    facts = dict(about(bulk(describe(records)), "funding/liste--2"))
    assert (facts.get(ODAS.origin) == f"<{vocab.CODE}origine/preexistant>") is origin


@settings(deadline=None)  # the first call reads polars
@given(st.lists(st.text(min_size=1, max_size=30), min_size=1, max_size=4))
def test_any_text_comes_back_as_it_was(texts: list[str]) -> None:
    actors = [actor(f"a{i}", nom=text) for i, text in enumerate(texts)]
    quads = bulk(describe([listed(actors, [])]))
    names = {q.subject.value: q.object for q in quads if q.predicate.value == SKOS.prefLabel}  # type: ignore[union-attr]
    for i, text in enumerate(texts):
        assert names[f"{vocab.ID}actor/a{i}"] == Literal(text, language="fr")


def test_a_listed_actor_that_a_fiche_names_is_there_when_all_is_checked() -> None:
    """What is checked is the quads: a register that only went to the store would leave every mention unknown."""
    records = [told([], [fiche("a")]), listed([actor("a", type="association", territoire="72181"), actor("b")], [])]
    described = describe(records)
    assert "actor-declared" not in {f.code for f in validate(described.quads, places=described.places)}
    assert described.places[f"{vocab.ID}actor/a"] == ("liste/registre.csv", None, "a")
    quads = set(described.quads) | bulk(described)
    listed_only = {q.subject.value for q in quads if q.predicate.value == ODAS.listedOnly}  # type: ignore[union-attr]
    assert listed_only == {f"{vocab.ID}actor/b"}
    assert not about(set(described.quads), "actor/b")


def test_the_funder_whose_silence_is_told_may_be_known_by_the_list_alone() -> None:
    records = [told([entry("a", "Les Lilas", territory="72181")], [fiche("a")]),
               listed([actor("d", type="departement", territoire="72"), actor("b")], [funding("d", "b", annee=2018)],
                      Coverage(funders=("d",), years=(2018,), complete=True))]
    described = describe(records)
    assert any(q.predicate.value == ODAS.party for q in described.quads)
    assert not [f for f in validate(described.quads, places=described.places) if f.level == "violation"]
    assert (ODAS.listedOnly, '"true"^^<http://www.w3.org/2001/XMLSchema#boolean>') in about(bulk(described), "actor/d")


def test_the_blocks_are_the_same_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    records = [listed([actor(f"a{i}", alias="x|y", ligne=i + 2) for i in range(50)],
                      [funding("a0", f"a{i}", ligne=i + 2) for i in range(1, 50)])]
    (register,) = describe(records).bulk
    whole = b"".join(register)
    assert whole == b"".join(register)
    monkeypatch.setattr("odas_graph.describe.register.BLOCK", 7)
    assert b"".join(register) == whole
    assert not list(describe([listed([], [])]).bulk[0])


COMPLETE = Coverage(funders=("d",), years=(2018,), complete=True)
FUNDER = actor("d", nom="Département de la Sarthe", type="departement", territoire="72")


def silence(records: list[Records]) -> list[dict[str, str]]:
    quads = {q for q in describe(records).quads if "absent-tie/liste" in q.subject.value}  # type: ignore[union-attr]
    nodes = sorted({q.subject.value.removeprefix(vocab.ID) for q in quads})  # type: ignore[union-attr]
    return [dict(sorted(about(quads, node))) for node in nodes]


def test_a_complete_list_tells_who_is_not_in_it() -> None:
    fiches = told([entry("a", "Les Jardiniers"), entry("b", "Club B"), entry("v", "Ville", "commune"),
                   entry("g", "Les associations", generic=True), entry("w", "Autre", territory="93072")],
                  [fiche("a"), fiche("b"), fiche("v"), fiche("g"), fiche("w", places=("93072",))])
    register = listed([FUNDER, actor("b", elsewhere=True)], [funding("d", "b", annee=2018)], COMPLETE)
    (tie,) = silence([fiches, register])
    assert tie[RDF.type] == f"<{ODAS.AbsentTie}>"
    assert tie[ODAS.moment] == f"<{vocab.CODE}moment/avant>"
    assert tie[ODAS.about] == ('"N\'apparaît pas parmi les bénéficiaires publiés par Département de la Sarthe '
                               'en 2018."@fr')
    assert ODAS.unawareParty not in tie
    parties = {q.object.value for q in describe([fiches, register]).quads  # type: ignore[union-attr]
               if "absent-tie/liste" in q.subject.value and q.predicate.value == ODAS.party}  # type: ignore[union-attr]
    assert parties == {f"{vocab.ID}actor/d", f"{vocab.ID}actor/a"}


@pytest.mark.parametrize(("start", "end", "years", "moment"), [
    ("2020-03", None, (2018, 2019), "avant"), ("2020-03", None, (2018, 2020), "pendant"),
    ("2017", "2019", (2018,), "pendant"), ("2016", None, (2018,), None), (None, None, (2018,), None)])
def test_the_moment_of_a_silence(start: str | None, end: str | None, years: tuple[int, ...],
                                 moment: str | None) -> None:
    coverage = Coverage(funders=("d",), years=years, complete=True)
    ties = silence([told([entry("a", "Les Jardiniers")], [fiche("a", start, end)]), listed([FUNDER], [], coverage)])
    assert [tie[ODAS.moment] for tie in ties] == ([f"<{vocab.CODE}moment/{moment}>"] if moment else [])


@pytest.mark.parametrize("listed_name", ["LES JARDINIERS DU MANS", "ASS. JARDINIERS", "JARDINIER"])
def test_nothing_is_said_of_who_may_be_in_the_list_under_another_name(listed_name: str) -> None:
    register = listed([FUNDER, actor("x", nom=listed_name)], [funding("d", "x", annee=2018)], COMPLETE)
    assert silence([told([entry("a", "Les Jardiniers")], [fiche("a")]), register]) == []


def test_a_letter_that_lists_write_as_two_is_no_other_name() -> None:
    register = listed([FUNDER, actor("x", nom="L OEUF")], [funding("d", "x", annee=2018)], COMPLETE)
    assert silence([told([entry("a", "L'Œuf")], [fiche("a")]), register]) == []


@pytest.mark.parametrize("listed_name", ["Association Mandoline Le Mans", "LES AMIS DU MANS",
                                         "Association de la Sarthe"])
def test_a_name_with_the_same_common_words_is_another(listed_name: str) -> None:
    register = listed([FUNDER, actor("x", nom=listed_name)], [funding("d", "x", annee=2018)], COMPLETE)
    assert len(silence([told([entry("a", "Association Jardins Le Mans")], [fiche("a")]), register])) == 1


def test_a_list_that_is_not_said_to_be_complete_says_nothing_by_its_silence() -> None:
    partial = Coverage(funders=("d",), years=(2018,))
    fiches = told([entry("a", "Les Jardiniers")], [fiche("a")])
    assert silence([fiches, listed([FUNDER], [], partial)]) == []
    assert silence([fiches, listed([actor("d", type="departement")], [], COMPLETE)]) == []
    assert len(silence([fiches, listed([FUNDER], [funding("d", "d2", annee=2010)], COMPLETE)])) == 1
