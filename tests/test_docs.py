"""What the docs show is what the program does: links, targets, examples, schemas, output of commands."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml

from odas_graph.fiche import Action, Actor
from odas_graph.resources import shipped_datasets

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


def test_the_example_of_the_data_format_is_a_fiche() -> None:
    text = (ROOT / "docs" / "data-format.md").read_text("utf-8")
    blocks = re.findall(r"(?s)```yaml\n(.*?)```", text)
    fiche, actors = (yaml.load(block, Loader=yaml.BaseLoader) for block in blocks)
    action = Action.model_validate(fiche)
    assert action.partnerships[0].formalisation == ("convention",)
    assert Actor.model_validate(actors[0]).slug == "mon-association"


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
