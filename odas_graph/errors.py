"""The errors of odas-graph: what cannot go on raises one of these, whose message says what, where, and what to do next.

    OdasGraphError                    exit code 3: the operation failed
    ├── UsageError                    exit code 2: wrong use
    │   ├── UnknownQueryError         no named query bears this name
    │   ├── UnknownTerritoryError     no territory bears this code
    │   ├── QuerySyntaxError          the text is no SPARQL query
    │   └── UnsafeQueryError          the query would write, or reach another server
    ├── DataError                     exit code 1: the data does not conform; carries the findings
    ├── UnreadableInputError          a file or its content cannot be read at all
    ├── StoreError                    the graph cannot be opened, read or written: folder, endpoint
    ├── QueryTimeoutError             the query did not end in time
    └── OutputError                   a result cannot be written: disk full, no rights

Bad data is no error but a `Finding`; DataError is raised only where nothing can go on without conforming data.
"""

from __future__ import annotations

import errno
from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from odas_graph.i18n import gettext as _

if TYPE_CHECKING:
    from odas_graph.findings import Finding


class OdasGraphError(Exception):
    """Root of the tree; `exit_code` is what a command that meets it ends with."""

    exit_code: ClassVar[int] = 3


class UsageError(OdasGraphError):
    """What was asked cannot be done as it was asked."""

    exit_code = 2


class UnknownQueryError(UsageError):
    """No named query bears this name."""


class UnknownTerritoryError(UsageError):
    """No territory bears this code."""


class QuerySyntaxError(UsageError):
    """The text is no SPARQL query that can be read without doubt."""


class UnsafeQueryError(UsageError):
    """The query would change data, or reach another server or file."""


class DataError(OdasGraphError):
    """The data does not conform; `findings` says where and how."""

    exit_code = 1

    def __init__(self, message: str, findings: Iterable[Finding] = ()) -> None:
        super().__init__(message)
        self.findings: tuple[Finding, ...] = tuple(findings)


class UnreadableInputError(OdasGraphError):
    """A file, or what it holds, cannot be read at all."""


class StoreError(OdasGraphError):
    """The graph cannot be opened, read or written."""


class QueryTimeoutError(OdasGraphError):
    """The query did not end within the time it was given."""


class OutputError(OdasGraphError):
    """A result cannot be written."""


def reason(error: Exception) -> str:
    """Why the system refused, in the language in force for the common causes, else in its own words."""
    words = {
        errno.ENOENT: _("it does not exist"), errno.EACCES: _("access is not permitted"),
        errno.EPERM: _("access is not permitted"), errno.ENOSPC: _("the disk is full"),
        errno.EDQUOT: _("the disk quota is used up"), errno.EFBIG: _("the file would be larger than permitted"),
        errno.EISDIR: _("it is a folder"), errno.ENOTDIR: _("a part of the path is no folder"),
        errno.EROFS: _("the disk is read-only"), errno.ENAMETOOLONG: _("the name is too long"),
        errno.ELOOP: _("the links lead round in a circle"),
    }
    number = getattr(error, "errno", None)
    return words.get(number) or getattr(error, "strerror", None) or str(error) if number else str(error)
