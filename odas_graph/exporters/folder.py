"""A folder replaced as a whole: written aside, then put in place; a failure in the middle leaves the former one.

A build writes to `.{name}.new-…` beside the folder and holds a lock on it, so that the next build can tell the remains
of a killed one, which it removes, from the work of another one that runs. The names are exchanged under a lock on the
parent folder; the system lets go of both locks when a process ends, however it ends.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import os
import secrets
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from odas_graph.errors import OutputError, reason
from odas_graph.i18n import gettext as _

MANIFEST: Final = "donnees/manifest.json"
MAPS: Final = "cartes"
# What a checkout keeps in exports/ under version control, and what file browsers leave behind.
HARMLESS: Final = frozenset({"README.md", ".gitkeep", ".DS_Store", "Thumbs.db"})
# Seconds to wait for another build to put its folder in place, which takes milliseconds.
PATIENCE: Final = 30.0
_RENAME_EXCHANGE: Final = 2
_AT_FDCWD: Final = -100


@contextmanager
def replaced_folder(out: Path, manifest: str = MANIFEST) -> Iterator[Path]:
    """A fresh folder beside `out`, which takes its place when the block ends well.

    `manifest` lists the files written: a folder whose list bears another name is no former output of this kind, and
    is left alone. Files of `out` that no former run wrote are carried over. Raises OutputError where the disk is full,
    closed to writing, or `out` holds other people's files; the former content is then untouched.
    """
    out = _resolved(out)
    with contextlib.ExitStack() as locks:
        try:
            _check_target(out, manifest)
            out.parent.mkdir(parents=True, exist_ok=True)
            with _alone_in(out.parent):
                _sweep(out)
                staging = _staging(out, out.parent)
                staging.mkdir()
                locks.enter_context(_locked(staging))
        except OSError as error:
            raise _not_beside(out, error) from error
        try:
            yield staging
            _write_manifest(staging, manifest)
            with _alone_in(out.parent):
                _check_target(out, manifest)
                _carry_over(out, staging, manifest)
                _swap(staging, out)
        except OSError as error:
            raise OutputError(_("The output could not be written to {out}: {reason}. The former content is untouched; "
                                "free some space or choose another folder.").format(
                                    out=out, reason=reason(error))) from error
        finally:
            shutil.rmtree(staging, ignore_errors=True)


def check_target(out: Path, manifest: str = MANIFEST) -> None:
    """Raises OutputError where `replaced_folder` would, as far as can be known beforehand: for before long work."""
    out = _resolved(out)
    try:
        _check_target(out, manifest)
        probe = _staging(out, next(path for path in out.parents if path.exists()))
        probe.mkdir()
        with contextlib.suppress(FileNotFoundError):  # another run has swept it away
            probe.rmdir()
    except OSError as error:
        raise _not_beside(out, error) from error


def _staging(out: Path, parent: Path) -> Path:
    # A name of its own: two threads of a process may build at once.
    return parent / f".{out.name}.new-{os.getpid()}-{secrets.token_hex(4)}"


def _not_beside(out: Path, error: OSError) -> OutputError:
    return OutputError(_("Nothing can be written beside {out}: {reason}. Choose another folder.").format(
        out=out, reason=reason(error)))


def _resolved(out: Path) -> Path:
    """The folder itself, so that a link to a folder keeps pointing to it."""
    try:
        return out.resolve()
    except (OSError, RuntimeError, ValueError) as error:  # a loop of links; a name no system has
        raise OutputError(_("{out} cannot be a folder: {reason}. Choose another one.").format(
            out=str(out)[:200], reason=error)) from error


def _check_target(out: Path, manifest: str) -> None:
    if not out.exists():
        return
    if not out.is_dir():
        raise OutputError(_("{out} is a file; name a folder for the output.").format(out=out))
    if _is_current(out) or os.path.ismount(out):
        # A folder that is replaced takes whoever stands in it along, and the root of a volume cannot be replaced.
        raise OutputError(_("{out} is the current folder, or holds it, or is a volume of its own: it cannot be "
                            "replaced as a whole. Name a folder inside it.").format(out=out))
    foreign = sorted({path.name for path in out.iterdir() if not _holds_maps_alone(path)} - HARMLESS)
    if foreign and _written(out, manifest) is None:
        raise OutputError(_("The folder {out} holds other files ({names}); choose an empty folder or one this program "
                            "wrote, so that nothing of yours is replaced.").format(
                                out=out, names=", ".join(foreign[:3]) + ("…" if len(foreign) > 3 else "")))


def _holds_maps_alone(path: Path) -> bool:
    """Whether this is the folder that `odas-graph map` fills when nothing was built yet."""
    return path.name == MAPS and path.is_dir() and all(inside.suffix == ".html" for inside in path.iterdir())


def _is_current(out: Path) -> bool:
    try:
        return Path.cwd().is_relative_to(out)
    except OSError:  # the current folder is gone
        return False


def _written(out: Path, manifest: str) -> set[str] | None:
    """The files a former run wrote, relative to `out`; None where none did."""
    try:
        return {str(name) for name in json.loads((out / manifest).read_text("utf-8"))["files"]}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _write_manifest(staging: Path, manifest: str) -> None:
    target = staging / manifest
    target.parent.mkdir(exist_ok=True)
    names = {path.relative_to(staging).as_posix() for path in staging.rglob("*") if not path.is_dir()} | {manifest}
    target.write_text(json.dumps({"files": sorted(names)}, ensure_ascii=False, indent=1) + "\n", "utf-8", newline="")


def _sweep(out: Path) -> None:
    """Removes what runs that were killed left beside `out`, and puts back what a killed swap took away."""
    former = out.parent / f".{out.name}.former"
    if former.exists():
        if out.exists():
            shutil.rmtree(former, ignore_errors=True)
        else:
            former.rename(out)
    for left in out.parent.iterdir():
        if left.name.startswith(f".{out.name}.new-"):
            with contextlib.suppress(OSError), _locked(left) as held:
                if held:
                    shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _locked(folder: Path) -> Iterator[bool | None]:
    """Tries to hold the lock on a folder while the block runs: False where another has it, None where there is none."""
    try:
        import fcntl
    except ImportError:
        yield None
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            held: bool | None = True
        except BlockingIOError:
            held = False
        except OSError:  # a file system without locks
            held = None
        yield held
    finally:
        os.close(descriptor)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """The block runs in one process at a time, where the file system has locks."""
    deadline = time.monotonic() + PATIENCE
    while True:
        with _locked(folder) as held:
            if held is not False or time.monotonic() > deadline:
                yield
                return
        time.sleep(0.02)


def _carry_over(out: Path, staging: Path, manifest: str) -> None:
    """Gives `staging` the files of `out` that no run wrote: the same files under a second name, else copies."""
    if not out.exists():
        return
    ours = _written(out, manifest) or set()
    our_folders = {parent.as_posix() for name in ours for parent in Path(name).parents}

    def fail(error: OSError) -> None:
        raise error

    for root, folders, files in os.walk(out, onerror=fail):
        for name in sorted(folders + files):
            source = Path(root) / name
            relative = source.relative_to(out)
            target = staging / relative
            if source.is_dir() and not source.is_symlink():
                if relative.as_posix() not in our_folders:
                    target.mkdir(exist_ok=True)
            elif relative.as_posix() not in ours and not os.path.lexists(target):
                target.parent.mkdir(parents=True, exist_ok=True)
                _link(source, target)


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        shutil.copy2(source, target, follow_symlinks=False)


def _swap(staging: Path, out: Path) -> None:
    """Puts `staging` in the place of `out`: in one step where the system can, else in two that `_sweep` can mend."""
    if not out.exists():
        staging.rename(out)
        return
    staging.chmod(out.stat().st_mode & 0o7777)
    if _exchange(staging, out):
        return
    former = out.parent / f".{out.name}.former"
    out.rename(former)
    staging.rename(out)
    shutil.rmtree(former, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Exchanges two names in one step (Linux renameat2 with RENAME_EXCHANGE); False where that does not exist."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    if rename(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    # Sandboxes that do not know the call answer EPERM; where it is meant, the two steps fail alike.
    if number in (errno.EINVAL, errno.ENOSYS, errno.ENOTSUP, errno.EPERM):
        return False
    raise OSError(number, os.strerror(number))
