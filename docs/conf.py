"""The documentation site. Pages stay where they are: the root of the project is the source of Sphinx.

sphinx-build -W --keep-going -n -q -c docs . build/site
"""

import sys
from importlib.metadata import version as installed
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "src"), str(Path(__file__).parent)]

project = "glasscape"
author = "The glasscape developers"
project_copyright = "The glasscape developers, MIT licence"
release = installed("glasscape")

extensions = ["myst_parser", "numpydoc", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "mathtext"]
html_math_renderer = "mathtext"
root_doc = "docs/index"
include_patterns = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/*.md",
    "docs/physics/*.md",
    "benchmarks/*.md",
]
# folders that are not searched for pages
exclude_patterns = [
    ".*",
    "build",
    "config",
    "envs",
    "logs",
    "profiles",
    "resources",
    "results",
    "src",
    "tests",
]
templates_path = ["_templates"]

myst_heading_anchors = 4
# GitHub draws such blocks as formulas, too
myst_fence_as_directive = ["math"]
# and formulas between dollars in a line
myst_enable_extensions = ["dollarmath"]
myst_dmath_allow_space = False
myst_dmath_allow_digits = False
# blocks of code are commands, configs and Python, mostly without a name of their language
highlight_language = "default"
# v' is a derivative
smartquotes = False
# single backticks in docstrings are code
default_role = "literal"
# references to other packages, and to types that are not offered to scripts, have no page to lead to
nitpick_ignore_regex = [("py:.*", r"(?!glasscape\.\w+$).*")]

autodoc_member_order = "bysource"
autodoc_typehints = "none"
autosummary_generate = False
numpydoc_show_class_members = False
numpydoc_class_members_toctree = False

html_theme = "furo"
html_title = "glasscape"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sourcelink = False
# the start page is below docs; the root leads there
html_additional_pages = {"index": "to-start.html"}
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#0072b2", "color-brand-content": "#0072b2"},
    "dark_css_variables": {"color-brand-primary": "#56b4e9", "color-brand-content": "#56b4e9"},
}
