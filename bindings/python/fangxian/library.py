"""Loads the library, and makes sure that it and these sources are of one build."""

from __future__ import annotations

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
