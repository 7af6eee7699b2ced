# SPDX-License-Identifier: GPL-3.0-or-later
"""Sphinx settings of the documentation site. Nothing is fetched: no intersphinx, no web fonts, no scripts of others."""

from __future__ import annotations

from pathlib import Path

import yaml
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.transforms import SphinxTransform

ROOT = Path(__file__).resolve().parents[2]
COLLECTION = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))
NAME = f"{COLLECTION['namespace']}.{COLLECTION['name']}"

project = NAME
author = "the contributors"
project_copyright = "the contributors, GPL-3.0-or-later"
version = release = COLLECTION["version"]

extensions = ["myst_parser", "sphinx_antsibull_ext"]
myst_heading_anchors = 3
# Only the role and the playbooks call role_*, rollout_* and audit_*.
exclude_patterns = [
    "reference/index.rst",
    "reference/role_*_module.rst",
    "reference/rollout_*_module.rst",
    "reference/audit_*_module.rst",
]
nitpicky = True
highlight_language = "yaml"
pygments_style = "ansible"
smartquotes = False

html_theme = "furo"
html_title = f"{NAME} {version}"
html_copy_source = html_show_sourcelink = html_show_sphinx = False
html_static_path = ["static"]
html_css_files = ["site.css"]

# What the generated reference says about Ansible itself lives in Ansible's documentation.
ELSEWHERE = {"action_plugins", "ansible_configuration_settings", "common_return_values"}


class LinkModules(SphinxTransform):
    """Let `bluemind_plugin`, written as code in a page, lead to its reference."""

    default_priority = 500

    def apply(self, **_options: object) -> None:
        """Wrap each such piece of code; headings keep theirs, and so does the page itself."""
        here = self.env.docname
        for code in list(self.document.findall(nodes.literal)):
            text, parent = code.astext(), code.parent
            page = next((f"reference/{text}_{kind}" for kind in ("module", "role") if self.has(text, kind)), None)
            if page and page != here and not isinstance(parent, (nodes.title, nodes.reference, addnodes.pending_xref)):
                link = addnodes.pending_xref("", reftype="doc", refdomain="std", reftarget=f"/{page}", refexplicit=True)
                link += code.deepcopy()
                parent.replace(code, link)

    def has(self, name: str, kind: str) -> bool:
        """Whether the reference has a page for it."""
        return f"reference/{name}_{kind}" in self.env.found_docs


def plain_text(
    _app: Sphinx, _env: BuildEnvironment, node: addnodes.pending_xref, contnode: nodes.Element
) -> nodes.Element | None:
    """The words alone, for references that lead out of this site."""
    return contnode if node.get("reftarget") in ELSEWHERE else None


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.add_transform(LinkModules)
    app.connect("missing-reference", plain_text)
