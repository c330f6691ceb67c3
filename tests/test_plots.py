"""Figures: what they say, readable without colour or sight; no name breaks out, nothing overlaps."""

from __future__ import annotations

import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from odas_graph.analysis.recognition import LOCAL_CIRCLES, STATUSES
from odas_graph.analysis.stability import FAMILIES, Stability
from odas_graph.drawing import STYLES
from odas_graph.errors import UsageError
from odas_graph.i18n import LANGUAGES, in_language
from odas_graph.panel import CIRCLES
from odas_graph.plots import PLOTS, WIDTHS, canvas, circles, contribution, needs, plot, ranks
from odas_graph.plots.board import Board, Cell, Entry, Need
from odas_graph.plots.canvas import Picture, cut, measured, sheet, svg_path, wrapped
from odas_graph.plots.labels import Box, Label, apart, around, column, placed
from odas_graph.store import EmbeddedStore
from odas_graph.vocab import CODES
from tests.analysis import absence, action, actor, takes_part, tie, world

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = ("</text></svg><script>alert(1)</script>", "$x^2$ & <b>", "\u202egnol à tlaf", "=HYPERLINK(1)",
           "\x00\x1b[31m", "أبجد هوز", "漢字", "a" * 5000, "{name} %s {}", "tip-0\" onload=\"x")
LIMITS = {"contribution-forte": 0.5, "reconnaissance-faible": 0.5}


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


def entry(number: int, **fields: object) -> Entry:
    """An actor of the list, unless it says otherwise."""
    known: dict[str, object] = {
        "actor": f"a{number}", "name": f"Actor {number}", "sphere": "association", "contribution": 0.9,
        "before": (0.0, 0.5), "coverage": 0.5, "archetype": "invisible-probable", "rank": number}
    return Entry(**(known | fields))  # type: ignore[arg-type]


def board(*entries: Entry, **fields: object) -> Board:
    known: dict[str, object] = {"place": "Stains (93)", "words": {}, "entries": entries, "scope": LOCAL_CIRCLES,
                                "thresholds": LIMITS}
    return Board(**(known | fields))  # type: ignore[arg-type]


def texts(picture: Picture) -> list[str]:
    """The words that stand on a figure."""
    return ["".join(node.itertext()) for node in ET.fromstring(picture.to_svg()).iter(f"{SVG}text")]


def tips(picture: Picture) -> list[str]:
    root = ET.fromstring(picture.to_svg())
    return [str(node.text) for group in root.iter(f"{SVG}g") for node in group.findall(f"{SVG}title")]


# labels

boxes = st.builds(Label, x=st.floats(0, 400), y=st.floats(0, 300), radius=st.floats(2, 16), width=st.floats(5, 200),
                  height=st.floats(8, 20))
FRAME = Box(-20, -20, 420, 320)


@given(st.lists(boxes, max_size=12), st.lists(st.builds(around, st.floats(0, 400), st.floats(0, 300), st.floats(1, 20)),
                                              max_size=5))
def test_no_name_covers_another_a_mark_or_the_edge(labels: list[Label], obstacles: list[Box]) -> None:
    found = placed(labels, FRAME, obstacles)
    standing = [box for box in found if box is not None]
    assert len(found) == len(labels)
    for one, other in combinations(standing, 2):
        assert not one.meets(other)
    marks = [around(label.x, label.y, label.radius) for label in labels]
    for box in standing:
        assert FRAME.holds(box)
        assert not any(box.meets(mark) for mark in [*marks, *obstacles])


def test_a_name_stands_to_the_right_where_it_can_and_nowhere_where_it_cannot() -> None:
    label = Label(100, 100, 10, 50, 12)
    assert placed([label], FRAME) == [Box(115, 94, 165, 106)]
    assert placed([label], Box(90, 90, 110, 110)) == [None]
    # To the left where the right is taken.
    assert placed([label], FRAME, [Box(111, 0, 420, 320)]) == [Box(35, 94, 85, 106)]


