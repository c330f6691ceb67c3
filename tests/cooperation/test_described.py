"""Clusters in words: who is in them, how surely, what they are called, and whether chance parts a network as much."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest

from odas_graph.cooperation.described import Described, Member, describe_clusters
from odas_graph.cooperation.names import place_iri
from odas_graph.errors import UsageError
from odas_graph.i18n import in_language
from odas_graph.network import panel
from odas_graph.store import EmbeddedStore
from tests.analysis import action, actor, iri, shipped, takes_part, tie, world


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with in_language("en"):
        yield


def team(prefix: str, count: int) -> list[str]:
    return [f"{prefix}{i}" for i in range(count)]


def all_tied(slugs: list[str]) -> list[Any]:
    return [tie(one, other) for one, other in combinations(slugs, 2)]


@pytest.fixture(scope="module")
def towns() -> EmbeddedStore:
    """Six at Stains who all know one another, six at Brest, one tie between; a pair; a person; three by themselves."""
    stains, brest, mans = team("s", 6), team("b", 6), team("m", 3)
    return world(
        [*(actor(slug) for slug in stains[1:]), actor("s0", "elu", nom="Mme Untel"),
         *(actor(slug, territoire="29019") for slug in brest),
         *(actor(slug, territoire="72181") for slug in [*mans, "p0", "p1"])],
        {"une": action(takes_part("s1", "porteur"), problematiques=["precarite-alimentaire"],
                       partenariats=[*all_tied(stains), tie("s1", "b1")]),
         "deux": action(takes_part("b0", "porteur"), territoires=["29019"], problematiques=["acces-aux-soins"],
                        partenariats=all_tied(brest)),
         "trois": action(takes_part("m0", "porteur"), territoires=["72181"],
                         partenariats=[*all_tied(mans), tie("p0", "p1")])})


def described(store: EmbeddedStore, network: str = "ties", **options: Any) -> Described:
    return describe_clusters(store, panel(store), network, **{"seeds": 5, "draws": 60, **options})


def test_teams_are_found_named_and_told_apart_from_chance(towns: EmbeddedStore) -> None:
    found = described(towns)
    assert [{m.iri for m in group.actors} for group in found.groups] == [
        {iri(slug) for slug in team("b", 6)}, {iri(slug) for slug in team("s", 6)},
        {iri(slug) for slug in team("m", 3)}]
    names = {group.name for group in found.groups}
    assert "Food insecurity – Stains (93)" in names and "Access to health care – Brest (29)" in names
    assert found.pairs == ((iri("p0"), iri("p1")),) and found.alone == ()
    large = [group for group in found.groups if len(group.actors) == 6]
    assert all(group.structure is not None and group.structure.verdict == "above" and group.told_apart
               for group in large)
    whole = next(group for group in found.groups if len(group.actors) == 3)
    assert whole.structure is None and whole.told_apart and whole.name == "Le Mans (72) – around M0"
    assert all(member.sure for group in found.groups for member in group.actors)


def test_what_chance_parts_as_much_is_no_structure() -> None:
    # A ring of twelve: Louvain parts it, as it parts any ring or chain of that size.
    ring = team("r", 12)
    store = world([actor(slug) for slug in ring], {"une": action(
        takes_part("r0", "porteur"), partenariats=[tie(ring[i - 1], ring[i]) for i in range(12)])})
    found = described(store)
    assert len(found.groups) > 1 and not any(group.told_apart for group in found.groups)
    # Two who stand together within a larger whole are a cluster of it, no pair by themselves.
    assert sum(len(group.actors) for group in found.groups) == 12 and found.pairs == ()


def test_persons_are_members_and_never_named(towns: EmbeddedStore) -> None:
    data = described(towns).to_dict()
    assert "Untel" not in str(data) and iri("s0") not in str(data)
    stains = next(c for c in data["clusters"] if c["name"].endswith("Stains (93)"))
    assert (stains["size"], len(stains["members"]), stains["persons_not_listed"]) == (6, 5, 1)
    assert data["persons_not_listed"] == 1
    assert "Mme Untel" in str(described(towns, persons=True).to_dict())


def test_no_person_gives_a_cluster_its_name() -> None:
    store = world([actor("ada", "elu", nom="Mme Untel"), *(actor(slug) for slug in "bcd")],
                  {"une": action(takes_part("b", "porteur"), partenariats=[tie("ada", slug) for slug in "bcd"])})
    assert "Untel" not in str(described(store).to_dict())


def test_two_clusters_of_one_name_are_told_apart() -> None:
    one, other = team("a", 6), team("z", 6)
    store = world([actor(slug) for slug in [*one, *other]], {"une": action(
        takes_part("a0", "porteur"), problematiques=["lien-social"], partenariats=[*all_tied(one), *all_tied(other)])})
    found = described(store)
    assert len({group.name for group in found.groups}) == 2


def test_affiliation_holds_actions_too(towns: EmbeddedStore) -> None:
    found = described(towns, "affiliation")
    # Each action has a single participant: pairs of an actor and its action, and all the others alone.
    assert found.groups == () and len(found.pairs) == 3 and len(found.alone) == 14
    assert found.modularity == 0
    store = world([actor(slug) for slug in "abcdef"], {
        slug: action(takes_part(lead, "porteur"), participants=[takes_part(p, "partenaire") for p in others])
        for slug, lead, others in (("une", "a", "bc"), ("deux", "d", "ef"))})
    groups = described(store, "affiliation").groups
    assert sorted((len(g.actors), [m.iri for m in g.actions]) for g in groups) == [
        (3, [iri("deux", "action")]), (3, [iri("une", "action")])]


def test_inside_a_territory(towns: EmbeddedStore) -> None:
    found = described(towns, territory=place_iri("29"))
    assert [len(group.actors) for group in found.groups] == [6] and found.territory == place_iri("29")
    # All of them share it, so that nobody shares it more than the others: named after who stands in the middle.
    assert found.groups[0].name == "Around B0" and found.groups[0].features == ()


def test_a_member_that_wanders_is_not_sure() -> None:
    assert not Member("x", 0.74, 0.0).sure and not Member("x", 1.0, 0.26).sure and Member("x", 0.75, 0.25).sure


def test_the_same_store_gives_the_same_words(towns: EmbeddedStore) -> None:
    assert described(towns).to_dict() == described(towns).to_dict()


def test_draws_are_told_of(towns: EmbeddedStore) -> None:
    told: list[int] = []
    described(towns, advance=told.append)
    assert sum(told) == 60  # one component is parted


def test_recognition_has_no_clusters(towns: EmbeddedStore) -> None:
    with pytest.raises(UsageError, match="circles of institutions"):
        described(towns, "recognition")


def test_the_shipped_data() -> None:
    found = described(shipped().store, draws=20)  # type: ignore[arg-type]
    members = [m.iri for g in found.groups for m in (*g.actors, *g.actions)]
    assert len(members) == len(set(members)) and len(members) + 2 * len(found.pairs) + len(found.alone) == 155
    for group in found.groups:
        for feature in group.features:
            assert feature.q is None or feature.p is not None
    assert len({group.name for group in found.groups}) == len(found.groups)
