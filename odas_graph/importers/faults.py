"""What is wrong with a record, said so that the person who filled it can mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from pydantic import ValidationError

from odas_graph import fiche, vocab
from odas_graph.fiche import CodeError
from odas_graph.findings import Finding
from odas_graph.i18n import gettext as _
from odas_graph.records import Path_, violation

# Below this similarity (0 to 100) a suggestion misleads more than it helps: measures that favour a common beginning
# would offer the one département of the registry for every other.
SUGGESTION_CUTOFF = 75


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """` Did you mean “x”?` for the choice with the fewest letters to add, drop or move as words, or an empty text."""
    from rapidfuzz import fuzz, process

    def words(slug: str) -> str:
        return slug.replace("-", " ")

    def likeness(one: str, other: str, **_options: Any) -> float:
        return max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other))

    match = process.extractOne(word[:200], sorted(choices), processor=words, scorer=likeness,
                               score_cutoff=SUGGESTION_CUTOFF)
    return _(" Did you mean “{choice}”?").format(choice=match[0]) if match else ""


def shorten(value: object, width: int = 80) -> str:
    """`value` on one line, cut at `width` characters, for a message."""
    text = " ".join(str(value).split())
    return text if len(text) <= width else text[: width - 1] + "…"


def bad_form(value: object, pattern: str) -> str:
    """What is wrong with a value that does not match one of the patterns of the fiche format."""
    forms = {
        fiche.SLUG_PATTERN: _("lower-case letters without accents, digits, and hyphens between them"),
        fiche.DATE_PATTERN: _("a year, a month or a day: 2020, 2020-03 or 2020-03-17"),
        fiche.TERRITORY_PATTERN: _("commune “93072”, EPCI by its SIREN, département “93”, région “R11”, country “FR”"),
        fiche.IDENTIFIER_PATTERN: _("digits and capital letters, 20 at most"),
        fiche.ISSN_PATTERN: "1234-567X",
    }
    return _("“{value}” does not have the form expected here ({form}).").format(
        value=shorten(value), form=forms.get(pattern, pattern))


def _message(error: Mapping[str, Any]) -> tuple[str, str]:
    """The code and the message of one pydantic error."""
    kind, value, context = error["type"], error.get("input"), error.get("ctx", {})
    cause = context.get("error")
    if isinstance(cause, CodeError):
        return "unknown-code", _("“{value}” is not in the code list “{scheme}”.{hint}").format(
            value=shorten(cause.slug), scheme=cause.scheme, hint=did_you_mean(cause.slug, vocab.CODES[cause.scheme]))
    if kind == "missing":
        return "missing-field", _("This field is required and is not there.")
    if kind == "extra_forbidden" and error["loc"][-1] == "brouillon":
        return "draft", _("This is a draft that nobody has read yet. Read each proposal beside its sentence, correct "
                          "it, move its actors to actors.yaml, then delete the line “brouillon”.")
    if kind == "extra_forbidden":
        return "unknown-field", _("This field does not exist.{hint}").format(
            hint=did_you_mean(str(error["loc"][-1]), _all_keys()))
    if kind in ("too_short", "string_too_short") and isinstance(value, str):
        return "empty", _("This text is empty; fill it, or leave the field out.")
    if kind == "too_short":
        return "too-few", _("At least {n} are needed here.").format(n=context.get("min_length", 1))
    if kind == "string_pattern_mismatch":
        return "bad-form", bad_form(value, str(context.get("pattern")))
    if kind in ("too_long", "string_too_long"):
        return "too-long", _("The text is longer than {n} characters.").format(n=context.get("max_length"))
    if kind in ("string_type", "dict_type", "model_type", "model_attributes_type", "list_type", "tuple_type"):
        return "bad-kind", _("This value is not of the kind expected here (a text, a list or a group of fields).")
    if kind.startswith("bool"):
        return "bad-choice", _("“{value}” is neither yes nor no; write true or false (oui or non).").format(
            value=shorten(value))
    if kind.startswith(("int", "decimal", "finite", "greater", "less")):
        return "bad-number", _("“{value}” is not a number that fits here. Write digits alone, with a point before "
                               "decimals: 1200.50").format(value=shorten(value))
    if kind == "literal_error":
        return "unknown-choice", _("“{value}” is not one of: {choices}.").format(
            value=shorten(value), choices=context.get("expected"))
    own = {
        "period-order": _("The period ends before it starts."),
        "same-actor-twice": _("The same actor stands twice here; name each actor once."),
        "nothing-said": _("Say what became of the action: “continuite”, “texte”, or both."),
        "no-such-day": _("This day does not exist in the calendar."),
        "unaware-not-party": _("An actor under “ignorant” must also stand under “acteurs”."),
    }
    text = str(cause) if cause else str(error.get("msg", ""))
    return ("inconsistent", own[text]) if text in own else ("bad-value", shorten(text))


def findings_of(error: ValidationError, file: str, lines: Mapping[Path_, int], prefix: Path_ = (),
                columns: Mapping[str | int, str] | None = None) -> list[Finding]:
    """One finding for each fault of a record, with its file, line and field, or column."""
    found = []
    items = error.errors(include_url=False)
    for item in items:
        depth = len(item["loc"])
        if item["type"] == "too_short" and any(i["loc"][:depth] == item["loc"] for i in items if len(i["loc"]) > depth):
            continue  # only because those at fault were not counted
        # Steps such as "function-wrap[...]" name pydantic's own machinery, not a key of the file.
        loc: Path_ = (*prefix, *(step for step in item["loc"] if not (isinstance(step, str) and "[" in step)))
        code, message = _message(item)
        found.append(violation(code, message, file, lines, loc, columns))
    return found


@cache
def _all_keys() -> frozenset[str]:
    models = (m for m in vars(fiche).values() if isinstance(m, type) and issubclass(m, fiche.Model))
    return frozenset(info.alias or name for model in models for name, info in model.model_fields.items())
