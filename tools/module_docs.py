# SPDX-License-Identifier: GPL-3.0-or-later
"""Write, or check, the parts of the modules' documentation that are the same in several modules.

ansible-doc needs RETURN literally in each file, and knows no fragments of it. The sources are tools/module_docs.yml and
the kinds of errors in module_utils/bluemind/errors.py.
"""

from __future__ import annotations

import re
import sys
import textwrap
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
PLUGINS = ROOT / "plugins"
PART = re.compile(r"^( *)# begin (\w+)\n(.*?)^ *# end \2\n", re.MULTILINE | re.DOTALL)


def kinds() -> str:
    """The sentence that lists every kind of error, as one item of a description."""
    literal = re.search(
        r"Kind = Literal\[(.*?)\]", (PLUGINS / "module_utils/bluemind/errors.py").read_text(), re.DOTALL
    )
    assert literal
    *others, last = (f"V({kind})" for kind in re.findall(r'"(\w+)"', literal[1]))
    text = f"One of {', '.join(others)} and {last}."
    return textwrap.fill(text, 110, initial_indent=" " * 8 + "- ", subsequent_indent=" " * 10)


def parts() -> dict[str, str]:
    """Name of a part → its text, not indented."""
    texts = yaml.safe_load((ROOT / "tools" / "module_docs.yml").read_text(encoding="utf-8"))
    texts["common"] = texts["common"].replace("{kinds}", kinds())
    return dict(texts)


def main() -> None:
    """`--write` writes; without it, files that would change are an error."""
    found = parts()

    def part(match: re.Match[str]) -> str:
        indent, name, _text = match.groups()
        return f"{indent}# begin {name}\n{textwrap.indent(found[name], indent)}{indent}# end {name}\n"

    for file in sorted((PLUGINS / "modules").glob("*.py")):
        before = file.read_text(encoding="utf-8")
        after = PART.sub(part, before)
        if after == before:
            continue
        if "--write" not in sys.argv:
            raise SystemExit(
                f"{file.relative_to(ROOT)}: shared documentation differs; run tools/module_docs.py --write"
            )
        file.write_text(after, encoding="utf-8")


if __name__ == "__main__":
    main()
