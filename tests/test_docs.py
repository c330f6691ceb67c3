"""What the docs show is what the program does: links, targets, examples, schemas, output of commands."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from pydantic import BaseModel, ValidationError

from odas_graph.fiche import Action, Actor, Dataset
from odas_graph.pipeline import build, check
from odas_graph.resources import shipped_datasets
from odas_graph.vocab import ID

from .processes import environment, run

ROOT = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.skipif(not (ROOT / "docs").is_dir(), reason="the docs are not part of an installed wheel")
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "exports").glob("*.md")])
sys.path.insert(0, str(ROOT / "tools"))


def test_committed_files_are_what_the_program_makes() -> None:
    result = subprocess.run([sys.executable, str(ROOT / "tools" / "make_docs.py"), "--check"], capture_output=True,
                            text=True, check=False)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text("utf-8")):
        if "://" not in target:
            assert (page.parent / target).exists(), target


def test_make_targets_named_in_the_docs_exist() -> None:
    targets = set(re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text("utf-8")))
    for page in PAGES:
        for name in re.findall(r"`make ([a-z]+)", page.read_text("utf-8")):
            assert name in targets, f"{page.name}: make {name}"


def test_both_readmes_say_the_same() -> None:
    english, french = ((ROOT / name).read_text("utf-8") for name in ("README.md", "LISEZMOI.md"))
    for pattern in (r"(?m)^##? ", r"(?m)^\$ ", r"\]\((?!README|LISEZMOI)"):
        assert len(re.findall(pattern, english)) == len(re.findall(pattern, french)), pattern


def method_pages() -> tuple[str, str]:
    english, french = ((ROOT / "docs" / name).read_text("utf-8") for name in ("method.md", "methode.md"))
    return english, french


def by_hand(page: str) -> str:
    """A method page without what `make docs` puts between its markers."""
    return re.sub(r"(?s)<!-- généré.*?<!-- fin -->", "", page)


def test_both_method_pages_say_the_same() -> None:
    english, french = map(by_hand, method_pages())
    for pattern in (r"(?m)^## ", r"(?m)^\| ", r"(?m)^- ", r"\*\*", r"\]\(", r"(?m)^    \S", r"`odas-graph [a-z-]+"):
        assert len(re.findall(pattern, english)) == len(re.findall(pattern, french)), pattern
    for pattern in (r"images/(\w+)", r"\b(?:19|20)\d\d\b", r"decisions/\d+"):
        assert re.findall(pattern, english) == re.findall(pattern, french), pattern
    made = [re.findall(r"<!-- généré: (\w+) -->", page) for page in method_pages()]
    assert made[0] == made[1] and len(made[0]) == 5


def test_what_the_method_cites_stands_in_the_references() -> None:
    references = (ROOT / "docs" / "references.md").read_text("utf-8")
    known = set(re.findall(r"(?m)^- (\w+)[^\n]*?\((\d{4})\)", references))
    cited = set()
    for page in map(by_hand, method_pages()):
        for found in re.finditer(r"\b(?:19|20)\d\d\b", page):
            before = page[max(0, found.start() - 90):found.start()]
            names = [(before.rindex(name), name) for name, year in known if year == found[0] and name in before]
            assert names, page[max(0, found.start() - 60):found.end()]
            cited.add((max(names)[1], found[0]))
    assert known == cited
    for part in references.split("\n## ")[1:]:
        first = re.findall(r"(?m)^- (\w+)", part)
        assert first == sorted(first)


def test_the_method_names_every_measure() -> None:
    from odas_graph.analysis import __all__ as functions
    from odas_graph.analysis.measures import MEASURES

    for page in method_pages():
        named = set(re.findall(r"`(\w+)`", "".join(re.findall(r"(?m)^\| (`.*?) \|", page)))) - {
            "affiliation", "ties", "recognition"}
        assert named == (set(MEASURES) | set(functions)) - {"centrality", "sampled_betweenness", "sampled_harmonic"}


def test_figures_of_the_docs_are_compared_by_their_words() -> None:
    from make_docs import is_current  # type: ignore[import-not-found,unused-ignore]

    figure = ROOT / "docs" / "images" / "contribution.fr.svg"
    text = figure.read_text("utf-8")
    assert is_current(figure, re.sub(r' x="[\d.]+"', ' x="1"', text))
    assert not is_current(figure, text.replace("APCIS", "Autre"))
    assert not is_current(ROOT / "docs" / "method.md", text)


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset that the page on the data format writes: each block in the file it is for."""
    text = (ROOT / "docs" / "data-format.md").read_text("utf-8")
    folder = tmp_path_factory.mktemp("data")
    files = dict(re.findall(r"(?s)```yaml\n# (mon-jeu/\S+)\n(.*?)```", text))
    assert len(files) == text.count("```yaml")
    initiatives, invisible = re.findall(r"(?s)```csv\n(.*?)```", text)
    files |= {"mon-jeu/initiatives.csv": initiatives, "mon-jeu/invisibles.csv": invisible}
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, "utf-8")
    return folder / "mon-jeu"


