"""What a wheel is packed with beyond the files that stand here.

That is the shipped taxonomies, read, and the plug-in for Zotero, packed.
"""

from __future__ import annotations

import contextlib
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Compiles the taxonomies, and packs the plug-in.

    Where the compiled ones cannot be written, the wheel has the taxonomies as TOML alone.
    """

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write them beside the TOML, for an editable installation too."""
        sys.path.insert(0, self.root)
        # Of refkit only what needs the standard library alone: nothing else is there yet.
        from refkit.tagging.taxonomy import compile_shipped

        with contextlib.suppress(OSError):
            compile_shipped()
        build_data["artifacts"].append("refkit/tagging/taxonomies/*.compiled.jsonl")
        self._pack_plugin(build_data)

    def _pack_plugin(self, build_data: dict[str, Any]) -> None:
        """Pack the plug-in from its folder; an installation in place packs it when it is asked."""
        from refkit.zotero.plugin.package import FOLDER, SHIPPED, build

        sources = Path(self.root, FOLDER)
        if self.target_name != "wheel" or not sources.is_dir():
            return
        self._packed = Path(tempfile.mkdtemp())
        packed = self._packed / SHIPPED
        packed.write_bytes(build(sources))
        build_data["force_include"][str(packed)] = f"refkit/zotero/plugin/{SHIPPED}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Take away what was only made to be packed."""
        if packed := getattr(self, "_packed", None):
            shutil.rmtree(packed, ignore_errors=True)
