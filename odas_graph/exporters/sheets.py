"""The tables that leave the project, defined once for CSV, XLSX and Parquet: what each column is, and its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from odas_graph.cooperation.names import Names, kind_words, place_name, read_names
from odas_graph.dossiers import Dossiers, dossiers
from odas_graph.i18n import gettext as _
from odas_graph.i18n import language
from odas_graph.store import GraphStore
from odas_graph.territory import Territory
from odas_graph.things import Things, gather
from odas_graph.views import MapView, Proof, map_view
from odas_graph.vocab import DCT

if TYPE_CHECKING:
    from odas_graph.visibility import Assessment

# What a cell may hold; a list is a tuple of texts.
KINDS: Final = ("text", "list", "integer", "number", "flag")
_SOURCES: Final = "SELECT DISTINCT ?thing ?property ?value WHERE { ?thing a odas:Source ; ?property ?value }"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its stable name, its heading, what it means, what its cells hold (`KINDS`), unit, where it is from."""

    name: str
    heading: str
    meaning: str
    kind: str = "text"
    unit: str = ""
    source: str = ""


@dataclass(frozen=True)
class Sheet:
    """A table: its stable name, its title, its columns, its rows (None is an empty cell)."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...] = field(repr=False)


def sheets(store: GraphStore, *, territory: Territory | None = None, persons: bool = False,
           assessments: Sequence[Assessment] = ()) -> list[Sheet]:
    """Actors, actions, participations, ties, invisible actors, then the dictionary of all columns and the sources.

    Headings and labels of codes are in the language in force; rows are sorted by name, then identifier. Natural
    persons, their participations and the ties of which they are all but one of the partners are left out unless
    `persons`; `assessments` are those of the last table. A dozen queries.
    """
    view, found, names = map_view(store, territory, assessments=assessments), dossiers(store), read_names(store)
    hidden = set() if persons else {iri for iri, actor in found.actors.items() if actor.person}
    reader = _Tables(view, found, names, hidden, territory is None)
    tables = [reader.actors(), reader.actions(), reader.participations(), reader.ties(),
              _invisibles(reader, [a for a in assessments if a.actor not in hidden])]
    dictionary = _dictionary(tables)
    return [*tables, dictionary, _sources(store, found, len(hidden))]


class _Tables:
    """The rows of each table, from one reading of the store."""

    def __init__(self, view: MapView, found: Dossiers, names: Names, hidden: set[str], whole: bool) -> None:
        self.view, self.found, self.names, self.hidden = view, found, names, hidden
        here = {actor.iri for actor in view.actors}
        self.here = sorted((iri for iri in (found.actors if whole else here) if iri not in hidden),
                           key=lambda iri: (found.actors[iri].name.casefold(), iri))
        self.parts = [p for p in view.participations if p.actor not in hidden and p.actor in found.actors]
        self.kept = [(tie, tuple(p for p in tie.parties if p not in hidden)) for tie in view.ties]
        self.kept = [(tie, partners) for tie, partners in self.kept if len(partners) > 1]
        self.stated, self.counted = _("stated by the sources"), _("counted")
        self.model = _("from the model of the data")
        # Columns that several tables have.
        self.who = Column("actor", _("Actor"), _("Web identifier of the actor, the same in every table."),
                          source=self.model)
        self.named = Column("name", _("Name"), _("The name that the sources give it, or a description where it has "
                                                 "none."), source=self.stated)
        self.sort = Column("kind", _("Kind"), _("Organisation, group without legal form, or natural person."),
                           source=self.model)
        self.generic = Column("generic", _("Generic"), _("Whether the sources speak of actors of this sort without "
                                                         "naming one."), "flag", source=self.stated)
        self.noted = Column("note", _("Note"), _("What the sources say besides."), source=self.stated)
        self.proven = Column("proof", _("Proof"), _("Where the sources say it: title, heading, page, row."), "list",
                             source=self.stated)

    def proof(self, places: Iterable[Proof]) -> tuple[str, ...]:
        return proofs(places, self.found.sources)

    def words(self, scheme: str, slugs: Iterable[str]) -> tuple[str, ...]:
        return tuple(self.names.word(scheme, slug) for slug in slugs)

    def where(self, iris: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(place_name(iri) for iri in iris))

    def actors(self) -> Sheet:
        acts, tied = Counter(p.actor for p in self.parts), Counter(p for _tie, group in self.kept for p in group)
        kinds = kind_words()
        rows = []
        for iri in self.here:
            actor, node = self.found.actors[iri], self.names.actors.get(iri)
            if node is None:  # without a type, which a finding asks for
                continue
            rows.append((
                iri, actor.name, actor.aliases, self.names.type(iri), kinds[node.kind],
                self.names.word("sphere", node.sphere) if node.sphere else None, node.institution, actor.generic,
                place_name(actor.based_in) if actor.based_in else None, self.where(actor.operates_in),
                tuple(self.names.of(parent) for parent in actor.part_of if parent not in self.hidden),
                tuple(f"{kind} {value}" for kind, value in actor.identifiers), acts[iri], tied[iri], actor.note,
                self.proof(actor.proof)))
        return Sheet("actors", _("Actors"), (
            Column("actor", _("Identifier"), _("Web identifier of the actor, the same in every table."),
                   source=self.model),
            self.named,
            Column("aliases", _("Other names"), _("Other names that the sources give it."), "list",
                   source=self.stated),
            Column("type", _("Type"), _("Type of actor."), source=self.model),
            self.sort,
            Column("sphere", _("Sphere"), _("The world that its type belongs to."), source=self.model),
            Column("institution", _("Institution"), _("Whether social cohesion is part of its task by law."), "flag",
                   source=self.model),
            self.generic,
            Column("based_in", _("Based in"), _("The territory where it is based."), source=self.stated),
            Column("operates_in", _("Active in"), _("Other territories where it is active."), "list",
                   source=self.stated),
            Column("part_of", _("Part of"), _("The bodies that it is part of."), "list", source=self.stated),
            Column("identifiers", _("Registers"), _("Its numbers in public registers."), "list", source=self.stated),
            Column("actions", _("Number of actions"), _("How many actions of this export it takes part in."),
                   "integer", _("actions"), self.counted),
            Column("ties", _("Number of ties"), _("How many ties of this export it is a partner in."), "integer",
                   _("ties"), self.counted),
            self.noted,
            self.proven), tuple(rows))

    def actions(self) -> Sheet:
        count = Counter(p.action for p in self.parts)
        rows = []
        for action in self.view.actions:
            dossier = self.found.actions[action.iri]
            codes = dossier.codes
            rows.append((
                action.iri, action.title.within(language()), action.summary,
                self.names.word("stade", action.stage) if action.stage else None, self.where(action.territories),
                dossier.place, *dossier.period,
                *(self.words(scheme, codes.get(scheme, ())) for scheme in (
                    "problematique", "public", "approche", "phase", "continuite")),
                count[action.iri], action.detailed_by, self.proof(action.proof)))
        return Sheet("actions", _("Actions"), (
            Column("action", _("Identifier"), _("Web identifier of the action, the same in every table."),
                   source=self.model),
            Column("title", _("Title"), _("The title that the source gives it."), source=self.stated),
            Column("summary", _("Summary"), _("What was done, in a few words."), source=self.stated),
            Column("stage", _("Stage"), _("How far the study that collected it went."), source=self.stated),
            Column("territories", _("Territories"), _("The territories where it took place."), "list",
                   source=self.stated),
            Column("place", _("Place"), _("The place, as the source writes it."), source=self.stated),
            Column("begin", _("Begin"), _("When it began: year, month or day."), source=self.stated),
            Column("end", _("End"), _("When it ended: year, month or day."), source=self.stated),
            Column("needs", _("Needs"), _("The needs that it answers."), "list", source=self.stated),
            Column("publics", _("Publics"), _("Those for whom it was done."), "list", source=self.stated),
            Column("approaches", _("Approaches"), _("The ways of acting."), "list", source=self.stated),
            Column("phases", _("Phases"), _("The phases of the crisis in which it took place."), "list",
                   source=self.stated),
            Column("continuation", _("Continuation"), _("What became of it."), "list", source=self.stated),
            Column("actors", _("Number of actors"), _("How many actors of this export take part in it."), "integer",
                   _("actors"), self.counted),
            Column("detailed_by", _("Detailed by"), _("The action that says more of this collected initiative; both "
                                                      "are one and the same."), source=self.stated),
            self.proven), tuple(rows))

    def participations(self) -> Sheet:
        titles = {action.iri: action.title.within(language()) for action in self.view.actions}
        rows = sorted(((p.action, titles.get(p.action, ""), p.actor, self.found.actors[p.actor].name,
                        self.words("role", p.roles), self.words("contribution", p.contributions), p.contact, p.note,
                        self.proof(p.proof)) for p in self.parts), key=lambda row: (row[1], row[3], row[0], row[2]))
        return Sheet("participations", _("Participations"), (
            Column("action", _("Action"), _("Web identifier of the action, the same in every table."),
                   source=self.model),
            Column("title", _("Title"), _("The title that the source gives it."), source=self.stated),
            self.who,
            self.named,
            Column("roles", _("Roles"), _("In what capacity it takes part."), "list", source=self.stated),
            Column("contributions", _("Contributions"), _("What it brings."), "list", source=self.stated),
            Column("contact", _("Direct contact"), _("Whether it meets inhabitants itself; empty where no source "
                                                     "says."), "flag", source=self.stated),
            self.noted,
            self.proven), tuple(rows))

    def ties(self) -> Sheet:
        rows = []
        for tie, partners in self.kept:
            shown = {iri: self.found.actors[iri].name for iri in partners if iri in self.found.actors}
            rows.append((
                tie.iri, _("funding") if tie.funder else _("partnership"), tuple(shown.values()), partners, tie.formal,
                self.words("formalisation", tie.formalisation),
                self.names.word("origine", tie.origin) if tie.origin else None, tie.action, tie.subject,
                shown.get(tie.funder or ""), shown.get(tie.beneficiary or ""),
                None if tie.amount is None else float(tie.amount), tie.year, self.proof(tie.proof)))
        return Sheet("ties", _("Ties"), (
            Column("tie", _("Identifier"), _("Web identifier of the tie."), source=self.model),
            Column("kind", _("Kind"), _("Partnership, or funding."), source=self.stated),
            Column("partners", _("Partners"), _("The names of those whom it ties."), "list", source=self.stated),
            Column("partner_ids", _("Identifiers of the partners"), _("Their identifiers, in the same order."),
                   "list", source=self.model),
            Column("formal", _("Formal"), _("Whether it left a written trace; empty where no source says."), "flag",
                   source=_("from the footing")),
            Column("footing", _("Footing"), _("On what it stands: agreement, membership, spoken word…"), "list",
                   source=self.stated),
            Column("origin", _("Origin"), _("Whether it existed before the action or was born of it."),
                   source=self.stated),
            Column("action", _("Action"), _("The action that it is stated within."), source=self.stated),
            Column("subject", _("Subject"), _("What it is about."), source=self.stated),
            Column("funder", _("Funder"), _("Who pays."), source=self.stated),
            Column("beneficiary", _("Beneficiary"), _("Who is paid."), source=self.stated),
            Column("amount", _("Amount"), _("What is paid."), "number", _("euros"), self.stated),
            Column("year", _("Year"), _("The year of the payment."), "integer", _("year"), self.stated),
            self.proven), tuple(rows))


def _invisibles(reader: _Tables, assessments: Sequence[Assessment]) -> Sheet:
    method = _("computed, see the method")
    share = _("share, 0 to 1")
    kinds = kind_words()
    rows = [(a.rank, a.actor, a.label, kinds[a.kind], a.territory_label,
             reader.names.word("archetype", a.archetype) if a.archetype else None, a.contribution,
             a.recognition_before, a.verdict.before[0], a.verdict.before[1], a.recognition_after, a.verdict.coverage,
             a.generic, a.reasons, tuple(dict.fromkeys(proof.place for proof in a.evidence))) for a in assessments]
    return Sheet("invisibles", _("Invisible actors"), (
        Column("rank", _("Rank"), _("Place in the list; empty where too little is known, or for who is not on it."),
               "integer", "", method),
        reader.who,
        reader.named,
        reader.sort,
        Column("territory", _("Territory"), _("Where it is based or active."), source=reader.stated),
        Column("archetype", _("Verdict"), _("What the method says of it."), source=method),
        Column("contribution", _("Contribution"), _("The share of the others of its kind that contribute less."),
               "number", share, method),
        Column("recognition_before", _("Known before"), _("How far the institutions of its territory knew it before "
                                                          "the action, unknown counting for half."), "number", share,
               method),
        Column("before_low", _("Known before, at least"), _("The same, if it was unknown where no source speaks."),
               "number", share, method),
        Column("before_high", _("Known before, at most"), _("The same, if it was known where no source speaks."),
               "number", share, method),
        Column("recognition_after", _("Known after"), _("How far they know it after the action."), "number", share,
               method),
        Column("coverage", _("Coverage"), _("The share of the circles of which a source speaks."), "number", share,
               method),
        reader.generic,
        Column("reasons", _("Reasons"), _("What it brings and who knew it."), "list", source=method),
        reader.proven), tuple(rows))


def proofs(places: Iterable[Proof], titles: Any) -> tuple[str, ...]:
    """Where the sources say it, in words, each place once."""
    found = []
    for place in places:
        parts = [titles.get(place.source, place.source), place.section or ""]
        parts += [_("p. {n}").format(n=place.page)] if place.page else []
        parts += [_("row {n}").format(n=place.row)] if place.row else []
        found.append(", ".join(part for part in parts if part))
    return tuple(dict.fromkeys(found))


def _dictionary(tables: Sequence[Sheet]) -> Sheet:
    kinds = {"text": _("text"), "list": _("list, parted by semicolons"), "integer": _("whole number"),
             "number": _("number"), "flag": _("yes or no")}
    rows = tuple((sheet.title, column.heading, column.name, column.meaning, kinds[column.kind], column.unit or None,
                  column.source) for sheet in tables for column in sheet.columns)
    return Sheet("dictionary", _("Dictionary"), (
        Column("table", _("Table"), _("The table.")), Column("heading", _("Column"), _("The heading of the column.")),
        Column("name", _("Name in Parquet"), _("The name of the column in the Parquet files.")),
        Column("meaning", _("Meaning"), _("What it says.")), Column("kind", _("Holds"), _("What its cells hold.")),
        Column("unit", _("Unit"), _("The unit of a number.")),
        Column("source", _("Source"), _("Where it comes from."))), rows)


def _sources(store: GraphStore, found: Dossiers, hidden: int) -> Sheet:
    """Each dataset with its licence, each of its sources with its authors, and who made the tables."""
    things = gather(store, _SOURCES)
    rows: list[tuple[Any, ...]] = []
    for dataset in found.datasets:
        for iri in dataset.sources or ("",):
            rows.append((dataset.title.within(language()), dataset.licence, dataset.fictional,
                         found.sources.get(iri), _text(things, iri, DCT.creator), _text(things, iri, DCT.publisher),
                         _text(things, iri, DCT.issued), None))
    left = _("Natural persons are left out: {n}.").format(n=hidden) if hidden else None
    rows.append((None, None, None, None, "odas-graph", None, None, left))
    return Sheet("sources", _("Sources"), (
        Column("dataset", _("Dataset"), _("The dataset that the facts were written down in.")),
        Column("licence", _("Licence"), _("Under which it may be used again.")),
        Column("fictional", _("Fictional"), _("Whether it was made up."), "flag"),
        Column("source", _("Source"), _("The text that the facts come from.")),
        Column("authors", _("Authors"), _("Who wrote it.")),
        Column("publisher", _("Publisher"), _("Who published it.")),
        Column("date", _("Date"), _("When it appeared.")), Column("note", _("Note"), _("What to know besides."))),
        tuple(rows))


def _text(things: Things, iri: str, name: str) -> str | None:
    return "; ".join(str(getattr(value, "value", value)) for value in things.all(iri, name)) or None
