"""The plug-in as one file: the same bytes each time, and nothing of the tools around it."""

from __future__ import annotations

import io
import json
import os
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from refkit.cli import main
from refkit.errors import InputError
from refkit.zotero.plugin import package
from refkit.zotero.plugin.package import build, version_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    top = tmp_path / "zotero-plugin"
    for name, text in {
        "manifest.json": json.dumps({"manifest_version": 2, "version": "0.3.1"}),
        "bootstrap.js": "var a;\n",
        "content/b.mjs": "export {};\n",
        "content/.hidden": "no",
        "content/icons/a.svg": "<svg/>",
        "locale/de/refkit.ftl": "a = Ä\n",
        "tests/a.test.mjs": "no",
        "package.json": "{}",
        "node_modules/x/index.js": "no",
    }.items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return top


@pytest.fixture
def ours(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A refkit whose plug-in stands in that folder."""
    here = folder.parent / "refkit" / "zotero" / "plugin" / "package.py"
    here.parent.mkdir(parents=True)
    monkeypatch.setattr(package, "__file__", str(here))
    return folder


def written(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["zotero", "plugin", *arguments])


def test_it_holds_what_zotero_loads_and_nothing_else(folder: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(build(folder))) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [
            "bootstrap.js", "content/b.mjs", "content/icons/a.svg", "locale/de/refkit.ftl",
            "manifest.json",
        ]  # fmt: skip


def test_the_bytes_do_not_depend_on_when_and_how_it_was_checked_out(folder: Path) -> None:
    first = build(folder)
    for path in folder.rglob("*"):
        os.utime(path, (0, 1_900_000_000))
    (folder / "bootstrap.js").chmod(0o755)

    assert build(folder) == first
    assert version_of(first) == "0.3.1"


def test_a_folder_without_a_manifest_is_no_plug_in(folder: Path) -> None:
    (folder / "manifest.json").unlink()

    with pytest.raises(InputError, match="is no plug-in for Zotero"):
        build(folder)


def test_it_is_written_and_told_how_to_install(ours: Path, tmp_path: Path) -> None:
    target = tmp_path / "refkit.xpi"

    result = written("-o", str(target))

    assert result.exit_code == 0
    assert target.read_bytes() == build(ours)
    assert "the plug-in 0.3.1; in Zotero choose Tools > Plugins" in result.stderr
    assert result.stderr.count("\n") == 1
    assert written("-o", str(target)).exit_code == 0  # it is our own


def test_a_file_of_somebody_else_stays(ours: Path, tmp_path: Path) -> None:
    target = tmp_path / "refkit.xpi"
    target.write_bytes(b"mine")

    assert written("-o", str(target)).exit_code == 2
    assert target.read_bytes() == b"mine"
    assert written("-o", str(target), "--force").exit_code == 0


def test_it_goes_into_a_pipe(ours: Path) -> None:
    assert written("-o", "-").stdout_bytes == build(ours)


def test_another_suffix_is_a_slip(ours: Path, tmp_path: Path) -> None:
    result = written("-o", str(tmp_path / "refkit.zip"))

    assert result.exit_code == 2
    assert "a plug-in is named .xpi" in result.output


def test_a_refkit_without_it_says_so(ours: Path, tmp_path: Path) -> None:
    (ours / "manifest.json").unlink()

    result = written("-o", str(tmp_path / "refkit.xpi"))

    assert result.exit_code == 2
    assert "installed without the plug-in" in result.stderr


def test_a_wheel_brings_it_along(ours: Path, tmp_path: Path) -> None:
    (ours / "manifest.json").unlink()
    (Path(package.__file__).parent / package.SHIPPED).write_bytes(b"as packed")

    assert package.plugin_bytes() == b"as packed"
