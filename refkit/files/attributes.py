"""Owner, mode, access list and extended attributes of a file that takes another's place.

The new file never ends wider than the old one: what cannot be kept is left out together with what
it would have limited.
"""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

_ACCESS_LIST = "system.posix_acl_access"
_GROUP = stat.S_IRWXG
# The kernel's own and what the file system computes: not for a program to carry over.
_NOT_CARRIED = ("security.", "trusted.", "system.")


def keep(descriptor: int, old: Path) -> None:
    """Give an open new file the attributes of the file at ``old``, as far as this user may.

    It begins with mode 0600 and is widened last. Raises OSError where the old file cannot be asked.
    """
    status = old.stat()
    mode = stat.S_IMODE(status.st_mode)
    access_list = _access_list(old)
    group_kept = _keep_owner(descriptor, status)
    if not group_kept:
        mode &= ~(stat.S_ISUID | stat.S_ISGID)
    _keep_extended(descriptor, old)
    if access_list and group_kept and _set_access_list(descriptor, access_list):
        return  # the list holds the mode
    if access_list or not group_kept:
        # With an access list the group's bits are its mask: alone they would let the group in.
        mode &= ~_GROUP
    # A folder may have given the new file a list of its own: a wider mode would set it free.
    _drop_access_list(descriptor)
    os.fchmod(descriptor, mode)


def _keep_owner(descriptor: int, status: os.stat_result) -> bool:
    """Whether the group is kept; the owner is tried too, which only root may give away."""
    ours = os.fstat(descriptor)
    if (ours.st_uid, ours.st_gid) == (status.st_uid, status.st_gid):
        return True
    try:
        os.fchown(descriptor, status.st_uid, status.st_gid)
    except OSError:
        with contextlib.suppress(OSError):
            os.fchown(descriptor, -1, status.st_gid)
    return os.fstat(descriptor).st_gid == status.st_gid


def _keep_extended(descriptor: int, old: Path) -> None:
    if not hasattr(os, "listxattr"):  # Linux alone
        return
    with contextlib.suppress(OSError):
        for name in os.listxattr(old):
            if not name.startswith(_NOT_CARRIED):
                with contextlib.suppress(OSError):
                    os.setxattr(descriptor, name, os.getxattr(old, name))


def _access_list(old: Path) -> bytes | None:
    if not hasattr(os, "getxattr"):
        return None
    try:
        return os.getxattr(old, _ACCESS_LIST)
    except OSError:
        return None


def _set_access_list(descriptor: int, access_list: bytes) -> bool:
    try:
        os.setxattr(descriptor, _ACCESS_LIST, access_list)
    except OSError:
        return False
    return True


def _drop_access_list(descriptor: int) -> None:
    if hasattr(os, "removexattr"):
        with contextlib.suppress(OSError):
            os.removexattr(descriptor, _ACCESS_LIST)
