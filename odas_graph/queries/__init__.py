"""Named SPARQL queries: one `.rq` file each, with what it answers and its parameters in its first lines.

    # fr: Qui finance qui ?
    # en: Who funds whom?
    # param territoire territory FR | Territoire : code ou nom | Territory: code or name

A parameter line gives name, kind and default (none: required), then its meaning in French and English. Kinds:
territory, actor, action, text, number, language (by default that in force), or code:<scheme>. The value takes the place
of the variable of that name. The competency questions of the ontology are named queries too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from odas_graph import resources, vocab
from odas_graph.errors import UnknownQueryError, UsageError
from odas_graph.i18n import LANGUAGES, language
from odas_graph.i18n import gettext as _

if TYPE_CHECKING:
    from pyoxigraph import Literal, NamedNode

    Term = NamedNode | Literal

# Longer names than any file may have are refused before a file is looked for.
_NAME: Final = re.compile(r"[a-z0-9-]{1,200}")
_TITLE: Final = re.compile(r"^#\s*(fr|en):\s*(.+?)\s*$")
_PARAM: Final = re.compile(r"^#\s*param\s+(\w+)\s+([\w:-]+)(?:\s+(\S+))?\s*\|\s*(.+?)\s*\|\s*(.+?)\s*$")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable of a query that its user may fill: kind, default (None: required), meaning by language."""

    name: str
    kind: str
    default: str | None
    meaning: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A query that ships: name, what it answers by language, parameters, SPARQL text."""

    name: str
    titles: Mapping[str, str]
    parameters: tuple[Parameter, ...]
    text: str

    @property
    def title(self) -> str:
        """What it answers, in the language in force."""
        return self.titles[language()]


def _folders() -> tuple[Path, Path]:
    return Path(__file__).parent, resources.ontology_dir() / "competency"


def _read(path: Path) -> NamedQuery:
    text = path.read_text("utf-8")
    titles: dict[str, str] = {}
    parameters = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        if match := _TITLE.match(line):
            titles[match[1]] = match[2]
        elif match := _PARAM.match(line):
            default = match[3] or (language() if match[2] == "language" else None)
            parameters.append(Parameter(match[1], match[2], default, {"fr": match[4], "en": match[5]}))
    return NamedQuery(path.stem, titles, tuple(parameters), text)


def named_queries() -> Iterator[NamedQuery]:
    """Every query that ships, those with parameters first, by name."""
    for folder in _folders():
        for path in sorted(folder.glob("*.rq")):
            yield _read(path)


def named_query(name: str) -> NamedQuery:
    """The query of that name; UnknownQueryError, with the nearest names, where there is none."""
    for folder in _folders():
        path = folder / f"{name}.rq"
        if _NAME.fullmatch(name) and path.is_file():
            return _read(path)
    from difflib import get_close_matches

    names = [path.stem for folder in _folders() for path in folder.glob("*.rq")]
    near = get_close_matches(name[:100], names, n=3, cutoff=0.5)
    hint = _(" Did you mean {names}?").format(names=", ".join(near)) if near else ""
    raise UnknownQueryError(_("No query is called “{name}”.{hint} `odas-graph queries` lists them.").format(
        name=name[:100], hint=hint))


def bind(query: NamedQuery, values: Mapping[str, str]) -> dict[str, Term]:
    """The terms that take the place of the parameters of `query`.

    Raises UsageError for an unknown parameter, a missing one, or a value that does not fit its kind.
    """
    names = [p.name for p in query.parameters]
    for name in values:
        if name not in names:
            raise UsageError(_("The query “{query}” has no parameter “{name}”; it takes: {names}.").format(
                query=query.name, name=name[:100], names=", ".join(names) or "–"))
    bound = {}
    for parameter in query.parameters:
        value = values.get(parameter.name, parameter.default)
        if value is None:
            raise UsageError(_("The query “{query}” needs --param {name}=… ({meaning}).").format(
                query=query.name, name=parameter.name, meaning=parameter.meaning[language()]))
        bound[parameter.name] = to_term(parameter.kind, value)
    return bound


def to_term(kind: str, value: str) -> Term:
    """The RDF term that `value` names, for a parameter of this kind; UsageError where it names none."""
    from pyoxigraph import Literal, NamedNode

    if kind == "territory":
        from odas_graph.territory import resolve

        return NamedNode(f"{vocab.ID}territory/{resolve(value).iri_slug}")
    if kind in ("actor", "action"):
        if value.startswith(f"{vocab.ID}{kind}/"):
            value = value.removeprefix(f"{vocab.ID}{kind}/")
        if len(value) > 200 or not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", value):
            raise UsageError(_("“{value}” is not the name of an entry: lower-case letters, digits and hyphens, as in "
                               "the address of its page.").format(value=value[:100]))
        return NamedNode(f"{vocab.ID}{kind}/{value}")
    if kind.startswith("code:"):
        scheme = kind.removeprefix("code:")
        if value not in vocab.CODES[scheme]:
            raise UsageError(_("“{value}” is not in the code list “{scheme}”: {codes}.").format(
                value=value[:100], scheme=scheme, codes=", ".join(vocab.CODES[scheme])))
        return NamedNode(vocab.code(scheme, value))
    if kind == "language":
        if value not in LANGUAGES:
            raise UsageError(_("“{value}” is no language here; choose {choices}.").format(
                value=value[:100], choices=", ".join(LANGUAGES)))
        return Literal(value)
    if kind == "number":
        if not re.fullmatch(r"-?\d{1,18}", value):
            raise UsageError(_("“{value}” is not a whole number.").format(value=value[:100]))
        return Literal(int(value))
    return _text(value)


def _text(value: str) -> Literal:
    from pyoxigraph import Literal

    try:
        return Literal(value)
    except ValueError as error:
        raise UsageError(_("This value is no Unicode text.")) from error


def free_terms(values: Mapping[str, str]) -> dict[str, Term]:
    """Terms for the variables of a query of one's own: an IRI in angle brackets, a whole number, else text."""
    from pyoxigraph import Literal, NamedNode

    terms: dict[str, Term] = {}
    for name, value in values.items():
        if not re.fullmatch(r"\w+", name):
            raise UsageError(_("“{name}” is not the name of a variable.").format(name=name[:100]))
        if re.fullmatch(r"<[^<>\"{}|^`\\\s]+>", value):
            try:
                terms[name] = NamedNode(value[1:-1])
            except ValueError as error:
                raise UsageError(_("{value} is no absolute IRI.").format(value=value[:100])) from error
        elif re.fullmatch(r"-?\d{1,18}", value):
            terms[name] = Literal(int(value))
        else:
            terms[name] = _text(value)
    return terms


