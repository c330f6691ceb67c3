"""Territories: codes, names, hierarchy; and the shipped files they are read from."""

from __future__ import annotations

import gzip
import os
import runpy
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odas_graph import resources
from odas_graph.errors import UnknownTerritoryError, UnreadableInputError
from odas_graph.i18n import in_language
from odas_graph.territory import (
    KINDS,
    Territory,
    ancestors,
    children,
    communes_of,
    contains,
    covers,
    find,
    in_words,
    is_former,
    label,
    resolve,
    territories,
    territory,
)

TOOL = Path(__file__).parents[1] / "tools" / "import_territories.py"

communes = st.deferred(lambda: st.sampled_from(territories("commune")))
everywhere = st.deferred(lambda: st.sampled_from([t for kind in KINDS for t in territories(kind)]))


@pytest.fixture(autouse=True, scope="module")
def _english() -> Iterator[None]:
    with in_language("en"):
        yield


def codes(found: list[Territory] | tuple[Territory, ...]) -> list[str]:
    return [t.code for t in found]


@pytest.mark.parametrize(("code", "kind", "name", "insee", "slug"), [
    ("93072", "commune", "Stains", "93072", "commune-93072"),
    ("01004", "commune", "Ambérieu-en-Bugey", "01004", "commune-01004"),
    ("2A004", "commune", "Ajaccio", "2A004", "commune-2a004"),
    ("97411", "commune", "Saint-Denis", "97411", "commune-97411"),
    ("98818", "commune", "Nouméa", "98818", "commune-98818"),
    ("200054781", "epci", "Métropole du Grand Paris", "200054781", "epci-200054781"),
    ("93", "departement", "Seine-Saint-Denis", "93", "departement-93"),
    ("2B", "departement", "Haute-Corse", "2B", "departement-2b"),
    ("974", "departement", "La Réunion", "974", "departement-974"),
    ("987", "departement", "Polynésie française", "987", "departement-987"),
    ("R93", "region", "Provence-Alpes-Côte d'Azur", "93", "region-93"),
    ("R94", "region", "Corse", "94", "region-94"),
    ("R01", "region", "Guadeloupe", "01", "region-01"),
    ("FR", "pays", "France", "FR", "pays-fr"),
])
def test_a_code_gives_its_territory(code: str, kind: str, name: str, insee: str, slug: str) -> None:
    t = territory(code)
    assert (t.code, t.kind, t.name, t.insee, t.iri_slug) == (code, kind, name, insee, slug)


def test_a_commune_bears_its_parents_siren_and_population() -> None:
    assert territory("93072") == Territory(
        "93072", "commune", "Stains", "200054781", "93", "R11", "219300720", population=41388)


@pytest.mark.parametrize(("written", "code"), [
    ("departement-93", "93"), ("region-93", "R93"), ("region-11", "R11"), ("commune-93072", "93072"), ("pays-fr", "FR"),
    ("epci-200054781", "200054781"), ("DEPARTEMENT-2a", "2A"), (" 2a004 ", "2A004"), ("r11", "R11"), ("fr", "FR"),
])
def test_other_ways_to_write_a_code(written: str, code: str) -> None:
    assert territory(written).code == code


@given(everywhere)
def test_code_and_iri_slug_lead_back(t: Territory) -> None:
    assert territory(t.code) == territory(t.iri_slug) == t


def test_codes_slugs_and_labels_never_collide() -> None:
    every = [t for kind in KINDS for t in territories(kind)]
    assert len({t.code for t in every}) == len({t.iri_slug for t in every}) == len({*map(label, every)}) == len(every)
    assert all(t.code.startswith("R") == (t.kind == "region") for t in every if t.kind != "pays")


def test_former_communes_are_part_of_todays() -> None:
    assert territory("93059").code == "93066"  # Pierrefitte-sur-Seine, joined to Saint-Denis in 2025
    assert is_former("93059")
    assert not is_former("93066")
    assert not is_former("99999")


def test_arrondissements_are_their_commune() -> None:
    assert territory("75118").name == "Paris"
    assert territory("69381").name == "Lyon"
    assert territory("13216").name == "Marseille"
    assert not is_former("75118")


