"""What a wheel is packed with beyond the files that stand here: the shipped taxonomies, read."""

from __future__ import annotations

import contextlib
import sys
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles the taxonomies; where that cannot be written, the wheel has them as TOML alone."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write them beside the TOML, for an editable installation too."""
        sys.path.insert(0, self.root)
        # Of refkit only what needs the standard library alone: nothing else is there yet.
        from refkit.tagging.taxonomy import compile_shipped

        with contextlib.suppress(OSError):
            compile_shipped()
        build_data["artifacts"].append("refkit/tagging/taxonomies/*.compiled.jsonl")
