"""Every shape, by its examples: it fires on the wrong one, on no right one, and speaks to people in two languages."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad
from stdnum import luhn
from stdnum.fr import siren, siret

from odas_graph import resources, vocab
from odas_graph.shapes import SH, Rule, conforms, rules, validate
from odas_graph.vocab import ODAS, ORG, RDF, SKOS
from tests.ontology.shape_examples import (
    EX,
    EXAMPLES,
    SHAPES_DIR,
    codes,
    example,
    quads,
    rdflib_graph,
    read,
    shapes_graph,
)

RULES = {rule.code: rule for rule in rules().values()}
SPARQL_RULES = [code for code, rule in RULES.items() if rule.select]


# --- The shapes themselves ---


def test_every_shape_has_a_right_and_a_wrong_example() -> None:
    for kind in ("valid", "invalid"):
        assert {path.stem for path in (EXAMPLES / kind).iterdir()} == set(RULES)


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_a_shape_speaks_french_and_english(rule: Rule) -> None:
    for texts in (rule.names, rule.messages):
        assert set(texts) == {"fr", "en"}
        assert texts["fr"] != texts["en"]
    for lang, message in rule.messages.items():
        assert re.fullmatch(r"[A-ZÀ-Ý“«].{20,}[.…]", message), (lang, message)
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.code)


def test_a_shape_has_its_own_target_and_severity() -> None:
    """So that a finding names the rule, and a shape can be run alone."""
    graph = [quad for path in SHAPES_DIR.glob("*.ttl") for quad in quads(path)]
    named = {quad.subject.value for quad in graph
             if isinstance(quad.subject, NamedNode) and quad.predicate.value == RDF.type
             and quad.object in (NamedNode(f"{SH}NodeShape"), NamedNode(f"{SH}PropertyShape"))}
    assert named == set(rules())
    for iri in named:
        predicates = {quad.predicate.value for quad in graph if quad.subject == NamedNode(iri)}
        assert predicates & {f"{SH}targetClass", f"{SH}targetSubjectsOf", f"{SH}targetObjectsOf"}, iri
        assert f"{SH}property" not in predicates, iri


def test_the_shapes_use_declared_terms_only() -> None:
    declared = {quad.subject.value for quad in quads(resources.ontology_dir() / "odas.ttl")
                if isinstance(quad.subject, NamedNode)}
    graph = [quad for path in SHAPES_DIR.glob("*.ttl") for quad in quads(path)]
    used = {term.value for quad in graph for term in (quad.predicate, quad.object) if isinstance(term, NamedNode)}
    used -= set(rules())
    for rule in rules().values():
        prefixes = dict(re.findall(r"PREFIX (\w+): <([^>]+)>", rule.select or ""))
        body = re.sub(r'"[^"]*"|PREFIX .*', "", rule.select or "")
        names = re.findall(r"(?<![\w:])(\w+):([A-Za-z][\w-]*)", body)
        assert {name for name, _local in names} <= set(prefixes), rule.code
        used |= {prefixes[name] + local for name, local in names}
    schemes = {f"{vocab.CODE}{scheme}" for scheme in vocab.CODES}
    all_codes = {vocab.code(scheme, slug) for scheme, slugs in vocab.CODES.items() for slug in slugs}
    for iri in used:
        if iri.startswith(vocab.CODE):
            assert iri in schemes | all_codes, iri
        elif iri.startswith(vocab.PREFIXES["odas"]):
            assert iri in declared, iri
        elif iri.startswith("https://w3id.org/odas-graph/"):
            assert iri == "https://w3id.org/odas-graph/shapes", iri
        else:
            assert iri.startswith((*vocab.PREFIXES.values(), "https://creativecommons.org/")), iri


def test_the_design_says_how_grave() -> None:
    violations = {
        "participation-agent", "participation-action", "participation-role", "participation-evidence",
        "partnership-partners", "partnership-evidence", "tension-evidence", "absent-tie-evidence", "code-role",
        "action-territory", "action-lead", "action-source", "actor-label", "actor-type", "identifier-siren",
        "identifier-siret", "identifier-finess", "territory-known"}
    warnings = {"partnership-formalisation", "partnership-origin", "actor-territory"}
    infos = {"action-date", "identifier-missing"}
    for level, expected in (("violation", violations), ("warning", warnings), ("info", infos)):
        assert {RULES[code].level for code in expected} == {level}


def test_every_code_list_of_the_data_has_its_rule() -> None:
    # A sphere: a property of codes, not of data.
    text = (SHAPES_DIR / "codes.ttl").read_text(encoding="utf-8")
    assert set(re.findall(r"sh:hasValue code:([\w-]+)", text)) == set(vocab.CODES) - {"sphere"}


def test_the_shapes_are_well_formed_shacl() -> None:
    import pyshacl

    pyshacl.validate(rdflib_graph([]), shacl_graph=shapes_graph(), meta_shacl=True)  # raises where they are not


# --- The examples ---


@pytest.mark.parametrize("code", RULES)
def test_a_wrong_example_breaks_its_rule_and_no_other(code: str) -> None:
    findings = validate(example(code))
    assert codes(findings) == {code}
    assert {finding.level for finding in findings} == {RULES[code].level}
    assert conforms(findings) == (RULES[code].level != "violation")


@pytest.mark.parametrize("code", RULES)
def test_a_right_example_breaks_no_rule(code: str) -> None:
    assert validate(example(code, "valid")) == []


@pytest.mark.parametrize("path", sorted(EXAMPLES.rglob("*.ttl")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_an_example_is_plainly_fictional(path: Path) -> None:
    assert "# Fictional example" in path.read_text(encoding="utf-8")
    for quad in quads(path):
        assert isinstance(quad.subject, NamedNode)
        assert quad.subject.value.startswith(EX)
        if quad.predicate.value == SKOS.prefLabel:
            assert isinstance(quad.object, Literal)
            assert re.search("ficti(f|ve|onal)", quad.object.value), quad.object


# --- SPARQL constraints: run once by us, once a node by pySHACL ---


def pyshacl_results(data: list[Quad], code: str) -> set[tuple[str, str | None]]:
    """What pySHACL alone says of one shape: the nodes at fault and the values."""
    import pyshacl

    ontology = [*quads(resources.ontology_dir() / "odas.ttl"),
                *(quad for path in (resources.ontology_dir() / "codes").glob("*.ttl") for quad in quads(path))]
    iri = next(iri for iri, rule in rules().items() if rule.code == code)
    sh = rdflib.Namespace(SH)
    _conforms, report, _text = pyshacl.validate(
        rdflib_graph([*data, *ontology]), shacl_graph=shapes_graph(), use_shapes=[iri])
    return {(str(report.value(result, sh.focusNode)), _lexical(report.value(result, sh.value)))
            for result in report.objects(None, sh.result)}


def _lexical(value: object) -> str | None:
    return None if value is None else str(value)


@pytest.mark.parametrize("code", SPARQL_RULES)
def test_any_shacl_engine_finds_the_same(code: str) -> None:
    found = pyshacl_results(example(code), code)
    assert {focus for focus, _value in found} == {finding.focus for finding in validate(example(code))}
    assert pyshacl_results(example(code, "valid"), code) == set()


# --- Identifiers ---


def identified(kind: str, values: Iterable[str]) -> list[Quad]:
    """One actor for each identifier, `ex:n0`, `ex:n1`…"""
    graph = []
    for number, value in enumerate(values):
        actor = NamedNode(f"{EX}n{number}")
        graph += [Quad(actor, NamedNode(RDF.type), NamedNode(ODAS.Actor)),
                  Quad(actor, NamedNode(ORG.identifier), Literal(value, datatype=NamedNode(getattr(ODAS, kind))))]
    return graph


def refused(kind: str, values: list[str]) -> set[str]:
    """The values that the rule on this kind of identifier refuses."""
    findings = [f for f in validate(identified(kind, values)) if f.code == f"identifier-{kind}"]
    return {values[int((finding.focus or "").removeprefix(f"{EX}n"))] for finding in findings}


def digits(length: int, count: int) -> list[str]:
    rng = random.Random(length)
    found = ["".join(rng.choice("0123456789") for _ in range(length)) for _ in range(count)]
    return found + [value[:-1] + luhn.calc_check_digit(value[:-1]) for value in found]


def test_a_siren_is_what_the_reference_library_says() -> None:
    values = [*digits(9, 60), "732829320", "", "73282932", "7328293200", "73282932A", "732 829 320"]
    # The library forgives spaces; what is stored has none.
    assert refused("siren", values) == {v for v in values if " " in v or not siren.is_valid(v)}


def test_a_siret_is_what_the_reference_library_says() -> None:
    poste = [f"356000000{number:05d}" for number in range(0, 400, 7)]
    real_siren = [f"732829320{number:05d}" for number in range(100)]
    values = [*digits(14, 30), *poste, *real_siren, "35600000000048", "73282932000074", "7328293200007", "", "x" * 14]
    assert refused("siret", values) == {v for v in values if not siret.is_valid(v)}
    assert set(poste) - refused("siret", values), "some branches of La Poste pass"


def test_an_rna_number_is_w_and_nine_characters() -> None:
    right = ["W751234567", "W2A1001234", "W9R1000012"]
    wrong = ["751234567", "W75123456", "W7512345678", "w751234567", "W75123456A", "X751234567"]
    assert refused("rna", right + wrong) == set(wrong)


def test_a_finess_number_has_a_key_in_corsica_too() -> None:
    # Printed in the official journals of the two Corsican prefectures, and Guadeloupe, Ain.
    right = ["2A0000154", "2A0000170", "2A0000386", "2A0002606", "2B0000020", "2B0004246", "2B0005342", "970100228",
             "010005239"]
    wrong = ["2A0000155", "2B0000154", "970100229", "01000523", "0100052390", "2C0000154", "A20000154"]
    assert refused("finess", right + wrong) == set(wrong)


# --- Cases that one example does not show ---

@pytest.mark.parametrize(("start", "end", "wrong"), [
    ("2020", "2020-05", False), ("2020-05-12", "2020-05", False), ("2020-05", "2020-05-01", False),
    ("2020-05", "2020", False), ("2020-06", "2020-05-30", True), ("2021", "2020-12-31", True),
    ("2020-03-17", "2020-03-16", True),
])
def test_a_period_is_compared_at_the_coarser_precision(start: str, end: str, wrong: bool) -> None:
    kinds = {4: "gYear", 7: "gYearMonth", 10: "date"}
    findings = validate(read(f"""
        ex:jeu dct:temporal ex:periode .
        ex:periode dcat:startDate "{start}"^^xsd:{kinds[len(start)]} .
        ex:periode dcat:endDate "{end}"^^xsd:{kinds[len(end)]} ."""))
    assert codes(findings) == ({"period-order"} if wrong else set())


@pytest.mark.parametrize("date", ['"2020-13"^^xsd:gYearMonth', '"2020-02-30"^^xsd:date', '"20"^^xsd:gYear',
                                  '"2020-05-01T00:00:00"^^xsd:dateTime', '"mai"@fr'])
def test_a_date_that_does_not_exist_is_found(date: str) -> None:
    findings = validate(read(f"ex:jeu dct:temporal ex:p . ex:p dcat:startDate {date} ."))
    assert codes(findings) == {"period-date"}


@pytest.mark.parametrize(("moment", "origin", "contradicted"), [
    ("avant", "preexistant", True), ("avant", "renforce", True), ("avant", "ne-de-l-action", False),
    ("avant", "", False), ("pendant", "ne-de-l-action", True), ("pendant", "envisage", False), ("pendant", "", True),
    ("apres", "preexistant", False),
])
def test_an_absence_is_contradicted_by_a_tie_of_the_same_time(moment: str, origin: str, contradicted: bool) -> None:
    stated = f"odas:origin <{vocab.code('origine', origin)}> ;" if origin else ""
    findings = validate(read(f"""
        ex:absence a odas:AbsentTie ; odas:withinAction ex:action ; odas:party ex:un, ex:autre ;
            odas:moment <{vocab.code('moment', moment)}> .
        ex:lien a odas:Partnership ; {stated} odas:withinAction ex:action ; odas:partner ex:autre, ex:un ."""))
    assert ("absent-tie-contradicted" in codes(findings)) == contradicted


@pytest.mark.parametrize("slug", ["association", "association-habitants", "association-caritative", "centre-social",
                                  "fondation", "commune", "collectif"])
def test_any_kind_of_association_needs_a_territory(slug: str) -> None:
    def missing(more: str) -> bool:
        actor = f"ex:a a odas:Actor ; odas:actorType <{vocab.code('type-acteur', slug)}> {more} ."
        return "actor-territory" in codes(validate(read(actor)))

    assert missing("") == (slug not in {"commune", "collectif"})
    assert not missing("; odas:operatesIn ex:commune")
    assert not missing("; odas:generic true")


def test_a_funding_is_a_partnership_without_saying_so() -> None:
    """Where only the narrower class is stated, the rules of the broader one hold (rdfs:subClassOf in odas.ttl)."""
    findings = validate(read("ex:f a odas:Funding ; odas:funder ex:a ; odas:beneficiary ex:b ; odas:amount 3.0 ."))
    assert {"partnership-evidence", "partnership-formalisation", "partnership-origin"} <= codes(findings)
    assert "partnership-partners" not in codes(findings)


def test_a_council_and_its_service_may_share_a_siren() -> None:
    shared = 'ex:conseil org:identifier "732829320"^^odas:siren . ex:service org:identifier "732829320"^^odas:siren .'
    assert codes(validate(read(shared))) == {"identifier-shared"}
    assert validate(read(shared + "ex:service odas:partOf ex:conseil .")) == []


@pytest.mark.parametrize(("kind", "code", "right"), [
    ("igeo:Commune", "01004", True), ("igeo:Commune", "2A004", True), ("igeo:Commune", "97411", True),
    ("igeo:Commune", "1004", False), ("igeo:Intercommunalite", "200054781", True), ("igeo:Departement", "2B", True),
    ("igeo:Departement", "974", True), ("igeo:Departement", "1", False), ("igeo:Region", "11", True),
    ("igeo:Region", "R11", False), ("odas:QuartierPrioritaire", "QP093028", True),
    ("odas:QuartierPrioritaire", "QN09301M", True), ("odas:QuartierPrioritaire", "93028", False),
    ("igeo:Pays", "99100", True),
])
def test_a_territory_code_has_the_form_of_its_kind(kind: str, code: str, right: bool) -> None:
    findings = validate(read(f'ex:t a {kind} ; igeo:codeINSEE "{code}" ; odas:within ex:france .'))
    assert codes(findings) == (set() if right else {"territory-code"})


def test_a_territory_code_is_a_plain_string() -> None:
    findings = validate(read('ex:t a igeo:Commune ; odas:within ex:d ; igeo:codeINSEE "01004"^^xsd:token .'))
    assert codes(findings) == {"territory-code"}
