"""A disk that is full at every tenth write, or from some write on, by a library before libc."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from fault_runs import stopped
from fault_runs.surroundings import Figures, Settings, digests, files, in_turns, run, summed

# Writes to regular files are counted; those to the standard streams stay as they are.
SHIM = r"""
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
static int count;
static int is_full(int fd) {
    struct stat is;
    if (fd <= 2 || fstat(fd, &is) || !S_ISREG(is.st_mode)) return 0;
    int number = __sync_add_and_fetch(&count, 1);
    const char *every = getenv("FULL_PHASE"), *after = getenv("FULL_AFTER");
    return (every && number % 10 == atoi(every)) || (after && number >= atoi(after));
}
#define SHIM(kind, name, parameters, given) \
    kind name parameters { \
        static kind (*real) parameters; \
        if (is_full(fd)) { errno = ENOSPC; return -1; } \
        if (!real) real = dlsym(RTLD_NEXT, #name); \
        return real given; \
    }
SHIM(ssize_t, write, (int fd, const void *data, size_t size), (fd, data, size))
SHIM(ssize_t, pwrite, (int fd, const void *data, size_t size, off_t at), (fd, data, size, at))
SHIM(ssize_t, pwrite64, (int fd, const void *data, size_t size, off64_t at), (fd, data, size, at))
SHIM(ssize_t, writev, (int fd, const struct iovec *data, int size), (fd, data, size))
SHIM(int, ftruncate, (int fd, off_t size), (fd, size))
SHIM(int, posix_fallocate, (int fd, off_t at, off_t size), (fd, at, size))
"""


def disk(settings: Settings) -> Iterator[tuple[str, Figures]]:
    """On a full disk: one line, status 2, the old files; or all that was asked for."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not compiler:
        yield "skipped", Figures({"why": "there is no C compiler"})
        return
    with tempfile.TemporaryDirectory() as place:
        (Path(place) / "full.c").write_text(SHIM)
        library = f"{place}/full.so"
        made = [compiler, "-shared", "-fPIC", "-O1", f"{place}/full.c", "-o", library, "-ldl"]
        subprocess.run(made, check=True)
        for name, make in stopped.makers(settings, "disk"):
            with make(settings) as command:
                one = partial(_round, command, library)
                yield name, summed(in_turns(settings, settings.rounds, one))


def _round(command: stopped.Command, library: str, number: int, chance: random.Random) -> Figures:
    full = (
        {"FULL_PHASE": str(number // 2 % 10)}
        if number % 2 == 0
        else {"FULL_AFTER": str(int(chance.paretovariate(0.5)))}
    )
    figures = Figures({"rounds": 1})
    with stopped.copied(command) as home:
        done = run(command.arguments, home, {**command.more, **full, "LD_PRELOAD": library})
        after = digests(home / "work", command.outputs)
        told = f"{command.name}, {full}: status {done.status}: {done.said[-400:]!r}"
        is_mixed = stopped.compare(command, after, figures, str(full))
        figures.demand(not is_mixed or command.name == "bulk tag", f"mixed: {told}")
        figures.demand(not done.has_traceback, f"traceback: {told}")
        if done.status == 0:
            figures.add("done all the same")
            figures.demand(after == command.new, f"status 0 and not written: {told}")
        else:
            figures.add("said in a line")
            lines = [line for line in done.said.splitlines() if line.startswith("refkit: ")]
            figures.demand(done.status == 2 and bool(lines), f"how it is said: {told}")
        left = files(home / "work") - files(command.template / "work") - {*command.outputs}
        left = {name for name in left if not stopped.is_known(name)}
        figures.demand(not left, f"left behind {sorted(left)}: {told}")
        if os.environ.get("FULL_SHOWN"):
            print(told)
    return figures
