"""From mentions to actors: several ways of naming one actor brought together, each with a slug, a type, a place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from odas_graph.naming import MAX_SLUG, slugify
from odas_graph.proposal.draft import Basis, ProposedActor
from odas_graph.proposal.mentions import Confidence, KnownActor, Mention, core_of
from odas_graph.proposal.reading import Reading, Sentence, fold
from odas_graph.territory import Territory, territory

_SURER: Mapping[Confidence, int] = {"certain": 0, "likely": 1, "to-check": 2}
# Types that words such as "groupe" and "réseau" give: any other word knows better.
_VAGUE = ("entreprise", "federation", "collectif")
_MAX_ALIASES = 8


@dataclass(slots=True)
class Cast:
    """The actors of a fiche, and which of them each sentence names, in the order of the text.

    `implied` holds those that a sentence means without naming them ("the association").
    """

    actors: dict[str, ProposedActor] = field(default_factory=dict)
    named: dict[int, list[tuple[Mention, str]]] = field(default_factory=dict)
    by_key: dict[str, str] = field(default_factory=dict)


def basis_of(reading: Reading, sentence: Sentence, rule: str, confidence: Confidence) -> Basis:
    """A basis whose evidence is a sentence."""
    return Basis(confidence, rule, reading.quote(sentence.start, sentence.end), sentence.start, sentence.end,
                 reading.section(sentence).heading, reading.page(sentence.start))


def cast(reading: Reading, mentions: Mapping[int, list[Mention]], places: Iterable[Territory],
         known: Iterable[KnownActor] = ()) -> Cast:
    """The actors that mentions speak of; a body "of the fiche" is that of its first territory."""
    home = next(iter(places), None)
    found = Cast()
    mentions = _with_places(mentions)
    one = {k.type + "|" + core_of(name): k for k in known if not k.generic for name in k.names}
    for number in _leads_first(reading, mentions):
        for mention in mentions[number]:
            if mention.kind != "anaphor":
                _take(found, reading, reading.sentences[number], mention, home, one)
    # Once the leads are known, so is whom "the association" means.
    _name_leads(found, reading, mentions, home)
    leads = [slug for slug, actor in found.actors.items() if actor.leads]
    for number in sorted(mentions):
        found.named[number] = []
        for mention in mentions[number]:
            slug = (_before(found, number, mention, leads) if mention.kind == "anaphor" else
                    found.by_key[_keys(mention, home)[0]])
            if slug:
                found.named[number].append((mention, slug))
    return found


def _with_places(mentions: Mapping[int, list[Mention]]) -> dict[int, list[Mention]]:
    """Where the text names one Métropole, "la Métropole" is that one."""
    named: dict[str, dict[str, Territory]] = {}
    every = [mention for number in mentions for mention in mentions[number] if mention.kind == "instance"]
    for mention in every:
        if mention.place:
            named.setdefault(mention.core, {})[mention.place.code] = mention.place
    sole = {core: next(iter(places.values())) for core, places in named.items() if len(places) == 1}
    return {number: [replace(m, place=sole[m.core]) if m.kind == "instance" and m.place is None and m.core in sole
                     else m for m in found] for number, found in mentions.items()}


def _leads_first(reading: Reading, mentions: Mapping[int, list[Mention]]) -> list[int]:
    """Those under the heading of leads first: there the names stand in full."""
    return sorted(mentions, key=lambda n: (reading.section(reading.sentences[n]).topic != "lead", n))


def _take(found: Cast, reading: Reading, sentence: Sentence, mention: Mention, home: Territory | None,
          known: Mapping[str, KnownActor]) -> None:
    place = _place_of(mention, home)
    keys = _keys(mention, home)
    slug = next((found.by_key[key] for key in keys if key in found.by_key), None)
    basis = basis_of(reading, sentence, mention.rule, mention.confidence)
    if slug is None:
        entry = next((known[k] for k in (f"{mention.type}|{core_of(_shown(mention, place))}",
                                         f"{mention.type}|{core_of(mention.name)}") if k in known), None)
        held = mention.slug or (entry.slug if entry and (mention.kind == "named" or mention.place) else None)
        slug = held or _free(found, _shown(mention, place), mention)
        found.actors[slug] = ProposedActor(
            slug, _shown(mention, place), mention.type, mention.kind == "group", basis,
            territory=place.code if place else None, known=held is not None)
    actor = found.actors[slug]
    for name in (mention.name, *mention.aliases):
        if (name != actor.name and mention.kind != "group" and len(actor.aliases) < _MAX_ALIASES
                and fold(name) not in map(fold, actor.aliases)):
            actor.aliases.append(name)
    guessed = actor.basis.rule == "listed" or actor.type in _VAGUE
    if mention.rule == "name-after-word" and guessed and mention.type not in _VAGUE:
        actor.type = mention.type
    if _SURER[mention.confidence] < _SURER[actor.basis.confidence]:
        actor.basis = basis
    for key in keys:
        found.by_key.setdefault(key, slug)


def _keys(mention: Mention, home: Territory | None) -> list[str]:
    """What two mentions of one actor share: its name or one of its aliases; for bodies, their kind and their place."""
    place = _place_of(mention, home)
    if mention.kind == "group":
        return [f"group|{mention.type}|{_plural_core(mention)}"]
    if mention.kind == "national":
        return [f"national|{mention.core}"]
    if mention.kind == "instance":
        return [f"body|{mention.core}|{place.code if place else ''}"]
    return [f"name|{core_of(name)}" for name in (mention.name, *mention.aliases)] + [f"name|{mention.core}"]


def _plural_core(mention: Mention) -> str:
    """Words of a group without the ends of the plural, so that an acronym and its words are one."""
    return " ".join(word.rstrip("sx") if not word.endswith("aux") else f"{word[:-3]}al"
                    for word in mention.core.split())


def _place_of(mention: Mention, home: Territory | None) -> Territory | None:
    """The place of a body: that which is named, else the territory of the fiche at the level of the body."""
    if mention.place or mention.kind in ("national", "named") or home is None:
        return mention.place
    match mention.level:
        case "departement":
            code = home.code if home.kind == "departement" else home.departement
        case "region":
            code = home.code if home.kind == "region" else home.region
        case "epci":
            code = home.code if home.kind == "epci" else home.epci
        case _:
            code = home.code
    return territory(code) if code else home


def _shown(mention: Mention, place: Territory | None) -> str:
    """The name proposed: that of the text, and the place in parentheses where the text leaves it out."""
    if mention.kind in ("instance", "group") and mention.place is None and place is not None:
        return f"{mention.name} ({place.name})"
    return mention.name


def _free(found: Cast, name: str, mention: Mention) -> str:
    slug = base = slugify(name)[:MAX_SLUG - 3].strip("-") or "acteur"
    number = 2
    while slug in found.actors:
        slug, number = f"{base}-{number}", number + 1
    return slug


def _before(found: Cast, number: int, mention: Mention, leads: Iterable[str]) -> str | None:
    """Whom "the association" means: the lead of that kind, else the last named actor of that kind."""
    kind = mention.type.partition("-")[0]
    for slug in leads:
        if found.actors[slug].type.partition("-")[0] == kind:
            return slug
    earlier = [slug for n in range(max(0, number - 12), number) for m, slug in found.named.get(n, ())
               if m.kind == "named" and found.actors[slug].type.partition("-")[0] == kind]
    return earlier[-1] if earlier else None


def _name_leads(found: Cast, reading: Reading, mentions: Mapping[int, list[Mention]], home: Territory | None) -> None:
    """Gives the role of lead to those under its heading; without that heading, to the first named actor, to check."""
    for number in sorted(mentions):
        sentence = reading.sentences[number]
        if reading.section(sentence).topic != "lead":
            continue
        for mention in mentions[number]:
            if mention.kind in ("anaphor", "group") or mention.type == "etablissement-scolaire":
                continue
            actor = found.actors[found.by_key[_keys(mention, home)[0]]]
            actor.roles.setdefault("porteur", basis_of(reading, sentence, "lead-heading", "certain"))
    if not any(actor.leads for actor in found.actors.values()):
        for number in sorted(mentions):
            for mention in mentions[number]:
                if mention.kind in ("named", "instance"):
                    actor = found.actors[found.by_key[_keys(mention, home)[0]]]
                    actor.roles["porteur"] = basis_of(reading, reading.sentences[number], "sole-candidate", "to-check")
                    return

