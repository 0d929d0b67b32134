"""Runs commands of refkit one after the other, each in a fork of this process.

What a command imported is imported here before the next is forked: then a command costs its own
work and not half a second of imports. Nothing else of a command stays. One JSON object a line says
what to run (``arguments``, ``folder``, ``environment``, and the files ``given``, ``printed`` and
``said`` for the three streams); the status of each is printed on a line of its own.
"""

from __future__ import annotations

import atexit
import contextlib
import importlib
import json
import os
import runpy
import sys
import traceback
from typing import Any

STREAMS = (("given", os.O_RDONLY), ("printed", os.O_WRONLY), ("said", os.O_WRONLY))


def main() -> None:
    """Run what standard input asks for."""
    asked, status = os.fdopen(os.dup(0)), os.fdopen(os.dup(1), "w")
    for line in asked:
        reading, writing = os.pipe()
        if not (child := os.fork()):
            os.close(reading)
            _run(json.loads(line), writing)
        os.close(writing)
        with os.fdopen(reading) as imported:
            names = imported.read().split()
        _, how = os.waitpid(child, 0)
        for name in names:
            with contextlib.suppress(Exception):
                importlib.import_module(name)
        print(os.waitstatus_to_exitcode(how), file=status, flush=True)


def _run(asked: dict[str, Any], imported: int) -> None:
    """Be ``python -m refkit`` with these arguments; never returns."""
    os.chdir(asked["folder"])
    os.environ.clear()
    os.environ.update(asked["environment"])
    for number, (name, flags) in enumerate(STREAMS):
        os.dup2(os.open(asked[name], flags), number)
    before, code = set(sys.modules), 0
    sys.argv = ["refkit", *asked["arguments"]]
    try:
        runpy.run_module("refkit", run_name="__main__", alter_sys=True)
    except SystemExit as left:
        code = left.code if isinstance(left.code, int) else int(left.code is not None)
    except BaseException:
        traceback.print_exc()
        code = 1
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    new = [name for name in sys.modules if name not in before and "__main__" not in name]
    os.write(imported, "\n".join(new).encode()[:60_000])
    os._exit(code)


if __name__ == "__main__":
    main()
