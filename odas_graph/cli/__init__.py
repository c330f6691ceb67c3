"""The command line: parse, call, print. The one place where errors become messages and exit codes."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path


def main(argv: Sequence[str] | None = None) -> None:
    """Runs `odas-graph` with these arguments (those of the process by default) and exits with its code."""
    from odas_graph.i18n import LANGUAGES, LOCALE_DIR, language_from_environment, set_language

    _prepare_streams()
    arguments = list(sys.argv[1:] if argv is None else argv)
    lang = language_from_environment(os.environ)
    for i, argument in enumerate(arguments):
        # The language must be known before the first text is made, so before the parser of options exists.
        value = argument.partition("=")[2] if argument.startswith("--lang=") else (
            arguments[i + 1] if argument == "--lang" and i + 1 < len(arguments) else None)
        if value in LANGUAGES:
            lang = value
    set_language(lang)
    if lang != "en":
        import gettext

        # click translates its own words ("Usage", "Options", "No such option") through the process's catalogue.
        os.environ["LANGUAGE"] = lang
        gettext.bindtextdomain("odas_graph", str(LOCALE_DIR))
        gettext.textdomain("odas_graph")

    from odas_graph.cli.app import run

    sys.exit(run(arguments))


def _prepare_streams() -> None:
    """Makes the standard streams ones that can always be written to."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            # Closed by the caller (`>&-`), who wants no output; the next file opened must not take its place.
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - open until the end
        elif hasattr(stream, "reconfigure"):
            # A terminal in Latin-1 has no typographic quotes: better a question mark than a crash.
            stream.reconfigure(errors="replace")