@given(st.lists(st.floats(0, 300), max_size=12), st.floats(1, 20))
def test_names_in_a_column_keep_their_order_and_their_distance(wanted: list[float], gap: float) -> None:
    wanted.sort()
    found = column(wanted, gap, 0.0, 300.0)
    assert len(found) == len(wanted)
    assert all(b - a >= gap - 1e-6 for a, b in pairwise(found))
    assert all(-1e-6 <= height <= 300 + 1e-6 for height in found)  # 12 × 20 find room
    if all(b - a >= gap for a, b in pairwise(wanted)) and (not wanted or wanted[-1] <= 300):
        assert found == pytest.approx(wanted)


def test_names_that_would_overlap_stand_around_their_mean() -> None:
    assert column([100, 100, 100, 200], 10, 0, 300) == [90, 100, 110, 200]
    assert column([0, 0], 10, 0, 300) == [0, 10]
    assert column([300, 300], 10, 0, 300) == [290, 300]


points = st.lists(st.tuples(st.floats(0, 400), st.floats(0, 300)), max_size=10)


@given(points)
def test_marks_stand_apart_and_within_the_figure(found: list[tuple[float, float]]) -> None:
    moved = apart(found, 30.0, FRAME)
    for (x, y), (a, b) in combinations(moved, 2):
        assert (x - a) ** 2 + (y - b) ** 2 >= 900 - 1e-6
    assert all(FRAME.holds(around(x, y, 0)) for x, y in moved)


def test_a_mark_that_is_in_nobodys_way_stays_where_it_is() -> None:
    assert apart([(0, 0), (100, 0), (100, 31)], 30, FRAME) == [(0, 0), (100, 0), (100, 31)]
    (x, y), (a, b) = apart([(50, 50), (50, 50)], 30, FRAME)
    assert (x, y) == (50, 50)
    assert ((a - 50) ** 2 + (b - 50) ** 2) ** 0.5 == pytest.approx(30)


# canvas

def test_every_shape_of_the_maps_is_read_as_it_is_drawn_there() -> None:
    for name, style in STYLES.items():
        low, high = svg_path(style.path).get_extents().get_points()
        assert -1.4 < low[0] < -0.5 and 0.5 < high[0] < 1.4, name
    assert np.asarray(svg_path(STYLES["etat"].path).vertices)[:4].tolist() == [
        [-0.95, -0.95], [0.95, -0.95], [0.95, 0.95], [-0.95, 0.95]]
    assert np.asarray(svg_path(STYLES["logement"].path).vertices)[:5].tolist() == [
        [0, -1.2], [1.1, -0.35], [1.1, 0.95], [-1.1, 0.95], [-1.1, -0.35]]
    assert svg_path(STYLES["association"].path).get_extents().width == pytest.approx(2.1)


@given(st.text(alphabet="abc dÉ$漢 ", max_size=60), st.floats(20, 300))
def test_words_are_folded_and_cut_to_the_width_they_have(words: str, width: float) -> None:
    assert measured(cut(words, width)) <= width or cut(words, width) == "…"
    lines = wrapped(words, width)
    assert all(measured(line) <= width or line == "…" for line in lines)
    if all(measured(word) <= width for word in words.split(" ")):
        assert " ".join(lines) == words


def test_no_setting_of_matplotlib_outlives_a_figure_and_pyplot_stays_out() -> None:
    code = ("import matplotlib as m; m.rcParams['font.size'] = 31.0; m.rcParams['svg.fonttype'] = 'path'\n"
            "before = {k: m.rcParams[k] for k in m.rcParams if k != 'backend'}\n"
            "from odas_graph.plots.canvas import sheet\n"
            "with sheet(100) as c: c.text(5, 20, 'x'); p = c.finish(30, 'T', 'D', 'en')\n"
            "svg = p.to_svg(); p.to_png()\n"
            "assert b'>x</text>' in svg and b'31' not in svg, svg\n"
            "assert {k: m.rcParams[k] for k in before} == before\n"
            "import sys; assert 'matplotlib.pyplot' not in sys.modules")
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


