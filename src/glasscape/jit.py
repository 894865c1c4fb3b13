"""Compiled functions: `njit` of Numba, with a cache that notices changes of any of them.

Numba stores compiled functions beside their module. It compiles them again when that module has changed, but
not when they call functions of another module that has changed: after an update, old code would go on without
a word.
"""

import hashlib
from contextlib import suppress
from pathlib import Path

from numba import njit, prange

__all__ = ["njit", "prange"]

PACKAGE = Path(__file__).parent


def forget_old_code(package: Path) -> None:
    """Delete the compiled functions of a package if a module with compiled functions has changed.

    Parameters
    ----------
    package : path
        Folder of the package. Where it cannot be written, Numba stores nothing in it.
    """
    digest = hashlib.sha256()
    for module in sorted(package.rglob("*.py")):
        content = module.read_bytes()
        if b"njit" in content:
            digest.update(content)
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
