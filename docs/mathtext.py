"""Formulas as SVG by the mathtext of matplotlib: they need neither LaTeX nor a script from a server."""

import html
import io
import re
from hashlib import sha256
from typing import Any

import matplotlib as mpl
from docutils import nodes
from matplotlib.mathtext import math_to_image
from sphinx.application import Sphinx


def svg_of(formula: str) -> str:
    """A formula as an SVG in the colour of the text."""
    picture = io.BytesIO()
    line = " ".join(formula.split())
    with mpl.rc_context({"svg.fonttype": "path", "mathtext.fontset": "cm", "font.size": 13.0}):
        math_to_image(f"${line}$", picture, format="svg")
    drawn = picture.getvalue().decode()
    drawn = drawn[drawn.index("<svg") :]
    # glyphs of several pictures of one page have the same names
    own = sha256(line.encode()).hexdigest()[:8]
    drawn = re.sub(r'(id="|href="#|url\(#)', rf"\g<1>{own}-", drawn)
    drawn = re.sub(r"<metadata>.*?</metadata>", "", drawn, flags=re.DOTALL)
    drawn = re.sub(r"fill: *(#000000|black)", "fill: currentColor", drawn)
    label = html.escape(line, quote=True)
    return drawn.replace("<svg ", f'<svg class="formula" role="img" aria-label="{label}" ', 1)


def _inline(writer: Any, node: nodes.math) -> None:
    writer.body.append(svg_of(node.astext()))
    raise nodes.SkipNode


def _block(writer: Any, node: nodes.math_block) -> None:
    # fractions on a line of their own are not small
    formula = node.astext().replace(r"\frac", r"\dfrac")
    writer.body.append(f'<div class="formula">{svg_of(formula)}</div>')
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    """Let Sphinx draw formulas in this way."""
    app.add_html_math_renderer("mathtext", (_inline, None), (_block, None))
    return {"parallel_read_safe": True, "parallel_write_safe": True}
