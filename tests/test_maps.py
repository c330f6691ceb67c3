"""The page of a map: one file that asks for nothing, says the same in drawing and tables, and trusts no name."""

from __future__ import annotations

import base64
import hashlib
import json
import random
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any

import pytest

from odas_graph import vocab
from odas_graph.drawing import STYLES, plain
from odas_graph.maps import draw
from odas_graph.scene import MOST_NODES, Link, counted
from odas_graph.territory import territory
from odas_graph.things import Text
from odas_graph.views import ActionView, ActorView, MapView, ParticipationView, TieView, Visibility, map_view
from odas_graph.vocab import ID
from tests.analysis import absence, action, actor, iri, shipped, takes_part, tie, world

STAINS, FRANCE = territory("93072"), territory("FR")
# What a name may be when somebody means harm, or a spreadsheet went wrong.
HOSTILE = ("</script><script>document.title='owned'</script>", "\"><img src=x onerror=\"document.title='owned'\">",
           "\u202egnorw si siht\u202c", "x" * 10_000, "<!--", "{{ 7*7 }}", "=cmd|' /C calc'!A0", "]]>", "&lt;b&gt;",
           "\x00\x1f\u2028")


@cache
def village() -> MapView:
    store = world(
        [actor("voisins", "association-habitants"), actor("ville", "commune"),
         actor("departement", "departement", territoire="93"), actor("etat", "etat", territoire="FR"),
         actor("bailleur", "bailleur-social"), actor("elu", "elu"), actor("hopital", "etablissement-sante")],
        {"repas": action(
            takes_part("voisins", "porteur", contact=True), titre="Des repas", titre_en="Meals", stade="expertisee",
            section="Présentation", resume="On distribue des repas.", problematiques=["precarite-alimentaire"],
            participants=[takes_part("departement", "fournisseur"), takes_part("elu", "facilitateur")],
            partenariats=[
                tie("voisins", "departement", formalisation="appel-a-projets", origine="preexistant"),
                tie("voisins", "ville", origine="ne-de-l-action", formalisation="accord-oral"),
                tie("voisins", "bailleur", "hopital"), tie("bailleur", "hopital", formalisation="aucune")],
            financements=[{"financeur": "etat", "beneficiaire": "voisins", "montant": "12000.50", "preuve": "Budget"}],
            tensions=[{"parties": ["voisins", "bailleur"], "objet": "Les horaires.", "preuve": "Freins"}],
            absences=[absence("ville", "voisins", ignorant=["ville"], moment="avant")])})
    view = map_view(store, STAINS)
    seen = Visibility(1, "invisible-atteste", {"fr": ("Parce que.",), "en": ("Because.",)})
    return replace(view, actors=tuple(
        replace(a, visibility=seen) if a.iri == iri("voisins") else a for a in view.actors))


