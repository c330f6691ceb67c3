"""A whole morning: a questionnaire filled, last year's subsidies, a list of structures; out comes an atlas.

The département is Lozère, its places are real; every actor, action and amount is made up.
"""

from __future__ import annotations

import csv
import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from odas_graph.pipeline import KnowledgeGraph, build, load

openpyxl = pytest.importorskip("openpyxl")

PLACES = {"Mende": "48000", "Marvejols": "48100", "Langogne": "48300", "Chanac": "48230"}
NEEDS = ("précarité alimentaire", "accès aux droits", "rupture de liens")
PUBLICS = ("personnes âgées", "jeunes", "habitants")
# What each is called in the questionnaire, and in the list of subsidies of the département, if it is there.
ASSOCIATIONS = {
    "Les Voisins de Mende": "ASS LES VOISINS DE MENDE", "L'Établi de Mende": "L ETABLI DE MENDE",
    "Entraide mendoise": None, "Le Fil de Marvejols": "FIL DE MARVEJOLS (LE)",
    "Les Passeurs de Marvejols": None, "Le Potager partagé de Marvejols": "POTAGER PARTAGE DE MARVEJOLS",
    "Accueil langonais": "ACCUEIL LANGONAIS", "La Roue langonaise": None,
    "Les Lanternes de Langogne": "ASSOCIATION LES LANTERNES DE LANGOGNE",
    "Le Grenier de Chanac": "GRENIER SOLIDAIRE DE CHANAC",
    "Chanac en chemin": None, "Les Mains de Chanac": "LES MAINS DE CHANAC"}
TOWNS = {name: next(town for town in PLACES if town[:5].casefold() in name.casefold() or
                    (town == "Mende" and "mendois" in name)) for name in ASSOCIATIONS}
CLUBS = tuple(f"CLUB SPORTIF IMAGINAIRE {number}" for number in range(1, 41))


def odas(*arguments: str, stdin: str = "", expect: int = 0) -> str:
    done = subprocess.run([sys.executable, "-m", "odas_graph", *arguments], input=stdin, capture_output=True,
                          text=True, check=False, encoding="utf-8")
    assert done.returncode == expect, done.stderr + done.stdout
    return done.stdout


def fill(path: Path) -> None:
    """Thirty actions in the template, as a person would type them."""
    book = openpyxl.load_workbook(path)
    at: dict[str, dict[str, int]] = {}
    for name in ("Actions", "Acteurs", "Participations", "Partenariats", "Résultats"):
        at[name] = {cell.value.rstrip(" *"): cell.column for cell in book[name][1]}

    def row(sheet: str, *cells: tuple[str, Any]) -> None:
        free = max((cell.row for line in book[sheet].iter_rows() for cell in line if cell.value), default=1) + 1
        for heading, value in cells:
            column = next(number for name, number in at[sheet].items() if name.startswith(heading))
            book[sheet].cell(free, column, value)

    for name, town in TOWNS.items():
        row("Acteurs", ("Nom", name), ("Type", "Association"), ("Territoire", f"{town} (48)"))
    for town in PLACES:
        row("Acteurs", ("Nom", f"CCAS de {town}"), ("Type", "CCAS"), ("Territoire", town))
        row("Acteurs", ("Nom", f"Commune de {town}"), ("Type", "commune"), ("Territoire", town))
    row("Acteurs", ("Nom", "Département de la Lozère"), ("Type", "département"), ("Territoire", "48"))
    names = list(ASSOCIATIONS)
    for number in range(30):
        lead, helper = names[number % 12], names[(number * 5 + 3) % 12]
        title, town = f"Action imaginaire {number + 1}", TOWNS[lead]
        began = ("mars 2020", "2020-03", "15/03/2020")[number % 3]
        row("Actions", ("Titre", title), ("Porteur", lead), ("Territoire", f"{town} (48)"),
            ("Nature de l'action 1", NEEDS[number % 3]), ("Public 1", PUBLICS[number % 3]), ("Début", began),
            ("Fin", "juin 2020"))
        if helper != lead:
            row("Participations", ("Action", title.upper()), ("Acteur", helper), ("Rôle 1", "opérateur"),
                ("En contact", "oui"))
        row("Participations", ("Action", title), ("Acteur", f"CCAS de {town}"), ("Rôle 1", "relais"))
        if number % 3 == 0:
            row("Partenariats", ("Action", title), ("Genre", "partenariat"), ("Premier", lead),
                ("Second", f"CCAS de {town}"), ("Origine", "né de l'action"), ("Forme 1", "accord oral"))
        if number in (4, 10):
            row("Partenariats", ("Action", title), ("Genre", "absence de lien"), ("Premier", lead),
                ("Second", f"Commune de {town}"), ("Quand", "avant l'action"),
                ("Objet", "La mairie ne la connaissait pas."), ("Qui ne connaissait", f"Commune de {town}"))
        row("Résultats", ("Action", title), ("Résultat", "Personnes aidées"), ("Valeur", 10 + number))
    book.save(path)


