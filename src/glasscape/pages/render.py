"""Pages for a browser that need no other file."""

from pathlib import Path
from typing import Any

import numpy as np
from jinja2 import Environment, FileSystemLoader
from numpy.typing import ArrayLike

from glasscape.files import atomic_path

# significant digits of numbers in a page
DIGITS = 4
# what templates share: `style.css`, and the functions of `charts.js` and `spheres.js`
PARTS = Path(__file__).parent


def write_page(path: str | Path, template: Path, **content: Any) -> None:
    """Render a template as one HTML file, atomically. It may include the files of `PARTS`."""
    environment = Environment(autoescape=True, loader=FileSystemLoader([template.parent, PARTS]))
    page = environment.get_template(template.name).render(**content)
    with atomic_path(path) as temporary:
        temporary.write_text(page, encoding="utf-8")


def rounded(values: ArrayLike) -> list[float]:
    """Numbers for a page, in one list."""
    return [float(f"{value:.{DIGITS}g}") for value in np.ravel(values)]
