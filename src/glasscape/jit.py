"""Compiled functions: `njit` of Numba, with a cache that notices changes of any of them.

Numba stores compiled functions beside their module. It compiles them again when that module has changed, but
not when they use functions, constants or tuples of another module that has changed: after an update, old code
would go on without a word.
"""

import hashlib
import os
import re
from contextlib import suppress
from pathlib import Path

import numba
from numba import njit, prange

__all__ = ["njit", "prange", "use_threads"]

PACKAGE = Path(__file__).parent
IMPORT = re.compile(rb"^from glasscape\.([\w.]+) import", re.MULTILINE)


def use_threads(count: int) -> None:
    """Run compiled functions in `count` threads, or in as many as there are."""
    numba.set_num_threads(min(count, numba.get_num_threads()))


def forget_old_code(package: Path) -> None:
    """Delete the compiled functions of a package if their modules have changed, or what these import.

    Elsewhere, in `NUMBA_CACHE_DIR` or in the home folder if the package cannot be written, every version of
    the code has compiled functions of its own.

    Parameters
    ----------
    package : path
        Folder of the package.
    """
    modules = {path: path.read_bytes() for path in sorted(package.rglob("*.py"))}
    used = {path for path, content in modules.items() if b"njit" in content}
    for path in list(used):
        names = (name.decode().replace(".", "/") for name in IMPORT.findall(modules[path]))
        used |= {package / f"{name}.py" for name in names}
    digest = hashlib.sha256()
    for path, content in modules.items():
        if path in used:
            digest.update(content)
    given: str = numba.config.CACHE_DIR  # type: ignore[attr-defined]
    if given or not os.access(package, os.W_OK):
        elsewhere = Path(given or Path.home() / ".cache" / "numba") / digest.hexdigest()[:16]
        numba.config.CACHE_DIR = str(elsewhere)  # type: ignore[attr-defined]
        return
    known = package / "__pycache__" / "compiled.sha256"
    with suppress(OSError):
        if known.exists() and known.read_text() == digest.hexdigest():
            return
        for kind in ("nbi", "nbc"):
            for stored in package.rglob(f"*.{kind}"):
                stored.unlink(missing_ok=True)
        known.parent.mkdir(exist_ok=True)
        known.write_text(digest.hexdigest())


forget_old_code(PACKAGE)
