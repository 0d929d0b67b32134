"""Pages of documentation as something to run: their blocks in order, each page in a folder.

What a block means is said by its fence:

- ``console``: lines that begin with ``$`` are run, the lines below one are what it prints; ``...``
  stands for anything. Words behind ``console``: ``exit=2`` the status that the last command ends
  with (else 0); others name what ``around`` is to make so while the block runs: no network, say.
- ``python``: is executed.
- ``text`` directly below one of these: what that printed.
- any language but ``console`` with a name behind it (``toml bees.toml``): the file of that name.
"""

from __future__ import annotations

import contextlib
import io
import re
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from consumers.programs import needs
from markdown_it import MarkdownIt

from refkit.cli import main


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block; ``follows`` is true where nothing stands between it and the one before."""

    language: str
    words: tuple[str, ...]
    text: str
    line: int
    follows: bool


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, in order."""
    tokens = MarkdownIt("commonmark").parse(page.read_text(encoding="utf-8"))
    found = []
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "fence":
            language, *words = token.info.split() or [""]
            follows = before is not None and before.type == "fence"
            line = (token.map or [0])[0] + 1
            found.append(Block(language, tuple(words), token.content, line, follows))
    return found


def commands(text: str) -> Iterator[tuple[str, str]]:
    """The commands of a console block, each with what is shown below it; "" for nothing shown."""
    joined = text.replace("\\\n", "")
    for part in re.split(r"^\$ ", joined, flags=re.M)[1:]:
        command, _, shown = part.partition("\n")
        yield command, shown


def is_like(printed: str, shown: str) -> bool:
    """Whether what was printed is what is shown; ``...`` stands for anything, lines too."""
    pattern = re.escape("\n".join(line.rstrip() for line in shown.strip().splitlines()))
    pattern = pattern.replace(re.escape("\n...\n"), r"\n(?:.*\n)*?").replace(r"\.\.\.", r"[\s\S]*?")
    given = "\n".join(line.rstrip() for line in printed.strip().splitlines())
    return re.fullmatch(pattern, given) is not None


@dataclass
class Reader:
    """Somebody who does what a page says, in the current folder.

    ``around`` makes the word of a fence true while the block runs; ``in_place`` has words that are
    printed here alone and what a page shows in their place. ``apart`` runs refkit in a process of
    its own, the last of which is ``process``.
    """

    around: Callable[[str], AbstractContextManager[None]]
    in_place: dict[str, str] = field(default_factory=dict)
    names: dict[str, Any] = field(default_factory=lambda: {"__name__": "page"})
    printed: str = ""
    apart: bool = False
    process: subprocess.Popen[str] | None = None

    @staticmethod
    def does(block: Block) -> bool:
        """Whether there is something to do in a block."""
        return block.language in {"console", "python"} or bool(block.words)

    def read(self, page: Path) -> None:
        """Do all that a page says; fails where something else comes than is shown."""
        for block in blocks(page):
            self._do(block)

    def _do(self, block: Block) -> None:
        if block.language == "console":
            self._console(block)
        elif block.language == "python":
            printed = io.StringIO()
            with contextlib.redirect_stdout(printed):
                exec(compile(block.text, f"line {block.line}", "exec"), self.names)
            self.printed = printed.getvalue()
        elif block.words:
            path = Path(block.words[0])
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text, encoding="utf-8")
        elif block.language == "text" and block.follows:
            self._compare(block.text, f"line {block.line}")

    def _console(self, block: Block) -> None:
        asked = list(commands(block.text))
        assert asked, f"line {block.line}: no command"
        ends = next((int(word[5:]) for word in block.words if word.startswith("exit=")), 0)
        with ExitStack() as stack:
            for word in block.words:
                if not word.startswith("exit="):
                    stack.enter_context(self.around(word))
            for number, (command, shown) in enumerate(asked, start=1):
                code = self.run(command)
                expected = ends if number == len(asked) else 0
                assert code == expected, f"{command}: {code}\n{self.printed}"
                if shown:
                    self._compare(shown, command)

    def run(self, command: str) -> int:
        """Run a command line, with pipes; gives its status, and keeps what it printed."""
        words = shlex.shlex(command, posix=True, punctuation_chars="|<>;&")
        words.whitespace_split = True
        piped: str | None = None
        code = 0
        for name, *arguments in _parts(list(words), "|"):
            if name == "refkit" and not self.apart:
                code, piped, printed = _refkit(arguments, piped)
            else:
                code, piped, printed = self._program(name, arguments, piped)
            for here, anywhere in self.in_place.items():
                printed = printed.replace(here, anywhere)
            self.printed = printed
        return code

    def _program(self, name: str, arguments: list[str], piped: str | None) -> tuple[int, str, str]:
        if name == "refkit":
            command = [sys.executable, "-m", "refkit"]
        else:
            needs(name)
            command = [name]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            [*command, *arguments], stdin=pipe, stdout=pipe, stderr=pipe, text=True
        )
        out, said = self.process.communicate(piped, timeout=300)
        return self.process.returncode, out, out + said

    def _compare(self, shown: str, where: str) -> None:
        printed = self.printed
        assert is_like(printed, shown), f"{where}:\n--- shown\n{shown}\n--- printed\n{printed}"


def _refkit(arguments: list[str], piped: str | None) -> tuple[int, str, str]:
    done = CliRunner().invoke(main, arguments, input=piped, prog_name="refkit")
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout, done.output


def _parts(words: list[str], between: str) -> Iterator[list[str]]:
    part: list[str] = []
    for word in words:
        if word == between:
            yield part
            part = []
        else:
            assert set(word) - set("<>;&|"), f"a reader of pages does not know {word}"
            part.append(word)
    yield part