@pytest.mark.parametrize(("wrong", "remedy"), [
    ("1004", "Ambérieu-en-Bugey (01) = 01004"),  # a spreadsheet took the zero
    ("1", "Ain (01) = 01"),
    ("R1", "Guadeloupe (région) = R01"),
    ("20004", "Ajaccio (2A) = 2A004"),  # the code before Corsica was two départements
    ("R72", "Pays de la Loire (région) = R52"),
    ("Stains", "Stains (93) = 93072"),
    ("Stainz", "Stains (93) = 93072"),
    ("departement-11111", "INSEE code"),
    ("93240", "not its postal code"),
    ("", "INSEE code"),
])
def test_an_unknown_code_is_refused_with_a_remedy(wrong: str, remedy: str) -> None:
    with pytest.raises(UnknownTerritoryError) as caught:
        territory(wrong)
    assert remedy in str(caught.value)


@pytest.mark.parametrize(("name", "expected"), [
    ("Stains", ["93072"]),
    ("STAINS ", ["93072"]),
    ("ville de Stains", ["93072"]),
    ("seine saint denis", ["93"]),
    ("Seine-St-Denis", ["93"]),
    ("L'Île-Rousse", ["2B134"]),
    ("L\u2019Ile Rousse", ["2B134"]),
    ("ile rousse", ["2B134"]),
    ("Havre", ["76351"]),
    ("Neuilly s/ Seine", ["92051"]),
    ("oeuilly", ["02565", "51410"]),
    ("la Sarthe", ["72"]),
    ("département de la Sarthe", ["72"]),
    ("région Bretagne", ["R53"]),
    ("Bretagne", ["36024", "90019", "R53"]),
    ("Pays de la Loire", ["R52"]),
    ("St Denis", ["11339", "30247", "93066", "97411"]),
    ("Saint-Denis (93)", ["93066"]),
    ("Saint-Denis (Seine-Saint-Denis)", ["93066"]),
    ("Vienne", ["38544", "86"]),
    ("Vienne (département)", ["86"]),
    ("CC des Quatre Rivières", ["247000623", "247400666"]),
    ("communauté de communes des Quatre Rivières", ["247000623", "247400666"]),
    ("Plaine Vallée", ["200056380"]),
    ("CA ECLA (Espace Communautaire Lons Agglomération)", ["200071116"]),
    ("Pierrefitte-sur-Seine", ["93066"]),
    ("Paris 18e", ["75056"]),
    ("Marseille 1er arrondissement", ["13055"]),
    ("93", ["93"]),
    ("region-11", ["R11"]),
    ("France", ["FR"]),
    ("Stains (75)", []),
    ("Stains (nowhere)", []),
    ("東京", []),
    ("", []),
])
def test_names_are_found(name: str, expected: list[str]) -> None:
    assert codes(find(name)) == expected


@pytest.mark.parametrize(("name", "departement", "expected"), [
    ("Saint-Denis", "93", ["93066"]),
    ("Saint-Denis", "seine saint denis", ["93066"]),
    ("Saint-Denis", "2a", []),
    ("Saint-Denis (93)", "974", []),
    ("Vienne", "86", ["86"]),
    ("Bretagne", "36", ["36024"]),
    ("Métropole du Grand Paris", "93", ["200054781"]),  # in part
    ("93072", "93", ["93072"]),
    ("93072", "75", []),
])
def test_homonyms_are_told_apart_by_departement(name: str, departement: str, expected: list[str]) -> None:
    assert codes(find(name, departement)) == expected


def test_an_unknown_departement_is_refused() -> None:
    with pytest.raises(UnknownTerritoryError, match="Sarthe"):
        find("Le Mans", "Sarthes")


@given(communes, st.sampled_from([str.upper, str.lower, str.title]), st.sampled_from([" ", "-", "  ", "_"]))
def test_case_and_hyphens_do_not_count(t: Territory, change: Callable[[str], str], joint: str) -> None:
    assert t in find(change(t.name).replace("-", joint), t.departement)


@pytest.mark.parametrize(("text", "code"), [
    ("Paris", "75056"),  # commune and département are the same ground
    ("Guadeloupe", "971"),
    ("Loire", "42"),  # not Loiré
    ("correze (19)", "19062"),
    ("Corrèze (département)", "19"),
    ("Corrèze (Corrèze)", "19062"),
    ("Saint-Barthélemy (977)", "97701"),
    ("93", "93"),
])
def test_a_text_names_one_territory(text: str, code: str) -> None:
    assert resolve(text).code == code