def test_matplotlib_is_loaded_only_to_draw() -> None:
    code = "import odas_graph.plots, odas_graph.cli.plot, sys; assert 'matplotlib' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_mark_is_drawn_in_the_colour_and_with_the_letters_of_its_sphere() -> None:
    with sheet(100) as page:
        page.mark("logement", 50, 50, 20, "Lo", ring=True, tip="Un bailleur")
        found = page.finish(100, "T", "D", "fr").to_svg().decode()
    assert "#e69f00" in found and ">Lo</text>" in found and "<title>Un bailleur</title>" in found


# every figure

@cache
def rich() -> Board:
    """A board with something of everything, hostile names among them."""
    statuses = [Cell("connu", True), Cell("connu", False), Cell("connu"), Cell("lien-date-inconnue"),
                Cell("lien-nouveau"), Cell("absence-attestee", tied_since=True), Cell("sans-lien"), Cell("inconnu")]
    entries = [entry(n + 1, name=name, sphere=CODES["sphere"][n % 9], before=(0.0, 0.05 * n), on_front=n == 0,
                     contribution=1 - n / 40, cells=dict(zip(CIRCLES, (statuses * 2)[n % 8:], strict=False)),
                     stability=Stability(0.9, 0.8, 1, None if n else 3, dict.fromkeys(FAMILIES, 0.9), 100))
               for n, name in enumerate(HOSTILE)]
    entries += [entry(0, actor=f"b{n}", name=HOSTILE[n % 9], rank=None, contribution=None if n < 3 else n / 20,
                      before=(0.0, 1.0) if n % 2 else (0.0, 0.85), sphere=None, archetype=None,
                      cells={"region": statuses[n % 8]}) for n in range(12)]
    found = [Need(need, str(code), 1 + (i + code) % 4) for i, need in enumerate(CODES["problematique"][:6])
             for code in range(1, 40, 3)]
    return board(*entries, needs=found, territories={str(c): HOSTILE[c % 9] for c in range(1, 40)})


DRAWINGS: dict[str, Callable[[Board, float], Picture]] = {
    "contribution": contribution.draw, "cercles": circles.draw, "rangs": ranks.draw, "besoins": needs.draw}


def test_every_figure_is_tried_here() -> None:
    assert set(DRAWINGS) == set(PLOTS)


@pytest.mark.parametrize("name", PLOTS)
@pytest.mark.parametrize("given_board", [rich(), board(place=None)], ids=["rich", "empty"])
def test_a_figure_is_the_same_bytes_each_time_and_asks_for_nothing(name: str, given_board: Board) -> None:
    first, second = (DRAWINGS[name](given_board, 900) for _ in range(2))
    assert first.to_svg() == second.to_svg() == first.to_svg()
    assert first.to_png() == second.to_png()
    svg = first.to_svg().decode()
    assert not re.search(r"<(script|image|foreignObject|!DOCTYPE|metadata|a)\b", svg)
    assert set(re.findall(r"https?://[^\"' <]+", svg)) <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert not re.search(r"20\d\d-\d\d-\d\dT", svg)
    for node in ET.fromstring(svg).iter():
        for key, value in node.items():
            assert not key.startswith("on") and (not key.endswith("href") or value.startswith("#")), (key, value)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PLOTS)
def test_a_figure_says_in_words_what_it_shows(name: str, lang: str) -> None:
    with in_language(lang):
        picture = DRAWINGS[name](rich(), 900)
    root = ET.fromstring(picture.to_svg())
    assert (root.get("role"), root.get("lang")) == ("img", lang)
    title, description = list(root)[:2]
    assert (title.tag, description.tag) == (f"{SVG}title", f"{SVG}desc")
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert "Stains (93)" in str(title.text) and len(str(description.text)) > 100
    assert str(title.text) in " ".join(texts(picture))
    assert b"Stains (93)" in picture.to_png()


