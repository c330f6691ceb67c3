"""The competency questions: each is answered by the shipped data, row for row as its `.csv` says.

The rows were checked by hand against the texts, at the place the `# texte:` line of the question names; those that the
analysis counts, against the facts they come from. After a change of the data or of the method, `python -m
tests.ontology.test_competency` writes the rows anew: read every difference against the text.
"""

from __future__ import annotations

import csv
import io
import re
from functools import cache
from pathlib import Path
from typing import Final

import pytest
from pyoxigraph import Literal
from rdflib.plugins.sparql import prepareQuery

from odas_graph import resources, vocab
from odas_graph.queries import bind, named_query
from odas_graph.store import Solutions, python_value
from tests.analysis import shipped
from tests.ontology.test_terms import CLASSES, PROPERTIES

FOLDER: Final = resources.ontology_dir() / "competency"
QUESTIONS: Final = sorted(FOLDER.glob("*.rq"))
EACH: Final = pytest.mark.parametrize("path", QUESTIONS, ids=lambda path: path.stem)

# Own classes that no question names, and why.
CLASSES_LEFT_OUT: Final = {
    "Territory": "the union of INSEE's classes: the data asserts the members, and questions name these",
    "QuartierPrioritaire": "the sources name no priority neighbourhood",
}
# Own properties that no question names, and why.
PROPERTIES_LEFT_OUT: Final = {
    "year": "no source gives the year of a funding",
    "partnerIn": "the inverse of partner, declared but not asserted",
    "details": "the inverse of detailedBy, declared but not asserted",
    "narrative": "what obstacle, lever and impact have in common; the data asserts these",
    "actorClass": "read by the program that types actors",
    "aloneOn": "every need has several houses that answer it, by the sources",
    "leavesWithout": "no actor of the list would leave it for the loss of one part of its contribution",
    "listedOnly": "no list of subsidies or structures is among the sources",
    "errorBound": "few enough actors for every measure to be exact",
}


@cache
def answer(path: Path) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    """The variables of a question, and its rows as Python values."""
    query = named_query(path.stem)
    found = shipped().store.query(query.text, substitutions=bind(query, {}))
    assert isinstance(found, Solutions)
    return found.variables, [tuple(python_value(term) for term in row.terms) for row in found]


def cell(value: object) -> str:
    """A Python value as the expected rows have it: nothing for an unbound variable, true and false in lower case."""
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)


def to_csv(path: Path) -> str:
    variables, rows = answer(path)
    buffer = io.StringIO(newline="")
    csv.writer(buffer, lineterminator="\n").writerows([variables, *([cell(value) for value in row] for row in rows)])
    return buffer.getvalue()


def header(path: Path) -> list[str]:
    """The comment lines at the head of a question."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return lines[:next(i for i, line in enumerate(lines) if not line.startswith("#"))]


def named(pattern: str) -> set[str]:
    """The own terms, as `pattern` wants them, that some question names."""
    texts = (re.sub(r"^\s*#.*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE) for path in QUESTIONS)
    return {name for text in texts for name in re.findall(rf"\bodas:({pattern}\w*)", text)}


def test_there_are_enough_questions_each_with_its_rows() -> None:
    assert len(QUESTIONS) >= 30
    assert {path.name for path in FOLDER.iterdir()} == {
        path.with_suffix(suffix).name for path in QUESTIONS for suffix in (".rq", ".csv")}
    assert [path.name[:5] for path in QUESTIONS] == [f"cq{n:02}-" for n in range(1, len(QUESTIONS) + 1)]


@EACH
def test_a_question_says_what_it_asks_and_where_to_check_it(path: Path) -> None:
    lines = header(path)
    assert [line.split(":")[0] for line in lines[:3]] == ["# fr", "# en", "# texte"]
    assert all(line.startswith("#   ") for line in lines[3:] if not line.startswith("# param ")), "only fr, en, texte"
    titles = named_query(path.stem).titles
    assert titles["fr"].endswith(" ?") and titles["en"].endswith("?") and not titles["en"].endswith(" ?")
    assert titles["fr"] != titles["en"]
    said = [line for line in lines if not line.startswith("# param ")]
    assert said[-1].endswith("."), "the place is said in whole sentences"


@EACH
def test_a_question_stands_alone(path: Path) -> None:
    prepareQuery(path.read_text(encoding="utf-8"))
    assert all(parameter.default is not None for parameter in named_query(path.stem).parameters)


@EACH
def test_a_question_has_the_expected_rows(path: Path) -> None:
    with path.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
        expected = list(csv.reader(file, strict=True))
    variables, rows = answer(path)
    assert expected[0] == list(variables)
    assert [[cell(value) for value in row] for row in rows] == expected[1:]
    assert rows, "no answer"
    assert path.with_suffix(".csv").read_bytes() == to_csv(path).encode(), "written otherwise, with the same rows"


@EACH
def test_an_answer_speaks_to_people(path: Path) -> None:
    query = named_query(path.stem)
    found = shipped().store.select(query.text, substitutions=bind(query, {}))
    for row in found:
        for term in row.terms:
            assert term is None or (isinstance(term, Literal) and term.language in (None, "fr")), "a label, in French"
            assert term is None or not term.value.startswith(vocab.ID)


def test_every_class_in_the_data_is_asked_about() -> None:
    asked = named("[A-Z]")
    assert set(CLASSES) - asked == set(CLASSES_LEFT_OUT)
    types = shipped().store.select(
        "SELECT DISTINCT ?type WHERE { ?x a ?type . FILTER(STRSTARTS(STR(?type), STR(odas:))) }")
    used = {str(row["type"].value).removeprefix(vocab.PREFIXES["odas"]) for row in types}
    assert used - asked <= set(CLASSES_LEFT_OUT)


def test_every_property_is_asked_about() -> None:
    assert set(PROPERTIES) - named("[a-z]") == set(PROPERTIES_LEFT_OUT)


if __name__ == "__main__":
    for question in QUESTIONS:
        question.with_suffix(".csv").write_text(to_csv(question), encoding="utf-8", newline="")