def test_homonyms_are_listed_with_their_labels() -> None:
    with pytest.raises(UnknownTerritoryError) as caught:
        resolve("Corrèze")
    assert "Corrèze (19) = 19062, Corrèze (département) = 19" in str(caught.value)
    with pytest.raises(UnknownTerritoryError, match=r"Did you mean Pyrénées-Atlantiques \(64\) = 64\?"):
        resolve("Pyrénées-Atlantique")


@pytest.mark.parametrize(("code", "short", "words"), [
    ("93072", "Stains (93)", "Stains (Seine-Saint-Denis)"),
    ("72", "Sarthe (72)", "Sarthe (département)"),
    ("75", "Paris (département)", "Paris (département)"),
    ("75056", "Paris (75)", "Paris (Paris)"),
    ("R44", "Grand Est (région)", "Grand Est (région)"),
    ("242900314", "Brest Métropole (EPCI)", "Brest Métropole (EPCI)"),
    ("247400666", "CC des Quatre Rivières (EPCI, 74)", "CC des Quatre Rivières (EPCI, 74)"),
    ("FR", "France", "France"),
])
def test_labels(code: str, short: str, words: str) -> None:
    assert (label(territory(code)), in_words(territory(code))) == (short, words)


@given(communes)
def test_the_label_of_a_commune_leads_back(t: Territory) -> None:
    assert resolve(label(t)) == resolve(in_words(t)) == t


def test_the_labels_of_the_upper_levels_lead_back() -> None:
    for t in (t for kind in KINDS[1:] for t in territories(kind)):
        assert resolve(label(t)) == resolve(in_words(t)) == t


@pytest.mark.parametrize("text", [
    "a" * 10_000, "(" * 10_000, "st " * 4_000, "93072" * 2_000, "\u0301" * 10_000, "\ufdfa" * 10_000, "-" * 10_000,
    "\n" * 10_000, "../../etc/passwd", "departement-../93", "R\x00", "93072\x00", "\x1b[31mStains", "\ud800",
    "\u202e27039", "{0}", "%s", "９３０７２", "code,", "CODE,", "²"])
def test_hostile_text_is_refused_at_once_in_a_short_printable_message(text: str) -> None:
    find(text)
    for ask in (territory, resolve):
        start = time.perf_counter()
        with pytest.raises(UnknownTerritoryError) as caught:
            ask(text)
        assert time.perf_counter() - start < 1
        message = str(caught.value)
        assert message.isprintable()
        assert len(message) < 1000


@given(st.text(max_size=200))
def test_any_text_gives_a_territory_or_is_refused(text: str) -> None:
    for ask in (territory, resolve):
        try:
            assert territory(ask(text).code).code
        except UnknownTerritoryError as error:
            assert str(error).isprintable()


def test_ancestors_go_from_near_to_far() -> None:
    assert codes(ancestors(territory("93072"))) == ["200054781", "93", "R11", "FR"]
    assert codes(ancestors(territory("242900314"))) == ["29", "R53", "FR"]
    assert codes(ancestors(territory("75"))) == ["R11", "FR"]
    assert codes(ancestors(territory("987"))) == ["R987", "FR"]
    assert codes(ancestors(territory("29083"))) == ["29", "R53", "FR"]  # Sein, in no EPCI
    assert ancestors(territory("FR")) == ()


def test_an_epci_lies_only_in_what_holds_all_of_it() -> None:
    assert codes(ancestors(territory("200054781"))) == ["R11", "FR"]  # Greater Paris, six départements
    assert codes(ancestors(territory("200068765"))) == ["FR"]  # Sisteronais-Buëch, two régions
    for epci in territories("epci"):
        held = communes_of(epci)
        for above in ancestors(epci):
            assert all(contains(above, commune) for commune in held)
        assert (epci.departement is None) == (len({commune.departement for commune in held}) > 1)
        assert (epci.region is None) == (len({commune.region for commune in held}) > 1)


@given(everywhere)
def test_ancestors_are_acyclic_and_closed(t: Territory) -> None:
    above = ancestors(t)
    assert t not in above
    assert len(set(above)) == len(above)
    for holder in above:
        assert contains(holder, t)
        assert covers(holder, t)
        assert not contains(t, holder)
        assert set(ancestors(holder)) <= set(above)
    assert covers(t, t)
    assert not contains(t, t)


@given(communes)
def test_every_commune_has_its_departement_and_its_region(t: Territory) -> None:
    assert t.departement
    assert t.region
    assert t.code.startswith(t.departement)
    assert territory(t.departement).region == t.region
    assert communes_of(t) == (t,)
    assert children(t) == ()
    for holder in ancestors(t):
        assert t in communes_of(holder)