@pytest.mark.parametrize("name", ["contribution", "cercles", "rangs"])
def test_no_name_breaks_out_of_its_text(name: str) -> None:
    said = " ".join([*texts(DRAWINGS[name](rich(), 1400)), *tips(DRAWINGS[name](rich(), 1400))])
    assert "</text></svg><script>alert(1)</script>" in said
    assert "$x^2$ & <b>" in said and "{name} %s {}" in said and "漢字" in said
    assert not re.search(r"[\u202a-\u202e\x00\x1b]", said)
    assert "a" * 200 not in said


@pytest.mark.parametrize("name", PLOTS)
@pytest.mark.parametrize("width", WIDTHS)
def test_no_words_leave_the_sheet(name: str, width: int) -> None:
    root = ET.fromstring(DRAWINGS[name](rich(), width).to_svg())
    right = float(str(root.get("width")).removesuffix("pt"))
    for node in root.iter(f"{SVG}text"):
        turned = re.search(r"rotate\((-?[\d.]+)", str(node.get("transform")))
        if turned and abs(float(turned[1])) > 1:
            continue
        size = float(re.findall(r"font-size: ([\d.]+)px", str(node.get("style")))[0])
        bold = "font-weight: 700" in str(node.get("style"))
        wide = measured("".join(node.itertext()), size, bold)
        anchor = re.findall(r"text-anchor: (\w+)", str(node.get("style")))[0]
        left = float(str(node.get("x"))) - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        assert left >= -1 and left + wide <= right + 1, "".join(node.itertext())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", PLOTS)
@pytest.mark.parametrize("width", WIDTHS)
def test_no_words_cover_others(name: str, width: int, lang: str) -> None:
    with in_language(lang):
        root = ET.fromstring(DRAWINGS[name](rich(), width).to_svg())
    found = []
    for node in root.iter(f"{SVG}text"):
        turned = re.search(r"rotate\((-?[\d.]+)", str(node.get("transform")))
        words = "".join(node.itertext())
        # Letters stand on their marks, which may touch where many stand alike.
        if (turned and abs(float(turned[1])) > 1) or len(words) < 3:
            continue
        size = float(re.findall(r"font-size: ([\d.]+)px", str(node.get("style")))[0])
        wide = measured(words, size, "font-weight: 700" in str(node.get("style")))
        anchor = re.findall(r"text-anchor: (\w+)", str(node.get("style")))[0]
        left = float(str(node.get("x"))) - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        base = float(str(node.get("y")))
        found.append((Box(left, base - 0.7 * size, left + wide, base), words))
    for (one, words), (other, others) in combinations(found, 2):
        assert not one.meets(other), (words, others)


# contribution

def test_the_listed_are_named_the_others_counted_and_the_silent_set_apart() -> None:
    picture = contribution.draw(board(
        entry(1, name="APCIS", contribution=0.95, before=(0.0, 0.75)),
        entry(2, name="Voisins", contribution=0.5, before=(0.2, 0.2)),
        entry(0, actor="b", name="Pilier", rank=None, contribution=0.8, before=(1.0, 1.0)),
        entry(0, actor="c", name="Un silencieux", rank=None, contribution=0.3, before=(0.0, 1.0), coverage=0.0),
        entry(0, actor="d", name="Un autre", rank=None, contribution=0.3, before=(0.0, 1.0), coverage=0.0),
        entry(0, actor="e", name="Sans contact", rank=None, contribution=None, before=(0.0, 1.0), coverage=0.0)), 900)
    said = texts(picture)
    # Those off the list in small letters, the first of those that stand alike for all.
    assert {"1. APCIS", "2. Voisins", "Pilier", "Un silencieux +1"} <= set(said)
    assert not any("Sans contact" in text for text in (*said, *tips(picture)))
    assert {"Pilier", "Un silencieux · Un autre"} <= set(tips(picture))
    assert "Actors assessed: 6; on the list: 2; off it: 3; of whom too little is said to place them: 1." in \
        picture.description
    assert "1. APCIS (invisible-probable): contribution 95%, known before 0% to 75%" in picture.description


def test_names_that_find_no_room_go_to_a_key_by_rank() -> None:
    crowd = [entry(n, name=f"Association au nom très long numéro {n}") for n in range(1, 15)]
    said = texts(contribution.draw(board(*crowd), 900))
    assert {str(n) for n in range(1, 15)} <= set(said)
    assert {f"{n}. Association au nom très long numéro {n}" for n in range(1, 15)} <= set(said)