def unknown_terms(text: str) -> list[tuple[str, str | None]]:
    """The terms and codes of odas-graph that a query names and that do not exist, each with the nearest that does.

    Both are written as the query writes them, in its order; None where nothing is near. Such a name is no fault in
    SPARQL: it matches nothing, and the answer is empty without a word. Raises as `sparql.guard` does.
    """
    from odas_graph.sparql import names

    own = vocab.PREFIXES["odas"]
    found = []
    for written, iri in names(text, vocab.PREFIXES).items():
        if iri.startswith(own):
            known = [own + name for name in vars(vocab.ODAS) if not name.startswith("_")]
        elif iri.startswith(vocab.CODE):
            known = [vocab.code(scheme, slug) for scheme, slugs in vocab.CODES.items() for slug in slugs]
            known += [vocab.CODE + scheme for scheme in vocab.CODES]
        else:
            continue
        if iri not in known and iri not in (own, vocab.CODE):
            found.append((written, _nearest(written, iri, known)))
    return found


def _nearest(written: str, iri: str, known: list[str]) -> str | None:
    """The IRI of `known` that is nearest to `iri`, as `written` writes it."""
    from difflib import get_close_matches

    full = written.startswith("<")
    prefix, _colon, local = written.partition(":")
    # What all begin with would make them alike; a prefix of one code list writes no code of another.
    base = iri.removesuffix(local.replace("\\", ""))
    if full:
        base = vocab.CODE if iri.startswith(vocab.CODE) else vocab.PREFIXES["odas"]
    folded = {name.removeprefix(base).lower(): name for name in known if name.startswith(base) and name != base}
    near = get_close_matches(iri.removeprefix(base).lower()[:200], folded, n=1, cutoff=0.6)
    if not near:
        return None
    return f"<{folded[near[0]]}>" if full else f"{prefix}:{folded[near[0]].removeprefix(base)}"
