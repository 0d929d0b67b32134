"""How a JavaScript program is asked: one process for all texts, JSON in and JSON out."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from consumers.programs import absent, needs, run

_SCRIPTS = Path(__file__).parent / "node"


def modules() -> Path:
    """The folder that ``node/install.sh`` installs into; a test that finds it empty skips."""
    cache_home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    folder = Path(os.environ.get("REFKIT_NODE_MODULES") or cache_home / "refkit-node")
    if not (folder / "node_modules").is_dir():
        absent("the JavaScript programs are not installed: run tests/consumers/node/install.sh")
    return folder


def ask(script: str, texts: Mapping[str, str]) -> dict[str, Any]:
    """What a script of ``node/`` answers about each of these texts, by their names."""
    needs("node")
    command = ["env", f"REFKIT_NODE_MODULES={modules()}", "node", script]
    answers: dict[str, Any] = json.loads(run(command, _SCRIPTS, input_text=json.dumps(texts)))
    return answers
