"""The room of the shapes: what a finding says, where it stands, in which order, in which language."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from pyoxigraph import NamedNode, Quad, Triple

from odas_graph import vocab
from odas_graph.shapes import conforms, validate
from odas_graph.vocab import ODAS
from tests.ontology.shape_examples import EX, codes, example, read

GRAPH = f"{vocab.GRAPH}exemple"
PROOF = """
ex:source a odas:Source ; dct:title "Source"@fr .
ex:preuve a oa:SpecificResource ; oa:hasSource ex:source ; odas:page 3 .
"""


def test_a_finding_speaks_the_language_asked() -> None:
    french, = validate(example("partnership-evidence"), lang="fr")
    english, = validate(example("partnership-evidence"), lang="en")
    assert french.message.startswith("Dites où la source écrit")
    assert english.message.startswith("Say where the source states")
    with pytest.raises(ValueError, match="de"):
        validate([], lang="de")


def test_a_finding_quotes_what_it_found() -> None:
    def message(code: str) -> str:
        finding, = validate(example(code), lang="en")
        return finding.message

    assert "“-1200”" in message("funding-amount") or "“-1200.0”" in message("funding-amount")
    assert "“role/chef”" in message("code-role")
    assert "“Association Exemple (fictive)”" in message("absent-tie-unaware"), "a thing is quoted by its name"
    assert "Found" not in message("partnership-evidence"), "what is missing cannot be quoted"


def test_a_long_value_is_cut() -> None:
    findings = validate(read(f'ex:r a odas:Result ; rdfs:label "x" ; odas:value "{"très " * 200}" .'), lang="en")
    assert max(len(finding.message) for finding in findings) < 400


def test_a_finding_stands_where_its_thing_was_read() -> None:
    places = {f"{EX}partenariat": ("fiches/a.yaml", 12, "partenariats.0")}
    finding, = validate(example("partnership-evidence"), places=places)
    assert (finding.file, finding.line, finding.field) == ("fiches/a.yaml", 12, "partenariats.0")
    assert finding.focus == f"{EX}partenariat"


def test_a_thing_without_a_place_takes_that_of_what_points_to_it() -> None:
    places = {f"{EX}collectif": ("actors.yaml", 7, None), f"{EX}autre": ("a.yaml", 1, None)}
    finding, = validate(example("evidence-source"), places=places)
    assert finding.focus == f"{EX}preuve"
    assert (finding.file, finding.line, finding.field) == ("actors.yaml", 7, None)
    unplaced, = validate(example("evidence-source"), places={f"{EX}autre": ("a.yaml", 1, None)})
    assert (unplaced.file, unplaced.line, unplaced.field) == (None, None, None)


def test_a_blank_node_can_be_at_fault() -> None:
    findings = validate(read("ex:x odas:evidence [ odas:page 3 ] ."), places={f"{EX}x": ("a.yaml", 4, "preuve")})
    assert [(f.code, f.file, f.line) for f in findings] == [("evidence-source", "a.yaml", 4)]
    assert (findings[0].focus or "").startswith("_:")


def test_the_gravest_come_first_then_file_and_line() -> None:
    data = [quad for code in ("actor-evidence", "action-date", "funding-amount") for quad in example(code)]
    data += read(f"ex:n odas:evidence ex:m . {PROOF}")
    findings = validate(data, places={f"{EX}n": ("b.yaml", 1, None), f"{EX}financement": ("a.yaml", 9, None)})
    assert findings == sorted(findings, key=lambda finding: finding.sort_key)
    assert [f.file for f in findings if f.level == "violation"] == ["a.yaml", "b.yaml"]
    assert not conforms(findings)
    assert conforms([f for f in findings if f.level != "violation"])


@pytest.mark.parametrize("spread", [lambda n: GRAPH, lambda n: f"{GRAPH}-{n % 3}"], ids=["one", "several"])
def test_named_graphs_are_read_as_one(spread: Callable[[int], str]) -> None:
    def named(code: str, kind: str) -> list[Quad]:
        return [Quad(q.subject, q.predicate, q.object, NamedNode(spread(n))) for n, q in enumerate(example(code, kind))]

    for code in ("participation-shortcut", "action-lead"):
        assert validate(named(code, "valid")) == []
        assert codes(validate(named(code, "invalid"))) == {code}


def test_an_unreadable_number_is_a_finding_and_no_noise(
        caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> None:
    data = read(f"""ex:f a odas:Funding ; odas:amount "mille"^^xsd:decimal ; odas:year "MMXX"^^xsd:gYear ;
                        odas:evidence ex:preuve . {PROOF}""")
    assert {"funding-amount", "funding-year"} <= codes(validate(data))
    assert not caplog.records
    assert capfd.readouterr() == ("", "")
    logging.getLogger("rdflib.term").warning("heard again")
    assert caplog.records


def test_a_triple_within_a_triple_is_passed_over() -> None:
    node = NamedNode(f"{EX}partenariat")
    quoted = Quad(node, NamedNode(ODAS.origin), Triple(node, NamedNode(ODAS.origin), node))
    assert codes(validate([*example("partnership-origin"), quoted])) == {"partnership-origin"}


def test_nothing_wrong_with_nothing() -> None:
    assert validate([]) == []
