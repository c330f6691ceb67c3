"""The sentences that say why: from facts only, with these, and true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odas_graph.analysis.exits import Exits
from odas_graph.analysis.explain import Answer, Deed, Gift, Link, Names, Reason, Story, reasons
from odas_graph.analysis.recognition import LOCAL_CIRCLES
from odas_graph.analysis.stability import Stability
from odas_graph.analysis.verdict import Verdict
from odas_graph.i18n import LANGUAGES, in_language
from odas_graph.panel import CIRCLES
from tests.analysis.candidates import CANDIDATES, Candidate, assessed, candidate, judged, known, world
from tests.analysis.test_exits import ways_off
from tests.analysis.test_verdict import OTHERS

NAMES = Names({circle: f"[{circle}]" for circle in CIRCLES}, {"hors-champ": "outside the field"})
DEED = Deed("Repas", ["porteur"], ["denrées", "locaux"], True, ("part-1",))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


def told(verdict: Verdict, story: Story | None = None, exits: Exits | None = None) -> list[str]:
    return [reason.text for reason in reasons(verdict, story or Story(), NAMES, LOCAL_CIRCLES, exits)]


def one(*views: str, sphere: str = "association", proximity: float = .5) -> Verdict:
    return judged(candidate("vu", proximity, *views, sphere=sphere), *OTHERS)["vu"]


def test_the_reasons_of_an_actor_its_town_hall_did_not_know() -> None:
    found = world([candidate("vu", .5, "ignore", "inconnu", "sans-date"), *OTHERS], known("vu", "region", "formel"))
    verdict = next(v for v in assessed(found) if v.actor == "vu")
    ties = {circle: view.facts for circle, view in verdict.circles.items()}
    told = reasons(verdict, Story([DEED]), NAMES, LOCAL_CIRCLES, ways_off(found)["vu"])
    # Each sentence with the facts it rests on; silence rests on none.
    assert told == [
        Reason("“Repas”: porteur; brings denrées, locaux; in direct contact with inhabitants.", ("part-1",)),
        Reason("[commune-ccas]: a source states that it did not know it.", ties["commune-ccas"]),
        Reason("[departement]: a tie, of which no source says whether it is older than the action.",
               ties["departement"]),
        Reason("No source says whether these circles knew it: [intercommunalite], [protection-sociale]."),
        Reason("Elsewhere, known before the action by: [region].", ties["region"]),
        Reason("Would leave the list if an agreement older than the action were recorded with: [commune-ccas].",
               ties["commune-ccas"]),
        Reason("Would leave the list if its direct contact with inhabitants were not confirmed.", ("part-1",)),
    ]
    assert all(len(facts) == 1 for circle, facts in ties.items() if circle in ("commune-ccas", "departement", "region"))


@pytest.mark.parametrize(("deed", "sentence"), [
    (Deed("A", ["porteur", "relais"], [], None), "“A”: porteur, relais."),
    (Deed("A", ["relais"], [], False), "“A”: relais; without direct contact with inhabitants."),
    (Deed("A", ["relais"], ["soins"], None), "“A”: relais; brings soins."),
    (Deed("{0} {circle} %s", ["{roles}"], [], None), "“{0} {circle} %s”: {roles}."),
])
def test_a_deed_is_told_as_it_stands(deed: Deed, sentence: str) -> None:
    assert told(one(), Story([deed]))[0] == sentence


def test_what_it_alone_brings_and_answers_and_whom_it_joins() -> None:
    story = Story([DEED], [Gift(["denrées", "{needs}"], "Repas", ("part-1",))],
                  [Answer(["précarité alimentaire"], "Stains (93)", ("part-1", "part-2"))], 3,
                  [Link("Le Centre", "santé", "Le Bailleur", "logement", ("tie-1", "tie-2"))])
    verdict = replace(one(), brokered=4)
    found = reasons(verdict, story, NAMES, LOCAL_CIRCLES)[1:6]
    assert found == [
        Reason("In “Repas”, the sources name nobody else who brings: denrées, {needs}.", ("part-1",)),
        Reason("Stains (93): the sources name nobody else there who answers: précarité alimentaire.",
               ("part-1", "part-2")),
        Reason("Without it, 3 actors and actions would no longer be linked to the rest.", ("part-1",)),
        Reason("Makes the link between Le Centre (santé) and Le Bailleur (logement), whom no stated tie joins.",
               ("tie-1", "tie-2")),
        Reason("In all, it makes such a link for 4 pairs of actors of different fields.", ("tie-1", "tie-2")),
    ]
    assert "Without it, one actor or action would no longer be linked to the rest." in told(one(), Story(apart=1))
    # What does not hold is not told.
    alone = told(replace(one(), brokered=1), Story([DEED], links=story.links))
    assert not any(word in sentence for sentence in alone for word in ("In all", "Without it", "nobody else"))


@pytest.mark.parametrize(("view", "sentence"), [
    ("formel", "[commune-ccas]: a tie before the action, on a formal footing (agreement, funding, approval…)."),
    ("informel", "[commune-ccas]: a tie before the action, without anything in writing."),
    ("nouveau", "[commune-ccas]: first tie born of the action."),
    ("sans-lien", "[commune-ccas]: a source states that they did not work together."),
])
def test_a_circle_is_told_with_its_footing(view: str, sentence: str) -> None:
    assert told(one(view))[0] == sentence


def test_a_footing_no_source_gives_is_said_so() -> None:
    unsaid = known("vu", "commune-ccas", "formel")[0]._replace(formal=None)
    verdict = next(v for v in assessed(world([candidate("vu", .5), *OTHERS], [unsaid])) if v.actor == "vu")
    assert told(verdict)[0] == "[commune-ccas]: a tie before the action, of which no source gives the footing."


def test_what_the_action_made_of_an_absence_is_told() -> None:
    found = world([candidate("vu", .5, "ignore"), *OTHERS], known("vu", "commune-ccas", "nouveau"))
    assert told(next(v for v in assessed(found) if v.actor == "vu"))[0] == (
        "[commune-ccas]: a source states that it did not know it. The action has since made the tie.")
    # Silence on the time after is no tie.
    assert "since" not in told(one("ignore"))[0]


@pytest.mark.parametrize(("verdict", "profiles"), [
    # A revealed actor is little known, an attested one unknown to one: that says the most.
    (one("nouveau"), None), (one("ignore"), None),
    (one("nouveau", sphere="logement"), "outside the field"),
    (one("sans-lien", sphere="logement"), "outside the field"),
    # Without a word for it, its slug.
    (one("ignore", "formel", "formel"), "pilier-reconnu"),
    (one("formel"), None),
])
def test_the_other_profiles_of_a_listed_actor(verdict: Verdict, profiles: str | None) -> None:
    found = [sentence for sentence in told(verdict) if "profiles" in sentence]
    assert found == ([] if profiles is None else [f"Also fits these profiles: {profiles}."])


def stable(listed: float, low: int | None, high: int | None, holds: float = .5) -> Stability:
    return Stability(holds, listed, low, high, {}, 1000)


@pytest.mark.parametrize(("found", "sentence"), [
    (stable(.87, 2, 9), "stays on the list in 87%, with the same profile in 50%, between ranks 2 and 9."),
    (stable(1, 1, 1, 1), "stays on the list in 100%, with the same profile in 100%, at rank 1."),
    (stable(.9, 3, None), "stays on the list in 90%, with the same profile in 50%, from rank 3 to off the list."),
    (stable(.02, None, None, 0), "stays on the list in 2%, with the same profile in 0%."),
    # Nearly all is not all, and nearly none is not none.
    (stable(.999, 1, 2, .001), "stays on the list in 99%, with the same profile in 1%, between ranks 1 and 2."),
])
def test_how_firm_a_verdict_is_is_one_sentence(found: Stability, sentence: str) -> None:
    verdict = replace(one("ignore"), stability=found)
    assert told(verdict)[-1] == f"Of 1000 trials that change data and weights a little, {sentence}"


def test_an_actor_off_the_list_is_told_no_way_off_it() -> None:
    verdict = replace(one(), stability=stable(.1, None, None))
    assert not any("list" in sentence for sentence in told(verdict, exits=Exits()))


def test_the_ways_off_the_list_rest_on_what_they_would_undo() -> None:
    story = Story([DEED, replace(DEED, contact=False, facts=("part-2",))], [Gift(["x"], "y", ("gift",))],
                  [Answer(["x"], "y", ("need",))], 2, [Link("a", "b", "c", "d", ("tie",))])
    verdict = one("ignore")
    ways = reasons(verdict, story, NAMES, LOCAL_CIRCLES, Exits((), ("proximite", "passage", "irremplacabilite")))[-4:]
    assert ways == [
        Reason("One agreement with a single circle would not be enough to take it off the list.",
               verdict.circles["commune-ccas"].facts),
        Reason("Would leave the list if its direct contact with inhabitants were not confirmed.", ("part-1",)),
        Reason("Would leave the list if all whom it links were linked without it.", ("tie", "part-1", "part-2")),
        Reason("Would leave the list if others brought all that it alone brings.", ("gift", "need")),
    ]
    two = told(verdict, exits=Exits(("commune-ccas", "departement")))[-1]
    assert two == ("Would leave the list if an agreement older than the action were recorded with: [commune-ccas] or "
                   "[departement].")


@given(st.sampled_from(LANGUAGES), CANDIDATES.filter(bool))
def test_every_verdict_can_be_told_in_both_languages(lang: str, everyone: list[Candidate]) -> None:
    found = world(everyone)
    ways = ways_off(found)
    with in_language(lang):
        for verdict in assessed(found):
            stated = reasons(replace(verdict, stability=stable(.5, 1, 2)), Story([DEED], apart=2), NAMES,
                             LOCAL_CIRCLES, ways[verdict.actor])
            assert stated and all(r.text.strip() and r.text.endswith(".") and "{" not in r.text for r in stated)
            held = {fact for view in verdict.circles.values() for fact in view.facts} | set(DEED.facts)
            assert {fact for reason in stated for fact in reason.facts} <= held
