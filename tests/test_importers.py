"""What people type wrong: each fault is found, at its place, with a remedy; what is right is kept."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odas_graph.errors import DataError
from odas_graph.findings import Finding
from odas_graph.i18n import in_language
from odas_graph.importers.faults import did_you_mean, shorten
from odas_graph.importers.yaml_text import MAX_BYTES, read_yaml
from odas_graph.pipeline import read

from .datasets import ACTORS, FILES, PERMANENCE, Changes, violations, write_dataset


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


def only(folder: Path, changes: Changes) -> Finding:
    found = violations(folder, changes)
    assert len(found) == 1, [(f.place(), f.code, f.message) for f in found]
    return found[0]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_the_dataset_itself_is_right(tmp_path: Path) -> None:
    records, findings = read([write_dataset(tmp_path / "village")])
    assert findings == []
    assert [a.slug for a in records[0].actions] == [
        "epicerie", "permanence", "initiative-les-voisins", "initiative-hopital"]
    assert len(records[0].actors) == 8


# What is replaced in which file, the code of the finding, the text of its line, its field, words of its message.
FAULTS = [
    ("fiches/epicerie.yaml", "[precarite-alimentaire,", "[precarite-alimantaire,", "unknown-code", "problematiques:",
     "problematiques.0",
     "“precarite-alimantaire” is not in the code list “problematique”. Did you mean “precarite-alim"),
    ("fiches/epicerie.yaml", 'territoires: ["93072"]', 'territoires: ["93999"]', "unknown-territory", "territoires:",
     "territoires.0", "93999"),
    ("fiches/epicerie.yaml", "acteur: les-voisins", "acteur: les-voisin", "unknown-actor", "  - acteur: les-voisins",
     "porteurs.0.acteur", "“les-voisin” is not in the registry (actors.yaml). Did you mean “les-voisins”?"),
    ("fiches/epicerie.yaml", "{acteur: hopital", "{acteur: xyz", "unknown-actor", "  - {acteur: hopital",
     "participants.2.acteur", "“xyz” is not in the registry (actors.yaml)."),
    ("fiches/epicerie.yaml", "[les-voisins, ccas-de-la-ville,", "[les-voisins, ville-ccas,", "unknown-actor",
     "[les-voisins, ccas-de-la-ville,", "partenariats.2.partenaires.1", "“ville-ccas”"),
    ("fiches/epicerie.yaml", "financeur: conseil", "financeur: consel", "unknown-actor", "financeur: conseil",
     "financements.0.financeur", "Did you mean “conseil-departemental”?"),
    ("fiches/epicerie.yaml", "source: carnet", "source: carnets", "unknown-source", "source: carnet", "source",
     "“carnets” is not in dataset.yaml. Did you mean “carnet”?"),
    ("fiches/epicerie.yaml", "stade: ", "stades: ", "unknown-field", "stade:", "stades",
     "This field does not exist. Did you mean “stade”?"),
    ("fiches/epicerie.yaml", 'titre: "Une épicerie d\'entraide"', 'titre: ""', "empty", "titre:", "titre", "empty"),
    ("fiches/epicerie.yaml", 'montant: "3600.50"', 'montant: "3 600,50"', "bad-number", "montant:",
     "financements.0.montant", "“3 600,50” is not a number that fits here"),
    ("fiches/epicerie.yaml", 'montant: "3600.50"', "montant: 1e999999", "bad-number", "montant:",
     "financements.0.montant", "1e999999"),
    ("fiches/epicerie.yaml", 'montant: "3600.50"', f"montant: {'9' * 5000}", "bad-number", "montant:",
     "financements.0.montant", "99…”"),
    ("fiches/epicerie.yaml", 'montant: "3600.50"', "montant: NaN", "bad-number", "montant:", "financements.0.montant",
     "NaN"),
    ("fiches/epicerie.yaml", 'montant: "3600.50"', "montant: -1", "bad-number", "montant:", "financements.0.montant",
     "-1"),
    ("fiches/epicerie.yaml", "page: 7", f"page: {'9' * 4000}", "bad-number", "page: 7", "page", "number"),
    ("fiches/epicerie.yaml", "page: 7", f"page: {'9' * 5000}", "bad-number", "page: 7", "page", "number"),
    ("fiches/epicerie.yaml", "page: 7", "page: 0", "bad-number", "page: 7", "page", "“0”"),
    ("fiches/epicerie.yaml", "page: 7", "page: ٧", "bad-number", "page: 7", "page", "“٧”"),
    ("fiches/epicerie.yaml", "contact_direct: oui", "contact_direct: peut-être", "bad-choice", "contact_direct: oui",
     "porteurs.0.contact_direct", "neither yes nor no"),
    ("fiches/epicerie.yaml", 'fin: "2020-06-30"', 'fin: "2020-06-31"', "inconsistent", "periode:", "periode.fin",
     "does not exist in the calendar"),
    ("fiches/epicerie.yaml", 'fin: "2020-06-30"', 'fin: "2019"', "inconsistent", "periode:", "periode", "ends before"),
    ("fiches/epicerie.yaml", 'fin: "2020-06-30"', 'fin: "٢٠٢٠"', "bad-form", "periode:", "periode.fin", "2020-03-17"),
    ("fiches/epicerie.yaml", 'fin: "2020-06-30"', 'fin: "juin 2020"', "bad-form", "periode:", "periode.fin",
     "2020-03-17"),
    ("fiches/epicerie.yaml", "acteurs: [ville, les-voisins]", "acteurs: [ville, ville]", "inconsistent",
     "acteurs: [ville",
     "absences.0.acteurs", "twice"),
    ("fiches/epicerie.yaml", "parties: [les-voisins, ville]", "parties: [les-voisins, les-voisins]", "inconsistent",
     "parties: [les", "tensions.0.parties", "name each actor once"),
    ("fiches/epicerie.yaml", "beneficiaire: les-voisins", "beneficiaire: conseil-departemental", "inconsistent",
     "  - financeur:", "financements.0", "twice"),
    ("fiches/epicerie.yaml", "ignorant: [ville]", "ignorant: [hopital]", "inconsistent", "  - acteurs: [ville",
     "absences.0", "ignorant"),
    ("fiches/epicerie.yaml", "roles: [passeur]", "roles: passeur", "bad-kind", "roles: [passeur]", "porteurs.0.roles",
     "a text, a list or a group"),
    ("fiches/epicerie.yaml", 'resume: "Des', f'resume: "{"x" * 4000}', "too-long", "resume:", "resume", "3000"),
    ("fiches/epicerie.yaml", "  obstacles:", "  obstacle:", "unknown-code", "  obstacles:", "constats.obstacle",
     "Did you mean “obstacles”?"),
    ("fiches/permanence.yaml", "continuite: [non-perennisee], ", "", "inconsistent", "suite:", "suite", "became of"),
    ("fiches/permanence.yaml", 'territoires: ["93"]', "", "missing-field", "titre:", "territoires", "required"),
    ("fiches/permanence.yaml", "{page: 6}}\n  - {acteur: caf-93", "[]}\n  - {acteur: caf-93", "too-few",
     "acteur: les-voisins", "participants.0.preuve", "At least 1"),
    ("actors.yaml", "- slug: caf-93\n  nom", "- slug: Caf 93\n  nom", "bad-form", "- slug: caf-93", "7.slug",
     "lower-case letters"),
    ("actors.yaml", "type: caf", "type: cafe", "unknown-code", "type: caf", "7.type", "Did you mean “caf”?"),
    ("actors.yaml", "fait_partie_de: [ville]", "fait_partie_de: [vile]", "unknown-actor", "fait_partie_de: [ville]",
     "fait_partie_de.0", "Did you mean “ville”?"),
    ("actors.yaml", 'intervient: ["93", "R11"]', 'intervient: ["93", "R99"]', "unknown-territory", "intervient:",
     "intervient.1", "R99"),
    ("actors.yaml", 'siren: "732 829 320"', 'siren: "732<829>320"', "bad-form", "siren:", "0.identifiants.siren",
     "digits and capital letters"),
    ("actors.yaml", "nature: organisme-public", "nature: public", "unknown-choice", "nature:", "5.nature", "'service'"),
    ("actors.yaml", "preuve: {source: carnet, section: \"Le récit\"}", "preuve: \"Le récit\"", "missing-source",
     "section: \"Le récit\"", "preuve", "{source: …, section: …}"),
    ("actors.yaml", "- slug: caf-93\n",
     "- {slug: ville, nom: V, type: commune, preuve: {source: carnet}}\n- slug: caf-93\n",
     "duplicate-slug", "- slug: caf-93", "7.slug", "has an entry already, line 10"),
    ("dataset.yaml", "jeu: village-imaginaire", "jeu: analysis", "duplicate-slug", "jeu:", "jeu",
     "part of every graph"),
    ("fiches/epicerie.yaml", "habitants-du-bourg, roles: [contributeur]", "habitants-du-bourg", "missing-field",
     "habitants-du-bourg", "participants.1.roles", "required"),
    ("dataset.yaml", "concerne: [epicerie]", "concerne: [epiceries]", "unknown-thing", "concerne:",
     "contradictions.0.concerne.0", "Did you mean “epicerie”?"),
    ("dataset.yaml", "preuve: {source: journal, page: 3}", "preuve: {page: 3}", "missing-source", "La paroisse",
     "contradictions.0.affirmations.1.preuve", "several"),
    ("dataset.yaml", "preuve: {source: journal, page: 3}", "preuve: {source: journaux}", "unknown-source",
     "La paroisse",
     "contradictions.0.affirmations.1.preuve", "Did you mean “journal”?"),
    ("dataset.yaml", "  - {slug: journal,", "  - {slug: carnet, titre: X}\n  - {slug: journal,", "duplicate-slug",
     "  - {slug: journal", "sources.1.slug", "once"),
    ("dataset.yaml", "licence: CC0-1.0", "licence: CC0", "unknown-choice", "licence:", "licence", "'CC0-1.0'"),
]


@pytest.mark.parametrize(("file", "old", "new", "code", "at", "field", "words"), FAULTS,
                         ids=[f"{f[3]}-{f[5]}-{i}" for i, f in enumerate(FAULTS)])
def test_a_fault_has_its_place_and_a_remedy(tmp_path: Path, file: str, old: str, new: str, code: str, at: str,
                                            field: str, words: str) -> None:
    text = FILES[file]
    assert text.count(old) >= 1
    found, *others = violations(tmp_path, {file: text.replace(old, new, 1)})
    # A slug that cannot be read is missed by those who name the actor; every other fault is told once.
    assert {f.code for f in others} <= ({"unknown-actor"} if field == "7.slug" else set())
    assert (found.code, found.file, found.line, found.field) == (code, f"village/{file}", line_of(text, at), field)
    assert words in found.message
    assert len(found.message) < 400


BILLION = "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n"
TEXTS: list[tuple[str | bytes, str, int | None, str]] = [
    ('titre: "sans fin\nsource: x\n', "yaml-syntax", 3, "quotes"),
    ("titre: a\n\tsource: b\n", "yaml-syntax", 2, "tab"),
    ("titre: a\n  source: b\n", "yaml-syntax", 2, "indentation"),
    ("titre: [a\n", "yaml-syntax", 2, "quotes"),
    ("titre: a\n---\ntitre: b\n", "yaml-syntax", 2, "document"),
    ("titre: é\né: \x00\n", "yaml-syntax", 2, "control characters"),
    (BILLION, "yaml-anchor", 1, "Anchors"),
    ("titre: *aide\n", "yaml-anchor", 1, "quotes"),
    ("titre: " + "[" * 30 + "]" * 30, "yaml-depth", 1, "deeply"),
    ("titre: " + "[" * 100_000, "yaml-depth", 1, "deeply"),
    ("- " * 100_000 + "a", "yaml-depth", 1, "deeply"),
    ("titre: a\ntitre: b\n", "repeated-key", 2, "“titre” stands twice"),
    ("resume:\ntitre: a\nresume: b\n", "repeated-key", 3, "“resume” stands twice"),
    ("? [a, b]\n: c\n", "yaml-key", 1, "word"),
    ("titre: a\nresume: caf\xe9\n".encode("latin-1"), "not-utf8", 2, "UTF-8"),
    ("titre: a\n".encode("utf-16"), "not-utf8", 1, "UTF-8"),
    (b"x" * (MAX_BYTES + 1), "too-large", None, "4 MB"),
    ("- a\n- b\n", "bad-kind", 1, "kind expected"),
    ("bonjour", "bad-kind", 1, "kind expected"),
]


@pytest.mark.parametrize(("text", "code", "line", "words"), TEXTS)
def test_text_that_is_no_fiche(tmp_path: Path, text: str | bytes, code: str, line: int | None, words: str) -> None:
    started = time.monotonic()
    # Nothing else refers to permanence.yaml.
    found = only(tmp_path, {"fiches/permanence.yaml": text})
    assert (found.code, found.line, found.file) == (code, line, "village/fiches/permanence.yaml")
    assert words in found.message
    assert time.monotonic() - started < 60


def test_an_empty_fiche_lacks_what_is_required(tmp_path: Path) -> None:
    found = violations(tmp_path, {"fiches/permanence.yaml": ""})
    assert {f.field for f in found} == {"titre", "source", "territoires", "porteurs"}
    assert {f.code for f in found} == {"missing-field"}


@pytest.mark.parametrize("change", [
    lambda t: "\ufeff" + t, lambda t: t.replace("\n", "\r\n"), lambda t: "# note\n\n" + t + "\n...\n",
    lambda t: "---\n" + t,
], ids=["BOM", "CRLF", "comments", "marker"])
def test_text_that_editors_write_is_read_alike(tmp_path: Path, change: object) -> None:
    assert callable(change)
    plain = write_dataset(tmp_path / "a" / "village")
    other = write_dataset(tmp_path / "b" / "village", {name: change(text) for name, text in FILES.items()
                                                       if name.endswith(".yaml")})
    (one,), (two,) = read([plain])[0], read([other])[0]
    assert [a.record for a in one.actions] == [a.record for a in two.actions]
    assert [a.record for a in one.actors] == [a.record for a in two.actors]


def test_scalars_stay_text(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("a: 01\nb: no\nc: 2020-01-02\nd:\ne: ~\nf: 1e3\ng: 0x1F\nh: ''\ni: !!int 3\nj: null\nk: '~'\n",
                    "utf-8")
    data, lines = read_yaml(path, "x.yaml")
    assert data == {"a": "01", "b": "no", "c": "2020-01-02", "f": "1e3", "g": "0x1F", "h": "", "i": "3", "k": "~"}
    assert lines["d",] == 4


def test_blank_fields_are_no_fields(tmp_path: Path) -> None:
    blank = PERMANENCE + "resume:\nsection: ~\nperiode:\npartenariats:\n"
    assert violations(tmp_path, {"fiches/permanence.yaml": blank}) == []


def test_french_yes_and_no_are_read(tmp_path: Path) -> None:
    records, _findings = read([write_dataset(tmp_path / "village")])
    action = records[0].actions[0].record
    assert [p.direct_contact for p in action.participations] == [True, False, None, None]
    assert records[0].dataset.record.fictional is True


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.binary(max_size=200),
                 st.text(alphabet="a:- \n\t[]{}&*!|>'\"#%@,?\u00e9", max_size=80).map(str.encode)))
def test_any_bytes_at_all_end_in_a_value_or_a_finding(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "x.yaml"
    path.write_bytes(raw)
    try:
        read_yaml(path, "x.yaml")
    except DataError as error:
        assert error.findings[0].file == "x.yaml"


@pytest.mark.parametrize(("written", "kept"), [
    ("Les\u00a0« Voisins »", "Les « Voisins »"), ("soli\u00addarité", "solidarité"), ("a\u202eb\u200fc\ufeff", "abc"),
    ("a\\nb\\tc\\0d", "a b c d"), ("e\u0301pice", "épice"), ("</script><script>", "</script><script>"),
    ("  deux   espaces ", "deux espaces"), ("👩🏽‍🍳", "👩🏽🍳"), ("../../etc", "../../etc"), ("=cmd()", "=cmd()"),
])
def test_names_are_cleaned_of_what_nobody_sees(tmp_path: Path, written: str, kept: str) -> None:
    changed = ACTORS.replace('nom: "Les Voisins"', f'nom: "{written}"')
    records, findings = read([write_dataset(tmp_path / "village", {"actors.yaml": changed})])
    assert findings == []
    assert records[0].actors[0].record.name == kept


@pytest.mark.parametrize(("name", "code"), [
    ("x" * 10_000, "too-long"), ("\u202e\u200f", "empty"), ("\\0", "empty"), ("\\ud800", "yaml-syntax")])
def test_names_that_are_refused(tmp_path: Path, name: str, code: str) -> None:
    changed = ACTORS.replace('nom: "Service social"', f'nom: "{name}"')
    found = [f for f in violations(tmp_path, {"actors.yaml": changed}) if f.code == code]
    assert found[0].file == "village/actors.yaml"
    assert found[0].line == line_of(ACTORS, 'nom: "Service social"')
    assert len(found[0].message) < 300


def test_a_key_of_ten_thousand_letters_does_not_fill_the_screen(tmp_path: Path) -> None:
    found = only(tmp_path, {"fiches/permanence.yaml": PERMANENCE + "x" * 1000 + ": 1\n"})
    assert found.code == "unknown-field"
    assert len(found.place()) < 200


@pytest.mark.parametrize(("word", "choices", "expected"), [
    ("apics", ["apcis", "etat"], "apcis"), ("stains-commune", ["commune-de-stains", "etat"], "commune-de-stains"),
    ("departement-des-bouches-du-rhone", ["departement-du-nord"], None), ("x" * 100_000, ["y"], None),
    ("", ["a"], None),
    ("b", [], None), ("aler-vers", ["aller-vers", "faire-avec"], "aller-vers"),
])
def test_a_suggestion_helps_or_is_not_made(word: str, choices: list[str], expected: str | None) -> None:
    hint = did_you_mean(word, choices)
    assert hint == (f" Did you mean “{expected}”?" if expected else "")


def test_values_are_shortened_for_messages() -> None:
    assert shorten("a\n  b") == "a b"
    assert len(shorten("x" * 1000)) == 80