@pytest.mark.parametrize("count", [60, 600])
def test_of_a_long_list_the_first_are_named_and_all_are_drawn(count: int) -> None:
    crowd = [entry(n, name=f"N{n}", contribution=1 - n / 700, before=(0.0, (n % 10) / 20)) for n in range(1, count + 1)]
    picture = contribution.draw(board(*crowd), 900)
    named = sum(any(text.endswith(f"N{n}") for text in texts(picture)) for n in range(1, count + 1))
    assert named == contribution.MOST_NAMES
    drawn = " ".join(tips(picture))
    if count == 60:
        assert all(re.search(rf"\bN{n}\b", drawn) for n in range(1, count + 1))
    assert "area" in " ".join(texts(picture))


# circles

def lightness(colour: str) -> float:
    """Relative luminance, WCAG 2.1."""
    parts = [int(colour[i:i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((lightness(one), lightness(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_word_has_contrast_enough() -> None:
    for name, style in circles._LOOKS.items():
        assert contrast(style.ground, style.ink) >= 4.5, name
    for colour in (canvas.INK, canvas.SOFT):
        assert contrast(colour, canvas.PAPER) >= 4.5 and contrast(colour, contribution.TINT) >= 4.5
        assert contrast(colour, canvas.FAINT) >= 4.5
    assert contrast(canvas.GREY, canvas.PAPER) >= 3


def test_each_thing_known_of_a_circle_has_a_look_of_its_own() -> None:
    cells = [Cell(status, formal) for status in STATUSES for formal in ((True, False, None) if status == "connu"
                                                                        else (None,))]
    looks = [circles.look(cell) for cell in cells]
    assert len(set(looks)) == len(cells) == len(circles._LOOKS)
    for lang in LANGUAGES:
        with in_language(lang):
            assert len({circles.letter(name) for name in looks}) == len(looks)
    assert circles.look(Cell("a status of a later list")) == "silent"
    # In grey, the more surely it was known the darker.
    known = [lightness(circles._LOOKS[name].ground) for name in ("known-formal", "known-informal", "known", "undated")]
    assert known == sorted(known) and min(b - a for a, b in pairwise(known)) > 0.1


def test_silence_is_no_absence() -> None:
    cells = {"commune-ccas": Cell("absence-attestee", tied_since=True), "departement": Cell("lien-date-inconnue"),
             "region": Cell("connu", True)}
    picture = circles.draw(board(entry(1, name="APCIS", cells=cells), entry(0, actor="b", name="Muet", rank=None)), 900)
    said = texts(picture)
    # Its own cell and the one of the legend.
    assert [said.count(circles.letter(name)) for name in ("unaware", "undated", "known-formal")] == [2, 2, 2]
    assert said.count("?") == 4
    assert "Muet" not in said
    assert "Not shown, since no source says anything about any circle: 1." in " ".join(said)
    assert "APCIS: commune-ccas: absence-attestee; departement: lien-date-inconnue; region: connu." in \
        picture.description


# ranks

def test_a_rank_that_may_leave_the_list_reaches_off_it() -> None:
    firm = Stability(0.9, 0.875, 1, 2, {}, 40)
    inside = ranks.draw(board(entry(1, stability=firm)), 900)
    assert "off the list" not in texts(inside) and "88%" in texts(inside)
    assert "1. Actor 1: ranks from 1 to 2; on the list in 88%." in inside.description
    leaving = ranks.draw(board(entry(1, stability=replace(firm, rank_high=None))), 900)
    assert "off the list" in texts(leaving)
    assert "Perturbations: 40 " in " ".join(texts(leaving))


# needs

def test_needs_that_rest_on_one_body_are_counted() -> None:
    picture = needs.draw(board(needs=[Need("lien-social", "93", 1), Need("lien-social", "06", 3),
                                      Need("acces-aux-soins", "93", 1)],
                               territories={"93": "Seine-Saint-Denis", "06": "Alpes-Maritimes"}), 900)
    assert "Needs answered in a territory: 3, of which by one body alone: 2." in picture.description
    # Most answers first: 4 of the first need, and of the territories 3 against 2.
    assert "lien-social – Alpes-Maritimes: 3; Seine-Saint-Denis: 1." in picture.description
    assert [text for text in texts(picture) if text in ("lien-social", "acces-aux-soins")] == [
        "lien-social", "acces-aux-soins"]


# from a graph

@cache
def village() -> EmbeddedStore:
    """An association that its town did not know, one known in writing, an élue, a person, at Stains and at Nice."""
    return world(
        [actor("voisins", "association-habitants"), actor("connue"), actor("nicoise", territoire="06088"),
         actor("ville", "commune"), actor("departement", "departement", territoire="93"),
         actor("jeanne", "benevoles"), actor("paul", "enseignant"), actor("lycee", "etablissement-scolaire")],
        {"repas": action(
            takes_part("voisins", "porteur", contact=True), problematiques=["precarite-alimentaire"],
            participants=[takes_part("connue", "partenaire", contact=True), takes_part("ville", "financeur"),
                          takes_part("jeanne", "benevole", contact=True), takes_part("paul", "benevole", contact=True)],
            partenariats=[tie("voisins", "departement"),
                          tie("connue", "ville", origine="preexistant", formalisation="convention"),
                          tie("voisins", "ville", origine="ne-de-l-action", formalisation="accord-oral")],
            absences=[absence("ville", "voisins", ignorant=["ville"], moment="avant")]),
         "plage": action(takes_part("nicoise", "porteur", contact=True), territoires=["06088"],
                         problematiques=["precarite-alimentaire", "lien-social"])})


def test_a_figure_shows_what_the_graph_says_of_the_place() -> None:
    said = " ".join(texts(plot(village(), "cercles", territory="93")))
    assert "Voisins" in said and "Connue" in said and "Nicoise" not in said
    assert "Ville" not in said and "Departement" not in said  # institutions recognise, they are not ranked
    told = plot(village(), "cercles", territory="93").description
    assert re.search(r"Voisins: municipality and its social action centre: [^;]+; département council: [^;.]+\.", told)
    whole = plot(village(), "contribution")
    assert "all territories" in whole.title
    assert "Nicoise" in " ".join([*texts(whole), *tips(whole)])


@pytest.mark.parametrize("name", ["contribution", "cercles", "rangs"])
def test_persons_are_shown_only_on_request(name: str) -> None:
    public, private = (plot(village(), name, persons=persons, perturbations=12) for persons in (False, True))
    for picture in (public, private):
        counted = re.search(r"Actors assessed: (\d+);", picture.description)
        assert counted and int(counted[1]) == (5 if picture is private else 4)
    assert "Paul" not in public.to_svg().decode()


def test_the_needs_of_a_place_are_those_answered_in_its_parts() -> None:
    # At Stains three houses act on food (who only pays does not), at Nice one on food and on social ties.
    country = plot(village(), "besoins").description
    assert "Needs answered in a territory: 3, of which by one body alone: 2." in country
    assert "Seine-Saint-Denis: 4" in country and country.count("Alpes-Maritimes: 1") == 2
    assert "Nice: 1" in plot(village(), "besoins", territory="06").description


def test_ranks_are_put_to_as_many_perturbations_as_asked() -> None:
    picture = plot(village(), "rangs", perturbations=24, seed=3)
    assert "Perturbations: 24 " in " ".join(texts(picture))
    assert picture.to_svg() == plot(village(), "rangs", perturbations=24, seed=3).to_svg()


def test_wrong_names_and_widths_are_refused() -> None:
    with pytest.raises(UsageError, match="contribution, cercles, rangs, besoins"):
        plot(village(), "camembert")
    with pytest.raises(UsageError, match="760"):
        plot(village(), "rangs", width=10)
    with pytest.raises(UsageError, match="commune-ccas"):
        plot(village(), "cercles", circles=["voisinage"])
