"""`odas-graph reconcile`: the list, the review, the file of decisions."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from odas_graph.cli.reconcile import command
from odas_graph.i18n import in_language
from odas_graph.reconcile import FILE, read_decisions
from tests.datasets import ACTORS, DATASET, EPICERIE

LIST = """\
- {slug: voisins-liste, nom: "ASSOCIATION LES VOISINS", type: association, territoire: "93072", preuve: "A"}
- {slug: ccas-liste, nom: "CCAS STAINS", type: ccas, territoire: "93072", preuve: "A"}
- {slug: hopital-liste, nom: "Hôpital public du bourg", type: etablissement-sante, territoire: "93072", preuve: "A"}
- {slug: bourg-liste, nom: "Les habitants du bourg", type: habitants, generique: true, territoire: "93072", preuve: "A"}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A village with fiches, and a list in which half of its actors stand again."""
    for name, dataset, actors in (
            ("village", DATASET, ACTORS),
            ("liste", 'jeu: liste\ntitre: "Liste"\ndescription: "Fictif."\ndate: "2021"\nfictif: oui\n'
                      'sources: [{slug: annuaire, titre: "Annuaire"}]\n', LIST)):
        (tmp_path / name).mkdir()
        (tmp_path / name / "dataset.yaml").write_text(dataset, "utf-8")
        (tmp_path / name / "actors.yaml").write_text(actors, "utf-8")
    (tmp_path / "village" / "fiches").mkdir()
    (tmp_path / "village" / "fiches" / "epicerie.yaml").write_text(EPICERIE, "utf-8")
    return tmp_path


def run(*arguments: object, keys: str = "") -> Result:
    with in_language("en"):
        return CliRunner().invoke(command, [str(a) for a in arguments], input=keys, standalone_mode=False)


def shown(folder: Path, *arguments: object) -> list[dict[str, object]]:
    result = run(folder, "--format", "json", "--threshold", "0", *arguments)
    assert result.exception is None, result.output
    pairs: list[dict[str, object]] = json.loads(result.stdout)["pairs"]
    return pairs


def open_pairs(folder: Path) -> list[tuple[str, str]]:
    return [(p["acteur"]["slug"], p["autre"]["slug"]) for p in shown(folder)  # type: ignore[index]
            if p["verdict"] != "certain" and p["decision"] is None]


def test_the_list_says_what_is_certain_and_why(folder: Path) -> None:
    result = run(folder)
    assert result.exception is None, result.output
    lines = [line for line in result.stdout.splitlines() if line.startswith("certain")]
    assert any("ccas-de-la-ville" in line and "ccas-liste" in line for line in lines)
    assert "there is only one in its territory" in result.stdout
    assert "certain pairs" in result.stderr
    certain = {(p["acteur"]["slug"], p["autre"]["slug"]) for p in shown(folder)  # type: ignore[index]
               if p["verdict"] == "certain"}
    assert certain == {("ccas-de-la-ville", "ccas-liste"), ("les-voisins", "voisins-liste")}


def test_every_pair_is_explained_in_json(folder: Path) -> None:
    for pair in shown(folder):
        assert pair["features"]
        assert all(f["text"] and f["points"] for f in pair["features"])  # type: ignore[attr-defined]


def test_what_touches_an_actor_of_the_fiches_is_asked_before_what_two_rows_of_a_list_are(folder: Path) -> None:
    """A list of subsidies has clubs that resemble each other more than any does the actors of the observer."""
    (folder / "clubs").mkdir()
    (folder / "clubs" / "dataset.yaml").write_text(
        'jeu: clubs\ntitre: "Clubs"\ndescription: "Fictif."\ndate: "2021"\nfictif: oui\n'
        'sources: [{slug: clubs, titre: "Clubs"}]\n', "utf-8")
    names = ("COMITE BOULISTE DES PINS DE VOL", "COMITE BOULISTE DES PINS DE VOLL", "LES VOISIN DU BOURG")
    rows = [f"club-{n}-clubs,{name},,association,93072,,,,,{n}" for n, name in enumerate(names, 2)]
    (folder / "clubs" / "registre.csv").write_text("\n".join((
        "slug,nom,alias,type,territoire,siren,siret,rna,finess,ligne", *rows, "")), "utf-8")
    (folder / "clubs" / "financements.csv").write_text(
        "financeur,beneficiaire,montant,annee,date,objet,nature,ligne\n", "utf-8")
    (pair,) = [p for p in open_pairs(folder) if all(slug.startswith("club-") for slug in p)]
    assert open_pairs(folder)[0] == pair
    result = run(folder, "--review", "--threshold", "0", keys="m" * 99)
    assert result.exception is None, result.output
    assert "DES PINS" not in result.stdout.split("Pair 2 of")[0]
    assert "DES PINS" in result.stdout[result.stdout.rindex("Pair "):]


def test_review_saves_each_decision_and_goes_on_where_it_stopped(folder: Path) -> None:
    pairs = open_pairs(folder)
    assert len(pairs) >= 3
    arguments = (folder, "--review", "--threshold", "0", "--by", "Anne", "--date", "2026-01-02")
    result = run(*arguments, keys="mq")
    assert result.exception is None, result.output
    decisions = read_decisions([folder])
    (first,) = decisions.values()
    assert {first.actor, first.other} == set(pairs[0])
    assert (first.choice, first.by, first.date) == ("meme", "Anne", "2026-01-02")
    assert first.why.startswith("score ")
    assert open_pairs(folder) == pairs[1:]
    run(*arguments, keys="d\ni\n")
    decisions = read_decisions([folder])
    assert [decisions[pair].choice for pair in pairs[:3]] == ["meme", "different", "incertain"]
    assert open_pairs(folder) == pairs[3:]


def test_back_takes_the_last_answer_back(folder: Path) -> None:
    pairs = open_pairs(folder)
    run(folder, "--review", "--threshold", "0", "--date", "2026-01-02", keys="mmbdq")
    decisions = read_decisions([folder])
    assert [decisions[pair].choice for pair in pairs[:2]] == ["meme", "different"]
    run(folder, "--review", "--threshold", "0", "--date", "2026-01-02", keys="bmbq")
    assert len(read_decisions([folder])) == 2


def test_skipping_other_keys_and_the_end_of_input_decide_nothing(folder: Path) -> None:
    for keys in ("", "q", "sps", "xyz", "b" * 50, "\x03", "\x04"):
        result = run(folder, "--review", "--threshold", "0", keys=keys)
        assert result.exception is None, result.output
        assert not (folder / FILE).exists()


def test_a_rerun_never_touches_decisions(folder: Path) -> None:
    text = "acteur,autre,decision,par,date,motif\nparti,reparti,meme,Anne,2020-01-01,vus ensemble\n"
    (folder / FILE).write_text(text, "utf-8")
    run(folder)
    run(folder, "--review", keys="q")
    assert (folder / FILE).read_text("utf-8") == text
    run(folder, "--review", "--threshold", "0", "--date", "2026-01-02", keys="mq")
    assert "parti,reparti,meme,Anne,2020-01-01,vus ensemble\n" in (folder / FILE).read_text("utf-8")


def test_the_file_of_decisions_may_stand_elsewhere(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "autre.csv"
    run(folder / "village", folder / "liste", "--review", "--threshold", "0", "--decisions", other, "--date",
        "2026-01-02", keys="dq")
    assert other.read_text("utf-8").count("different") == 1
    assert not (folder / "village" / FILE).exists()
    pairs = shown(folder, "--decisions", other)
    assert [p["decision"] for p in pairs if p["decision"]] == ["different"]


def test_side_by_side_shows_no_control_characters(folder: Path) -> None:
    path = folder / "liste" / "actors.yaml"
    path.write_text(LIST.replace("du bourg", "[bold]du bourg[/] \\u202e"), "utf-8")
    result = run(folder, "--review", "--threshold", "0", keys="q")
    assert result.exception is None, result.output
    assert "\u202e" not in result.stdout
    assert "[bold]" in result.stdout


@pytest.mark.parametrize("arguments", [("--review", "--format", "json"), ("--review", "--date", "hier"),
                                       ("--threshold", "2")])
def test_wrong_use_is_said(folder: Path, arguments: tuple[str, ...]) -> None:
    result = run(folder, *arguments)
    assert type(result.exception).__name__ in ("UsageError", "BadParameter")


def test_shipped_data_may_be_compared_too(folder: Path) -> None:
    datasets = {p[side]["jeu"] for p in shown(folder, "--with-shipped") for side in ("acteur", "autre")}  # type: ignore[index]
    assert len(datasets) > 2
