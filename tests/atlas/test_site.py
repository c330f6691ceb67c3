"""The pages that a build writes: every one reachable, whole, in both languages, true to the data."""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

import odas_graph as og
from odas_graph.atlas.addresses import file_name, other_languages, page_of, prefix
from odas_graph.dossiers import dossiers
from tests.atlas.pages import Read, read
from tests.datasets import ACTORS, EPICERIE, write_dataset

HOSTILE = "</script><script>alert(1)</script>"
KINDS = ("index.html", "territoires/index.html", "territoires/93.html", "territoires/01.html", "actions/index.html",
         "acteurs/index.html", "acteurs/apcis.html", "invisibles.html", "methode.html", "rapport/93.html")


def pages(atlas: Path) -> dict[Path, Read]:
    found = sorted(p for p in atlas.rglob("*.html") if "cartes" not in p.parts)
    return {path: read(path) for path in found}


@pytest.fixture(scope="module")
def site(atlas: Path) -> dict[Path, Read]:
    return pages(atlas)


def test_every_kind_of_page_is_there_in_both_languages(atlas: Path) -> None:
    for name in KINDS:
        assert (atlas / name).is_file(), name
        assert (atlas / "en" / name).is_file(), name
    assert (atlas / "rapport" / "93.docx").is_file()
    assert (atlas / "cartes" / "93.html").is_file() and (atlas / "en" / "cartes" / "93.html").is_file()


def test_every_link_leads_to_a_file_and_every_fragment_to_a_place(atlas: Path, site: dict[Path, Read]) -> None:
    broken = []
    for path, page in site.items():
        for address in page.addresses:
            parts = urlsplit(address)
            assert not parts.scheme, f"{path} leads out of the folder: {address}"
            target = Path(os.path.normpath(path.parent / unquote(parts.path))) if parts.path else path
            assert target.is_relative_to(atlas), f"{path} leads out of the folder: {address}"
            if not target.is_file() or (parts.fragment and target.suffix == ".html" and target in site
                                        and parts.fragment not in site[target].ids):
                broken.append((str(path.relative_to(atlas)), address))
    assert broken == []


def test_every_page_has_a_language_a_title_and_headings_in_order(atlas: Path, site: dict[Path, Read]) -> None:
    titles: Counter[tuple[str, str]] = Counter()
    for path, page in site.items():
        lang = "en" if path.relative_to(atlas).parts[0] == "en" else "fr"
        assert dict(page.tags)["html"]["lang"] == lang, path
        assert page.title.strip(), path
        assert page.headings.count(1) == 1 and page.headings[0] == 1, path
        assert all(after - before <= 1 for before, after in zip(page.headings, page.headings[1:], strict=False)), path
        assert len(page.ids) == len(set(page.ids)), f"{path}: {[i for i, n in Counter(page.ids).items() if n > 1]}"
        titles[lang, page.title] += 1
    assert [t for t, n in titles.items() if n > 3] == []


def test_no_page_has_style_or_script_of_its_own_nor_asks_for_anything_outside(site: dict[Path, Read]) -> None:
    for path, page in site.items():
        for tag, attributes in page.tags:
            assert "style" not in attributes, path
            assert not [name for name in attributes if name.startswith("on")], path
            assert tag != "style" and (tag != "script" or attributes.get("src")), path
        policy = next(a["content"] for t, a in page.tags if t == "meta" and "Content-Security-Policy" in a.values())
        assert policy and "unsafe" not in policy and "http" not in policy


def test_every_actor_and_action_has_its_page_and_can_be_searched_for(atlas: Path) -> None:
    known = dossiers(og.load(atlas).store)
    for iri in known.actors:
        assert (atlas / str(page_of(iri, {}))).is_file()
    for iri in known.actions:
        assert (atlas / str(page_of(iri, {}))).is_file()
    for lang in ("fr", "en"):
        text = (atlas / "assets" / f"recherche-{lang}.js").read_text("utf-8")
        index = json.loads(text.removeprefix("window.odasIndex=").rstrip(";\n"))
        names = {entry["name"] for entry in index}
        assert {a.name for a in known.actors.values()} <= names
        folder = atlas if lang == "fr" else atlas / "en"
        assert all((folder / entry["page"]).is_file() for entry in index)


