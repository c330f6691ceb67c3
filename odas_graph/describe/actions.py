"""A fiche as RDF: the action, who takes part, the ties, tensions, absences, figures and remarks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pyoxigraph import Literal, NamedNode

from odas_graph.describe.facts import Facts, add_period, code, code_label, literal, thing
from odas_graph.describe.territories import territory_node
from odas_graph.fiche import Action, Evidence, Funding, Partnership, Tie
from odas_graph.records import Located, Path_
from odas_graph.vocab import DCT, ODAS, PROV, RDF, RDFS, SKOS, XSD

SHORTCUTS = {"obstacles": ODAS.obstacle, "leviers": ODAS.lever, "impacts": ODAS.impact}


def describe_action(facts: Facts, located: Located[Action], titles: Mapping[str, str]) -> None:
    """Adds an action and all that its fiche says."""
    _ActionFacts(facts, located, titles).describe()


class _ActionFacts:
    """One action being described; keeps what every step needs."""

    def __init__(self, facts: Facts, located: Located[Action], titles: Mapping[str, str]) -> None:
        self.facts, self.located, self.titles = facts, located, titles
        self.slug, self.action = located.slug, located.record
        self.node = thing("action", located.slug)
        self.default = Evidence(source=self.action.source, section=self.action.section, page=self.action.page,
                                row=self.action.row)

    def describe(self) -> None:
        self._about()
        self._participations()
        for i, partnership in enumerate(self.action.partnerships):
            self._partnership(partnership, ("partenariats", i))
        for i, funding in enumerate(self.action.fundings):
            self._funding(funding, ("financements", i))
        self._tensions()
        self._absent_ties()
        self._results()
        self._remarks()

    def _placed(self, node: NamedNode, proof: Sequence[Evidence], *path: str | int) -> None:
        self.facts.prove(node, proof, self.default, self.titles)
        field = ".".join(str(step) for step in path)
        self.facts.note_places(node, self.located.file, self.located.line(*path), field or None)

    def _about(self) -> None:
        facts, action, node = self.facts, self.action, self.node
        facts.add(node, RDF.type, ODAS.Action)
        for text, lang in ((action.title, "fr"), (action.title_en, "en")):
            facts.text(node, DCT.title, text, lang)
            facts.text(node, SKOS.prefLabel, text, lang)
        facts.text(node, DCT.abstract, action.summary)
        facts.text(node, ODAS.place, action.place)
        for place in action.territories:
            facts.add(node, DCT.spatial, territory_node(place))
        coded: tuple[tuple[str, str, Sequence[str]], ...] = (
            (ODAS.addresses, "problematique", action.needs), (ODAS.servesPublic, "public", action.publics),
            (ODAS.criterion, "caracteristique", action.criteria), (ODAS.approach, "approche", action.approaches),
            (ODAS.phase, "phase", action.phases), (ODAS.stage, "stade", [action.stage] if action.stage else []))
        for predicate, scheme, slugs in coded:
            for slug in slugs:
                facts.add(node, predicate, code(scheme, slug))
        if action.period:
            add_period(facts, node, action.period.start, action.period.end)
        if action.detailed_by:
            facts.add(node, ODAS.detailedBy, thing("action", action.detailed_by))
        facts.add(node, DCT.source, thing("source", action.source))
        self._placed(node, [Evidence(section=action.section, page=action.page, row=action.row)])

    def _participations(self) -> None:
        leads = len(self.action.leads)
        for i, item in enumerate(self.action.participations):
            path: Path_ = ("porteurs", i) if i < leads else ("participants", i - leads)
            actor = thing("actor", item.actor)
            node = self.facts.mint("participation", self.slug, item.actor)
            self.facts.add(node, RDF.type, ODAS.Participation)
            self.facts.add(self.node, PROV.qualifiedAssociation, node)
            self.facts.add(node, PROV.agent, actor)
            self.facts.add(self.node, ODAS.involves, actor)
            self.facts.add(actor, ODAS.participatesIn, self.node)
            for role in item.roles:
                self.facts.add(node, PROV.hadRole, code("role", role))
            for brought in item.contributions:
                self.facts.add(node, ODAS.contribution, code("contribution", brought))
            if item.direct_contact is not None:
                self.facts.add(node, ODAS.directContact, literal(item.direct_contact))
            self.facts.text(node, ODAS.note, item.note)
            self._placed(node, item.proof, *path)

    def _tie(self, node: NamedNode, tie: Tie, path: Path_) -> None:
        facts = self.facts
        facts.add(node, RDF.type, ODAS.Partnership)
        facts.text(node, ODAS.subject, tie.subject)
        for form in tie.formalisation:
            facts.add(node, ODAS.formalisation, code("formalisation", form))
        if tie.origin:
            facts.add(node, ODAS.origin, code("origine", tie.origin))
        if tie.period:
            add_period(facts, node, tie.period.start, tie.period.end)
        facts.add(node, ODAS.reportedIn if tie.outside_action else ODAS.withinAction, self.node)
        self._placed(node, tie.proof, *path)

    def _partnership(self, partnership: Partnership, path: Path_) -> None:
        partners = sorted(partnership.partners)
        names = partners if len(partners) <= 3 else [partners[0], f"et-{len(partners) - 1}-autres"]
        node = self.facts.mint("partnership", self.slug, *names)
        self._tie(node, partnership, path)
        for partner in partners:
            self.facts.add(node, ODAS.partner, thing("actor", partner))

    def _funding(self, funding: Funding, path: Path_) -> None:
        node = self.facts.mint("funding", self.slug, funding.funder, funding.beneficiary)
        self._tie(node, funding, path)
        self.facts.add(node, RDF.type, ODAS.Funding)
        for predicate, slug in ((ODAS.funder, funding.funder), (ODAS.beneficiary, funding.beneficiary)):
            self.facts.add(node, predicate, thing("actor", slug))
            self.facts.add(node, ODAS.partner, thing("actor", slug))
        if funding.amount is not None:
            self.facts.add(node, ODAS.amount, literal(funding.amount))
        if funding.year:
            self.facts.add(node, ODAS.year, Literal(str(funding.year), datatype=NamedNode(XSD.gYear)))

    def _tensions(self) -> None:
        for i, tension in enumerate(self.action.tensions):
            node = self.facts.mint("tension", self.slug, *sorted(tension.parties)[:3])
            self.facts.add(node, RDF.type, ODAS.Tension)
            self.facts.add(node, ODAS.withinAction, self.node)
            self.facts.add(node, ODAS.party, *(thing("actor", slug) for slug in tension.parties))
            self.facts.text(node, ODAS.about, tension.about)
            self._placed(node, tension.proof, "tensions", i)

    def _absent_ties(self) -> None:
        for i, absent in enumerate(self.action.absent_ties):
            node = self.facts.mint("absent-tie", self.slug, *sorted(absent.parties)[:3])
            self.facts.add(node, RDF.type, ODAS.AbsentTie)
            self.facts.add(node, ODAS.withinAction, self.node)
            self.facts.add(node, ODAS.party, *(thing("actor", slug) for slug in absent.parties))
            self.facts.add(node, ODAS.unawareParty, *(thing("actor", slug) for slug in absent.unaware))
            if absent.moment:
                self.facts.add(node, ODAS.moment, code("moment", absent.moment))
            self.facts.text(node, ODAS.about, absent.about)
            self._placed(node, absent.proof, "absences", i)

    def _results(self) -> None:
        for i, result in enumerate(self.action.results):
            node = self.facts.mint("result", self.slug, result.label[:60])
            self.facts.add(node, RDF.type, ODAS.Result)
            self.facts.add(node, ODAS.withinAction, self.node)
            self.facts.text(node, RDFS.label, result.label)
            if result.value is not None:
                self.facts.add(node, ODAS.value, literal(result.value))
            self.facts.text(node, ODAS.unit, result.unit)
            self.facts.text(node, ODAS.qualifier, result.qualifier)
            self._placed(node, result.proof, "resultats", i)

    def _remarks(self) -> None:
        for heading, remarks in self.action.remarks.items():
            for i, remark in enumerate(remarks):
                self._remark(heading, remark.text, remark.proof, "constats", heading, i)
                if heading in SHORTCUTS:
                    self.facts.text(self.node, SHORTCUTS[heading], remark.text)
        continuing = self.action.continuing
        if continuing:
            for slug in continuing.codes:
                self.facts.add(self.node, ODAS.continuation, code("continuite", slug))
            self.facts.text(self.node, ODAS.continuationNote, continuing.text)
            # Codes alone need a proof too, and a proof hangs on a remark: in the words of the code list.
            text = continuing.text or ", ".join(code_label("continuite", slug) for slug in continuing.codes)
            self._remark("suite", text, continuing.proof, "suite")

    def _remark(self, heading: str, text: str, proof: Sequence[Evidence], *path: str | int) -> None:
        node = self.facts.mint("remark", self.slug, heading)
        self.facts.add(node, RDF.type, ODAS.Remark)
        self.facts.add(node, ODAS.withinAction, self.node)
        self.facts.add(node, ODAS.heading, code("rubrique", heading))
        self.facts.text(node, ODAS.text, text)
        self._placed(node, proof, *path)
