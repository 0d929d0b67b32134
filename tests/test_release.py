"""What is released: a wheel that holds what it needs and nothing else, and works on its own."""

from __future__ import annotations

import ast
import importlib.util
import os
import re
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from email import message_from_string
from email.message import Message
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from conftest import FIRST_REVIEW, REPOSITORY
from licences import PAGE, named, rows
from packaging.utils import canonicalize_name

import refkit
from refkit.tagging.compiled_taxonomy import SUFFIX, load_compiled
from refkit.tagging.taxonomy import SHIPPED
from refkit.zotero.plugin.package import SHIPPED as SHIPPED_PLUGIN
from refkit.zotero.plugin.package import build as build_plugin

BUILDS = pytest.mark.more  # what is built takes seconds, before the first of them looks at it
HAS_PLUGIN = (REPOSITORY / "zotero-plugin" / "manifest.json").is_file()

NEEDED = {
    "refkit/py.typed", "refkit/schemas/refkit-bibliography-1.json",
    "refkit/schemas/refkit-bibliography-4.json", "refkit/schemas/refkit-ui-1.json",
    "refkit/schemas/refkit-zotero-1.json",
    "refkit/ui/templates/work.html", "refkit/ui/templates/page.css", "refkit/ui/templates/page.js",
    "refkit/report/templates/page.html", "refkit/report/templates/page.css",
    "refkit/report/templates/page.js", "refkit/fixtures/README.md",
    "refkit/tagging/taxonomies/therapy-modality.toml", "refkit/tagging/taxonomies/study-design.toml",
    "refkit/tagging/taxonomies/medical-imaging.toml", "refkit/tagging/taxonomies/agents.csv",
}  # fmt: skip
SUFFIXES = {
    ".py",
    ".pyi",
    ".typed",
    ".toml",
    ".csv",
    ".json",
    ".jsonl",
    ".html",
    ".css",
    ".js",
    ".md",
}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the sdist and the wheel that is built from it; nobody else is asked."""
    if missing := [name for name in ("build", "hatchling") if not importlib.util.find_spec(name)]:
        pytest.skip(f"nothing can be built without {' and '.join(missing)}")
    folder = tmp_path_factory.mktemp("dist")
    make(REPOSITORY, folder)
    return folder


def make(source: Path, folder: Path, *what: str) -> None:
    subprocess.run(
        [sys.executable, "-m", "build", "--no-isolation", *what, "--outdir", folder, source],
        check=True, capture_output=True,
    )  # fmt: skip


def contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="session")
def wheel(built: Path) -> Path:
    (found,) = built.glob("*.whl")
    return found


@BUILDS
def test_the_wheel_holds_what_it_needs_and_nothing_else(wheel: Path) -> None:
    assert wheel.name == f"refkit_review-{refkit.__version__}-py3-none-any.whl"
    ours = {name for name in contents(wheel) if ".dist-info/" not in name}
    tree = {
        str(path.relative_to(REPOSITORY))
        for path in (REPOSITORY / "refkit").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.match(f"*{SUFFIX}")
    }
    compiled = {f"refkit/tagging/taxonomies/{name}{SUFFIX}" for name in SHIPPED}
    fixtures = {
        f"refkit/{path.relative_to(REPOSITORY)}"
        for path in (REPOSITORY / "fixtures").rglob("*")
        if path.is_file()
    }

    # Packed where it stands here; a source of the plug-in is not in the package.
    plugin = {f"refkit/zotero/plugin/{SHIPPED_PLUGIN}"} if HAS_PLUGIN else set[str]()

    assert ours == tree | fixtures | compiled | plugin
    assert ours >= NEEDED
    assert {Path(name).suffix for name in ours - plugin} == SUFFIXES


@BUILDS
@pytest.mark.skipif(not HAS_PLUGIN, reason="the plug-in for Zotero does not stand here")
def test_the_wheel_holds_the_plug_in_as_it_is_built(wheel: Path) -> None:
    packed = contents(wheel)[f"refkit/zotero/plugin/{SHIPPED_PLUGIN}"]

    assert packed == build_plugin(REPOSITORY / "zotero-plugin")


@BUILDS
@pytest.mark.parametrize("name", SHIPPED)
def test_the_taxonomies_of_the_wheel_are_read_already(
    wheel: Path, tmp_path: Path, name: str
) -> None:
    file = f"{name}{SUFFIX}"
    (tmp_path / file).write_bytes(contents(wheel)[f"refkit/tagging/taxonomies/{file}"])

    assert load_compiled(name, tmp_path)


@BUILDS
def test_the_wheel_is_small(wheel: Path) -> None:
    # A third of it are the taxonomies as they are read: that saves each command half a second.
    assert wheel.stat().st_size < 2_750_000


@BUILDS
def test_the_sdist_builds_the_wheel_that_the_tree_builds(wheel: Path, tmp_path: Path) -> None:
    make(REPOSITORY, tmp_path, "--wheel")

    assert contents(tmp_path / wheel.name) == contents(wheel)


@BUILDS
def test_the_sdist_holds_the_tests_and_the_documentation(built: Path) -> None:
    (found,) = built.glob("*.tar.gz")
    with tarfile.open(found) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}

    assert names >= {"tests/test_release.py", "docs/format.md", "CHANGELOG.md", "LICENSE"}
    assert not [name for name in names if "__pycache__" in name or name.startswith(".ci")]


@pytest.fixture(scope="session")
def metadata(wheel: Path) -> Message:
    (text,) = [
        content.decode() for name, content in contents(wheel).items() if name.endswith("/METADATA")
    ]
    return message_from_string(text)


@BUILDS
def test_the_metadata_says_what_it_is(metadata: Message) -> None:
    assert metadata["Name"] == "refkit-review"
    assert metadata["Version"] == refkit.__version__
    assert metadata["License-Expression"] == "Apache-2.0"
    assert metadata["Requires-Python"] == ">=3.11"
    assert "Typing :: Typed" in metadata.get_all("Classifier", [])
    assert metadata.get_payload().startswith("# refkit")
    headers = "\n".join(f"{name}: {value}" for name, value in metadata.items())
    assert not re.search(r"example\.|localhost|TODO|your", headers, re.IGNORECASE)


def test_the_changelog_has_this_version_or_what_becomes_it() -> None:
    text = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")

    assert re.search(rf"^## \[(?:{re.escape(refkit.__version__)}|Unreleased)\]", text, re.M)


def imported() -> Iterator[str]:
    """The top names of all that refkit imports from outside."""
    for path in (REPOSITORY / "refkit").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                yield from (alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module.partition(".")[0]


@BUILDS
def test_what_is_imported_is_declared(metadata: Message) -> None:
    named = {
        re.split(r"[^\w.-]", each)[0].lower()
        for each in metadata.get_all("Requires-Dist", [])
        if "extra == 'test'" not in each
    }
    homes = packages_distributions()
    outside = set(imported()) - {*sys.stdlib_module_names, "refkit"}

    undeclared = {
        name for name in outside if not {each.lower() for each in homes.get(name, [name])} & named
    }

    assert undeclared == set()


@BUILDS
def test_it_works_without_the_repository(wheel: Path, tmp_path: Path) -> None:
    """Without its dependencies, which are those at hand: that they install is for .ci/run."""
    place, folder = tmp_path / "installed", tmp_path / "empty"
    folder.mkdir()
    subprocess.run(
        [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index",
         "--disable-pip-version-check", "--target", place, wheel],
        check=True, capture_output=True,
    )  # fmt: skip
    environment = os.environ | {"PYTHONPATH": str(place)}

    def run(*command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, *command], cwd=folder, env=environment, capture_output=True, text=True,
            check=True,
        )  # fmt: skip

    where = run("-c", "import refkit; print(refkit.__file__)").stdout
    fetched = run(place / "bin" / "refkit", "fetch", FIRST_REVIEW, "--offline", "-o", "refs.bib")

    assert where.startswith(str(place))
    assert fetched.stderr.startswith("9 listed: 6 by deposited DOI")
    assert (folder / "refs.bib").read_text(encoding="utf-8").count("@article{") == 9


def test_the_licences_of_what_comes_along_are_listed() -> None:
    told = dict(re.findall(r"^\| ([\w-]+) \| (.+?) \| .+ \|$", PAGE.read_text("utf-8"), re.M))

    assert {canonicalize_name(each.name) for needs in named().values() for each in needs} <= set(
        told
    )


def test_nothing_that_comes_along_asks_for_more_than_refkit_gives() -> None:
    """Apache-2.0 goes with permissive licences and with MPL's files, not with GPL's whole works."""
    stated = {row.name: row.licence for row in rows()}

    assert {"click", "habanero", "requests-cache"} <= set(stated)
    assert [name for name, licence in stated.items() if "GPL" in licence] == []
    assert "not said" not in stated.values()
