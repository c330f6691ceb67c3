r"""What a query may do: read, and nothing else. Lexes SPARQL, refuses what would write or reach out, binds parameters.

A query read here and then by an engine must be read alike, or a keyword could hide in the difference. So:

- codepoint escapes (`\u0053`) are decoded first, as SPARQL 1.1 section 19.2 says, and the engine gets the decoded text;
  an escaped delimiter (quote, backslash, `<`, `>`, `#`, end of line) is refused, since engines disagree on it;
- Oxigraph needs no space after a keyword: it takes `SERVICE:b {…}` and `FROM:g` for keywords, where the grammar has a
  prefixed name. Such names are allowed only where no keyword could stand;
- `(?a <…#…> ?b)` is a list with an IRI or a comparison with a comment, and `<<` a comparison or an RDF 1.2 term: both
  are refused, with the way to write them without doubt.

Parameters are bound by a `VALUES` block with one row at the start of every group that mentions them, nested groups and
subqueries included (SPARQL evaluates these apart, so that one block at the top would not reach them); inside the
parentheses of SELECT, HAVING and ORDER BY, where a grouped query knows no other variable, the value itself takes the
place of the variable. Any engine reads the result alike. As everywhere in SPARQL, a query that groups and wants to show
a parameter has to group by it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final, Literal, NamedTuple, NoReturn, cast

from odas_graph.errors import QuerySyntaxError, UnsafeQueryError, UsageError
from odas_graph.i18n import gettext as _

QueryForm = Literal["select", "construct", "describe", "ask"]
FORMS: Final = ("SELECT", "CONSTRUCT", "DESCRIBE", "ASK")
UPDATES: Final = ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH", "USING")

# No word of SPARQL, nor the name of any of its functions, contains one of these: they are looked for inside words too,
# since Oxigraph reads `SERVICESILENT` as two.
_FORBIDDEN: Final = re.compile("|".join(("SERVICE", "FROM", *UPDATES)), re.IGNORECASE | re.ASCII)
_GLUED: Final = re.compile("SERVICE|FROM", re.IGNORECASE | re.ASCII)

# The productions of the grammar: https://www.w3.org/TR/sparql11-query/#sparqlGrammar. Names are written as what they
# may not hold, which compiles twenty times faster, and lets in all characters beyond ASCII; `_strange` sorts these out.
_OTHER: Final = r"\x00-\x2C/;-@\[-^`{-\x7F"  # ASCII but letters, digits, underscore, dot, hyphen and colon
_START: Final = rf"[^{_OTHER}0-9_.:\-]"
_NAME: Final = rf"[^{_OTHER}.:\-]"
_LOCAL: Final = rf"(?:[^{_OTHER}.\-]|%[0-9A-Fa-f]{{2}}|\\[_~.\-!$&'()*+,;=/?#@%])"
_TOKEN: Final = re.compile(rf"""
    (?P<skip>[ \t\r\n]+|\#[^\r\n]*)
  | (?P<var>[?$]{_NAME}+)
  | (?P<pname>(?:{_START}(?:[^{_OTHER}:]*[^{_OTHER}:.])?)?:(?:{_LOCAL}(?:\.*(?:{_LOCAL}|-))*)?)
  | (?P<bnode>_:{_NAME}(?:[^{_OTHER}:]*[^{_OTHER}:.])?)
  | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<iri><[^<>"{{}}|^`\\\x00-\x20]*>)
  | (?P<string>\"{{3}}(?:[^"\\]|\\.|"(?!""))*\"{{3}}|'{{3}}(?:[^'\\]|\\.|'(?!''))*'{{3}}
             | "(?!"")(?:[^"\\\r\n]|\\[^\r\n])*"|'(?!'')(?:[^'\\\r\n]|\\[^\r\n])*')
  | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
  | (?P<lang>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<punct>[{{}}()\[\];,.*/|^?!=<>+&-])
  | (?P<bad>.)
""", re.VERBOSE | re.DOTALL)
_NAMED: Final = frozenset({"var", "pname", "bnode"})
_ESCAPE: Final = re.compile(r"\\\\|\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_DELIMITERS: Final = frozenset("\\\"'<>#\r\n")
_OPERANDS: Final = frozenset({"var", "pname", "iri", "string", "lang", "number"})


class Token(NamedTuple):
    """A token: its kind (a group of the lexer), its text, where it starts."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)

    @property
    def name(self) -> str:
        """The name of a variable, a word in capitals, else the text."""
        return self.text[1:] if self.kind == "var" else self.text.upper() if self.kind == "word" else self.text


_NONE: Final = Token("none", "", 0)


