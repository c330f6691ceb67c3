"""YAML as people type it: every scalar stays text, every key keeps its line.

Reading all scalars as text keeps `01` a code and `no` a word (the fiche models turn text into numbers where they want
numbers). Anchors, repeated keys and files of absurd size or depth are refused: none has a use in a fiche.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NoReturn

import yaml

from odas_graph.errors import DataError
from odas_graph.findings import Finding
from odas_graph.i18n import gettext as _
from odas_graph.importers.faults import shorten
from odas_graph.records import Path_

# The longest fiche of the shipped data has 30 kB; a hundred times that is no fiche any more.
MAX_BYTES = 4_000_000
# Deeper than any section of the analysis grid, and far below Python's own recursion limit.
MAX_DEPTH = 20

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def _refuse(code: str, message: str, file: str, line: int | None) -> NoReturn:
    raise DataError(message, [Finding(level="violation", code=code, message=message, file=file, line=line)])


def read_text(path: Path, file: str) -> str:
    """The text of a file that a person wrote.

    Raises DataError (with its finding) for what is no file, is absurdly large or is not UTF-8; OSError as it comes.
    """
    # A pipe would wait for ever for someone to write, a device would never end.
    if path.exists() and not path.is_file():
        _refuse("unreadable", _("This is no file. Move it elsewhere, or give it another name."), file, None)
    with path.open("rb") as stream:
        raw = stream.read(MAX_BYTES + 1)
    if len(raw) > MAX_BYTES:
        _refuse("too-large", _("The file is larger than {n} MB, more than a person writes; split it.").format(
            n=MAX_BYTES // 1_000_000), file, None)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse("not-utf8", _("The file is not UTF-8 text; save it again as UTF-8."), file,
                raw[: error.start].count(b"\n") + 1)


def read_yaml(path: Path, file: str) -> tuple[Any, dict[Path_, int]]:
    """The content of a YAML file, scalars as text, and the line of each key or item.

    Raises DataError (with a finding for `file`) for text that is not YAML or not UTF-8, and OSError as it comes.
    """
    text = read_text(path, file)
    try:
        _refuse_anchors(text, file)
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        problem, line = _place(error, text)
        _refuse("yaml-syntax", _("This is not valid YAML: {problem}. Check the indentation, the colons and the "
                                 "quotes.").format(problem=problem), file, line)
    lines: dict[Path_, int] = {}
    return (_plain(node, (), lines, file) if node is not None else None), lines


def _place(error: yaml.YAMLError, text: str) -> tuple[str, int | None]:
    """What the parser stumbled on, and its line."""
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        return shorten(error.problem or error.context or "?"), mark.line + 1 if mark else None
    # libyaml counts bytes.
    position = getattr(error, "position", None)
    line = None if position is None else text.encode()[:position].count(b"\n") + 1
    return shorten(str(error).splitlines()[0]), line


def _refuse_anchors(text: str, file: str) -> None:
    # `compose` recurses, so the depth is checked on the flat stream of events.
    depth = 0
    for event in yaml.parse(text, Loader=_Loader):
        line = event.start_mark.line + 1 if event.start_mark else None
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            _refuse("yaml-anchor", _("Anchors and aliases (& and *) are not accepted; write the value out, or put it "
                                     "in quotes."), file, line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                _refuse("yaml-depth", _("The text is nested too deeply."), file, line)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _plain(node: yaml.Node, path: Path_, lines: dict[Path_, int], file: str) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        mapping: dict[str, Any] = {}
        for key_node, value_node in node.value:
            key, line = key_node.value, key_node.start_mark.line + 1
            if not isinstance(key, str):
                _refuse("yaml-key", _("A key is a word, not a list nor a group of fields. Check the brackets and the "
                                      "braces."), file, line)
            if (*path, key) in lines:
                _refuse("repeated-key", _("The key “{key}” stands twice; keep one.").format(key=shorten(key)), file,
                        line)
            lines[(*path, key)] = line
            value = _plain(value_node, (*path, key), lines, file)
            if value is not None:
                mapping[key] = value
        return mapping
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, index), lines, file) for index, item in enumerate(node.value)]
    # An empty plain scalar or `~` is a key left blank: the same as no key.
    if isinstance(node, yaml.ScalarNode) and not node.style and node.value in ("", "~", "null"):
        return None
    return node.value