def test_the_words_of_a_page_are_in_its_language(atlas: Path) -> None:
    french, english = (read(atlas / lang / "acteurs" / "apcis.html").text for lang in ("", "en"))
    assert "Ce que fait cet acteur" in french and "What it does" not in french
    assert "What it does" in english


def test_a_fact_is_one_click_from_its_proof(atlas: Path) -> None:
    page = (atlas / "acteurs" / "apcis.html").read_text("utf-8")
    rows = re.findall(r"<tr><th scope=\"row\">.*?</tr>", page, re.DOTALL)
    assert len(rows) > 5
    assert all('<details class="proof">' in row for row in rows)
    assert "La puissance de la proximité" in page


def test_natural_persons_are_never_on_the_list_nor_assessed(atlas: Path) -> None:
    known = dossiers(og.load(atlas).store)
    persons = [a for a in known.actors.values() if a.person]
    assert persons
    listed = (atlas / "invisibles.html").read_text("utf-8")
    for person in persons:
        assert person.name not in listed
        assert "badge unseen-actor" not in (atlas / str(page_of(person.iri, {}))).read_text("utf-8")


def test_a_territory_without_actions_says_so_and_not_that_nothing_is_done(atlas: Path) -> None:
    text = read(atlas / "territoires" / "01.html").text
    assert "Cela ne veut pas dire" in text
    assert not (atlas / "cartes" / "01.html").exists()


def test_the_map_of_france_links_every_departement(atlas: Path) -> None:
    page = read(atlas / "index.html")
    codes = {a.removeprefix("territoires/").removesuffix(".html") for a in page.addresses
             if a.startswith("territoires/")}
    assert {f"{n:02d}" for n in range(1, 96) if n != 20} | {"2A", "2B", "971", "972", "973", "974", "976"} <= codes


def test_hostile_names_are_text_in_every_page(tmp_path: Path) -> None:
    actors = ACTORS.replace('nom: "Les Voisins"', f'nom: "{HOSTILE}"').replace(
        'nom: "Ville de Stains"', 'nom: "\\"><img src=x onerror=alert(1)>"')
    fiche = EPICERIE.replace("Une épicerie d'entraide", f"../../{HOSTILE}").replace("La salle.", HOSTILE)
    data = write_dataset(tmp_path / "data", {"actors.yaml": actors, "fiches/epicerie.yaml": fiche})
    out = og.build(data).save(tmp_path / "out")
    plain = og.build(write_dataset(tmp_path / "plain")).save(tmp_path / "plain-out")
    for path, page in pages(out).items():
        other = read(plain / path.relative_to(out))
        assert Counter(tag for tag, _ in page.tags) == Counter(tag for tag, _ in other.tags), path
        assert not [a for a in page.addresses if a.lower().startswith("javascript")]
    assert HOSTILE in read(out / "acteurs" / "les-voisins.html").text
    assert "<script>alert" not in (out / "assets" / "recherche-fr.js").read_text("utf-8")


def test_the_same_data_give_the_same_bytes(atlas: Path, tmp_path: Path) -> None:
    again = og.build(lang="fr").save(tmp_path / "again")
    files = sorted(p.relative_to(atlas) for p in atlas.rglob("*") if p.is_file())
    assert files == sorted(p.relative_to(again) for p in again.rglob("*") if p.is_file())
    assert [str(f) for f in files if (atlas / f).read_bytes() != (again / f).read_bytes()] == []


@pytest.mark.parametrize("slug", ["../../etc/passwd", "a" * 300, "CON", "É", "a--b", ""])
def test_any_slug_gives_a_file_name_that_stays_in_its_folder(slug: str) -> None:
    name = file_name(slug)
    assert re.fullmatch(r"[A-Za-z0-9-]{1,101}", name)
    assert file_name(slug + "x") != name


def test_addresses_between_pages() -> None:
    assert page_of("https://w3id.org/odas-graph/id/actor/apcis", {}) == "acteurs/apcis.html"
    assert page_of("https://w3id.org/odas-graph/id/source/x", {}) is None and page_of("urn:x", {}) is None
    assert prefix("acteurs/apcis.html") == "../" and prefix("index.html") == ""
    assert other_languages("acteurs/a.html", "fr", "fr") == {"fr": "../acteurs/a.html", "en": "../en/acteurs/a.html"}
    assert other_languages("index.html", "en", "fr") == {"fr": "../index.html", "en": "../en/index.html"}
