"""The group of commands, each loaded when it is called, so that `--help` and `--version` stay instant."""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence
from importlib import import_module
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

import click

from odas_graph import __version__
from odas_graph.i18n import LANGUAGES
from odas_graph.i18n import gettext as _

if TYPE_CHECKING:
    from odas_graph.errors import DataError


def _commands() -> dict[str, str]:
    """The commands in the order people need them, and what each does."""
    return {
        "new": _("Make a dataset folder ready to fill."),
        "template": _("Write the questionnaire to fill: a workbook, CSV files or a fiche."),
        "import": _("Read questionnaires, fiches, subsidies and lists into a data folder."),
        "propose": _("Propose a draft from a narrative text, to be checked by a person."),
        "reconcile": _("Decide which entries are one actor."),
        "build": _("Build the graph, its data files and its maps."),
        "open": _("Open the atlas in your browser."),
        "validate": _("Say what is wrong or doubtful in dataset folders."),
        "query": _("Answer a named query or a SPARQL query."),
        "queries": _("List the named queries: what each answers, its parameters."),
        "map": _("Draw the partnership map of territories."),
        "invisible": _("List the actors that do much and are little known, with reasons and proof."),
        "missing-ties": _("Say which institution should meet which of these actors, and what it would change."),
        "fragility": _("Say what would be lost, need by need, if an actor stopped."),
        "centrality": _("Measure the place of each actor in a network."),
        "clusters": _("Find who works together, and how sure that is."),
        "compare": _("Set territories side by side, each against a reference of its own size."),
        "evaluate": _("Test the method: cases of the sources, planted networks, ablations."),
        "simulate": _("Make up a country in which the invisible actors are known."),
        "plot": _("Draw figures: contribution against recognition, who is known to whom."),
        "export": _("Write the graph in one format."),
    }


class _LazyGroup(click.Group):
    """Commands live in modules of the same name; only the one that is called is imported."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_commands())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _commands():
            return None
        # A word of Python cannot name a module to import from: `import` lives in import_.py.
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name.replace("-", "_")
        command: click.Command = import_module(f"odas_graph.cli.{module}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section(_("Commands")):
            formatter.write_dl(list(_commands().items()))

    def resolve_command(self, ctx: click.Context,
                        args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in _commands() and not name.startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(name, _commands(), n=1)
            hint = _(" Did you mean “{choice}”?").format(choice=near[0]) if near else ""
            raise click.UsageError(_("There is no command “{name}”.{hint}").format(name=name, hint=hint), ctx)
        return super().resolve_command(ctx, args)


def lang_option(command: Any) -> Any:
    """`--lang fr|en`; its value is read before parsing (see `main`)."""
    return click.option("--lang", type=click.Choice(LANGUAGES), expose_value=False,
                        help=_("Language of messages and pages (default: that of the locale, else French)."))(command)


def _build_group() -> click.Group:
    @click.group(cls=_LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
                 help=_("Who works with whom in local social action, and who does a great deal without being known."))
    @lang_option
    @click.version_option(__version__, "--version", "-V", prog_name="odas-graph", message="%(prog)s %(version)s")
    def group() -> None:
        pass

    return group


def run(arguments: Sequence[str]) -> int:
    """Runs a command; 0 done, 1 the data does not conform, 2 wrong use, 3 the operation failed."""
    from odas_graph.cli.output import let_go
    from odas_graph.errors import DataError, OdasGraphError, reason

    try:
        code = _build_group().main(list(arguments), prog_name="odas-graph", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.ClickException as error:
        _tell(_usage(error))
        return 2
    except (click.Abort, KeyboardInterrupt):
        _tell(_("Interrupted."))
        return 130
    except DataError as error:
        _show_findings(error)
        return error.exit_code
    except OdasGraphError as error:
        _tell(_("Error: {message}").format(message=error))
        return error.exit_code
    except (BrokenPipeError, SystemExit):
        # The reader of a pipe has gone (`| head`): nothing is wrong. click would end the process with code 1, which
        # means that the data does not conform.
        let_go(sys.stdout)
        return 0
    except OSError as error:
        _tell(_("Error: {message}").format(message=f"{error.filename or 'stdout'}: {reason(error)}"))
        let_go(sys.stdout)
        return 3
    except Exception:
        # Python would end with code 1, which means that the data does not conform.
        import traceback

        _tell(traceback.format_exc())
        _tell(_("Error: {message}").format(message=_("this is a fault of odas-graph itself; please report it.")))
        return 3


def _usage(error: click.ClickException) -> str:
    """What click shows of a wrong use: usage line, hint, message."""
    stream = io.StringIO()
    error.show(stream)
    return stream.getvalue().rstrip("\n")


def _tell(message: str) -> None:
    """Talk on stderr, lost without harm where stderr cannot be written to."""
    from odas_graph.cli.output import print_warning

    print_warning(message)


def _show_findings(error: DataError) -> None:
    from odas_graph.cli.output import print_findings

    print_findings([f for f in error.findings if f.level == "violation"], err=True)
    _tell(_("Error: {message}").format(message=error))
