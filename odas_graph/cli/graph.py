"""Which graph a command works on: the one named, the one last built, or the shipped data."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from odas_graph.cli.output import print_warning
from odas_graph.errors import UnreadableInputError, reason
from odas_graph.i18n import gettext as _
from odas_graph.store import EmbeddedStore, GraphStore, RemoteStore

if TYPE_CHECKING:
    from odas_graph.pipeline import KnowledgeGraph

BUILT = Path("exports/donnees/graph.nq")


def open_store(name: str | None) -> GraphStore:
    """The store of that name (an http(s) address, a folder or an RDF file); without a name, the last build in
    `exports/`, else the shipped data."""
    if name and name.startswith(("http://", "https://")):
        return RemoteStore(name)
    if name:
        return _open_path(Path(name))
    if BUILT.is_file():
        return _open_path(BUILT)
    print_warning(_("No build in exports/: the shipped data is used."))
    from odas_graph.pipeline import build

    return build().store


def _open_path(path: Path) -> GraphStore:
    if path.is_dir() and (path / "CURRENT").exists():
        return EmbeddedStore.read_only(path)
    file = path / "donnees" / "graph.nq" if path.is_dir() else path
    form = {".nq": "nq", ".ttl": "ttl", ".trig": "trig", ".nt": "nt", ".jsonld": "jsonld"}.get(file.suffix)
    if form is None and path.exists():
        raise UnreadableInputError(_(
            "{path} is neither a folder a build wrote, nor a store, nor an RDF file (.nq, .trig, .ttl, .nt, .jsonld)."
        ).format(path=path))
    try:
        with file.open("rb"):
            pass
    except OSError as error:
        raise UnreadableInputError(_("{path} cannot be read: {reason}. Run `odas-graph build` first, or name another "
                                     "place with --store.").format(path=file, reason=reason(error))) from error
    store = EmbeddedStore()
    store.load(file, form or "nq")
    return store


def open_graph(name: str | None) -> KnowledgeGraph:
    """The knowledge graph over `open_store(name)`."""
    from odas_graph.pipeline import KnowledgeGraph

    return KnowledgeGraph(open_store(name))
