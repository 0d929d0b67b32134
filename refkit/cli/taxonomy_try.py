"""``refkit taxonomy try``: what a taxonomy makes of titles, while it is written."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from refkit.cli import options, values
from refkit.cli.say import announce
from refkit.errors import InputError
from refkit.files.reading import stamp_of

if TYPE_CHECKING:
    from refkit.model.bibliography import Entry

_EVERY = 0.3  # seconds: quicker than a person looks from one window to the other


@click.command("try", short_help="What titles are labelled, and why.")
@click.argument("titles", metavar="[TITLE]...", nargs=-1, type=values.FILE)
@options.one_taxonomy
@click.option("--watch", is_flag=True, help="Print anew when a file changes; Ctrl-C ends it.")
@options.as_json
def command(titles: tuple[str, ...], name: str, watch: bool, as_json: bool) -> None:
    """Explain the labels of each TITLE: the words that earned them, and what took others away.

    A TITLE that ends in .jsonl is a file of titles, a JSON object a line; - is standard input, a
    title a line or JSON. Without one standard input is read.

    \b
    Example:
      refkit taxonomy try "CAR-NK cells in lupus nephritis"
    """
    if watch:
        _watch(titles, name, as_json=as_json)
    else:
        from refkit.cli.titles import read_given

        _print(read_given(titles), name, as_json=as_json)


def _watch(titles: Sequence[str], name: str, *, as_json: bool) -> None:
    from refkit.cli.titles import files_among, read_given

    files = files_among(titles)
    is_file = name.endswith(".toml")
    if not files and not is_file:
        raise click.UsageError("--watch needs a file that can change: a .toml or a .jsonl")
    fixed = [each for each in titles if Path(each) not in files]
    given = read_given(fixed) if fixed or not files else []
    with suppress(KeyboardInterrupt):  # which is how a person ends it
        for _ in changes(lambda: [*files, *(_of_taxonomy(Path(name)) if is_file else [])]):
            click.clear()  # nothing where there is no terminal
            try:
                read = read_given([str(each) for each in files]) if files else []
                _print([*given, *read], name, as_json=as_json)
            except InputError as error:  # half written: the next change may mend it
                announce(error)


def changes(files: Callable[[], Sequence[Path]]) -> Iterator[None]:
    """Yield at once, and then whenever one of some files is another than it was; has no end.

    Which files these are is asked anew at each change. One that an editor takes away for a moment
    is waited for, and the others are looked at meanwhile.
    """
    before = {path: stamp_of(path) for path in files()}
    yield
    while True:
        time.sleep(_EVERY)
        now = {path: stamp_of(path) for path in before}
        if any(isinstance(now[path], tuple) and now[path] != before[path] for path in before):
            before = {path: now.get(path, stamp_of(path)) for path in files()}
            yield


def _of_taxonomy(path: Path) -> list[Path]:
    from refkit.tagging.taxonomy import taxonomy_files

    try:
        return taxonomy_files(path)
    except InputError:  # which is told when it is read, and may be mended
        return [path]


def _print(entries: Sequence[Entry], name: str, *, as_json: bool) -> None:
    from refkit.api.explanation import explained_rows
    from refkit.cli.explanation import explained
    from refkit.cli.outputs import put, put_json
    from refkit.tagging.tagger import TITLE_ONLY
    from refkit.tagging.taxonomy import load_taxonomy

    asked = entries, [load_taxonomy(name)], None, TITLE_ONLY
    if as_json:
        put_json(explained_rows(*asked))
    else:
        put("-", explained(*asked))
