"""Loads the library, makes sure that it and these sources are of one build, and lets it end."""

from __future__ import annotations

import atexit
import sys
import threading
import time

__version__ = "0.1.0"

try:
    from .generated import fangxian_bindings as core

    # The generated source checks the version of its contract by itself, and leaves this to us:
    # that every function of the library is the one it was made for.
    core._uniffi_check_api_checksums(core._UniffiLib)
except ImportError:
    raise
except Exception as error:
    raise ImportError(
        f"防线 {__version__} 的源码与程序库对不上,请重新安装。 "
        f"fangxian {__version__}: sources and library are not of one build ({error}): install the wheel again"
    ) from error

_found = core.library_version()
if _found != __version__:
    raise ImportError(
        f"防线 {__version__} 配上了 {_found} 的程序库,请安装同一版本。 "
        f"fangxian {__version__} found the library of {_found}: install both of one version"
    )


@atexit.register
def _let_callbacks_end() -> None:
    """Waits for threads of the library that are still in a callback of ours.

    Such a thread has woken the event loop and is on its way out. Python up to 3.13 would end it where
    it stands, in the middle of the library, and that aborts the process.
    """
    patience_ends = time.monotonic() + 5
    while _inside() and time.monotonic() < patience_ends:
        time.sleep(0.001)


def _inside() -> bool:
    for thread, frame in sys._current_frames().items():
        while frame.f_back is not None:
            frame = frame.f_back
        if thread != threading.get_ident() and frame.f_code.co_filename == core.__file__:
            return True
    return False
