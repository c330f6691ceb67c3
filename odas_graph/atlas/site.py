"""All that the pages of an atlas show, read once from a store, and the words to say it with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Final

from odas_graph import vocab
from odas_graph.atlas.addresses import page_of
from odas_graph.atlas.excerpt import Excerpts
from odas_graph.atlas.prospects import Prospects
from odas_graph.dossiers import Dossiers, dossiers
from odas_graph.i18n import in_language
from odas_graph.store import GraphStore
from odas_graph.territory import COUNTRY, Territory, ancestors, label, territory
from odas_graph.territory import territories as all_territories
from odas_graph.views import DisputeView, MapView, ParticipationView, TieView, map_view

if TYPE_CHECKING:
    from odas_graph.visibility import Assessment, CircleMatrix

OVERSEAS: Final = ("971", "972", "973", "974", "976")


def departements() -> tuple[Territory, ...]:
    """The départements, without the overseas collectivities, which are none."""
    return tuple(t for t in all_territories("departement") if len(t.code) == 2 or t.code in OVERSEAS)


@dataclass(frozen=True)
class Site:
    """What a store holds, for the pages of one language; `assessments` are in that language.

    `everything` has all ties and participations; `dossiers` what is known of each action and actor.
    """

    store: GraphStore
    lang: str
    everything: MapView
    dossiers: Dossiers
    assessments: Mapping[str, Assessment]

    @classmethod
    def read(cls, store: GraphStore, lang: str, assessments: Iterable[Assessment]) -> Site:
        """The site of a store."""
        return cls(store, lang, map_view(store), dossiers(store), {a.actor: a for a in assessments})

    def in_language(self, lang: str, assessments: Iterable[Assessment]) -> Site:
        """The same in another language; what no language changes is not read again."""
        other = replace(self, lang=lang, assessments={a.actor: a for a in assessments})
        for name in ("codes", "territories", "here", "participations", "ties", "disputes", "absences", "with_page",
                     "public_actors", "houses", "_views", "_excerpts", "_stated", "_spheres"):
            other.__dict__[name] = getattr(self, name)
        return other

    @cached_property
    def codes(self) -> dict[str, str]:
        """The code of each territory by IRI."""
        return {row["t"].value: row["code"].value for row in self.store.select(
            "SELECT ?t ?code WHERE { ?t igeo:codeINSEE ?insee ; skos:notation ?code }")}

    def territory(self, iri: str) -> Territory | None:
        """The territory of an IRI; None for one that the store does not describe."""
        return territory(self.codes[iri]) if iri in self.codes else None

    @cached_property
    def territories(self) -> tuple[Territory, ...]:
        """Every territory with a page: départements, where an action is, and all that hold it; the country first."""
        here = {t for a in self.dossiers.actions.values() for iri in a.territories if (t := self.territory(iri))}
        held = here | {holder for t in here for holder in ancestors(t)} | {territory(COUNTRY), *departements()}
        order = {"pays": 0, "region": 1, "departement": 2, "epci": 3, "commune": 4}
        return tuple(sorted(held, key=lambda t: (order.get(t.kind, 5), t.code)))

    def view(self, found: Territory) -> MapView:
        """What the map of a territory shows, which its page and its report tell too."""
        if found.code not in self._views:
            self._views[found.code] = self.everything if found.code == COUNTRY else self._excerpts.view(found)
        return self._views[found.code]

    @cached_property
    def _excerpts(self) -> Excerpts:
        return Excerpts(self.everything, self.dossiers, self.codes)

    @cached_property
    def _views(self) -> dict[str, MapView]:
        return {}

    @cached_property
    def here(self) -> dict[str, tuple[str, ...]]:
        """The actions of each territory by its code, those of the territories it holds among them.

        A collected initiative that a fiche of the same territory tells in full is that action, and counts once.
        """
        found: dict[str, list[str]] = defaultdict(list)
        for iri, action in self.dossiers.actions.items():
            places = {t for place in action.territories if (t := self.territory(place))}
            for code in sorted({t.code for place in places for t in (place, *ancestors(place))} | {COUNTRY}):
                found[code].append(iri)
        told = {iri: action.detailed_by for iri, action in self.dossiers.actions.items()}
        return {code: tuple(iri for iri in actions if told[iri] not in inside)
                for code, actions in found.items() for inside in [set(actions)]}

    def reaching(self, found: Territory) -> tuple[str, ...]:
        """The actions of the territories that hold this one, and of none in it: what they do is done here too."""
        inside = set(self.here.get(found.code, ()))
        above = {iri for holder in ancestors(found) for iri in self._stated.get(holder.code, ())}
        return tuple(sorted(above - inside))

    @cached_property
    def _stated(self) -> dict[str, tuple[str, ...]]:
        """The actions that a source places in a territory itself, by its code."""
        found: dict[str, list[str]] = defaultdict(list)
        for iri, action in self.dossiers.actions.items():
            for place in action.territories:
                if place in self.codes:
                    found[self.codes[place]].append(iri)
        return {code: tuple(actions) for code, actions in found.items()}

    @cached_property
    def participations(self) -> dict[str, tuple[ParticipationView, ...]]:
        """The participations of each actor and of each action."""
        found: dict[str, list[ParticipationView]] = defaultdict(list)
        for item in self.everything.participations:
            found[item.actor].append(item)
            found[item.action].append(item)
        return {iri: tuple(items) for iri, items in found.items()}

    @cached_property
    def ties(self) -> dict[str, tuple[TieView, ...]]:
        """The partnerships and fundings of each actor, and those stated within each action."""
        found: dict[str, list[TieView]] = defaultdict(list)
        for tie in self.everything.ties:
            for iri in (*tie.parties, *((tie.action,) if tie.action else ())):
                found[iri].append(tie)
        return {iri: tuple(items) for iri, items in found.items()}

    @cached_property
    def disputes(self) -> dict[str, tuple[DisputeView, ...]]:
        """The tensions and the stated absences of each actor and within each action."""
        found: dict[str, list[DisputeView]] = defaultdict(list)
        for fact in (*self.everything.tensions, *self.everything.absences):
            for iri in (*fact.parties, *((fact.action,) if fact.action else ())):
                found[iri].append(fact)
        return {iri: tuple(items) for iri, items in found.items()}

    @cached_property
    def absences(self) -> frozenset[str]:
        """Which of the disputes are stated absences."""
        return frozenset(fact.iri for fact in self.everything.absences)

    @cached_property
    def ranked(self) -> tuple[Assessment, ...]:
        """The list of invisible actors, best first."""
        return tuple(sorted((a for a in self.assessments.values() if a.rank), key=lambda a: a.rank or 0))

    @cached_property
    def matrix(self) -> CircleMatrix:
        """What each circle knew of each candidate."""
        from odas_graph.visibility import circle_matrix

        return circle_matrix(self.store)

    @cached_property
    def prospects(self) -> Prospects:
        """Who could meet whom, and what would stop with whom, in the language of the site."""
        with in_language(self.lang):
            return Prospects.read(self.store)

    @cached_property
    def houses(self) -> Mapping[str, str]:
        """The body that each actor stops with: its own, or the one that it is a service or a member of."""
        from odas_graph.network import panel

        actors = panel(self.store).actors
        return {iri: actors.iris[house] for iri, house in zip(actors.iris, actors.house.tolist(), strict=True)}

    def verdict(self, actor: str) -> Assessment | None:
        """The assessment of an actor, of a natural person never."""
        return None if self.dossiers.actors[actor].person else self.assessments.get(actor)

    def name(self, iri: str) -> str:
        """What a thing is called in the language of the site; its IRI where the store does not say."""
        if iri in self.dossiers.actors:
            return self.dossiers.actors[iri].name
        if iri in self.dossiers.actions:
            return self.dossiers.actions[iri].title.within(self.lang)
        found = self.territory(iri)
        return label(found) if found else iri

    @staticmethod
    def label(found: Territory) -> str:
        """A territory by name, with its code where that tells it apart."""
        return label(found)

    def number(self, value: Decimal | int) -> str:
        """A figure as the language writes it: no-break spaces in groups and a comma in French."""
        text = f"{value:,}"
        if "." in text:
            text = text.rstrip("0").rstrip(".")
        return text.translate({44: "\N{NARROW NO-BREAK SPACE}", 46: ","}) if self.lang == "fr" else text

    def plural(self, count: int, one: str, many: str) -> str:
        """The word for so many: in French none is singular."""
        return one if count == 1 or (count == 0 and self.lang == "fr") else many

    def word(self, scheme: str, slug: str) -> str:
        """The label of a code in the language of the site."""
        return self.everything.word(scheme, slug, self.lang)

    def words(self, scheme: str, slugs: Sequence[str]) -> str:
        """The labels of codes, comma-separated, in their order."""
        return ", ".join(self.word(scheme, slug) for slug in slugs)

    def sphere(self, actor: str) -> str:
        """The sphere of an actor."""
        return self._spheres.get(actor) or vocab.SPHERE.get(self.dossiers.actors[actor].type, "association")

    @cached_property
    def _spheres(self) -> dict[str, str]:
        return {a.iri: a.sphere for a in self.everything.actors}

    @cached_property
    def public_actors(self) -> tuple[str, ...]:
        """The actors that get a page of their own by name: natural persons have one too, but are never ranked."""
        return tuple(sorted(self.dossiers.actors, key=lambda iri: (self.dossiers.actors[iri].name.casefold(), iri)))

    def page(self, iri: str) -> str | None:
        """The page of a thing from the root of the language; None where there is none."""
        if iri in self.dossiers.actors or iri in self.dossiers.actions:
            return page_of(iri, self.codes)
        found = self.territory(iri)
        return page_of(iri, self.codes) if found in self.with_page else None

    @cached_property
    def with_page(self) -> frozenset[Territory]:
        """The territories with a page."""
        return frozenset(self.territories)
