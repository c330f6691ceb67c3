"""The French catalogue: complete, up to date, sound, in French; and the commands speak the language asked for."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from odas_graph.errors import UnknownTerritoryError
from odas_graph.i18n import LOCALE_DIR, gettext, in_language
from odas_graph.territory import resolve

PACKAGE = LOCALE_DIR.parent
TOOL = Path(__file__).resolve().parents[1] / "tools" / "catalogue.py"
# click fills these with English words of its own ("integer range").
LEFT_OUT = {("{value!r} is not a valid {number_type}.", "number_type")}
# Words that no French sentence holds.
ENGLISH = {
    "the", "of", "and", "not", "is", "are", "was", "to", "with", "from", "which", "this", "that", "it", "its",
    "who", "there", "has", "have", "been", "by", "for", "in", "at", "be", "will", "no", "only", "must", "should",
    "cannot", "write", "choose", "check", "give", "name",
}


@cache
def catalogue() -> Catalog:
    with (LOCALE_DIR / "fr" / "LC_MESSAGES" / "odas_graph.po").open("rb") as stream:
        return read_po(stream, locale="fr")


@cache
def translations() -> tuple[tuple[str, str], ...]:
    """Every English text with its French one, both forms of what has a plural."""
    found: list[tuple[str, str]] = []
    for message in catalogue():
        texts = message.id if isinstance(message.id, (tuple, list)) else [message.id]
        strings = message.string if isinstance(message.string, (tuple, list)) else [message.string]
        found += [(text, string or "") for text, string in zip(texts, strings, strict=True) if text]
    return tuple(found)


def faults(is_fault: re.Pattern[str]) -> list[str]:
    return [french for _english, french in translations() if is_fault.search(french)]


@pytest.mark.skipif(not TOOL.exists(), reason="the tools are not part of an installed wheel")
def test_nothing_is_untranslated_or_out_of_date() -> None:
    run = subprocess.run([sys.executable, str(TOOL), "check"], capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")


def _marked() -> Iterator[tuple[str, str]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "gettext")
                    and node.args and isinstance(node.args[0], ast.Constant) and isinstance(node.args[0].value, str)):
                yield f"{path.relative_to(PACKAGE)}:{node.lineno}", node.args[0].value


def test_every_text_the_code_marks_is_gathered() -> None:
    """Babel does not look inside f-strings (before Python 3.12 they are one token)."""
    known = {english for english, _french in translations()}
    assert [(place, text) for place, text in _marked() if text not in known] == []


def test_the_program_reads_what_the_catalogue_says() -> None:
    with in_language("fr"):
        assert [m.id for m in catalogue() if m.id and isinstance(m.id, str)
                and gettext(m.id) != (m.string or m.id)] == []


def _fields(text: str) -> list[tuple[str, str, str | None]]:
    return sorted((name, form or "", conversion) for _text, name, form, conversion in Formatter().parse(text)
                  if name is not None)


def _is_pattern(text: str) -> bool:
    """Is it filled in? `GRAPH <…> { … }` is a text to read."""
    return re.search(r"\{[a-zA-Z]\w*[}!:]", text) is not None


def test_a_translation_is_filled_in_as_the_original_is() -> None:
    patterns = [(english, french) for english, french in translations() if _is_pattern(english)]
    assert len(patterns) > 100
    assert [(e, f) for e, f in patterns if [x for x in _fields(e) if (e, x[0]) not in LEFT_OUT] != _fields(f)] == []


def test_a_translation_of_a_text_without_fields_has_none() -> None:
    assert [f for e, f in translations() if not _is_pattern(e) and _is_pattern(f)] == []


def test_a_translation_begins_and_ends_as_the_original_does() -> None:
    """Pieces of sentences are put together; only what is tied to the piece before by a no-break space may differ."""
    def ends(text: str) -> tuple[str, str]:
        return text[:len(text) - len(text.lstrip(" \n\t"))], text[len(text.rstrip(" \n\t")):]

    # " or " becomes ", ou ": the comma stands against the word before.
    assert [(e, f) for e, f in translations() if ends(e) != ends(f) and not f.startswith((", ", "\u00a0"))] == []


def test_no_english_is_left() -> None:
    def english_in(text: str) -> list[str]:
        text = re.sub(r"`[^`]*`|\{[^}]*\}|\S*[/<>=]\S*|--\S+", " ", text)
        return sorted(ENGLISH.intersection(re.findall(r"(?<![\w.'-])[a-z]+(?![\w.-])", text)))

    assert [(english_in(french), french) for _english, french in translations() if english_in(french)] == []


def test_quotes_are_french_and_balanced() -> None:
    assert faults(re.compile("[“”‘’]|(?<!\\\\)\"")) == []
    assert faults(re.compile("«(?!\u00a0)|(?<!\u00a0)»")) == []
    assert [f for _e, f in translations() if not re.fullmatch("[^«»]*(?:«[^«»]*»[^«»]*)*", f)] == []


def test_high_punctuation_never_starts_a_line() -> None:
    assert faults(re.compile(r"(?<!\u00a0)[;?!](?=\s|$)")) == []
    assert faults(re.compile(r" :(?=\s|$)")) == []
    assert faults(re.compile("[0-9}] [%€]")) == []


def _odas_graph(*arguments: str, lang: str) -> subprocess.CompletedProcess[str]:
    environ = {k: v for k, v in os.environ.items() if k not in ("LANGUAGE", "LC_ALL", "LC_MESSAGES")}
    return subprocess.run([sys.executable, "-m", "odas_graph", *arguments], capture_output=True, text=True, check=False,
                          encoding="utf-8", env=environ | {"LANG": lang, "PYTHONIOENCODING": "utf-8"})


@pytest.mark.parametrize(("lang", "option", "heading", "other"), [
    ("fr_FR.UTF-8", (), "\nCommandes\u00a0:\n", "Commands"),
    ("de_DE.UTF-8", (), "\nCommandes\u00a0:\n", "Commands"),
    ("en_US.UTF-8", (), "\nCommands:\n", "Commandes"),
    ("fr_FR.UTF-8", ("--lang", "en"), "\nCommands:\n", "Commandes"),
    ("en_US.UTF-8", ("--lang=fr",), "\nCommandes\u00a0:\n", "Commands"),
])
def test_help_speaks_the_language_asked_for(lang: str, option: tuple[str, ...], heading: str, other: str) -> None:
    run = _odas_graph(*option, "--help", lang=lang)
    assert run.returncode == 0
    assert heading in run.stdout and other not in run.stdout


@pytest.mark.parametrize(("arguments", "message"), [
    (("--nosuch",), "L'option '--nosuch' n'existe pas."),
    (("nosuch",), "La commande «\u00a0nosuch\u00a0» n'existe pas."),
    (("buidl",), "Vouliez-vous dire «\u00a0build\u00a0»\u00a0?"),
    (("export",), "Il manque l'argument 'FORMAT'. Choisissez parmi\u00a0:"),
    (("invisible", "--top", "0"), "Valeur incorrecte pour '--top'\u00a0: 0 est hors des limites (x>=1)."),
    (("invisible", "--top", "x"), "'x' n'est pas un nombre admis ici."),
    (("queries", "x", "y"), "Arguments en trop\u00a0: x y"),
    (("build", "--out"), "L'option '--out' demande une valeur."),
    (("query", "nosuch"), "Aucune requête ne s'appelle «\u00a0nosuch\u00a0»."),
])
def test_wrong_use_is_answered_in_french(arguments: tuple[str, ...], message: str) -> None:
    run = _odas_graph(*arguments, lang="fr_FR.UTF-8")
    assert run.returncode == 2
    assert message in run.stderr


def test_an_unknown_place_is_answered_in_french() -> None:
    with in_language("fr"), pytest.raises(UnknownTerritoryError, match="pour nom «\u00a0Nowhere\u00a0»"):
        resolve("Nowhere")
