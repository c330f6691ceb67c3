"""What the report of a territory says: from the facts of its page to sentences and tables, each with its proof."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from odas_graph import vocab
from odas_graph.atlas.needs import Cover, NeedRow, cover
from odas_graph.atlas.report.blocks import Bullets, Paragraph, Report, Section, Table
from odas_graph.atlas.site import Site
from odas_graph.atlas.territories import local_actors, prospects
from odas_graph.i18n import gettext as _
from odas_graph.territory import Territory, label
from odas_graph.views import MapView, Proof, TieView

if TYPE_CHECKING:
    from odas_graph.atlas.report.blocks import Block, Picture

# A report is read by people who have one hour: longer lists end with how many are left, and the page has them all.
MOST_TIES = 40
MOST_ACTIONS = 12
MOST_NAMES = 25
MOST_MEETINGS = 5
MOST_STOPS = 5
MOST_LOSSES = 4


def report(site: Site, territory: Territory, pictures: Sequence[Picture] = ()) -> Report:
    """The report of a territory with at least one action; `pictures` are its maps and figures."""
    return _Writer(site, territory, pictures).write()


class _Writer:
    """A report being written."""

    def __init__(self, site: Site, territory: Territory, pictures: Sequence[Picture]) -> None:
        self.site, self.territory, self.pictures = site, territory, pictures
        self.view: MapView = site.view(territory)
        self.actions = sorted(site.here.get(territory.code, ()), key=lambda iri: (site.name(iri).casefold(), iri))
        self.actors = [a.iri for a in self.view.actors]

    def write(self) -> Report:
        here = label(self.territory)
        return Report(self.territory.code, _("Who works with whom: {name}").format(name=here), _(
            "A reading of the sources on local cooperation, to be completed and discussed with those it speaks of."),
            [self.perimeter(), self.portrait(), self.partnerships(), self.needs(), self.people(), self.change(),
             self.missing(), self.questions(), self.fiches(), self.method()])

    def proof(self, places: Iterable[Proof]) -> str:
        """Where it is said: the number of the source in the list at the beginning, section, page."""
        found = []
        for place in places:
            where = [place.section or ""] + ([_("page {n}").format(n=place.page)] if place.page else [])
            found.append(f"[{self.sources.get(place.source, '?')}] {', '.join(part for part in where if part)}".strip())
        return " ; ".join(dict.fromkeys(found))

    @cached_property
    def sources(self) -> dict[str, int]:
        """The sources that the report refers to, numbered."""
        facts: list[Iterable[Proof]] = [f.proof for f in (*self.view.facts, *self.view.participations)]
        for action in (self.site.dossiers.actions[iri] for iri in self.actions):
            facts += [action.proof, *(r.proof for r in action.results),
                      *(r.proof for found in action.remarks.values() for r in found)]
        return {iri: n for n, iri in enumerate(sorted({p.source for places in facts for p in places}), 1)}

    def names(self, iris: Iterable[str], most: int = MOST_NAMES) -> str:
        """Names, the first of them where there are many."""
        found = [self.site.name(iri) for iri in iris]
        more = _(" and {n} others").format(n=len(found) - most) if len(found) > most else ""
        return ", ".join(found[:most]) + more

    def perimeter(self) -> Section:
        sets = [d for d in self.site.dossiers.datasets if set(d.sources) & self.sources.keys()]
        stated = sum(t.formal is not None for t in self.view.ties)
        known = [self.site.verdict(a) for a in self.actors if a in self.site.assessments]
        told = sum(1 for a in known if a and a.verdict.coverage)
        blocks: list[Block] = [
            Paragraph(_("{actions} actions, {actors} actors, {ties} ties that a source states.").format(
                actions=len(self.actions), actors=len(self.actors), ties=len(self.view.ties))),
            Paragraph(_("Of {ties} ties, {n} come with their footing. Of {actors} actors that could be little known, "
                        "the sources say for {told} whether a local institution knew them.").format(
                ties=len(self.view.ties), n=stated, actors=len(known), told=told), strong=_("Coverage. ")),
            Paragraph(_("Sources, referred to by their number:")),
            Bullets([f"[{n}] {self.site.dossiers.sources.get(s, s)}" for s, n in self.sources.items()])]
        gaps = [gap for dataset in sets for gap in dataset.gaps]
        if gaps:
            blocks += [Paragraph(_("What these sources leave out:")), Bullets(gaps)]
        if any(d.fictional for d in sets):
            blocks.insert(0, Paragraph(_("These data are invented, for an example or a trial."), strong="! "))
        return Section(_("Perimeter, sources, coverage"), blocks)

    def portrait(self) -> Section:
        spheres = Counter(self.site.sphere(a) for a in self.actors)
        types = Counter((self.site.sphere(a), self.site.dossiers.actors[a].type) for a in self.actors)
        rows = [(self.site.word("sphere", sphere), str(n), ", ".join(
            f"{self.site.word('type-acteur', kind)} ({count})" for (own, kind), count in sorted(
                types.items(), key=lambda item: (-item[1], item[0])) if own == sphere))
            for sphere, n in sorted(spheres.items(), key=lambda item: (-item[1], item[0]))]
        return Section(_("Portrait"), [
            *self.pictures[:1],
            Table(_("Actors by sphere and type"), [_("Sphere"), _("Number"), _("Types")], rows)])

    def partnerships(self) -> Section:
        ties = self.view.ties
        footing = Counter((self.footing(t), t.origin or "") for t in ties)
        origins = [*vocab.CODES["origine"], ""]
        rows = [[name, *(str(footing[name, o]) for o in origins)]
                for name in dict.fromkeys(self.footing(t) for t in ties)]
        heads = [_("Footing"), *(self.site.word("origine", o) for o in vocab.CODES["origine"]), _("not stated")]
        shown = [[self.parties(t), t.subject or "", self.footing(t), self.proof(t.proof)] for t in ties[:MOST_TIES]]
        blocks: list[Block] = [
            Table(_("Ties: on what footing, and since when"), heads, rows),
            Table(_("The ties, one by one"), [_("Between"), _("About"), _("Footing"), _("Proof")], shown)]
        if len(ties) > MOST_TIES:
            blocks.append(Paragraph(_("{n} more on the page of the territory.").format(n=len(ties) - MOST_TIES)))
        if self.view.tensions:
            blocks += [Paragraph(_("Tensions that a source states:")), Bullets([
                _("{who}: {what}").format(who=self.names(t.parties), what=t.about) + f" ({self.proof(t.proof)})"
                for t in self.view.tensions])]
        return Section(_("Partnerships"), blocks)

    def footing(self, tie: TieView) -> str:
        """The footing of a tie in words."""
        if tie.formalisation:
            return self.site.words("formalisation", tie.formalisation)
        return _("funding, instrument not stated") if tie.funder else _("not stated")

    def parties(self, tie: TieView) -> str:
        """Who a tie holds; who pays whom."""
        if tie.funder and tie.beneficiary:
            return f"{self.site.name(tie.funder)} → {self.site.name(tie.beneficiary)}"
        return self.names(tie.parties)

    @cached_property
    def cover(self) -> Cover:
        """Which need of which public is answered here."""
        return cover(self.site, self.territory)

    def needs(self) -> Section:
        found, site = self.cover, self.site
        rows = [[site.word("problematique", row.need), self.answered(row), self.publics(row, "several"),
                 ", ".join(f"{site.word('public', p)} ({self.names(cell.bodies)})" for p, cell in row.cells.items()
                           if cell.state == "one")] for row in found.rows if row.whole.state != "none"]
        none = site.words("problematique", [row.need for row in found.by_state("none")])
        caveat = [_("“No source names anyone” does not mean that nobody answers: {n} actions are known here, and what "
                    "nobody wrote down is missing.").format(n=found.actions)]
        if found.silent:
            caveat.append(_("Of {silent} of them no source states the publics: they count in the first column "
                            "alone.").format(silent=found.silent))
        if found.wider:
            caveat.append(_("{n} are actions of a larger territory, that reach this one.").format(n=found.wider))
        blocks: list[Block] = [
            Paragraph(" ".join(caveat)),
            Table(_("Each need, for whom, and how many bodies answer it"),
                  [_("Need"), _("Answered"), _("By several, for"), _("By one only, for")], rows)]
        if none:
            blocks.append(Paragraph(none + ".", strong=_("Needs for which no source names anyone here: ")))
        if found.publics and found.unreached:
            blocks.append(Paragraph(site.words("public", found.unreached) + ".", strong=_(
                "Publics that no action known here says it is for: ")))
        return Section(_("Needs and publics"), blocks)

    def answered(self, row: NeedRow) -> str:
        """How a need is answered, whatever the public."""
        bodies = row.whole.bodies
        if not bodies:
            return _("an action, in which nobody is named")
        return (_("by one body only: {name}").format(name=self.site.name(bodies[0])) if len(bodies) == 1
                else _("by {n} bodies").format(n=len(bodies)))

    def publics(self, row: NeedRow, state: str) -> str:
        """The publics of a need that are answered thus."""
        return self.site.words("public", [p for p, cell in row.cells.items() if cell.state == state])

    def people(self) -> Section:
        here = set(self.actors)
        ranked = [a for a in self.site.ranked if a.actor in here]
        relays = [p for p in self.view.participations if {"passeur", "relais", "mediateur"} & set(p.roles)]
        blocks: list[Block] = [*self.pictures[1:]]
        if relays:
            blocks.append(Table(_("Actors that link people and institutions"), [_("Actor"), _("Roles"), _("Action"),
                                                                                _("Proof")],
                                [[self.site.name(p.actor), self.site.words("role", p.roles), self.site.name(p.action),
                                  self.proof(p.proof)] for p in relays]))
        for found in ranked:
            blocks.append(Paragraph(self.site.word("archetype", found.archetype or ""),
                                    strong=f"{self.site.name(found.actor)}. "))
            blocks.append(Bullets(list(found.reasons)))
        if not ranked:
            blocks.append(Paragraph(_("Nobody here of whom the sources say enough.")))
        return Section(_("Relays, and actors that do much and are little known"), blocks)

    def change(self) -> Section:
        """Who could meet whom, and what rests on one actor alone."""
        found = prospects(self.site, self.territory, self.actors, self.actions)
        blocks: list[Block] = []
        if found["meetings"] or found["missing"]:
            blocks.append(Paragraph(_("That no source states a tie does not mean that there is none, nor that anyone "
                                      "refused one: these are proposals."), strong=_("Who could meet whom. ")))
        for tie in found["meetings"][:MOST_MEETINGS]:
            blocks += [Paragraph(f"{self.proof_of(tie.actor.iri)}",
                                 strong=f"{tie.actor.label} – {tie.institution.label}. "), Bullets(tie.sentences)]
        if found["missing"]:
            blocks.append(Bullets([_("To complete first: the data hold no institution of this circle there, {circle} "
                                     "({place}), for {names}.").format(
                circle=gap.circle_label, place=gap.territory_label or _("place not known"),
                names=self.names([a.iri for a in gap.actors], 6)) for gap in found["missing"][:MOST_MEETINGS]]))
        if found["stops"]:
            blocks.append(Paragraph(_("What the sources know of that would stop, or stay without anyone. That they "
                                      "name nobody else is no proof that there is nobody."),
                                    strong=_("If one of them stopped. ")))
        for stop in found["stops"][:MOST_STOPS]:
            blocks += [Paragraph(self.proof_of(stop.name.iri), strong=f"{stop.name.label}. "),
                       Bullets(stop.sentences[:MOST_LOSSES])]
        more = [stop.name.iri for stop in found["stops"][MOST_STOPS:]]
        if more:
            blocks.append(Paragraph(self.names(more, 12) + ".", strong=_("And also, each on its own page: ")))
        return Section(_("What could be tied, and what rests on one actor"), blocks or [
            Paragraph(_("The sources say too little here to propose a tie, or to name what rests on one actor."))])

    def proof_of(self, actor: str) -> str:
        """Where it is said what an actor does here."""
        here = set(self.actions)
        places = [place for part in self.site.participations.get(actor, ()) if part.action in here
                  for place in part.proof]
        return f"({self.proof(places)})" if places else ""

    def missing(self) -> Section:
        present = {self.site.dossiers.actors[a].type for a in self.actors}
        circles = {vocab.CIRCLE.get(kind) for kind in present}
        absent = [self.site.word("cercle", c) for c in vocab.CODES["cercle"] if c not in circles]
        spheres = {self.site.sphere(a) for a in self.actors}
        away = [self.site.word("sphere", s) for s in vocab.CODES["sphere"] if s not in spheres]
        items = []
        if absent:
            items.append(_("Circles of institutions that no source names here: {names}.").format(
                names=", ".join(absent)))
        if away:
            items.append(_("Spheres without any actor here: {names}.").format(names=", ".join(away)))
        items += [_("{who}: {what}").format(who=self.names(a.parties), what=a.about) + f" ({self.proof(a.proof)})"
                  for a in self.view.absences]
        return Section(_("Absent from the table"), [Bullets(items or [_("Every circle and every sphere is there.")])])

    def questions(self) -> Section:
        return Section(_("To check, and to discuss together"), [Bullets(list(self._questions()))])

    def _questions(self) -> Iterator[str]:
        silent = [t for t in self.view.ties if t.formal is None]
        if silent:
            yield _("On what footing are these {n} ties? First: {names}.").format(
                n=len(silent), names=self.parties(silent[0]))
        unknown = [a for iri in self.actors if (a := self.site.verdict(iri)) and not a.rank]
        if unknown:
            yield _("Which local institutions knew these {n} actors before the action? {names}.").format(
                n=len(unknown), names=self.names([a.actor for a in unknown], 8))
        for item in self.site.dossiers.contradictions:
            if set(item.concerns) & {*self.actions, *self.actors}:
                yield _("The sources contradict each other: {matter}. Who can say?").format(matter=item.about)
        alone = [row.need for row in self.cover.by_state("one")]
        if alone:
            yield _("These needs rest on one body only: {needs}. What if it stops?").format(
                needs=self.site.words("problematique", alone))
        yield _("Who else, close to inhabitants, do you know that no institution here has noticed?")

    def fiches(self) -> Section:
        blocks: list[Block] = []
        told = sorted(self.actions, key=lambda iri: (not self.site.dossiers.actions[iri].remarks, self.site.name(iri)))
        for iri in told[:MOST_ACTIONS]:
            action = self.site.dossiers.actions[iri]
            leads = [p.actor for p in self.site.participations.get(iri, ()) if {"porteur", "copilote"} & set(p.roles)]
            text = [action.summary or "", _("Led by {names}.").format(names=self.names(leads)) if leads else ""]
            blocks.append(Paragraph(" ".join(part for part in text if part), strong=f"{self.site.name(iri)}. "))
            figures = [f"{r.label}{_(': ')}{r.qualifier or ''} {self.site.number(r.value)} {r.unit or ''}".replace(
                "  ", " ").strip() + f" ({self.proof(r.proof)})" for r in action.results[:5] if r.value is not None]
            lessons = [r.text + f" ({self.proof(r.proof)})" for heading in ("leviers", "obstacles")
                       for r in action.remarks.get(heading, ())[:2]]
            if figures or lessons:
                blocks.append(Bullets([*figures, *lessons]))
        if len(self.actions) > MOST_ACTIONS:
            rest = told[MOST_ACTIONS:]
            blocks.append(Paragraph(self.names(rest, 200), strong=_("{n} more actions: ").format(n=len(rest))))
        return Section(_("The actions"), blocks)

    def method(self) -> Section:
        terms = [(_("Actor"), _("whoever takes part in an action: body, service, group, trade.")),
                 (_("Tie"), _("two actors or more that a source says work together; silence is no absence.")),
                 (_("Contribution"), _("what an actor does with inhabitants, what it links, what it alone brings; "
                                       "compared with actors of the same kind.")),
                 (_("Recognition"), _("which circles of institutions knew it before the action, and on what footing; "
                                      "unknown where no source says.")),
                 (_("Circle"), _("institutions of one level: commune and CCAS, intercommunal body, département, social "
                                 "protection, State and ARS, région."))]
        few = len(local_actors(self.site, self.actions))
        share = (_("{n} actors take part here: too few for a percentage to mean much.").format(n=few) if few < 30
                 else _("Shares are given with what they are a share of."))
        return Section(_("Method, limits, words"), [
            Paragraph(_("Every fact comes from a source, read line by line; nothing is inferred. A list of actors that "
                        "do much and are little known is a list of questions, not a verdict on anyone. It depends on "
                        "who wrote the sources: whoever they leave out is missing here too.")),
            Paragraph(share), Table(_("Words"), [_("Word"), _("Meaning")], terms),
            Paragraph(_("Something wrong or missing about you? Say so to whoever publishes this report: you have a "
                        "right of reply."))])
