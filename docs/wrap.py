"""Lines of Markdown in the pages that are generated."""

import textwrap

WIDTH = 110


def wrapped(text: str, indent: str = "") -> list[str]:
    """Lines of a paragraph. All but the first are indented."""
    return textwrap.wrap(
        text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