class Page(HTMLParser):
    """What a reader of HTML finds: tags with their attributes, and the text of some of them."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, list[str]] = {}
        self.open: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "input", "link", "br", "img", "path", "circle"):
            self.open.append(tag)
            self.texts.setdefault(tag, []).append("")

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        for tag in set(self.open):
            self.texts[tag][-1] += data


def data_of(html: str) -> dict[str, Any]:
    found = re.search(r'id="map-data">(.*?)</script>', html, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


@cache
def drawn(lang: str = "en") -> str:
    return draw(village(), lang=lang)


def edges(html: str) -> list[dict[str, Any]]:
    return list(data_of(html)["edges"])


def nodes(html: str) -> dict[str, dict[str, Any]]:
    return {node["label"]: node for node in data_of(html)["nodes"]}


# --- the page --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_page_has_a_language_a_title_and_one_heading(lang: str) -> None:
    html = drawn(lang)
    page = Page(html)
    assert html.startswith("<!DOCTYPE html>")
    assert ("html", {"lang": lang}) in page.tags
    assert len(page.texts["h1"]) == 1
    assert page.texts["title"] == page.texts["h1"]
    assert "Stains (93)" in page.texts["h1"][0]


def test_headings_go_down_one_step_at_a_time() -> None:
    levels = [int(tag[1]) for tag, _attrs in Page(drawn()).tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and all(after <= before + 1 for before, after in pairwise(levels))


def test_every_id_stands_once_and_every_label_has_its_field() -> None:
    page = Page(drawn())
    ids = Counter(attrs["id"] for _tag, attrs in page.tags if "id" in attrs)
    assert max(ids.values()) == 1
    for tag, attrs in page.tags:
        for reference in ("for", "aria-labelledby", "aria-describedby"):
            assert reference not in attrs or attrs[reference] in ids, (tag, attrs)
    fields = [attrs for tag, attrs in page.tags if tag in ("select", "input") and attrs.get("type") != "radio"]
    assert {attrs["id"] for attrs in fields} <= {attrs.get("for") for tag, attrs in page.tags if tag == "label"}


def test_the_page_asks_for_nothing() -> None:
    page = Page(drawn())
    assert not [attrs for tag, attrs in page.tags if tag in ("link", "img", "iframe", "object", "embed", "base")]
    assert not [attrs for _tag, attrs in page.tags if "src" in attrs or "style" in attrs]
    assert not [name for _tag, attrs in page.tags for name in attrs if name.startswith("on")]
    css = page.texts["style"][0]
    assert "url(" not in css and "@import" not in css
    policy = next(attrs["content"] for _tag, attrs in page.tags if "http-equiv" in attrs)
    assert policy and "default-src 'none'" in policy and "http" not in policy and "unsafe" not in policy


def test_the_policy_lets_exactly_our_scripts_and_style_run() -> None:
    html = drawn()
    policy = next(attrs["content"] or "" for _tag, attrs in Page(html).tags if "http-equiv" in attrs)
    run = re.findall(r"<script>(.*?)</script>", html, re.DOTALL) + re.findall(r"<style>(.*?)</style>", html, re.DOTALL)
    assert len(run) == 3
    digests = {"sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in run}
    assert digests == set(re.findall(r"'(sha256-[^']+)'", policy))


def test_the_same_view_gives_the_same_bytes() -> None:
    code = ("import hashlib; from tests.test_maps import crowd, draw, village; "
            "print(hashlib.sha256((draw(village(), lang='fr') + draw(crowd(600))).encode()).hexdigest())")
    runs = {subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True,
                           env={"PYTHONHASHSEED": seed, "PYTHONPATH": ":".join(filter(None, sys.path))}).stdout.strip()
            for seed in ("1", "2")}
    assert runs == {hashlib.sha256((drawn("fr") + draw(crowd(600))).encode()).hexdigest()}


def test_actions_can_be_asked_for_by_their_phase() -> None:
    view = village()
    told = replace(view, actions=tuple(replace(a, phases=("premier-confinement",)) for a in view.actions))
    assert '<select id="by-phase">' in draw(told, lang="en") and '<select id="by-phase">' not in drawn()
    found = nodes(draw(told, lang="en"))
    assert found["Meals"]["phases"] == found["Voisins"]["phases"] == ["premier-confinement"]
    assert found["Ville"]["phases"] == []


def test_names_in_the_tables_lead_to_their_pages() -> None:
    html = draw(village(), link={iri("voisins"): "../acteurs/voisins.html", iri("ville"): "javascript:alert(1)"}.get)
    assert re.findall(r'<th scope="row"><a href="([^"]+)" target="_top">', html) == ["../acteurs/voisins.html"]


def test_each_sign_of_the_legend_is_named_once() -> None:
    signs = [attrs["data-sign"] for _tag, attrs in Page(drawn()).tags if "data-sign" in attrs]
    drawn_kinds = {e["footing"] if e["kind"] == "tie" else e["kind"] for e in edges(drawn())}
    assert len(signs) == len(set(signs))
    assert drawn_kinds | {n["sphere"] for n in nodes(drawn()).values() if "sphere" in n} <= set(signs)


@pytest.mark.parametrize("code", ["FR", "R93", "93", "72"])
def test_the_maps_of_the_shipped_data_stay_light(code: str) -> None:
    html = draw(map_view(shipped().store, territory(code)))
    assert len(html.encode()) < 1_500_000
    assert len(data_of(html)["nodes"]) <= MOST_NODES


# --- what is drawn, and what the tables say --------------------------------------------------------------------------


def test_actors_and_actions_are_drawn_with_their_sphere() -> None:
    found = nodes(drawn())
    assert {label: (n["kind"], n["sphere"]) for label, n in found.items() if label.strip()} == {
        "Meals": ("action", "action"), "Voisins": ("actor", "association"), "Ville": ("actor", "collectivite"),
        "Departement": ("actor", "collectivite"), "Etat": ("actor", "etat"), "Bailleur": ("actor", "logement"),
        "Elu": ("actor", "collectivite"), "Hopital": ("actor", "sante")}


@pytest.mark.parametrize(("one", "other", "kind", "footing", "origin"), [
    ("Departement", "Voisins", "tie", "formal", "preexistant"),
    ("Ville", "Voisins", "tie", "informal", "ne-de-l-action"),
    ("Bailleur", "Hopital", "tie", "informal", ""), ("Etat", "Voisins", "funding", "formal", ""),
])
def test_a_tie_is_drawn_by_its_footing(one: str, other: str, kind: str, footing: str, origin: str) -> None:
    html = drawn()
    ends = {nodes(html)[one]["id"], nodes(html)[other]["id"]}
    [found] = [e for e in edges(html) if {e["from"], e["to"]} == ends and e["kind"] in ("tie", "funding")]
    assert (found["kind"], found["footing"], found["origin"]) == (kind, footing, origin)
    if kind == "funding":  # from who pays to who receives
        assert found["from"] == nodes(html)[one]["id"]


def test_a_tie_of_three_meets_in_one_point() -> None:
    html = drawn()
    [knot] = [n for n in data_of(html)["nodes"] if n["kind"] == "knot"]
    assert [e["row"] for e in edges(html) if knot["id"] in (e["from"], e["to"])] == 3 * [knot["id"]]


def test_tensions_and_absences_are_drawn_apart() -> None:
    html, found = drawn(), nodes(drawn())
    [[tension], [absent]] = [[e for e in edges(html) if e["kind"] == kind] for kind in ("tension", "absence")]
    assert {tension["from"], tension["to"]} == {found["Voisins"]["id"], found["Bailleur"]["id"]}
    assert (absent["from"], absent["moment"]) == (found["Ville"]["id"], "avant")


def test_the_list_is_ringed_and_a_greater_role_is_larger() -> None:
    found = nodes(drawn())
    assert [label for label, n in found.items() if n.get("ring")] == ["Voisins"]
    assert found["Voisins"]["size"] > found["Departement"]["size"] > found["Ville"]["size"]


def test_nothing_moves_and_places_are_given() -> None:
    data = data_of(drawn())
    assert data["options"]["physics"]["enabled"] is False
    assert all(isinstance(n[key], int) for n in data["nodes"] for key in ("x", "y", "px", "py"))


def test_each_row_of_the_tables_is_on_the_map_and_back() -> None:
    html = drawn()
    rows = set(re.findall(r'<tr id="row-([a-z0-9]+)"', html))
    on_map = {n["id"] for n in data_of(html)["nodes"]} | {e["row"] for e in edges(html) if "row" in e}
    assert rows == on_map


def test_every_fact_in_the_tables_has_its_proof() -> None:
    html = drawn()
    for row in re.findall(r'<tr id="row-[^"]+">(.*?)</tr>', html, re.DOTALL):
        assert re.search(r'class="proof" href="#source-1">\[1\] .+?</a>', row), row
    assert '<li id="source-1" value="1">' in html


def test_the_tables_say_footing_age_amount_and_silence() -> None:
    said = ("call for projects", "born of the action", "12,000.50 €", "not stated", "Part de voisins", "Because.")
    assert [text for text in said if text not in drawn()] == []
    assert "12\u202f000,50" in drawn("fr")


def test_the_language_is_that_of_the_reader() -> None:
    assert nodes(drawn("fr")).keys() - nodes(drawn("en")).keys() == {"Des repas"}
    assert "appel à projets" in drawn("fr") and "appel à projets" not in drawn("en")


def test_pages_are_linked_where_they_exist() -> None:
    link: Link = {iri("voisins"): "../acteurs/voisins.html", iri("ville"): "javascript:alert(1)",
                  iri("etat"): " java\nscript:alert(1)", iri("elu"): "https://example.org/elu"}.get
    found = nodes(draw(village(), link=link, lang="en"))
    assert {label: n["href"] for label, n in found.items() if "href" in n} == {
        "Voisins": "../acteurs/voisins.html", "Elu": "https://example.org/elu"}


# --- names that mean harm -------------------------------------------------------------------------------------------


def named(name: str) -> MapView:
    view = village()
    return replace(view, actors=tuple(replace(a, name=name, note=name) for a in view.actors),
                   actions=tuple(replace(a, title=Text(name, name), summary=name) for a in view.actions),
                   ties=tuple(replace(t, subject=name) for t in view.ties),
                   absences=tuple(replace(a, about=name) for a in view.absences),
                   sources=dict.fromkeys(view.sources, name))


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: repr(name[:12]))
def test_no_name_changes_the_page(name: str) -> None:
    harmless, hostile = Page(draw(named("Nom"), lang="en")), Page(draw(named(name), lang="en"))
    assert [tag for tag, _attrs in hostile.tags] == [tag for tag, _attrs in harmless.tags]
    assert [sorted(attrs) for _tag, attrs in hostile.tags] == [sorted(attrs) for _tag, attrs in harmless.tags]
    assert "49" not in "".join(hostile.texts["h1"])


def test_data_holds_no_sign_that_html_reads() -> None:
    html = draw(named(HOSTILE[0]), lang="en")
    for block in re.findall(r'<script type="application/json"[^>]*>(.*?)</script>', html, re.DOTALL):
        assert not set("<>&") & set(block)
        assert block.isascii()
    assert nodes(html).keys() >= {HOSTILE[0]}


def test_long_names_are_cut_and_directions_dropped() -> None:
    found = nodes(draw(named("x" * 10_000), lang="en"))
    assert {len(label) for label in found if label.strip()} == {80}
    assert "\u202e" not in draw(named("\u202eabc"), lang="en")


def test_plain_text() -> None:
    assert plain("  a\n b\t\x00c\u202ed\u200b", 10) == "a b cd"
    assert (plain("abcdef", 4), plain("ab cd", 4), plain("", 5)) == ("abc…", "ab…", "")


# --- folding and grouping --------------------------------------------------------------------------------------------


def initiatives(count: int, place: str = "departement-59") -> MapView:
    lone = [ActorView(iri(f"p{i:02}"), f"Porteur {i:02}", "association", "association", "organisation", False, (),
                      None, (), None) for i in range(count)]
    acts = [ActionView(iri(f"i{i:02}", "action"), Text(f"Porteur {i:02}", f"Porteur {i:02}"), "recueillie", None,
                       (f"{ID}territory/{place}",), (), (), None, ()) for i in range(count)]
    parts = [ParticipationView(iri(f"i{i}", "participation"), one.iri, act.iri, ("porteur",), (), None, None, ())
             for i, (one, act) in enumerate(zip(lone, acts, strict=True))]
    return MapView(FRANCE, tuple(lone), tuple(acts), tuple(parts), words=village().words)


def test_on_a_wide_map_lone_initiatives_stand_by_departement() -> None:
    html = draw(initiatives(20), lang="en")
    assert 'data-sign="bundle"' in html
    assert [(n["kind"], n["label"], n["mark"]) for n in data_of(html)["nodes"]] == [("bundle", "Nord: 20", "59")]
    assert all(f"Porteur {i:02}" in html for i in range(20)) and "20 initiatives" in html


def test_a_few_initiatives_or_a_near_map_show_each() -> None:
    few, near = draw(initiatives(3), lang="en"), draw(replace(initiatives(20), territory=territory("59")), lang="en")
    assert Counter(n["kind"] for n in data_of(few)["nodes"]) == {"action": 3, "actor": 3}
    assert Counter(n["kind"] for n in data_of(near)["nodes"]) == {"action": 20, "actor": 20}
    assert {n["label"] for n in data_of(few)["nodes"] if n["kind"] == "action"} == {"Collected initiative"}


def test_an_initiative_told_by_a_fiche_is_shown_by_it() -> None:
    view = initiatives(2)
    one, other = view.actions
    told = replace(view, actions=(replace(one, detailed_by=other.iri), other),
                   participations=(*view.participations, replace(view.participations[0], action=other.iri)))
    html = draw(told, lang="en")
    assert Counter(n["kind"] for n in data_of(html)["nodes"]) == {"action": 1, "actor": 2}
    assert "1 collected initiative is shown by the fiche" in html


def crowd(count: int) -> MapView:
    chance = random.Random(3)
    types = sorted(vocab.SPHERE)
    actors = tuple(ActorView(
        iri(f"x{i:04}"), f"Acteur {i:04}", (kind := chance.choice(types)), vocab.SPHERE[kind], "organisation", False,
        (f"{ID}territory/departement-{chance.choice(('59', '62', '93', '2a'))}",), None, (), None)
        for i in range(count))
    ties = tuple(TieView(iri(f"t{i}", "partnership"), (actors[i].iri, actors[i + 1].iri), None, None, (), None, None,
                         None, None, None, None, ()) for i in range(0, count - 1, 2))
    return MapView(FRANCE, actors, ties=ties, words=village().words)


def test_a_crowd_is_shown_in_groups() -> None:
    html = draw(crowd(1200), lang="en")
    found = data_of(html)["nodes"]
    assert {n["kind"] for n in found} == {"group"}
    assert len(found) == 4 * len(set(vocab.SPHERE.values()))
    assert sum(int(n["label"].rsplit(": ", 1)[1]) for n in found) == 1200
    assert set(re.findall(r'<tr id="row-([a-z0-9]+)"', html)) == {n["id"] for n in found}
    assert len(html.encode()) < 1_500_000


def test_the_limit_is_where_it_is_said() -> None:
    assert {n["kind"] for n in data_of(draw(crowd(MOST_NODES), lang="en"))["nodes"]} == {"actor"}
    assert {n["kind"] for n in data_of(draw(crowd(MOST_NODES + 2), lang="en"))["nodes"]} == {"group"}


def test_a_territory_nobody_knows_does_not_stop_the_drawing() -> None:
    view = crowd(400)
    strange = replace(view, actors=tuple(replace(a, territories=(f"{ID}territory/mars",)) for a in view.actors))
    found = data_of(draw(strange, lang="en"))
    assert {place[0] for place in found["crowd"]["places"]} == {"France"}
    assert len(found["nodes"]) == len(set(vocab.SPHERE.values()))


def test_nothing_to_show_is_said_too() -> None:
    html = draw(MapView(territory("23")), lang="en")
    assert data_of(html)["nodes"] == []
    assert "0 actions" in html and "0 action," in draw(MapView(territory("23")), lang="fr")


# --- colours ---------------------------------------------------------------------------------------------------------


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2, definitions)."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:])
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
                        for c in (int(digits[i:i + 2], 16) / 255 for i in (0, 2, 4)))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_letters_stand_out_on_their_shape() -> None:
    assert all(contrast(STYLES[sphere].ink, STYLES[sphere].fill) >= 4.5 for sphere in vocab.CODES["sphere"])


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_two_spheres_look_alike(lang: str) -> None:
    styles = {name: data_of(drawn(lang))["styles"][name] for name in vocab.CODES["sphere"]}
    for key in ("path", "fill", "letters"):
        assert len({style[key] for style in styles.values()}) == len(styles), key


def test_lines_and_words_stand_out_on_white() -> None:
    words, lines = ("#1b1b2f", "#4d5166", "#1f3a93"), ("#80859b", "#8b8fa0", "#c1121f", "#b3005e")
    assert all(colour in drawn() for colour in words + lines)
    assert all(contrast(colour, "#fff") >= 4.5 for colour in words)
    assert all(contrast(colour, "#fff") >= 3 for colour in lines)


def test_numbers_agree_with_their_noun() -> None:
    assert [counted(n, "{n} lien", "{n} liens", "fr") for n in range(3)] == ["0 lien", "1 lien", "2 liens"]
    assert [counted(n, "{n} tie", "{n} ties", "en") for n in range(3)] == ["0 ties", "1 tie", "2 ties"]