def write_subsidies(path: Path) -> None:
    """As a département published in 2018: Windows-1252, headings of two lines, no column for who pays."""
    head = ["Année", "Nom de l'organisme bénéficiaire", "CP", "Ville", "Montant\nde la subvention (1)"]
    rows = [["2019", spelled, PLACES[TOWNS[name]], TOWNS[name].upper(), "1 250,50"]
            for name, spelled in ASSOCIATIONS.items() if spelled]
    towns = list(PLACES.items())
    rows += [["2019", club, towns[i % 4][1], towns[i % 4][0].upper(), "300,00"] for i, club in enumerate(CLUBS)]
    rows += [rows[0], ["2019", "CLUB SANS MONTANT", "48000", "MENDE", "en attente"]]
    with path.open("w", encoding="cp1252", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows([head, *rows])


def write_structures(path: Path) -> None:
    """A colleague's list, and the file that names its columns."""
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows([
            ["Nom de la structure", "Ville", "N° SIRET"],
            ["Association Les Voisins de Mende", "Mende", "732 829 320 00074"],
            ["Centre communal d'action sociale de Marvejols", "Marvejols", ""],
            ["Structure sans lien", "Chanac", "123"]])
    path.with_suffix(".yaml").write_text(
        "lignes: acteurs\ncolonnes:\n  nom: Nom de la structure\n  ville: Ville\n  siret: N° SIRET\n", "utf-8")


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the observer once all three sources are in, and what is certain or was said is decided."""
    work = tmp_path_factory.mktemp("matin")
    data = work / "lozere"
    data.mkdir()
    odas("template", str(work / "fiche.xlsx"))
    fill(work / "fiche.xlsx")
    write_subsidies(work / "subventions-2019.csv")
    write_structures(work / "structures.csv")
    into = ("--into", str(data), "--date", "2026-03-17", "--format", "json")
    report = json.loads(odas("import", "workbook", str(work / "fiche.xlsx"), *into))
    assert report["refused"] == 0, report["findings"]
    report = json.loads(odas("import", "scdl-subventions", str(work / "subventions-2019.csv"), "--territory", "48",
                             "--complete", *into, expect=1))
    assert report["refused"] == 1
    assert report["read"] == report["kept"] + report["refused"] == 50
    odas("import", "csv", str(work / "structures.csv"), "--mapping", str(work / "structures.yaml"), "--territory", "48",
         *into)
    return data


@pytest.fixture(scope="module")
def reconciled(morning: Path) -> Path:
    """The same, once the observer has said yes to what resembles."""
    listed = json.loads(odas("reconcile", str(morning), "--format", "json"))
    asked = [pair for pair in listed["pairs"] if pair["verdict"] == "candidate"]
    assert any(map(same, asked))
    assert not any(map(same, (p for p in listed["pairs"] if p["verdict"] == "part-of")))
    answers = "".join("m" if same(pair) else "d" for pair in asked)
    odas("reconcile", str(morning), "--review", "--by", "observatrice", "--date", "2026-03-17", stdin=answers)
    return morning


def same(pair: dict[str, Any]) -> bool:
    """Whether two entries are one actor, as whoever knows the place would say."""
    one, other = pair["acteur"]["nom"], pair["autre"]["nom"]
    return (one, other) in ASSOCIATIONS.items() or (other, one) in ASSOCIATIONS.items()


@pytest.fixture(scope="module")
def graph(reconciled: Path) -> KnowledgeGraph:
    return build(reconciled)


def test_nothing_is_left_to_mend(reconciled: Path) -> None:
    odas("validate", str(reconciled))


def test_what_is_to_mend_is_named_by_its_cell(reconciled: Path) -> None:
    """A person who filled a workbook mends the workbook: file, sheet, row, and the column where one cell is meant."""
    found = json.loads(odas("validate", str(reconciled), "--format", "json"))
    told = [f for f in found if f.get("sheet")]
    assert {f["file"] for f in told} == {"fiche.xlsx"}
    assert {f["sheet"] for f in told} >= {"Acteurs", "Résultats"}
    assert all(f["row"] > 1 for f in told)
    assert not [f for f in found if f.get("file", "").startswith("fiche/fiches/")]


def test_thirty_actions_and_their_proof(graph: KnowledgeGraph) -> None:
    assert graph.figures()["actions"] == 30
    rows = graph.query("SELECT ?label WHERE { ?x a odas:Participation ; odas:evidence/rdfs:label ?label }")
    assert all("ligne" in row["label"].value for row in rows)


def known(graph: KnowledgeGraph, circle: str) -> dict[str, str]:
    """What a circle knew of each association before, by name."""
    network = graph.network("recognition")
    return {network.nodes[one]["label"]: edge["status"] for one, other, edge in network.edges(data=True)
            if network.nodes[other]["label"] == circle}


def test_subsidies_tell_who_was_known_and_who_was_in_no_list(graph: KnowledgeGraph) -> None:
    """One actor, one entry: each association that is in the list was known before, each other was not paid."""
    found = known(graph, "departement")
    for name, spelled in ASSOCIATIONS.items():
        assert found[name] == ("connu" if spelled else "sans-lien"), name


def test_clubs_of_the_list_are_in_the_graph_and_on_no_map(graph: KnowledgeGraph) -> None:
    [row] = graph.query('SELECT (COUNT(DISTINCT ?f) AS ?n) WHERE { ?f a odas:Funding ; odas:beneficiary ?b . '
                        '?b skos:prefLabel ?name . FILTER(STRSTARTS(?name, "CLUB SPORTIF")) }')
    assert int(row["n"].value) == len(CLUBS)
    assert not any("CLUB SPORTIF" in node for node in graph.network("ties"))


def test_a_list_alone_can_be_built(morning: Path, tmp_path: Path) -> None:
    """Subsidies and no questionnaire yet: a graph to ask, an atlas that says that nothing else is known."""
    data = tmp_path / "seules"
    shutil.copytree(morning / "imports" / "subventions-2019", data / "imports" / "subventions-2019")
    graph = build(data)
    told = {row["quoi"].value: int(row["nombre"].value) for row in graph.query("figures")}
    assert (told["actions"], told["acteurs seulement listés"], told["financements à ces acteurs"]) == (0, 50, 49)
    graph.save(tmp_path / "atlas")
    assert (tmp_path / "atlas" / "index.html").is_file()


def test_the_atlas_shows_the_morning(reconciled: Path, tmp_path: Path) -> None:
    out = tmp_path / "atlas"
    said = odas("build", "--data", str(reconciled), "--out", str(out))
    assert "index.html" in said
    assert (out / "territoires" / "48.html").is_file()
    assert (out / "rapport" / "48.docx").is_file()
    pages = [path.stem for path in (out / "acteurs").glob("*.html")]
    assert sum("voisins-de-mende" in page for page in pages) == 1
    assert not any("club-sportif" in page for page in pages)
    [unlisted] = (out / "acteurs").glob("la-roue-langonaise*.html")
    text = unlisted.read_text("utf-8")
    assert "apparaît pas parmi les bénéficiaires publiés" in text
    assert "Liste complète, 2019" in text, "the absence bears its proof"
    assert load(out).figures()["actions"] == 30


def test_importing_again_changes_nothing(reconciled: Path) -> None:
    before = {path: path.read_bytes() for path in sorted(reconciled.rglob("*")) if path.is_file()}
    work = reconciled.parent
    for kind, name, more in (("workbook", "fiche.xlsx", ()),
                             ("scdl-subventions", "subventions-2019.csv", ("--territory", "48", "--complete"))):
        subprocess.run([sys.executable, "-m", "odas_graph", "import", kind, str(work / name), "--into", str(reconciled),
                        *more], capture_output=True, check=False)
    assert {path: path.read_bytes() for path in sorted(reconciled.rglob("*")) if path.is_file()} == before


def test_a_source_that_goes_takes_what_it_brought(reconciled: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copie"
    shutil.copytree(reconciled, copy)
    odas("import", "--remove", "subventions-2019", "--into", str(copy))
    graph = build(copy)
    assert not graph.query("ASK { ?x a odas:Funding }")
    assert graph.figures()["actions"] == 30
    assert "connu" not in known(graph, "departement").values()
