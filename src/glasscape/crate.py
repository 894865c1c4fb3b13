"""Results as a research object: an RO-Crate, which says what its files are and where they came from.

It is a Process Run Crate, one of the Workflow Run RO-Crate profiles (Leo et al., PLoS ONE 19, e0309210
(2024)).
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from glasscape import __version__
from glasscape.files import sha256, write_json

NAME = "ro-crate-metadata.json"
SPECIFICATION = "https://w3id.org/ro/crate/1.1"
PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
RUN_TERMS = "https://w3id.org/ro/terms/workflow-run/context"
# the terms of this specification lack it
TERMS = {"sha256": "https://schema.org/sha256"}
MEDIA_TYPES = {
    ".csv": "text/csv",
    ".extxyz": "chemical/x-xyz",
    ".json": "application/json",
    ".md": "text/markdown",
    ".yaml": "application/yaml",
}
RUN, SOFTWARE, NO_LICENCE = "#run", "#glasscape", "#licence"


def write_crate(
    folder: Path,
    name: str,
    description: str,
    files: Mapping[str, str],
    inputs: Sequence[str],
    licence: str | None,
) -> None:
    """Write the metadata of a crate for the files of a folder.

    Parameters
    ----------
    folder : Path
        The folder.
    name, description : str
        Texts for readers.
    files : mapping of str to str
        Files in the folder by their paths in it, and what they are.
    inputs : sequence of str
        Those of them that say what was computed, such as the config.
    licence : str or None
        SPDX identifier of the licence under which the results may be used. None if none was chosen.
    """
    # without the time, two exports of one day are the same
    today = date.today().isoformat()
    terms = _licence(licence)
    run = {
        "@id": RUN,
        "@type": "CreateAction",
        "name": "Run of glasscape",
        "description": f"{', '.join(inputs)} say what was computed, and with which versions.",
        "endTime": today,
        "instrument": _link(SOFTWARE),
        "object": [_link(each) for each in inputs],
        "result": [_link(each) for each in files if each not in inputs],
    }
    root = {
        "@id": "./",
        "@type": "Dataset",
        "name": name,
        "description": description,
        "datePublished": today,
        "license": _link(terms["@id"]),
        "conformsTo": _link(PROFILE),
        "hasPart": [_link(each) for each in files],
        "mentions": _link(RUN),
    }
    graph = [
        {
            "@id": NAME,
            "@type": "CreativeWork",
            "about": _link("./"),
            "conformsTo": _link(SPECIFICATION),
        },
        root,
        *(_file(folder, each, about) for each, about in files.items()),
        run,
        _software(),
        terms,
        {"@id": PROFILE, "@type": "CreativeWork", "name": "Process Run Crate", "version": "0.5"},
    ]
    write_json(folder / NAME, {"@context": [f"{SPECIFICATION}/context", RUN_TERMS, TERMS], "@graph": graph})


def _link(identifier: str) -> dict[str, str]:
    return {"@id": identifier}


def _file(folder: Path, name: str, about: str) -> dict[str, Any]:
    path = folder / name
    return {
        "@id": name,
        "@type": "File",
        "name": path.name,
        "description": about,
        "encodingFormat": MEDIA_TYPES[path.suffix],
        "contentSize": str(path.stat().st_size),
        "sha256": sha256(path),
    }


def _software() -> dict[str, Any]:
    return {
        "@id": SOFTWARE,
        "@type": "SoftwareApplication",
        "name": "glasscape",
        "softwareVersion": __version__,
    }


def _licence(licence: str | None) -> dict[str, Any]:
    if licence is None:
        return {
            "@id": NO_LICENCE,
            "@type": "CreativeWork",
            "name": "No licence has been stated",
            "description": "Ask the authors of these results before you use them.",
        }
    address = f"https://spdx.org/licenses/{licence}"
    return {"@id": address, "@type": "CreativeWork", "name": licence, "description": "SPDX licence"}