def read_yaml(path: Path) -> Any:
    return yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)


def test_the_dataset_of_the_data_format_has_nothing_to_mend(example: Path) -> None:
    assert [f for f in check([example]) if f.level in ("violation", "warning")] == []


def test_the_dataset_of_the_data_format_builds(example: Path) -> None:
    kg = build([example])
    named = {str(row["x"].value) for row in kg.query(
        "SELECT DISTINCT ?x WHERE { ?x a ?c FILTER(?c IN (odas:Action, odas:Actor)) }")}
    actors = {f"{ID}actor/{entry['slug']}" for entry in read_yaml(example / "actors.yaml")}
    assert named == actors | {f"{ID}action/mon-action", f"{ID}action/initiative-mon-association"}
    first = kg.invisible()[0]
    assert (first.actor, first.verdict.archetype) == (f"{ID}actor/mon-association", "invisible-atteste")


def test_the_commands_of_the_data_format_run(example: Path, tmp_path: Path) -> None:
    checked = run("validate", example)
    assert checked.returncode == 0, checked.stdout
    built = run("build", "--data", example, cwd=tmp_path)
    assert built.returncode == 0, built.stderr
    assert (tmp_path / "exports" / "cartes" / "FR.html").is_file()


REQUIRED: dict[str, tuple[type[BaseModel], tuple[str, ...]]] = {
    "dataset.yaml": (Dataset, ("jeu", "titre", "description", "date", "sources")),
    "fiches/mon-action.yaml": (Action, ("titre", "source", "territoires", "porteurs")),
    "actors.yaml": (Actor, ("slug", "nom", "type", "preuve")),
}


@pytest.mark.parametrize("name", REQUIRED)
def test_the_data_format_names_the_required_fields(name: str, example: Path) -> None:
    model, required = REQUIRED[name]
    record = read_yaml(example / name)
    record = record[0] if isinstance(record, list) else record
    assert {field.alias or key for key, field in model.model_fields.items() if field.is_required()} == set(required)
    for key in required:
        with pytest.raises(ValidationError):
            model.model_validate({k: v for k, v in record.items() if k != key})
    model.model_validate({key: record[key] for key in required})


@pytest.mark.parametrize("name", ["README.md", "LISEZMOI.md"])
def test_the_python_of_the_readmes_runs(name: str, tmp_path: Path) -> None:
    code, = re.findall(r"(?s)```python\n(.*?)```", (ROOT / name).read_text("utf-8"))
    result = subprocess.run([sys.executable, "-c", code + "\nassert kg.invisible(territory='93')"], cwd=tmp_path,
                            env=environment(), capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "exports" / "donnees" / "graph.nq").is_file()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_completion_of_the_readmes_is_a_function(shell: str) -> None:
    for name in ("README.md", "LISEZMOI.md"):
        assert f"{shell}_source" in (ROOT / name).read_text("utf-8")
    script = Path(sys.executable).with_name("odas-graph")
    if not script.exists():
        pytest.skip("the command is not installed beside this Python")
    result = subprocess.run([str(script)], env=environment(_ODAS_GRAPH_COMPLETE=f"{shell}_source"),
                            capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    assert re.search(r"(?m)^(function )?_odas_graph_completion\b", result.stdout)
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=result.stdout, text=True, check=True)


def fiches() -> list[Path]:
    return [path for folder in shipped_datasets() for path in sorted((folder / "fiches").glob("*.yaml"))]


@pytest.mark.parametrize("path", fiches(), ids=lambda p: p.stem)
def test_shipped_fiches_follow_the_schema_that_editors_use(path: Path) -> None:
    import json

    schema = json.loads((ROOT / "docs" / "schema" / "fiche.schema.json").read_text("utf-8"))
    jsonschema.validate(yaml.safe_load(path.read_text("utf-8")), schema)


def test_the_schema_refuses_an_unknown_code() -> None:
    import json

    schema = json.loads((ROOT / "docs" / "schema" / "fiche.schema.json").read_text("utf-8"))
    fiche = yaml.safe_load(fiches()[0].read_text("utf-8")) | {"phases": ["confinement-42"]}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(fiche, schema)


def test_the_ontology_page_holds_every_term_and_needs_nothing_else() -> None:
    from ontology_page import render  # type: ignore[import-not-found,unused-ignore]

    from odas_graph.vocab import CODES, ODAS

    page = render()
    for name in (n for n in vars(ODAS) if not n.startswith("_")):
        assert f'id="{name}"' in page or name in ("siren", "siret", "rna", "finess", "dataInclusion"), name
    for slugs in CODES.values():
        assert all(f"<code>{slug}</code>" in page for slug in slugs)
    assert not re.search(r'(?:src|href)="https?:', page)
