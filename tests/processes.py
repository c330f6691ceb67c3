"""What tests of the command line share: running it as people do, with their rights, places and languages."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import odas_graph

# The package that is tested, in a checkout or installed.
PACKAGE_PARENT = str(Path(odas_graph.__file__).parents[1])
# Starts a program to which the rights of files apply even if it is root's (it may not override them: capabilities 1 and
# 2), and whose files may have so many bytes, as on a disk that is nearly full; 0 for no limit.
_LAUNCH = """
import ctypes, os, resource, sys
if os.getuid() == 0:
    for capability in (1, 2):
        ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)
if int(sys.argv[1]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
os.execv(sys.argv[2], sys.argv[2:])
"""


def bound(command: list[str], file_size: int = 0) -> list[str]:
    """The command, run by someone whom rights bind and whose disk is full after `file_size` bytes a file."""
    return [sys.executable, "-c", _LAUNCH, str(file_size), *command]


def environment(lang: str = "en_US.UTF-8", **others: str) -> dict[str, str]:
    """The environment of a person with that locale, in which the package is found from anywhere."""
    kept = {name: value for name, value in os.environ.items()
            if name not in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG", "NO_COLOR", "PYTHONHASHSEED")}
    path = os.pathsep.join(filter(None, [PACKAGE_PARENT, kept.get("PYTHONPATH", "")]))
    return {**kept, "LANG": lang, "PYTHONPATH": path, **others}


def command(*arguments: str | Path) -> list[str]:
    """The command line of odas-graph with these arguments."""
    return [sys.executable, "-m", "odas_graph", *map(str, arguments)]


def run(*arguments: str | Path, cwd: Path | None = None, env: Mapping[str, str] | None = None, stdin: str | bytes = b"",
        file_size: int = 0, timeout: float = 60) -> subprocess.CompletedProcess[str]:
    """Runs odas-graph in a process of its own, in English unless `env` says otherwise, bound by rights."""
    done = subprocess.run(bound(command(*arguments), file_size), cwd=cwd, env=dict(env or environment()),
                          capture_output=True, input=stdin.encode() if isinstance(stdin, str) else stdin,
                          timeout=timeout, check=False)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode("utf-8", "replace"),
                                       done.stderr.decode("utf-8", "replace"))
