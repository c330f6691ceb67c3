"""The answer to a query as table, CSV, JSON, XML or Turtle."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from odas_graph.errors import UsageError
from odas_graph.exporters.tables import to_csv
from odas_graph.i18n import gettext as _
from odas_graph.store import Solutions, Triples

if TYPE_CHECKING:
    from odas_graph.store.results import Term

FORMATS: Final = ("table", "csv", "json", "xml", "ttl")
_NOT_XML: Final = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_XML_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">\n'


def to_text(result: Solutions | Triples | bool, form: str) -> str:
    """The result in one of csv, json, xml (SPARQL 1.1 Query Results) or ttl; UsageError where it has no such form."""
    if isinstance(result, bool):
        return _boolean(result, form)
    if isinstance(result, Triples):
        return _triples(result, form)
    if form == "csv":
        return rows_to_csv(result)
    if form == "json":
        return _to_json(result)
    if form == "xml":
        return _to_xml(result)
    raise UsageError(_("A SELECT query gives rows: choose table, csv, json or xml (ttl is for CONSTRUCT)."))


def rows_to_csv(result: Solutions) -> str:
    """The rows as CSV, formula starts neutralised (SPARQL 1.1 Query Results CSV, 3)."""
    names = result.variables
    return to_csv(names, ([_plain(row.get(name)) for name in names] for row in result))


def rows_as_text(result: Solutions) -> tuple[Sequence[str], list[list[str]]]:
    """Headings and cells for a table on screen."""
    names = result.variables
    return names, [[_plain(row.get(name)) for name in names] for row in result]


def _plain(term: Term | None) -> str:
    from pyoxigraph import Literal, NamedNode

    if term is None:
        return ""
    return term.value if isinstance(term, (Literal, NamedNode)) else str(term)


def _boolean(value: bool, form: str) -> str:
    if form == "json":
        return json.dumps({"head": {}, "boolean": value}) + "\n"
    if form == "xml":
        return f"{_XML_HEAD}  <head/>\n  <boolean>{str(value).lower()}</boolean>\n</sparql>\n"
    if form == "ttl":
        raise UsageError(_("An ASK query answers yes or no: choose table, csv, json or xml."))
    return f"{str(value).lower()}\n"


def _triples(result: Triples, form: str) -> str:
    if form in ("csv", "xml"):
        raise UsageError(_("A CONSTRUCT or DESCRIBE query gives triples: choose ttl or json (JSON-LD)."))
    from odas_graph.exporters.rdf import dump_triples

    return dump_triples(result, "jsonld" if form == "json" else "ttl").decode()


def _to_json(result: Solutions) -> str:
    from pyoxigraph import BlankNode, NamedNode, Triple

    def binding(term: Term) -> dict[str, Any]:
        if isinstance(term, NamedNode):
            return {"type": "uri", "value": term.value}
        if isinstance(term, BlankNode):
            return {"type": "bnode", "value": term.value}
        if isinstance(term, Triple):
            parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
            return {"type": "triple", "value": {name: binding(part) for name, part in parts.items()}}
        entry = {"type": "literal", "value": term.value}
        if term.language:
            entry["xml:lang"] = term.language
        elif not term.datatype.value.endswith("XMLSchema#string"):
            entry["datatype"] = term.datatype.value
        return entry

    names = result.variables
    bindings: list[dict[str, Any]] = [
        {name: binding(term) for name in names if (term := row.get(name)) is not None} for row in result]
    document = {"head": {"vars": list(names)}, "results": {"bindings": bindings}}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _to_xml(result: Solutions) -> str:
    from xml.sax.saxutils import quoteattr

    names = result.variables
    head = "".join(f"<variable name={quoteattr(n)}/>" for n in names)
    lines = [f"{_XML_HEAD}  <head>{head}</head>", "  <results>"]
    for row in result:
        cells = (f"<binding name={quoteattr(n)}>{_xml_term(term)}</binding>"
                 for n in names if (term := row.get(n)) is not None)
        lines.append("    <result>" + "".join(cells) + "</result>")
    return "\n".join([*lines, "  </results>", "</sparql>"]) + "\n"


def _xml_term(term: Term) -> str:
    from xml.sax.saxutils import escape, quoteattr

    from pyoxigraph import BlankNode, NamedNode, Triple

    if isinstance(term, Triple):
        parts = {"subject": term.subject, "predicate": term.predicate, "object": term.object}
        return f"<triple>{''.join(f'<{n}>{_xml_term(part)}</{n}>' for n, part in parts.items())}</triple>"
    # XML 1.0 has no place for most control characters, even escaped (2.2); a bare \r would be read as \n (2.11).
    text = escape(_NOT_XML.sub("", term.value), {"\r": "&#13;"})
    if isinstance(term, NamedNode):
        return f"<uri>{text}</uri>"
    if isinstance(term, BlankNode):
        return f"<bnode>{text}</bnode>"
    if term.language:
        return f"<literal xml:lang={quoteattr(term.language)}>{text}</literal>"
    if term.datatype.value.endswith("XMLSchema#string"):
        return f"<literal>{text}</literal>"
    return f"<literal datatype={quoteattr(term.datatype.value)}>{text}</literal>"
