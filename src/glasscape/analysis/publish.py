"""Copy the results of the iteration at which a search stopped to where users look first."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from glasscape.files import atomic_path, read_json, regular_files


def publish(folder: Path, names: Iterable[str], max_iterations: int, obsolete: Iterable[str] = ()) -> None:
    """Copy result files of the last iteration from `folder`/iter_{k} to `folder`.

    Does nothing while the search has not stopped, or when its results have not been asked for.

    Parameters
    ----------
    folder : path
        Results of one ensemble.
    names : iterable of str
        Files and folders to copy.
    max_iterations : int
        Largest iteration of the search.
    obsolete : iterable of str
        Files that an earlier search may have left in `folder` and that this one does not have.
    """
    for k in range(max_iterations + 1):
        decision = folder / f"iter_{k}" / "decision.json"
        if not decision.exists():
            return
        if read_json(decision)["stop"]:
            sources = {name: decision.parent / name for name in names}
            if all(source.exists() for source in sources.values()):
                for name, source in sources.items():
                    _copy(source, folder / name)
                for name in obsolete:
                    (folder / name).unlink(missing_ok=True)
            return


def _copy(source: Path, target: Path) -> None:
    """Copy a file, or a folder file by file: each appears whole."""
    if not source.is_dir():
        with atomic_path(target) as temporary:
            shutil.copyfile(source, temporary)
        return
    kept = {path.name for path in regular_files(source)}
    for name in kept:
        _copy(source / name, target / name)
    for path in regular_files(target):
        if path.name not in kept:
            path.unlink()