@dataclass(slots=True)
class _Bracket:
    """An open bracket. `kind`: group, short (of CONSTRUCT WHERE), data (of VALUES), template, top, or the bracket."""

    kind: str
    start: int
    end: int = 0
    depth: int = 0
    clause: str = ""
    values: bool = False
    subquery: bool = False
    variables: set[str] = field(default_factory=set)


@dataclass(slots=True)
class _Outline:
    """What the rules and the binding of parameters need to know of a query."""

    text: str
    tokens: list[Token]
    form: QueryForm
    at: int
    prefixes: set[str]
    groups: list[_Bracket]
    variables: set[str]
    expressions: list[Token]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A query that only reads, with its prefixes declared and its parameters bound."""

    form: QueryForm
    text: str


def guard(text: str) -> QueryForm:
    """The form of a query that only reads.

    Raises UnsafeQueryError for SERVICE, FROM, FROM NAMED and every update, and QuerySyntaxError for a text that is no
    query or could be read in two ways. The grammar proper is left to the engine.
    """
    return _outline(text).form


def variables(text: str) -> frozenset[str]:
    """The names of the variables a query mentions, without their `?`; raises as `guard` does."""
    return frozenset(_outline(text).variables)


def names(text: str, prefixes: Mapping[str, str]) -> dict[str, str]:
    """The IRIs a query names, by the way it writes them; `prefixes` holds those it need not declare.

    A name whose prefix is declared nowhere is left out. Raises as `guard` does.
    """
    query, known = _outline(text), dict(prefixes)
    head = query.tokens[:query.at]
    for word, name, iri in zip(head, head[1:], head[2:], strict=False):
        if word.name == "PREFIX":
            known[name.text.removesuffix(":")] = iri.text[1:-1]
    found = {}
    for token in query.tokens[query.at:]:
        prefix, _colon, local = token.text.partition(":")
        if token.kind == "iri":
            found[token.text] = token.text[1:-1]
        elif token.kind == "pname" and prefix in known:
            found[token.text] = known[prefix] + local.replace("\\", "")
    return found


def prepare(text: str, *, prefixes: Mapping[str, str], values: Mapping[str, str]) -> Prepared:
    """The query an engine is given: guarded, missing `prefixes` declared, `values` bound.

    `values` goes from a variable's name to an IRI or a literal, already in SPARQL syntax. Line numbers stay what they
    were. Raises UsageError for a value whose variable the query does not mention, QuerySyntaxError for a prefix that is
    declared nowhere, else as `guard` does.
    """
    query = _outline(text)
    _check_prefixes(query, prefixes)
    for name in values:
        if name not in query.variables:
            raise UsageError(_("The query has no variable ?{name}, so no value can be given for it. Its variables: "
                               "{names}.").format(name=name, names=_listed(query.variables)))
    body = _bind(query, values) if values else query.text
    missing = "".join(f"PREFIX {name}: <{iri}> " for name, iri in prefixes.items()
                      if name not in query.prefixes and f"{name}:" in query.text)
    return Prepared(query.form, missing + body)


def _check_prefixes(query: _Outline, known: Mapping[str, str]) -> None:
    declared = query.prefixes | known.keys()
    for token in query.tokens[query.at:]:
        prefix = token.text.partition(":")[0]
        if token.kind == "pname" and prefix not in declared:
            names = ", ".join(f"{name}:" for name in sorted(declared)) or "–"
            _unclear(query.text, token.start, _("The prefix “{prefix}” is not declared. Declare it (PREFIX {prefix} "
                                                "<…>), or use one of those known here: {names}."
                                                ).format(prefix=f"{prefix}:", names=names))


def _listed(names: set[str]) -> str:
    return ", ".join(f"?{name}" for name in sorted(names)) or "–"


def _line(text: str, position: int) -> int:
    return text.count("\n", 0, position) + 1


def _unclear(text: str, position: int, reason: str) -> NoReturn:
    raise QuerySyntaxError(_("Line {line}: {reason}").format(line=_line(text, position), reason=reason))


def _refuse(text: str, token: Token, keyword: str) -> NoReturn:
    keyword = keyword.upper()
    if keyword == "SERVICE":
        reason = _("SERVICE is refused, since a query may not reach another server. Leave it out, and load the other "
                   "data beforehand.")
    elif keyword == "FROM":
        reason = _("FROM and FROM NAMED are refused, since a query may not read other files or servers. Write "
                   "GRAPH <…> { … } for one graph; without GRAPH, a query reads all graphs together.")
    else:
        reason = _("{keyword} is refused, since a query only reads. Change the data files, and build the graph again."
                   ).format(keyword=keyword)
    raise UnsafeQueryError(_("Line {line}: {reason}").format(line=_line(text, token.start), reason=reason))


def _decode(text: str) -> str:
    """`text` with its codepoint escapes decoded, once."""
    if "\\u" not in text and "\\U" not in text:
        return text

    def decoded(match: re.Match[str]) -> str:
        if match.lastindex is None:  # an escaped backslash, which escapes nothing else
            return match[0]
        code = int(match[match.lastindex], 16)
        if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
            _unclear(text, match.start(), _("{escape} is no character.").format(escape=match[0]))
        if chr(code) in _DELIMITERS:
            _unclear(text, match.start(), _("{escape} stands for a delimiter, which is read in more than one way. "
                                            "Inside a string, write \\\", \\' or \\\\.").format(escape=match[0]))
        return chr(code)

    result = _ESCAPE.sub(decoded, text)
    # `\u00\u00353` decodes to another escape, which an engine might decode in its turn.
    again = next((m for m in _ESCAPE.finditer(result) if m.lastindex), None)
    if again:
        _unclear(result, again.start(), _("one escape inside another is refused."))
    return result


@cache
def _strange() -> re.Pattern[str]:
    """A character beyond ASCII that no name may hold, such as a no-break space (PN_CHARS of the grammar)."""
    return re.compile("[^\x00-\x7F\xB7\xC0-\xD6\xD8-\xF6\xF8-\u037D\u037F-\u1FFF\u200C\u200D\u203F\u2040\u2070-\u218F"
                      "\u2C00-\u2FEF\u3001-\uD7FF\uF900-\uFDCF\uFDF0-\uFFFD\U00010000-\U000EFFFF]")


def _lex(text: str) -> list[Token]:
    tokens = [Token(cast(str, match.lastgroup), match[0], match.start())
              for match in _TOKEN.finditer(text) if match.lastgroup != "skip"]
    for token, after in zip(tokens, [*tokens, _NONE][1:], strict=True):
        strange = token.kind in _NAMED and not token.text.isascii() and _strange().search(token.text)
        if token.kind == "bad" or strange:
            character = repr(strange[0] if strange else token.text)
            _unclear(text, token.start, _("{character} is not expected here.").format(character=character))
        if token.text == "<" and after.text.startswith("<") and after.start == token.end:
            _unclear(text, token.start, _("<< is read in more than one way. Put a space between the two signs; the "
                                          "triple terms of RDF 1.2 are not supported."))
    return tokens


def _prologue(tokens: list[Token]) -> tuple[int, set[str]]:
    """Where the query proper begins, and the prefixes declared before."""
    at, prefixes = 0, set()
    while at < len(tokens) and tokens[at].name in ("BASE", "PREFIX", "VERSION"):
        if tokens[at].name == "PREFIX":
            prefixes.add(tokens[at + 1].text.removesuffix(":") if at + 1 < len(tokens) else "")
            at += 1
        at += 2
    return at, prefixes


def _outline(text: str) -> _Outline:
    text = _decode(text.removeprefix("\ufeff"))
    try:
        text.encode()
    except UnicodeEncodeError as error:
        _unclear(text, error.start, _("this is no Unicode text."))
    tokens = _lex(text)
    at, prefixes = _prologue(tokens)
    form = tokens[at].name if at < len(tokens) else ""
    query = _Outline(text, tokens, cast(QueryForm, form.lower()), at, prefixes, [], set(), [])
    _walk(query)
    if form not in FORMS:
        start = tokens[at].start if at < len(tokens) else len(text)
        _unclear(text, start, _("a query begins with SELECT, CONSTRUCT, DESCRIBE or ASK, after its prefixes."))
    return query


def _walk(query: _Outline) -> None:
    """Applies the rules to each token, and notes the groups and variables."""
    text, tokens = query.text, query.tokens
    stack, closed = [_Bracket("top", 0)], _Bracket("(", 0)
    frame = stack[0]  # the innermost brace
    for i, token in enumerate(tokens):
        before = tokens[i - 1] if i else _NONE
        if token.kind == "word":
            found = _FORBIDDEN.search(token.text)
            if found:
                _refuse(text, token, found[0])
            if stack[-1] is frame and token.name in ("SELECT", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"):
                frame.clause = token.name
        elif token.kind == "pname":
            if i >= query.at:
                _check_name(query, i, outside=stack[-1].kind == "top")
        elif token.kind == "iri":
            in_list = stack[-1].kind == "(" and frame.kind != "data"
            if in_list and _is_operand(before) and set("#()?$") & set(token.text):
                _unclear(text, token.start, _("{iri} is read as an IRI or as a comparison. Put a space after a < that "
                                              "compares; write an IRI in a list as a prefixed name."
                                              ).format(iri=token.text))
        elif token.kind == "var":
            query.variables.add(token.name)
            frame.variables.add(token.name)
            if stack[-1].kind == "(" and frame.clause in ("SELECT", "HAVING", "ORDER") and before.name != "AS":
                query.expressions.append(token)
        elif token.text in ("{", "(", "["):
            if token.text == "{":
                if stack[-1] is frame:
                    frame.clause = ""
                kind = _kind_of_brace(tokens, i, closed)
                frame = _Bracket(kind, token.end, depth=sum(b.kind in ("group", "short") for b in stack))
                frame.subquery = i + 1 < len(tokens) and tokens[i + 1].name == "SELECT"
                if kind in ("group", "short"):
                    query.groups.append(frame)
                stack.append(frame)
            else:
                stack.append(_Bracket(token.text, token.end, values=before.name == "VALUES"))
        elif token.text in ("}", ")", "]"):
            closed = stack[-1]
            opened_by = {"(": "(", "[": "[", "top": ""}.get(closed.kind, "{")
            if opened_by + token.text not in ("()", "[]", "{}"):
                _unclear(text, token.start, _("{bracket} closes nothing.").format(bracket=token.text))
            stack.pop()
            if token.text == "}":
                closed.end = token.start
                frame = next(b for b in reversed(stack) if b.kind not in ("(", "["))
                frame.variables |= closed.variables
    if len(stack) > 1:
        _unclear(text, stack[-1].start, _("this bracket is never closed."))


def _is_operand(token: Token) -> bool:
    return token.kind in _OPERANDS or token.text == ")" or token.name in ("TRUE", "FALSE")


def _kind_of_brace(tokens: list[Token], i: int, closed: _Bracket) -> str:
    """What the brace at `i` opens; `closed` is the bracket last closed."""
    before, earlier = (tokens[i - 1] if i else _NONE), (tokens[i - 2] if i > 1 else _NONE)
    if before.kind == "word" and before.name == "CONSTRUCT":
        return "template"
    if (before.kind == "var" and earlier.name == "VALUES") or (before.text == ")" and closed.values):
        return "data"
    return "short" if (earlier.name, before.name) == ("CONSTRUCT", "WHERE") else "group"


def _check_name(query: _Outline, i: int, *, outside: bool) -> None:
    """Refuses the prefixed name at `i` where Oxigraph could read a keyword in it; `outside` all brackets or not."""
    token, before = query.tokens[i], query.tokens[i - 1]
    after = query.tokens[i + 1].text if i + 1 < len(query.tokens) else ""
    prefix = token.text.partition(":")[0]
    found = _GLUED.search(prefix)
    if not found:
        return
    opens_group = after == "{" and before.name != "GRAPH"
    described = query.form == "describe" and (before.name == "DESCRIBE" or before.kind in ("var", "iri", "pname"))
    follows_head = outside and after != "(" and not described  # where FROM may stand, and no name but of a function
    if prefix not in query.prefixes or opens_group or follows_head:
        _refuse(query.text, token, found[0])


def _bind(query: _Outline, values: Mapping[str, str]) -> str:
    """The text of the query with `values` bound."""
    edits: list[tuple[int, int, str]] = [(token.start, token.end, f" {values[token.name]} ")
                                         for token in query.expressions if token.name in values]
    for group in query.groups:
        # The outermost group binds what only the head mentions, too.
        block = _values_block(values, query.variables if group.depth == 0 else group.variables)
        if not block:
            continue
        edits.append((group.start, group.start, f" {block} {{" if group.subquery else f" {block}"))
        if group.subquery:
            edits.append((group.end, group.end, "} "))
        if group.kind == "short":  # CONSTRUCT WHERE { … } takes triples alone: spell its template out
            head = query.tokens[query.at].end
            edits.append((head, head, f" {{{query.text[group.start:group.end]}}}"))
    if not query.groups:  # DESCRIBE ?x
        end = query.at + 1
        while end < len(query.tokens) and query.tokens[end].kind in ("var", "iri", "pname"):
            end += 1
        position = query.tokens[end - 1].end
        edits.append((position, position, f" WHERE {{ {_values_block(values, query.variables)}}}"))
    parts, last = [], 0
    for start, end, new in sorted(edits):
        parts += [query.text[last:start], new]
        last = end
    return "".join(parts) + query.text[last:]


def _values_block(values: Mapping[str, str], mentioned: set[str]) -> str:
    names = [name for name in values if name in mentioned]
    if not names:
        return ""
    return f"VALUES ({' '.join(f'?{n}' for n in names)}) {{ ({' '.join(values[n] for n in names)}) }} "
