"""Groups that open into their parts: nobody lost, nobody twice, and what they hold read back as it was."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odas_graph import vocab
from odas_graph.maps import draw
from odas_graph.maps.columns import MOST_BYTES, columns, to_digits
from odas_graph.scene import Scene, footing
from odas_graph.scene.crowd import MOST_ACTORS, MOST_GROUPS, Crowd, strongest
from odas_graph.territory import territory
from odas_graph.views import ActorView, DisputeView, MapView, ParticipationView, Proof, TieView, Visibility
from odas_graph.vocab import ID
from tests.analysis import iri
from tests.test_maps import crowd, data_of, village

BOBIGNY, STAINS, NORD = (f"{ID}territory/{slug}" for slug in ("commune-93008", "commune-93072", "departement-59"))


def body(number: int, place: str, type_: str = "association", **more: Any) -> ActorView:
    return ActorView(iri(f"b{number:05}"), f"Corps {number:05}", type_, vocab.SPHERE[type_], "organisation", False,
                     (place,), None, (), more.get("seen"))


def tied(number: int, *actors: ActorView, **more: Any) -> TieView:
    known: dict[str, Any] = {"funder": None, "beneficiary": None, "formalisation": (), "formal": None, "origin": None,
                             "action": None, "subject": None, "amount": None, "year": None, "proof": ()}
    return TieView(iri(f"t{number}", "partnership"), tuple(a.iri for a in actors), **(known | more))


def crowded(*actors: ActorView, ties: tuple[TieView, ...] = (), place: str = "93", **more: Any) -> MapView:
    return MapView(territory(place), actors, ties=ties, words=village().words, **more)


def all_at_work(view: MapView) -> MapView:
    """Everybody takes part in one action, the first as its lead."""
    act = replace(village().actions[0], iri=iri("a", "action"), needs=("lien-social",))
    return replace(view, actions=(act,), participations=tuple(
        ParticipationView(iri(f"p{n}", "participation"), a.iri, act.iri, ("relais" if n else "porteur",), (), None,
                          None, ()) for n, a in enumerate(view.actors)))


def grouped(view: MapView) -> Crowd:
    return Crowd(Scene(view, "fr", lambda _iri: None))


def held(view: MapView, link: Any = None) -> Any:
    scene = Scene(view, "fr", link or (lambda _iri: None))
    return columns(Crowd(scene), scene.facts, scene.nodes)


@cache
def department() -> MapView:
    """Five hundred bodies in two communes: three hundred associations of Stains, of two types; the others elsewhere."""
    many = [body(n, STAINS, "association" if n < 180 else "centre-social") for n in range(300)]
    others = [body(n, BOBIGNY, "bailleur-social") for n in range(300, 500)]
    guest = body(500, f"{ID}territory/region-11", "ars")
    ties = (tied(0, many[0], many[1]), tied(1, many[0], others[0]), tied(2, many[0], many[299], others[0]),
            tied(3, others[0], guest), tied(4, others[0], others[199]))
    return all_at_work(crowded(*many, *others, guest, ties=ties))


# --- who stands in which group ---------------------------------------------------------------------------------------


def check(found: Crowd, everybody: set[str]) -> None:
    assert {a.iri for a in found.actors} == everybody and len(found.actors) == len(everybody)
    assert len(found.roots) <= MOST_GROUPS
    edges = [(g.first, g.last) for g in found.roots]
    assert edges[0][0] == 0 and edges[-1][1] == len(found.actors)
    for group in found.groups:
        if group.parts:
            assert [p.first for p in group.parts] == [group.first, *(p.last for p in group.parts[:-1])]
            assert group.parts[-1].last == group.last and len(group.parts) > 1
        else:
            assert 0 < group.last - group.first <= MOST_ACTORS
        assert {a.sphere for a in found.actors[group.first:group.last]} == {group.sphere}


@pytest.mark.parametrize("view", [department(), crowd(1200), crowd(301)], ids=["département", "country", "few"])
def test_nobody_is_lost_and_nobody_stands_twice(view: MapView) -> None:
    check(grouped(view), {a.iri for a in view.actors})


def test_a_group_opens_by_territory_then_by_type_then_by_alphabet() -> None:
    found = grouped(department())
    [voluntary] = [g for g in found.roots if g.sphere == "association"]
    # The finest level with few enough groups is the commune: the next parts are types.
    assert (voluntary.place.code, [p.name for p in voluntary.parts]) == ("93072", ["association", "centre social"])
    first, second = voluntary.parts
    assert [p.name for p in first.parts] == ["Corps 00000 – Corps 00119", "Corps 00120 – Corps 00179"]
    assert (second.last - second.first, second.parts) == (120, [])
    [housing] = [g for g in found.roots if g.sphere == "logement"]
    assert [p.last - p.first for p in housing.parts] == [120, 80]


def test_a_large_territory_opens_by_the_next_level_that_parts_it() -> None:
    communes = [t for t in ("59350", "59512", "59009", "59178") for _n in range(100)]
    far = [body(n, f"{ID}territory/commune-{code}", "centre-social") for n, code in enumerate(communes)]
    # Seventy territories more, so that communes, EPCI and départements are too many to begin with.
    others = [body(1000 + n, f"{ID}territory/departement-{code:02}", "ccas") for n, code in enumerate(
        c for c in range(1, 90) if c not in (20, 59))]
    found = grouped(crowded(*far, *others, place="FR"))
    [north] = [g for g in found.roots if g.sphere == "association"]
    assert north.place.code == "R32"
    assert [(p.place.kind, p.last - p.first) for p in north.parts] == [("epci", 100), ("epci", 300)]
    assert [(p.place.kind, p.last - p.first) for p in north.parts[1].parts] == [("commune", 100)] * 3


def test_the_place_of_the_map_goes_without_saying() -> None:
    names = {g.name for g in grouped(crowd(400)).roots}
    assert names == {"Nord", "Pas-de-Calais", "Seine-Saint-Denis", "Corse-du-Sud"}
    local = crowded(*(body(n, f"{ID}territory/departement-93") for n in range(400)))
    assert {g.name for g in grouped(local).roots} == {"associations"}


def test_an_actor_without_a_place_stands_where_it_acts() -> None:
    view = village()
    lost = replace(view, actors=tuple(replace(a, territories=()) for a in view.actors))
    assert {g.place.code for g in grouped(lost).roots} == {"93072", "FR"}


# --- ties ------------------------------------------------------------------------------------------------------------


def test_ties_are_counted_where_their_parties_part() -> None:
    found = grouped(department())
    number = {a.name: n for n, a in enumerate(found.actors)}
    by_name = {g.name: g.number for g in found.groups}
    root = {g.sphere: g.number for g in found.roots}
    links = found.links
    # Ties 1 and 2 join associations and housing, tie 3 housing and the State.
    assert links[None] == {pair("association", "logement", root): 2, pair("etat", "logement", root): 1}
    # Within the associations, tie 2 joins the two types.
    assert sorted(links[root["association"]].values()) == [1]
    assert links[by_name["Corps 00000 – Corps 00119"]] == {(number["Corps 00000"], number["Corps 00001"]): 1}
    # Tie 4 joins the first housing body to the last, which stands in the other half of the alphabet.
    assert sum(links[root["logement"]].values()) == 1
    assert {g.sphere: g.ties for g in found.roots} == {"association": 2, "logement": 3, "etat": 1}


def pair(one: str, other: str, numbers: dict[str, int]) -> tuple[int, int]:
    first, second = sorted((numbers[one], numbers[other]))
    return first, second


def test_the_strongest_lines_are_kept_and_ties_are_broken_the_same_way() -> None:
    links = Counter({(0, 1): 1, (0, 2): 5, (1, 2): 1, (0, 3): 2, (2, 3): 1})
    assert strongest(links, 2) == [((0, 2), 5), ((0, 3), 2), ((0, 1), 1), ((1, 2), 1)]


# --- what travels with the map ---------------------------------------------------------------------------------------


@given(st.integers(0, 10**9))
def test_numbers_are_read_back(number: int) -> None:
    assert int(to_digits(number), 36) == number


def numbers(text: str) -> list[int]:
    return [int(digits, 36) for digits in text.split()]


def facts(found: Any) -> Iterator[tuple[str, str, tuple[str, ...], str, list[list[str]]]]:
    """Each fact as the script of the map reads it, parties by name."""
    for kind, on, forms, when, texts in found["facts"]:
        for text in texts.split():
            sides = [[found["names"][int(p, 36)] for p in side.split(".")]
                     for side in text.split(":")[0].split("-")]
            yield kind, on, tuple(forms), when, sides


def test_facts_are_read_back_as_they_were() -> None:
    view = village()
    names = {a.iri: a.name for a in view.actors}
    expected = []
    for tie in view.ties:
        parties = (tie.funder, tie.beneficiary) if tie.funder and tie.beneficiary else tie.parties
        expected.append(("funding" if tie.funder else "tie", footing(tie), tie.formalisation, tie.origin or "",
                         [[names[p] for p in parties]]))
    for kind, group in (("tension", view.tensions), ("absence", view.absences)):
        for fact in group:
            sides = [[names[p] for p in fact.unaware], [names[p] for p in fact.parties if p not in fact.unaware]]
            expected.append((kind, "", (), fact.moment or "", [side for side in sides if side]))
    found = held(view)
    assert sorted(facts(found)) == sorted(expected)
    assert len(expected) == 7
    # Where the sources say it, and what it is about.
    [(*_same, text)] = [same for same in found["facts"] if same[0] == "tension"]
    _parties, proof, about = text.split(":")
    assert found["proofs"][int(proof, 36)] == [(1, "Présentation, Freins")]
    assert found["about"][int(about, 36)] == "Les horaires."


def test_actors_are_read_back_as_they_were() -> None:
    view = village()
    link = {a.iri: f"../acteurs/{a.iri.rsplit('/', 1)[1]}.html" for a in view.actors}
    link[iri("elu")] = "javascript:alert(1)"
    found = held(view, link.get)
    by_name = {name: n for n, name in enumerate(found["names"])}
    number = by_name["Voisins"]
    assert found["types"][numbers(found["type"])[number]] == "association-habitants"
    bits = numbers(found["roles"])[number]
    assert [slug for i, slug in enumerate(found["codes"]["roles"]) if bits >> i & 1] == ["porteur"]
    bits = numbers(found["needs"])[by_name["Departement"]]
    assert [slug for i, slug in enumerate(found["codes"]["needs"]) if bits >> i & 1] == ["precarite-alimentaire"]
    assert [numbers(found["deeds"])[by_name[name]] for name in ("Voisins", "Ville")] == [1, 0]
    assert list(found["rings"]) == [number]
    before, after = found["page"]
    pages = {name: page and before + page + after for name, page in zip(found["names"], found["pages"], strict=True)}
    assert pages["Voisins"] == "../acteurs/voisins.html" and pages["Elu"] is None


@given(st.lists(st.text("ab/.", max_size=6), max_size=5))
def test_addresses_are_put_together_again(texts: list[str]) -> None:
    actors = [body(n, STAINS) for n in range(len(texts))]
    pages = {a.iri: text for a, text in zip(actors, texts, strict=True)}
    found = held(crowded(*actors), pages.get)
    before, after = found["page"]
    whole = {name: None if page is None else before + page + after
             for name, page in zip(found["names"], found["pages"], strict=True)}
    assert whole == {a.name: pages[a.iri] or None for a in actors}


def test_persons_and_actors_off_the_list_bear_no_ring() -> None:
    seen = Visibility(None, "invisible-atteste", {"fr": (), "en": ()})
    found = held(crowded(body(0, STAINS, seen=seen), body(1, STAINS, seen=replace(seen, rank=3))))
    assert list(found["rings"]) == [found["names"].index("Corps 00001")]


# --- a file that can be sent -----------------------------------------------------------------------------------------


def heavy(count: int) -> MapView:
    """Bodies with names as long as names get."""
    return all_at_work(crowded(*(replace(body(n, STAINS if n % 2 else NORD, "association" if n % 3 else "ccas"),
                                         name=f"Corps {n:05} {'x' * 70}") for n in range(count)), place="FR"))


def test_what_is_too_much_for_a_file_stays_out_and_the_map_says_so() -> None:
    html = draw(heavy(11_000), lang="en", link=lambda thing: "../t.html" if "/territory/" in thing else None)
    assert data_of(html)["crowd"] is None
    assert len(html.encode()) < 1_500_000
    assert "too much for one drawing, and for one file" in html and 'id="by-type"' not in html
    assert {n["href"] for n in data_of(html)["nodes"]} == {"../t.html"}


def test_proof_travels_along_only_where_there_is_room() -> None:
    actors = [body(n, STAINS) for n in range(400)]
    proofs = [(Proof("https://example.org/s", f"{n} {'p' * 180}"),) for n in range(6000)]
    ties = tuple(tied(n, actors[n % 400], actors[(n * 7 + 1) % 400], proof=proofs[n]) for n in range(6000))
    view = crowded(*actors, ties=ties, sources={"https://example.org/s": "Une source"})
    few = replace(view, ties=ties[:400])
    assert held(few)["proofs"][0] == [(1, f"0 {'p' * 180}")]
    untold = held(view)
    assert untold["proofs"] == [] and len(list(facts(untold))) == 6000
    html = draw(view, lang="en")
    assert len(html.encode()) < 1_500_000 and MOST_BYTES < 1_500_000
    assert "it is on the page of each actor" in html and "it is on the page of each actor" not in draw(few, lang="en")


def test_a_fact_about_someone_who_is_not_there_is_left_out_of_no_count() -> None:
    actors = [body(n, STAINS) for n in range(2)]
    absent = DisputeView(iri("x", "absent-tie"), (actors[0].iri, iri("nobody")), (iri("nobody"),), "avant", "Rien.",
                         None, ())
    [(kind, _on, _forms, when, sides)] = list(facts(held(crowded(*actors, absences=(absent,)))))
    assert (kind, when, sides) == ("absence", "avant", [["Corps 00000"]])


def test_the_page_of_a_crowd_says_it_without_a_script() -> None:
    html = draw(department(), lang="en")
    assert re.search(r'id="lead">\s*501 actors, 5 ties: too much for one drawing', html)
    assert html.count('<tr id="row-g') == len(grouped(department()).roots)
    assert "Corps 00000 · Corps 00001" in html and "and 280 more" in html


def test_the_figures_of_the_filters_are_those_of_everybody() -> None:
    html = draw(department(), lang="en")
    assert '<option value="s:association">voluntary sector: all (300)</option>' in html
    assert '<option value="porteur">lead (1)</option>' in html
    assert '<option value="unknown">not stated (5)</option>' in html
