# SPDX-License-Identifier: GPL-3.0-or-later
"""The sample report of the documentation, and its picture: python -m tests.audit.sample"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT / ".cache" / "ansible" / "collections"))
SAMPLE = CHECKOUT / "docs" / "audit" / "sample.html"
PICTURE = SAMPLE.with_name("sample.png")


def text() -> str:
    """The page of the fleet."""
    from ansible_collections.bluemind.videoconferencing.plugins.plugin_utils.audit_page import page
    from tests.audit.fleet import verdict

    return page(verdict())


def main() -> None:
    """Write both."""
    from tests.audit.browser import Browser

    SAMPLE.parent.mkdir(exist_ok=True)
    SAMPLE.write_text(text(), encoding="utf-8")
    with tempfile.TemporaryDirectory() as profile, Browser(Path(profile)) as browser:
        browser.look_like(1200, 1290)
        browser.open(SAMPLE, "#i=mail.example.org&status=differs,accepted,ok")
        browser.run("document.querySelector('.toggle.differs').click()")
        browser.screenshot(PICTURE)


if __name__ == "__main__":
    main()
