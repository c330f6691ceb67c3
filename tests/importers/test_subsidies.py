"""Lists of subsidies: the schema, the layouts départements publish, dirty rows, two ways of reading, one result."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from odas_graph.errors import UnreadableInputError, UsageError
from odas_graph.i18n import in_language
from odas_graph.importers import blocks, noting, subsidies
from odas_graph.importers.dataset import read_dataset
from odas_graph.importers.imported import Imported, Options
from odas_graph.importers.subsidies import read_subsidies
from odas_graph.importers.workspace import add
from tests.importers.registers import REFERENCE, read, rows

SUBVENTIONS = REFERENCE / "subventions"
with_files = pytest.mark.skipif(not SUBVENTIONS.is_dir(), reason="the reference files are not there")
HEADINGS = ("nomAttribuant,idAttribuant,dateConvention,referenceDecision,nomBeneficiaire,idBeneficiaire,"
            "rnaBeneficiaire,objet,montant,nature,pourcentageSubvention")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with in_language("en"):
        yield


def written(folder: Path, *lines: str, name: str = "liste.csv", headings: str = HEADINGS) -> Path:
    path = folder / name
    path.write_text("\n".join([headings, *lines]) + "\n", "utf-8")
    return path


def row(name: str = "CLUB", number: str = "452474562", amount: str = "100", *, day: str = "2018-05-02", rna: str = "",
        subject: str = "", reference: str = "") -> str:
    return (f"Département X,22440002800011,{day},{reference},{name},{number},{rna},{subject},{amount},"
            "aide en numéraire,1")


@with_files
def test_the_valid_example_of_the_schema(tmp_path: Path) -> None:
    found = read(read_subsidies, tmp_path, SUBVENTIONS / "exemple_valide.csv")
    assert found.counts == (29, 29, 0, 0)
    assert {a["type"] for a in found.actors if a["slug"] == "antibes-liste"} == {"commune"}
    assert found.actors[0]["territoire"] == "06004"
    assert found.fundings[0]["montant"] == "99786.57"
    assert found.fundings[0]["date"] == "2015-07-07"
    (coverage,) = found.imported.coverage
    assert coverage.funders == ("antibes-liste",)
    assert coverage.years[0] == 2011
    assert not coverage.complete


@with_files
@pytest.mark.parametrize("name", ["exemple_invalide_erreurs_cellules", "exemple_invalide_erreurs_colonnes"])
def test_the_invalid_examples_keep_what_is_right_of_rounded_numbers(tmp_path: Path, name: str) -> None:
    found = read(read_subsidies, tmp_path, SUBVENTIONS / f"{name}.csv")
    assert found.counts == (29, 29, 28, 0)
    centre = next(a for a in found.actors if a["nom"].startswith("Centre d'animation"))
    assert (centre["siren"], centre["siret"]) == ("324021385", "")
    assert all(finding.row and finding.column for finding in found.found("rounded-identifier"))


@with_files
def test_a_departement_with_long_headings_and_siren_in_place_of_siret(tmp_path: Path) -> None:
    found = read(read_subsidies, tmp_path, SUBVENTIONS / "loire_atlantique.csv", complete=True)
    assert found.counts == (18148, 18133, 0, 15)
    assert found.codes["zero-amount"] == 12
    assert len({a["siren"] for a in found.actors if a["siren"]}) == sum(bool(a["siren"]) for a in found.actors)
    funder = next(a for a in found.actors if a["type"] == "departement")
    assert (funder["territoire"], funder["siret"]) == ("44", "22440002800011")
    assert found.imported.coverage[0].complete
    assert found.imported.coverage[0].years == tuple(range(2008, 2019))
    assert any(f["nature"] == "avantages en nature" and not f["montant"] for f in found.fundings)
    assert not any("dupont" in a["slug"] for a in found.actors)


@with_files
def test_a_departement_in_windows_1252_with_several_columns_of_money(tmp_path: Path) -> None:
    asked = read(read_subsidies, tmp_path, SUBVENTIONS / "sarthe_2018.csv")
    assert asked.counts == (1625, 0, 0, 1625)
    (question,) = asked.found("no-funder")
    assert question.level == "violation"
    assert "--territory" in question.message
    found = read(read_subsidies, tmp_path, SUBVENTIONS / "sarthe_2018.csv", territory="72")
    assert found.counts == (1625, 1624, 0, 1)
    assert {f["nature"] for f in found.fundings} >= {"subvention de fonctionnement", "garantie d'emprunt",
                                                     "subvention d'investissement", "avantages en nature"}
    assert found.found("bad-amount")[0].row == 1623
    assert next(a for a in found.actors if a["nom"] == "ZUTANO BAZAR")["territoire"] == "72181"
    assert next(a for a in found.actors if a["type"] == "departement")["territoire"] == "72"
    titled = read(read_subsidies, tmp_path, SUBVENTIONS / "sarthe_2018.csv",
                  title="Subventions du Conseil départemental de la Sarthe, 2018")
    assert titled.counts == found.counts


@with_files
@pytest.mark.parametrize("name", ["exemple_valide", "exemple_invalide_erreurs_cellules", "loire_atlantique"])
def test_both_ways_of_reading_give_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    path = SUBVENTIONS / f"{name}.csv"
    whole = read(read_subsidies, tmp_path, path)
    _slow(monkeypatch)
    assert _same(read(read_subsidies, tmp_path, path).imported, whole.imported)
    assert read(read_subsidies, tmp_path, path).files() == whole.files()


def _slow(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_arguments: object) -> Iterator[object]:
        raise blocks.NotWellFormedError
        yield

    monkeypatch.setattr(subsidies, "fast_blocks", never)


def _same(one: Imported, other: Imported) -> bool:
    return (one.tally, one.coverage, one.findings) == (other.tally, other.coverage, other.findings)


def test_both_ways_agree_on_dirty_text_in_small_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(
        tmp_path, row(), "", row("  A  B "), row('"Le ""Club"", de\nfoot"', ""), '"","",,,,,,,,,', row("É;L\t'"),
        row("C", amount='"12,5"'), row("D", "5.24991205E+08"), row("Mme Y"), row("E", amount="-5"), row("F"), row("F"),
        row("\u00a0G\u200b"), "Département X,22440002800011,2018", row("H", day="05/12/2016"), row('"|x|"', ""))
    whole = read(read_subsidies, tmp_path, path)
    assert whole.counts[3] == 4
    monkeypatch.setattr(subsidies, "fast_blocks",
                        lambda path, table, columns: blocks.fast_blocks(path, table, columns, size=300))
    small = read(read_subsidies, tmp_path, path)
    _slow(monkeypatch)
    slow = read(read_subsidies, tmp_path, path)
    assert small.files() == whole.files() == slow.files()
    assert _same(small.imported, whole.imported)
    assert _same(slow.imported, whole.imported)


@pytest.mark.parametrize("line", ['X,,2018,,CLUB "A",,,,1,,', 'X,,2018,,5" tuyau,,,,1,,', 'X,,2018,,"CLUB,,,,1,,',
                                  "X,,2018,,CLUB\rA,,,,1,,"])
def test_a_file_that_is_not_well_formed_is_read_row_by_row(tmp_path: Path, line: str) -> None:
    path = written(tmp_path, *[row(f"C{i}", "") for i in range(9)], line, *[row(f"D{i}", "") for i in range(9)])
    assert read(read_subsidies, tmp_path, path).counts[1] >= 18


def test_importing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    path = written(tmp_path, *(row(f"Club {i % 7}", "", str(i)) for i in range(60)))
    assert read(read_subsidies, tmp_path, path).files() == read(read_subsidies, tmp_path, path).files()


def test_what_was_imported_is_read_back_and_the_same_again_changes_nothing(tmp_path: Path) -> None:
    path = written(tmp_path, *(row(f"Club {i}", "", str(i + 1)) for i in range(20)))
    into = tmp_path / "data"
    into.mkdir()
    told = [add(into, "scdl-subventions", [path], Options("liste", date)).state
            for date in ("2026-01-01", "2026-02-01")]
    assert told == ["new", "unchanged"]
    records, findings = read_dataset(into / "imports" / "liste")
    assert findings == []
    assert records is not None
    assert records.register is not None
    assert (records.register.actors.height, records.register.fundings.height) == (21, 20)
    assert records.dataset.record.coverage[0].years == (2018,)


def test_one_entry_an_actor_with_its_spellings(tmp_path: Path) -> None:
    path = written(tmp_path, row("Club A"), row("CLUB A"), row("CLUB A", amount="5"),
                   row("Ass B", "", rna="W441234567"), row("B", "448522631", rna="W441234567"),
                   row("Comité Z", ""), row("COMITE  z", ""),
                   row("", "484094107"))
    found = read(read_subsidies, tmp_path, path)
    told = {a["nom"]: (a["alias"], a["siren"], a["rna"], a["ligne"]) for a in found.actors}
    assert told["CLUB A"] == ("Club A", "452474562", "", "2")
    assert told["Ass B"] == ("B", "448522631", "W441234567", "5")
    assert told["Comité Z"] == ("COMITE z", "", "", "7")
    assert told["SIREN 484094107"] == ("", "484094107", "", "9")
    assert found.counts == (8, 8, 0, 0)
    assert [a["ligne"] for a in found.actors] == sorted((a["ligne"] for a in found.actors), key=int)


def test_rows_that_are_refused_and_why(tmp_path: Path) -> None:
    path = written(tmp_path, row(), row(), row("M. Dupont", ""), row("", ""), row("A", amount="-10"),
                   row("B", amount="0"), row("Moi", "22440002800011"), row("C", "448522631"))
    found = read(read_subsidies, tmp_path, path)
    assert found.counts == (8, 2, 0, 6)
    for code, number in (("repeated-row", 3), ("natural-person", 4), ("no-beneficiary", 5), ("negative-amount", 6),
                         ("zero-amount", 7), ("self-funding", 8)):
        assert [finding.row for finding in found.found(code)] == [number], code
    assert "Dupont" not in " ".join(finding.message for finding in found.imported.findings)
    assert found.found("repeated-row")[0].message.startswith("This row says the same as row 2")


def test_a_row_without_amount_is_kept_and_said(tmp_path: Path) -> None:
    found = read(read_subsidies, tmp_path, written(tmp_path, row(), row("C", "448522631", amount="")))
    assert found.counts == (2, 2, 0, 0)
    assert [(f.level, f.row, f.column) for f in found.found("no-amount")] == [("info", 3, "montant")]


def test_what_was_not_granted_is_no_funding(tmp_path: Path) -> None:
    headings = "nomAttribuant,nomBeneficiaire,montant,statutLabel,exerciceBudgetaire"
    path = written(tmp_path, "X,A,1,attribuée,2020", "X,B,1,refusée,2020", "X,C,1,,2020", headings=headings)
    found = read(read_subsidies, tmp_path, path)
    assert [f["beneficiaire"] for f in found.fundings] == ["a-liste", "c-liste"]
    assert found.codes["not-granted"] == 1


def test_decimal_commas_without_quotes_are_joined_where_that_is_certain(tmp_path: Path) -> None:
    path = written(tmp_path, row("A", amount="100,5"), row("B", amount="100").removesuffix("1") + "0,5",
                   row("C", amount="100,5").removesuffix("1") + "0,5", row("D, E", amount="100"))
    found = read(read_subsidies, tmp_path, path)
    assert [f["montant"] for f in found.fundings] == ["100.5", "100", "100.5"]
    assert found.counts == (4, 3, 3, 1)
    assert [finding.row for finding in found.found("too-many-cells")] == [5]


def test_a_row_that_cannot_be_read_makes_the_list_incomplete(tmp_path: Path) -> None:
    path = written(tmp_path, row("A"), row("D, E", amount="100"))
    found = read(read_subsidies, tmp_path, path, complete=True)
    assert not found.imported.coverage[0].complete
    assert found.codes["not-complete"] == 1


def test_personal_texts_are_left_out(tmp_path: Path) -> None:
    path = written(tmp_path, row("A", subject="Aide à M. Dupont"), row("B", subject="Écrire à a@b.fr"), row("C",
                                                                                                 subject="Jeux"))
    found = read(read_subsidies, tmp_path, path)
    assert [f["objet"] for f in found.fundings] == ["", "", "Jeux"]
    assert found.codes["personal-text"] == 2
    assert b"Dupont" not in b"".join(found.files().values())


def test_headings_below_a_cover_and_in_another_order(tmp_path: Path) -> None:
    path = tmp_path / "cover.csv"
    path.write_text("Département X\nListe des subventions\n\nMontant (1);Objet;Bénéficiaire;Attribuant;Année\n"
                    "1 200,50;Jeux;Club A;Département X;2019\n", "utf-8")
    (funding,) = read(read_subsidies, tmp_path, path).fundings
    assert (funding["montant"], funding["annee"], funding["ligne"]) == ("1200.5", "2019", "5")


def test_a_row_with_amounts_in_several_columns_gives_several_fundings(tmp_path: Path) -> None:
    headings = ("Attribuant;Bénéficiaire;Année;Montant de la subvention de fonctionnement;Montant du prêt;"
                "Avantages en nature")
    path = written(tmp_path, "X;A;2018;100;2000,00;", "X;B;2018;;;X", "X;C;2018;-5;3;", "X;D;2018;-5;;",
                   headings=headings)
    found = read(read_subsidies, tmp_path, path)
    assert [(f["beneficiaire"], f["montant"], f["nature"]) for f in found.fundings] == [
        ("a-liste", "100", "subvention de fonctionnement"), ("a-liste", "2000", "prêt"),
        ("b-liste", "", "avantages en nature"), ("c-liste", "3", "prêt")]
    assert found.counts == (4, 3, 0, 1)


def test_findings_of_one_sort_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(noting, "EACH", 3)
    path = written(tmp_path, *(row(f"A{i}", "1234") for i in range(10)))
    found = read(read_subsidies, tmp_path, path)
    assert found.codes["bad-identifier"] == 4
    assert "7 more rows" in found.found("bad-identifier")[0].message


def test_what_is_no_list_of_subsidies_is_refused_with_its_headings(tmp_path: Path) -> None:
    path = written(tmp_path, "1,2", headings="nom,prenom")
    with pytest.raises(UnreadableInputError, match="nom, prenom"):
        read(read_subsidies, tmp_path, path)
    with pytest.raises(UsageError, match="one file"):
        read(read_subsidies, tmp_path, path, path)


def test_hostile_names_stay_names(tmp_path: Path) -> None:
    names = ['"=HYPERLINK(""http://x"")"', "</a> . <b>", '"a""b\\"', "\u202eabc", "../../etc", "x" * 5000, "a|b",
             "\ufeffz"]
    found = read(read_subsidies, tmp_path, written(tmp_path, *(row(name, "") for name in names)))
    assert found.counts[1] == len(names)
    assert all(len(a["nom"]) <= 300 for a in found.actors)
    assert rows(found.folder / "registre.csv") == found.actors
    assert sorted(path.name for path in found.folder.iterdir()) == ["financements.csv", "registre.csv"]


def test_an_empty_list_writes_nothing_that_counts(tmp_path: Path) -> None:
    path = written(tmp_path, row("Mme A", ""))
    found = read(read_subsidies, tmp_path, path)
    assert found.counts == (1, 0, 0, 1)
    assert not found.imported.has_register


def test_a_packed_list_is_read_too(tmp_path: Path) -> None:
    path = written(tmp_path, *(row(f"A{i}", "") for i in range(5)))
    packed = tmp_path / "liste.csv.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    assert read(read_subsidies, tmp_path, packed).files() == read(read_subsidies, tmp_path, path).files()
