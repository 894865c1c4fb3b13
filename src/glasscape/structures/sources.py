"""Files with the structures of one sample: a folder, a tar archive, or a single file."""

import shutil
import tarfile
import tempfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from lzma import LZMAError
from pathlib import Path, PurePosixPath

from glasscape.errors import StructureError
from glasscape.files import visible

# disk space that stays free when an archive is unpacked, bytes
LEFT_FREE = 2**28
BROKEN_ARCHIVE = (tarfile.TarError, EOFError, OSError, LZMAError, zlib.error)


def is_address(path: str | Path) -> bool:
    """Whether a path of a sample sheet is an address, such as https://..., which the workflow downloads."""
    return "://" in str(path)


@contextmanager
def structure_files(source: str | Path) -> Iterator[list[Path]]:
    """List the files of a source, sorted by name.

    Archives are unpacked into a temporary folder, which is removed when the context ends. Hidden files are
    ignored.

    Raises
    ------
    StructureError
        If `source` does not exist, holds no file, a link that leads nowhere, or two files of one name. If an
        archive is broken, would write outside the folder, holds links, devices or one file twice, or needs
        too much disk space.
    """
    if is_address(source):
        raise StructureError(f"{source}: is an address, which only the workflow downloads")
    path = Path(source)
    if path.is_dir():
        files = _some_files(path, path)
        braces = [file.name for file in files if set("{}") & set(str(file))]
        if braces:
            raise StructureError(
                f"{path}: {braces[0]!r} has a brace in its name, which marks a wildcard in the workflow; "
                "rename it"
            )
        yield files
    elif not path.is_file():
        raise StructureError(f"{path}: no such file or folder; correct the path in the sample sheet")
    elif not is_archive(path):
        yield [path]
    else:
        with tempfile.TemporaryDirectory() as folder:
            _unpack(path, Path(folder))
            yield _some_files(Path(folder), path)


def is_archive(path: Path) -> bool:
    """Whether a file is a tar archive, by its name or its content."""
    if ".tar" in path.suffixes or path.suffix in (".tgz", ".txz", ".tbz2"):
        return True
    try:
        return tarfile.is_tarfile(path)
    except BROKEN_ARCHIVE:
        return False


def _unpack(path: Path, folder: Path) -> None:
    advice = "give a folder of structure files, a tar archive of one, or a trajectory"
    try:
        with tarfile.open(path) as archive:
            for member in archive:
                name = PurePosixPath(member.name)
                if name.is_absolute() or ".." in name.parts:
                    raise StructureError(
                        f"{path}: the member {member.name!r} would be written outside the folder; pack the "
                        "archive with relative paths inside one folder"
                    )
                if not (member.isfile() or member.isdir()):
                    raise StructureError(
                        f"{path}: the member {member.name!r} is neither file nor folder; pack the files "
                        "themselves instead of links"
                    )
                if member.isfile() and (folder / name).exists():
                    raise StructureError(f"{path}: the member {member.name!r} occurs twice; pack it once")
                free = shutil.disk_usage(folder).free - LEFT_FREE
                if member.size > free:
                    raise StructureError(
                        f"{path}: the member {member.name!r} needs {member.size} bytes, but "
                        f"{tempfile.gettempdir()} has {max(free, 0)} free; unpack the archive yourself "
                        "or set TMPDIR to a larger disk"
                    )
                archive.extract(member, folder, filter="data")
    except BROKEN_ARCHIVE as error:
        raise StructureError(f"{path}: cannot be unpacked as a tar archive ({error}); {advice}") from error


def _some_files(folder: Path, source: Path) -> list[Path]:
    found = visible(folder)
    files = [path for path in found if path.is_file()]
    if not files:
        raise StructureError(f"{source}: holds no files; put the structure files of one sample there")
    links = [path for path in found if path.is_symlink()]
    to_folders = [path for path in links if path.is_dir()]
    if to_folders:
        raise StructureError(
            f"{source}: {to_folders[0].name!r} is a link to a folder, which is not followed; give that "
            "folder itself, or links to its files"
        )
    dangling = [path for path in links if not path.exists()]
    if dangling:
        raise StructureError(f"{source}: {dangling[0].name!r} is a link to a file that does not exist")
    repeated = [name for name, count in Counter(path.name for path in files).items() if count > 1]
    if repeated:
        raise StructureError(
            f"{source}: the file name {repeated[0]!r} occurs twice; one folder holds one sample, and the "
            "names of its files must differ"
        )
    return files
