"""Formulas as SVG by the mathtext of matplotlib: they need neither LaTeX nor a script from a server."""

import html
import io
import re
from functools import cache
from hashlib import sha256
from typing import Any

import matplotlib as mpl
from docutils import nodes
from matplotlib.mathtext import math_to_image
from sphinx.application import Sphinx

STYLE = {
    "svg.fonttype": "path",
    "mathtext.fontset": "cm",
    "font.size": 13.0,
    "savefig.facecolor": "none",
}
# the size of the text around a formula whose letters have the size above
POINTS = 12


@cache
def svg_of(formula: str, in_line: bool = False) -> str:
    """A formula as an SVG in the colour and the size of the text, on its baseline."""
    picture = io.BytesIO()
    line = " ".join(formula.split())
    # unlike LaTeX, mathtext leaves no space before the name of a function
    spaced = re.sub(r"(?<=[\w}]) (?=\\(exp|log|ln|tanh)\b)", r" \\, ", line)
    if in_line:
        # indices of sums are beside them
        spaced = re.sub(r"\\sum(_\w)?", r"{\\sum}\1\\,", spaced)
    with mpl.rc_context(STYLE):
        depth = math_to_image(f"${spaced}$", picture, format="svg")
    drawn = picture.getvalue().decode()
    drawn = drawn[drawn.index("<svg") :].strip()
    drawn = re.sub(
        r'width="([\d.]+)pt" height="([\d.]+)pt"',
        lambda size: (
            f'style="width: {float(size[1]) / POINTS:.3f}em; height: {float(size[2]) / POINTS:.3f}em; '
            f'vertical-align: {-depth / POINTS:.3f}em"'
        ),
        drawn,
        count=1,
    )
    # glyphs of several pictures of one page have the same names
    own = sha256(f"{line} {in_line}".encode()).hexdigest()[:8]
    drawn = re.sub(r'(id="|href="#|url\(#)', rf"\g<1>{own}-", drawn)
    # its style would be that of the whole page
    drawn = re.sub(r"<(metadata|style).*?</\1>", "", drawn, flags=re.DOTALL)
    label = html.escape(line, quote=True)
    head = f'<svg class="formula" role="img" aria-label="{label}" fill="currentColor" '
    return drawn.replace("<svg ", head, 1)


def _inline(writer: Any, node: nodes.math) -> None:
    writer.body.append(svg_of(node.astext(), in_line=True))
    raise nodes.SkipNode


def _block(writer: Any, node: nodes.math_block) -> None:
    # fractions on a line of their own are not small
    formula = node.astext().replace(r"\frac", r"\dfrac")
    writer.body.append(f'<div class="formula">{svg_of(formula)}</div>')
    raise nodes.SkipNode


def _unbroken(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Keep formulas in one line with their brackets, full stops and numbers."""
    if "body" in context:
        context["body"] = re.sub(
            r'((?:\b[\d.]+\s)?\(?<svg class="formula".*?</svg>[.,;:)]*)',
            r'<span class="formula">\1</span>',
            context["body"],
            flags=re.DOTALL,
        )


def setup(app: Sphinx) -> dict[str, bool]:
    """Let Sphinx draw formulas in this way."""
    app.add_html_math_renderer("mathtext", (_inline, None), (_block, None))
    app.connect("html-page-context", _unbroken)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
