"""What a file system needs to be told so that a name is as safe on the disk as what it names."""

from __future__ import annotations

import errno
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

if sys.platform == "win32":

    def sync_folder(_folder: Path) -> None:
        """Windows syncs no folder: the name is on the disk with the file."""

else:
    #: What is answered where a folder can't be synced, or be read by who may write to it.
    _NO_SYNC = {errno.EINVAL, errno.ENOTSUP, errno.EACCES, errno.EBADF}

    def sync_folder(folder: Path) -> None:
        """Put the names of a folder on the disk; OSError when the disk fails."""
        try:
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as error:
            if error.errno not in _NO_SYNC:
                raise
