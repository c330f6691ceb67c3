"""The whole way, callable from Python: read, check, describe, validate, store, analyse, write back, draw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyoxigraph import BlankNode, CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, parse

from odas_graph import __version__, resources, vocab
from odas_graph.errors import DataError, UnreadableInputError, UsageError, reason
from odas_graph.findings import Finding
from odas_graph.i18n import gettext as _
from odas_graph.i18n import language
from odas_graph.store import EmbeddedStore, GraphStore

if TYPE_CHECKING:
    import networkx as nx
    import rdflib

    from odas_graph.analysis.recognition import CircleView
    from odas_graph.analysis.weights import Weights
    from odas_graph.panel import Panel
    from odas_graph.records import Records
    from odas_graph.territory import Territory
    from odas_graph.visibility import Assessment

ONTOLOGY_GRAPH = f"{vocab.GRAPH}ontology"
SKOLEM = "https://w3id.org/.well-known/genid/odas-graph/"
NQUADS_FILE = "donnees/graph.nq"


class KnowledgeGraph:
    """The graph of one or more datasets, with what can be asked of it.

    `findings` lists all that reading and validation found, gravest first.
    """

    def __init__(self, store: GraphStore, findings: Sequence[Finding] = (),
                 assessments: Mapping[str, Sequence[Assessment]] | None = None) -> None:
        self.store = store
        self.findings = tuple(findings)
        self._assessments = assessments

    def query(self, text: str, *, timeout: float | None = None, **parameters: str) -> Any:
        """The answer to a SPARQL query or to a named query: rows by name, triples, or True/False.

        Keyword arguments fill the parameters of a named query, or the variables of a query of one's own. Raises
        UnknownQueryError, QuerySyntaxError, UnsafeQueryError (SERVICE, FROM, updates) and QueryTimeoutError.
        """
        from odas_graph.queries import bind, free_terms, named_query

        if text.strip() and all(c.isalnum() or c in "-_" for c in text.strip()):
            named = named_query(text.strip())
            return self.store.query(named.text, substitutions=bind(named, parameters), timeout=timeout)
        return self.store.query(text, substitutions=free_terms(parameters), timeout=timeout)

    @property
    def rdflib(self) -> rdflib.Dataset:
        """An rdflib Dataset over the same store; its default graph is the union of all graphs."""
        if not isinstance(self.store, EmbeddedStore):
            raise UsageError(_("A remote store has no rdflib view; use query()."))
        return self.store.rdflib

    def network(self, name: str) -> nx.Graph[str]:
        """The network of that name (`affiliation`, `ties`, `recognition`) as a networkx graph.

        Edges of `affiliation` carry `weight`, that of the actor's heaviest role. Those of `recognition` carry `before`
        and `after` (intervals) and `status`, besides the facts. Raises ValueError for any other name.
        """
        from odas_graph.analysis.contribution import role_weight
        from odas_graph.network import network
        from odas_graph.visibility import default_weights

        graph = network(self.store, name)
        if name == "affiliation":
            for _actor, _action, edge in graph.edges(data=True):
                edge["weight"] = role_weight(edge["roles"], default_weights())
        if name == "recognition":
            known = self._known_to([node for node, data in graph.nodes(data=True) if data["kind"] != "circle"])
            for actor, circle, edge in graph.edges(data=True):
                view = known[actor][graph.nodes[circle]["label"]]
                edge.update(before=view.before, after=view.after, status=view.status)
        return graph

    @cached_property
    def panel(self) -> Panel:
        """All that the graph says of actors, actions and ties, as columns of numbers; read when first asked for."""
        from odas_graph.network import panel

        return panel(self.store)

    def _known_to(self, actors: Sequence[str]) -> dict[str, dict[str, CircleView]]:
        """What each circle knew of each of these actors."""
        from odas_graph.analysis.draws import stated
        from odas_graph.analysis.recognition import recognition, views
        from odas_graph.visibility import default_weights

        place = {iri: number for number, iri in enumerate(self.panel.actors.iris)}
        seen = recognition(self.panel, stated(default_weights()))
        return dict(zip(actors, views(self.panel, seen, [place[a] for a in actors]), strict=True))

    def invisible(self, territory: str | None = None, *, circles: Sequence[str] | None = None,
                  kinds: Sequence[str] | None = None, top: int | None = None, weights: Weights | None = None,
                  perturbations: int = 0, seed: int = 0) -> list[Assessment]:
        """The assessments of actors that do much and are little known, best first; `territory` is a code or a name.

        At the end of the list, without rank, come the actors of which the sources say too little. Persons appear only
        where `kinds` asks for them. `weights` take the place of those that ship; with `perturbations`, so many readings
        with data and weights a little changed say how firm the verdicts are. Raises UnknownTerritoryError.
        """
        from odas_graph.analysis.recognition import LOCAL_CIRCLES
        from odas_graph.territory import resolve
        from odas_graph.visibility import PUBLIC_KINDS, assess

        place = f"{vocab.ID}territory/{resolve(territory).iri_slug}" if territory else None
        return assess(self.store, territory=place, circles=circles or LOCAL_CIRCLES, kinds=kinds or PUBLIC_KINDS,
                      weights=weights, perturbations=perturbations, seed=seed, top=top)

    def territories(self) -> list[Territory]:
        """The territories that hold an action, from the country down, then by code."""
        from odas_graph.territory import KINDS, territory

        rows = self.store.select(
            "SELECT DISTINCT ?code WHERE { ?x a odas:Action ; dct:spatial/odas:within* ?t . ?t skos:notation ?code }")
        found = [territory(str(row["code"].value)) for row in rows]
        return sorted(found, key=lambda t: (-KINDS.index(t.kind), t.code))

    def figures(self) -> dict[str, int]:
        """How many actions, actors, participations, ties, tensions, absences, triples and territories there are."""
        names = {"actions": "actions", "acteurs": "actors", "participations": "participations", "liens": "ties",
                 "tensions": "tensions", "absences de lien": "absences"}
        counts = {str(row["quoi"].value): int(row["nombre"].value) for row in self.query("figures")}
        return {name: counts[word] for word, name in names.items()} | {
            "triples": len(self.store), "territories": len(self.territories())}

    def save(self, out: str | Path = "exports") -> Path:
        """Writes data and maps to `out`, all or nothing; what was there before stays whole if something fails.

        Raises OutputError for a full disk, a folder closed to writing or one that holds other people's files.
        """
        from odas_graph.atlas.data import write_data
        from odas_graph.atlas.folder import write_atlas
        from odas_graph.exporters.folder import replaced_folder
        from odas_graph.study import assessments

        if not isinstance(self.store, EmbeddedStore):
            raise UsageError(_("A remote store is saved where it is served."))
        target, told, main = Path(out), self._assessments or assessments(self.store), language()
        with replaced_folder(target) as folder:
            write_data(folder / "donnees", self.store, told[main])
            write_atlas(folder, self.store, told, main)
        return target


def build(data: str | Path | Iterable[str | Path] | None = None, *, lang: str | None = None,
          built_at: str | None = None,
          keep_going: bool = False) -> KnowledgeGraph:
    """The knowledge graph of these dataset folders, or of the shipped data.

    `built_at` (xsd:dateTime) is the clock, recorded only if given, so that two builds give the same bytes. Data that
    does not conform raises DataError with its findings; with `keep_going` what is right is kept and the findings stay
    on the graph. Raises UnreadableInputError for a folder that cannot be read.
    """
    from odas_graph.i18n import in_language
    from odas_graph.importers.folders import dataset_folders, input_digests

    with in_language(lang or language()):
        folders = _folders(data)
        records, findings = read(folders)
        if any(f.level == "violation" for f in findings) and not keep_going:
            raise DataError(_violations(findings), findings)
        return _assemble(records, findings, input_digests(dataset_folders(folders)), built_at, keep_going)


def read(folders: Sequence[Path]) -> tuple[list[Records], list[Finding]]:
    """The records of these datasets, one entry an actor, and all that is wrong with them.

    A folder of datasets stands for those it holds; entries that are certainly one actor are merged, and those that the
    `decisions.csv` of a folder says are.
    """
    from odas_graph.importers.dataset import read_dataset
    from odas_graph.importers.folders import dataset_folders
    from odas_graph.importers.references import check_references
    from odas_graph.reconcile import apply, read_decisions

    found, findings = [], []
    for folder in dataset_folders(folders):
        records, faults = read_dataset(folder)
        findings += faults
        if records is not None:
            found.append(records)
    found, faults = apply(found, read_decisions(folders))
    findings += faults
    findings += check_references(found)
    return found, sorted(findings, key=lambda f: f.sort_key)


def check(data: str | Path | Iterable[str | Path] | None = None) -> list[Finding]:
    """All that is wrong, doubtful or to complete in these dataset folders (default: those that ship), gravest first.

    What a questionnaire brought is placed there: file, sheet, row, column.
    """
    from odas_graph.describe import describe
    from odas_graph.importers.origins import in_the_questionnaire
    from odas_graph.importers.references import without_unknown_references
    from odas_graph.shapes import validate

    folders = _folders(data)
    records, findings = read(folders)
    description = describe(without_unknown_references(records))
    findings += validate(description.quads, lang=language(), places=description.places)
    return in_the_questionnaire(findings, folders)


def _folders(data: str | Path | Iterable[str | Path] | None) -> list[Path]:
    if data is None:
        return resources.shipped_datasets()
    return [Path(data)] if isinstance(data, str | Path) else [Path(p) for p in data]


def _violations(findings: Sequence[Finding]) -> str:
    count = sum(f.level == "violation" for f in findings)
    return _("The data does not conform: {n} faults to mend; nothing was written.").format(n=count)


def _assemble(records: Sequence[Records], findings: list[Finding], digests: Mapping[str, str], built_at: str | None,
              keep_going: bool) -> KnowledgeGraph:
    from odas_graph.describe import describe, describe_build
    from odas_graph.importers.references import without_unknown_references
    from odas_graph.shapes import validate
    from odas_graph.study import study

    description = describe(without_unknown_references(records) if keep_going else records)
    findings = findings + validate(description.quads, lang=language(), places=description.places)
    findings.sort(key=lambda f: f.sort_key)
    if any(f.level == "violation" for f in findings) and not keep_going:
        raise DataError(_violations(findings), findings)
    store = EmbeddedStore()
    store.add(description.quads)
    for blocks in description.bulk:
        for block in blocks:
            store.load(block, "nq")
    load_ontology(store)
    assessments = study(store, ended_at=built_at).assessments
    counts = Counter(quad.graph_name.value for quad in store.quads() if isinstance(quad.graph_name, NamedNode))
    store.add(describe_build(dict(sorted(counts.items())), digests, __version__, built_at).quads())
    return KnowledgeGraph(store, findings, assessments)


def load_ontology(store: GraphStore) -> None:
    """Adds the terms and the code lists to their named graph."""
    folder = resources.ontology_dir()
    quads = Dataset(Quad(t.subject, t.predicate, t.object, NamedNode(ONTOLOGY_GRAPH))
                    for path in [folder / "odas.ttl", *sorted((folder / "codes").glob("*.ttl"))]
                    for t in parse(path.read_bytes(), RdfFormat.TURTLE, rename_blank_nodes=True))
    # Blank nodes (unions of classes) get canonical names, then IRIs: equal graphs give equal bytes, read anywhere.
    quads.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    store.add(Quad(_skolem(q.subject), q.predicate, _skolem(q.object), q.graph_name) for q in quads)


def _skolem(term: Any) -> Any:
    """The term, an IRI where it was a blank node (RDF 1.1 Concepts, 3.5)."""
    return NamedNode(f"{SKOLEM}{term.value}") if isinstance(term, BlankNode) else term


def load(folder: str | Path = "exports") -> KnowledgeGraph:
    """The graph that a build wrote to `folder`; UnreadableInputError where there is none."""
    path = Path(folder) / NQUADS_FILE
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableInputError(_("{path} cannot be read: {reason}. Run `odas-graph build` first.").format(
            path=path, reason=reason(error))) from error
    store = EmbeddedStore()
    store.load(data, "nq")
    return KnowledgeGraph(store)
