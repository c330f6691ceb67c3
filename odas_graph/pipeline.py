"""The whole way, callable from Python: read, check, describe, validate, store, analyse, write back, draw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
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

    def __init__(self, store: GraphStore, findings: Sequence[Finding] = ()) -> None:
        self.store = store
        self.findings = tuple(findings)

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
        from odas_graph.analysis.recognition import circle_view
        from odas_graph.network import network
        from odas_graph.visibility import default_weights

        graph = network(self.store, name)
        if name == "affiliation":
            for _actor, _action, edge in graph.edges(data=True):
                edge["weight"] = role_weight(edge["roles"], default_weights())
        if name == "recognition":
            for _actor, circle, edge in graph.edges(data=True):
                view = circle_view(graph.nodes[circle]["label"], edge["contacts"], default_weights())
                edge.update(before=view.before, after=view.after, status=view.status)
        return graph

    def invisible(self, territory: str | None = None, *, circles: Sequence[str] | None = None,
                  kinds: Sequence[str] | None = None, top: int | None = None) -> list[Assessment]:
        """The assessments of actors that do much and are little known, best first; `territory` is a code or a name.

        At the end of the list, without rank, come the actors of which the sources say too little. Persons appear only
        where `kinds` asks for them. Raises UnknownTerritoryError.
        """
        from odas_graph.analysis.recognition import LOCAL_CIRCLES
        from odas_graph.territory import resolve
        from odas_graph.visibility import PUBLIC_KINDS, assess

        place = f"{vocab.ID}territory/{resolve(territory).iri_slug}" if territory else None
        found = assess(self.store, territory=place, circles=circles or LOCAL_CIRCLES, kinds=kinds or PUBLIC_KINDS)
        return found[:top]

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
        from odas_graph.atlas.folder import write_data, write_maps
        from odas_graph.exporters.folder import replaced_folder

        if not isinstance(self.store, EmbeddedStore):
            raise UsageError(_("A remote store is saved where it is served."))
        target, assessments = Path(out), self.invisible()
        with replaced_folder(target) as folder:
            write_data(folder / "donnees", self.store, assessments)
            write_maps(folder / "cartes", self.store, self.territories(), assessments)
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
    """The records of these datasets and all that is wrong with them; a folder of datasets stands for those it holds."""
    from odas_graph.importers.dataset import read_dataset
    from odas_graph.importers.folders import dataset_folders
    from odas_graph.importers.references import check_references

    found, findings = [], []
    for folder in dataset_folders(folders):
        records, faults = read_dataset(folder)
        findings += faults
        if records is not None:
            found.append(records)
    findings += check_references(found)
    return found, sorted(findings, key=lambda f: f.sort_key)


def check(data: str | Path | Iterable[str | Path] | None = None) -> list[Finding]:
    """All that is wrong, doubtful or to complete in these dataset folders (default: those that ship), gravest first."""
    from odas_graph.describe import describe
    from odas_graph.importers.references import without_unknown_references
    from odas_graph.shapes import validate

    records, findings = read(_folders(data))
    description = describe(without_unknown_references(records))
    findings += validate(description.quads, lang=language(), places=description.places)
    return sorted(findings, key=lambda f: f.sort_key)


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
    from odas_graph.visibility import assess_in_all_languages, describe_assessments

    description = describe(without_unknown_references(records) if keep_going else records)
    findings = findings + validate(description.quads, lang=language(), places=description.places)
    findings.sort(key=lambda f: f.sort_key)
    if any(f.level == "violation" for f in findings) and not keep_going:
        raise DataError(_violations(findings), findings)
    store = EmbeddedStore()
    store.add(description.quads)
    load_ontology(store)
    store.add(describe_assessments(assess_in_all_languages(store)).quads())
    counts = Counter(quad.graph_name.value for quad in store.quads() if isinstance(quad.graph_name, NamedNode))
    store.add(describe_build(dict(sorted(counts.items())), digests, __version__, built_at).quads())
    return KnowledgeGraph(store, findings)


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
