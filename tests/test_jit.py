"""Compiled functions are forgotten when any of them changes."""

import numba
import pytest

from glasscape.jit import forget_old_code


@pytest.fixture(autouse=True)
def beside_the_modules(monkeypatch):
    monkeypatch.setattr(numba.config, "CACHE_DIR", "")


def test_stored_code_is_kept_until_a_compiled_function_changes(tmp_path):
    (tmp_path / "inner").mkdir()
    caller, called, other = tmp_path / "caller.py", tmp_path / "inner" / "called.py", tmp_path / "other.py"
    constants = tmp_path / "inner" / "constants.py"
    for module in (caller, called):
        module.write_text("from glasscape.inner.constants import TOLERANCE\n\n@njit(cache=True)\n")
    other.write_text("no kernel")
    constants.write_text("TOLERANCE = 1e-9")
    stored = [
        tmp_path / "__pycache__" / "caller.f.1.nbc",
        tmp_path / "inner" / "__pycache__" / "called.g.nbi",
    ]

    def kept():
        forget_old_code(tmp_path)
        return [path.exists() for path in stored]

    def store():
        for path in stored:
            path.parent.mkdir(exist_ok=True)
            path.touch()

    kept()
    store()
    assert kept() == [True, True]
    other.write_text("still no kernel")
    assert kept() == [True, True]
    called.write_text("@njit(cache=True, fastmath=True)\n")
    assert kept() == [False, False]
    store()
    constants.write_text("TOLERANCE = 1e-8")
    assert kept() == [False, False]


@pytest.mark.parametrize("given", ["somewhere", ""])
def test_elsewhere_every_version_has_code_of_its_own(tmp_path, monkeypatch, given):
    """A package that cannot be written has its compiled functions in the home folder."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("os.access", lambda *_: bool(given))
    folders = []
    for content in ("@njit", "@njit(cache=True)", "@njit"):
        (tmp_path / "kernel.py").write_text(content)
        monkeypatch.setattr(numba.config, "CACHE_DIR", given and str(tmp_path / given))
        forget_old_code(tmp_path)
        folders.append(numba.config.CACHE_DIR)
    assert folders[0] == folders[2] != folders[1]
    assert folders[0].startswith(str(tmp_path / (given or ".cache/numba")))


def test_a_package_that_cannot_be_written_is_left(tmp_path, monkeypatch):
    def refuse(path, *arguments):
        raise PermissionError(path)

    monkeypatch.setattr("pathlib.Path.write_text", refuse)
    forget_old_code(tmp_path)
    assert not (tmp_path / "__pycache__" / "compiled.sha256").exists()