def test_children_are_the_next_level_down() -> None:
    assert children(territory("FR")) == territories("region")
    assert codes(children(territory("R53"))) == ["22", "29", "35", "56"]
    assert codes(children(territory("R94"))) == ["2A", "2B"]
    assert codes(children(territory("75"))) == ["75056"]
    assert children(territory("242900314")) == communes_of(territory("242900314"))


def test_each_level_holds_the_communes_and_the_people_of_france() -> None:
    everyone = sum(t.population or 0 for t in territories("commune"))
    assert territory("FR").population == everyone
    for level in (territories("region"), territories("departement")):
        assert sum(t.population or 0 for t in level) == everyone
        assert sum(len(communes_of(t)) for t in level) == len(territories("commune"))
    for epci in territories("epci"):
        assert epci.population == sum(t.population or 0 for t in communes_of(epci))


def test_nothing_is_read_at_import() -> None:
    program = ("import sys; opened = []\n"
               "sys.addaudithook(lambda event, args: event == 'open' and opened.append(str(args[0])))\n"
               "import odas_graph.territory\n"
               "sys.exit(any(path.endswith(('.csv', '.gz')) for path in opened))")
    where = {**os.environ, "PYTHONPATH": str(resources.PACKAGE.parent)}
    subprocess.run([sys.executable, "-c", program], check=True, env=where, timeout=60)


def test_the_shipped_tables_are_small_and_cut_again_to_the_same(tmp_path: Path) -> None:
    shipped = resources.data_dir() / "territories"
    assert sum(path.stat().st_size for path in shipped.iterdir()) < 1_000_000
    tool = runpy.run_path(str(TOOL))
    tool["write"](tool["cut"](shipped), tmp_path)
    for path in tmp_path.iterdir():
        new, old = path.read_bytes(), (shipped / path.name).read_bytes()
        if path.suffix == ".gz":
            assert new[4:8] == old[4:8] == bytes(4)  # no date in the header
            new, old = gzip.decompress(new), gzip.decompress(old)
        assert new == old


def test_the_tool_works_out_what_the_source_lacks(tmp_path: Path) -> None:
    tables = {
        "regions": "code,nom,chef_lieu,zone\n11,A,1,metro\n",
        "departements": "code,nom,chef_lieu,region,zone\n93,B,1,11,metro\n75,C,1,11,metro\n",
        "epci": "siren,nom,nature,population\n200000001,CA  D,CA,1\n",
        "communes": "code,nom,departement,region,epci,siren,population\n"
                    "93001,E,93,11,200000001,,2\n75001,F,75,11,200000001,,\n",
        "communes_anciennes": "code,nom,type,commune_actuelle\n75118,G,arrondissement-municipal,\n",
    }
    for name, text in tables.items():
        (tmp_path / f"{name}.csv.gz").write_bytes(gzip.compress(text.encode()))
    cut = runpy.run_path(str(TOOL))["cut"](tmp_path)
    assert cut["epci"] == [{"siren": "200000001", "nom": "CA D", "nature": "CA", "departement": "", "region": "11",
                            "population": "2"}]
    assert [(row["code"], row["population"]) for row in cut["departements"]] == [("75", ""), ("93", "2")]
    assert cut["communes_anciennes"][0]["commune_actuelle"] == "75056"


def test_resources_stand_in_the_checkout_or_in_the_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "odas_graph"
    monkeypatch.setattr(resources, "PACKAGE", package)
    with pytest.raises(UnreadableInputError, match="Install it again"):
        resources.data_dir()
    for place in (tmp_path, package):
        for dataset in ("b", "a", "territories"):
            (place / "data" / dataset).mkdir(parents=True)
        for dataset in ("b", "a"):
            (place / "data" / dataset / "dataset.yaml").touch()
        (place / "ontology").mkdir()
        assert resources.data_dir() == place / "data"
        assert resources.ontology_dir() == place / "ontology"
        assert resources.shipped_datasets() == [place / "data" / "a", place / "data" / "b"]


def test_package_files_stay_in_the_package() -> None:
    assert resources.package_file("territory.py").is_file()
    with pytest.raises(UnreadableInputError, match="missing"):
        resources.package_file("absent.html")
    for path in ("../pyproject.toml", "/etc/passwd"):
        with pytest.raises(ValueError, match="out of the package"):
            resources.package_file(path)
