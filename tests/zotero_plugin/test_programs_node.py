"""The plug-in in Node: its own tests with the real refkit, its types, its messages by Mozilla's parser."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest
from consumers.javascript import modules
from consumers.programs import absent, needs, run
from zotero_plugin.serving import PLUGIN

TESTS = sorted(path.name for path in (PLUGIN / "tests").glob("*.test.mjs"))
_PARSE = """
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
const { FluentParser, Junk } = createRequire(process.argv[1])("@fluent/syntax");
const { body } = new FluentParser().parse(readFileSync(process.argv[2], "utf-8"), {});
const junk = body.filter((each) => each instanceof Junk).map((each) => each.content);
console.log(JSON.stringify({ junk, messages: body.filter((each) => each.type === "Message").length }));
"""


def test_these_are_the_tests_of_the_plug_in() -> None:
    assert {"journey.test.mjs", "write.test.mjs", "locate.test.mjs"} <= set(TESTS)


@pytest.mark.parametrize("name", TESTS)
def test_the_plug_ins_own_tests_pass(name: str) -> None:
    needs("node")
    command = ["env", f"REFKIT_PYTHON={sys.executable}", "node", "--test"]
    command += ["--test-reporter=tap", f"tests/{name}"]

    told = run(command, PLUGIN, may_fail=True)

    assert "\n# fail 0" in told, told[-6000:]
    assert "\n# pass 0" not in told, told
    assert "\n# skipped 0" in told, told


def test_its_types_are_those_of_zotero(tmp_path: Path) -> None:
    installed = modules() / "node_modules"
    types = installed / "zotero-types" / "index.d.ts"
    compiler = installed / "typescript" / "bin" / "tsc"
    if not types.is_file() or not compiler.is_file():
        absent("zotero-types or typescript are missing: run tests/consumers/node/install.sh")
    # Beside it what must be found: a name that Zotero does not have.
    wrong = tmp_path / "wrong.mjs"
    wrong.write_text("Zotero.DB.executeTransactio(async () => {});\n")
    config = tmp_path / "tsconfig.json"
    config.write_text(
        json.dumps(
            {
                "extends": str(PLUGIN / "jsconfig.json"),
                "compilerOptions": {"types": [str(types)]},
                "include": [str(PLUGIN / "content" / "*.mjs"), str(wrong)],
            }
        )
    )

    told = run(["node", compiler, "--listFiles", "--project", config], tmp_path, may_fail=True)

    files = {Path(line).name for line in told.splitlines() if line.startswith("/")}
    assert files >= {path.name for path in (PLUGIN / "content").glob("*.mjs")}
    (error,) = [line for line in told.splitlines() if "error TS" in line]
    assert error.startswith("wrong.mjs")
    assert "executeTransactio" in error


@pytest.mark.parametrize("language", ["en-US", "de"])
def test_its_messages_are_fluent(language: str, tmp_path: Path) -> None:
    needs("node")
    beside = modules() / "package.json"
    if not (beside.parent / "node_modules" / "@fluent" / "syntax").is_dir():
        absent("Fluent is not installed: run tests/consumers/node/install.sh")
    script = tmp_path / "parse.mjs"
    script.write_text(_PARSE.replace("process.argv[1]", json.dumps(os.fspath(beside))))
    messages = PLUGIN / "locale" / language / "refkit.ftl"

    told = json.loads(run(["node", script, messages], tmp_path))

    assert told["junk"] == []
    assert told["messages"] > 100
