"""A dataset folder ready to fill."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Final

from odas_graph.errors import OutputError, UsageError, reason
from odas_graph.exporters.folder import HARMLESS
from odas_graph.exporters.template_yaml import dataset_files
from odas_graph.i18n import gettext as _
from odas_graph.naming import slugify

# Names that mean a part of every graph cannot be those of a dataset.
PREFIX: Final = "jeu-"


def write_new(folder: Path, date: str) -> None:
    """Writes a first dataset, made up and marked so, into `folder`, which is made or has to be empty.

    All its files or none. Raises UsageError for a folder that holds something, OutputError where writing fails.
    """
    try:
        there = sorted({path.name for path in folder.iterdir()} - HARMLESS) if folder.exists() else []
        if there:
            raise UsageError(_("The folder {folder} holds something already ({names}): name a new one, or an empty "
                               "one.").format(folder=folder, names=", ".join(there[:3])))
        folder.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(prefix=".odas-graph-new-", dir=folder.parent))
        try:
            slug = slugify(folder.resolve().name)
            for name, text in dataset_files(PREFIX + slug[:60].rstrip("-"), date).items():
                path = staging / name
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, "utf-8", newline="")
            if folder.exists():
                for path in sorted(staging.iterdir()):
                    path.rename(folder / path.name)
            else:
                staging.chmod(0o755)
                staging.rename(folder)
        finally:
            shutil.rmtree(staging, ignore_errors=True)
    except OSError as error:
        raise OutputError(_("{path} could not be written: {reason}. Check the place, your rights to it and the space "
                            "left, or choose another one.").format(path=folder, reason=reason(error))) from error
