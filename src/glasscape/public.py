"""Public data that the example configs name: where they are, and how to get them."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from glasscape.errors import GlasscapeError
from glasscape.files import sha256

TLS_ML = "https://github.com/SCiarella/TLS_ML_exploration/raw"
BOTAN = (
    "https://github.com/h3-Open-BDEC/pyg_botan/raw/c9b8ce4798920873c49ea2677521af47f0e9f177/small_data/T0.44"
)


@dataclass(frozen=True)
class PublicFile:
    """A file of public data.

    Attributes
    ----------
    name : str
        Its path below the folder of the data.
    address : str
        Where it is.
    sha256 : str or None
        Digest of its content. None if it is not known; it is then printed.
    """

    name: str
    address: str
    sha256: str | None


@dataclass(frozen=True)
class PublicData:
    """Public data with one name.

    Attributes
    ----------
    source : str
        Publication, and licence.
    folder : str
        Folder for the files, relative to that of the project, as in the example.
    example : str
        Config that reads them.
    files : tuple of PublicFile
        The files.
    """

    source: str
    folder: str
    example: str
    files: tuple[PublicFile, ...]


def _table(name: str, digest: str) -> PublicFile:
    return PublicFile(name, f"{TLS_ML}/HEAD/MLmodel/{name}", digest)


def _runs(part: str, number: int, digest: str) -> PublicFile:
    name = f"{part}/isoconfig_N4096T0.44_{number}_tc07.npz"
    return PublicFile(name, f"{BOTAN}/{name}", digest)


PUBLIC = {
    "ciarella2023": PublicData(
        source="Ciarella et al., Nat. Commun. 14, 4229 (2023); MIT licence",
        folder="resources/ciarella2023",
        example="config/examples/published-labels.yaml",
        files=(
            _table(
                "pretraining-classifier-T007.feather",
                "54305bc7f41c7c939de5f2dfadf6563f8187dca35fd6a625b4fd9089a2b89b3b",
            ),
            _table(
                "pretraining-predictor-T007.feather",
                "c50b61acab6842a5b6aaed3b826a94386365bb7a94a18d51c5b71a586662af10",
            ),
            _table(
                "pretraining-classifier-T0062.feather",
                "76f34547b916398a969e713f16dc59345c5b664051243526a993a7584c69370a",
            ),
            _table(
                "pretraining-predictor-T0062.feather",
                "279a0f4b3db551e949dff7c4e4d16bce15665891d3567bce8451d95f9c5b95ff",
            ),
            PublicFile(
                "nonDW_T0062.csv",
                f"{TLS_ML}/a7bbd824c9ad088e0a07baa1a2bf7bb27e4f40c1/exact_calculations/QS_T0062/nonDW_T0062.csv",
                None,
            ),
        ),
    ),
    "botan2023": PublicData(
        source="Shiba et al., J. Chem. Phys. 158, 084503 (2023); Apache licence 2.0",
        folder="resources/botan2023",
        example="config/examples/propensity-botan.yaml",
        files=(
            _runs("train", 1, "818fe7a85a2d5fa15dbf6b4a32fe2244ccc6c95ab57375ddceccfbf3e15bcb03"),
            _runs("train", 2, "c434148509b09ae3582b5b12d2a1c866510bf6bcda1000cb7c84eaa3adc2c81e"),
            _runs("train", 3, "cbe36e3dda27f2c52d57b46322dd8b4e92a52d369f5a683c18469d035200d0f4"),
            _runs("train", 4, "5dc178a06be59d61cf90b69d7072e2dc8f4433e0edf21bed8a3971f4363d73f6"),
            _runs("train", 5, "ce15d17f380e28c36e512ac66454fc2b6b26a210db0a4bdd259029100e75bf19"),
            _runs("train", 6, "bdde2cd8e21c847c2359dd4532e530507246f876dbe51a94afdf90b420cbe0c5"),
            _runs("train", 7, "115c2dfa7cb7b93410407f14925ef061f2c0b495b8b6e938812120ba2f9fa964"),
            _runs("train", 8, "3886cd45c38d568c20641c7f0025d940251fa829902ed1e524fc105c0f005b9d"),
            _runs("train", 9, "fba28fffd9cac0d51c3ffed8cb4525c346a551d07449d5bcd0614306a0fd5704"),
            _runs("train", 10, "57f03825f3ef0f484fa6e8d7c7d317fc0a16f58f160302e56000d1e4ebe85f89"),
            _runs("test", 401, "dfefaa469e429e6ff0936579e69255e7df4f721c83042a0cc6ab25b1dcdf6184"),
            _runs("test", 402, "455937051b00da8374311b655a114d477cfc2e9ed6b582bd4ed407d064811ef8"),
        ),
    ),
}


def fetch(name: str, project: Path) -> list[Path]:
    """Download public data into the folder where an example config expects them.

    Files that are there already are kept. An interrupted fetch goes on with the file at which it stopped.

    Parameters
    ----------
    name : str
        Key of `PUBLIC`.
    project : path
        Folder of the project.

    Returns
    -------
    list of Path
        The files.

    Raises
    ------
    GlasscapeError
        If a file cannot be downloaded, or is not what it was. The message says what to put where.
    """
    # imported late, because no other command needs it
    import pooch
    import requests

    data = PUBLIC[name]
    folder = project / data.folder
    pooch.get_logger().setLevel("WARNING")
    paths = []
    for k, file in enumerate(data.files):
        known = None if file.sha256 is None else f"sha256:{file.sha256}"
        path = folder / file.name
        new = not path.exists()
        try:
            pooch.retrieve(file.address, known, path.name, path.parent, progressbar=sys.stderr.isatty())
        except (requests.RequestException, OSError) as error:
            raise GlasscapeError(_by_hand(name, data.files[k:], folder, error)) from error
        except ValueError as error:
            raise GlasscapeError(
                f"{file.address}: is not the file with the SHA-256 {file.sha256}, which was tested"
            ) from error
        if new and file.sha256 is None:
            print(f"{path}: SHA-256 {sha256(path)}, not compared with anything")
        paths.append(path)
    return paths


def _by_hand(name: str, files: Sequence[PublicFile], folder: Path, error: Exception) -> str:
    """What to do without a network."""
    lines = [
        f"{name}: cannot be downloaded ({type(error).__name__}). With a browser, or on another machine, get"
    ]
    for file in files:
        lines += [f"  {file.address}", f"    as {folder / file.name}"]
    return "\n".join(lines)
