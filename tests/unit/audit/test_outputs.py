# SPDX-License-Identifier: GPL-3.0-or-later
"""All outputs of an audit show one verdict, and no name breaks out of any of them."""

from __future__ import annotations

import csv
import io
import json
import re
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.audit.junit import as_junit
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.audit.lines import lines
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.audit.records import POLICIES, Verdict
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.audit.table import as_csv
from ansible_collections.bluemind.videoconferencing.plugins.plugin_utils import audit_page
from ansible_collections.bluemind.videoconferencing.plugins.plugin_utils.audit_files import NAMES, write
from tests.audit import sample
from tests.audit.fleet import big, book, change, domain, installation, provider, resource, verdict

Codes = Counter[str]


def page_data(text: str) -> dict[str, Any]:
    """The JSON in a page."""
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert found
    return dict(json.loads(found[1]))


def of_json(text: str) -> tuple[Codes, int, bool]:
    """(codes, findings that fail, whether it fails)."""
    found = json.loads(text)
    codes = Counter(one["code"] for row in found["rows"] for one in row["findings"])
    assert codes == found["codes"]
    return codes, found["failures"], found["failed"]


def of_page(text: str) -> tuple[Codes, int, bool]:
    found = page_data(text)
    codes = Counter(one["code"] for row in found["rows"] for one in row.get("findings", ()))
    assert codes == found["codes"]
    return codes, found["failures"], found["failed"]


def of_junit(text: str) -> tuple[Codes, int, bool]:
    root = ElementTree.fromstring(text)
    outcomes = [case[0] for case in root.iter("testcase") if len(case)]
    words = [one.get("type") or (one.get("message") or one.text or "").partition(":")[0] for one in outcomes]
    failures = sum(one.tag == "failure" for one in outcomes)
    suites = list(root.iter("testsuite"))
    assert failures == int(root.attrib["failures"]) == sum(int(one.attrib["failures"]) for one in suites)
    assert [len(one) for one in suites] == [int(one.attrib["tests"]) for one in suites]
    return Counter(words), failures, failures > 0


def of_csv(text: str) -> Codes:
    codes: Codes = Counter()
    for row in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))):
        for word in filter(None, row["Findings"].split(", ")):
            code, _x, number = word.partition(" x")
            codes[code] += int(number or 1)
    return codes


def of_console(told: list[str]) -> tuple[Codes, int]:
    codes = Counter(line.split(" ")[3].rstrip(":") for line in told if line.startswith("└"))
    failing = re.search(r"(\d+) findings? make", told[-1])
    return codes, int(failing[1]) if failing else 0


@pytest.mark.parametrize("policy", POLICIES)
def test_all_outputs_agree(tmp_path: Path, policy: str) -> None:
    one = verdict(policy=policy)
    texts = {Path(file).name: Path(file).read_text(encoding="utf-8") for file in write(str(tmp_path / "new"), one)}
    assert tuple(texts) == NAMES
    codes, failures, failed = of_json(texts["audit.json"])
    assert len(codes) == 15
    assert failed is (policy != "never")
    assert of_page(texts["audit.html"]) == (codes, failures, failed)
    assert of_junit(texts["audit.xml"]) == (codes, failures, failed)
    assert of_csv(texts["audit.csv"]) == codes
    assert of_console(lines(one)) == (codes, failures)
    rows = {(row["i"], row["d"], row["s"]) for row in page_data(texts["audit.html"])["rows"]}
    assert rows == {(row.installation, row.domain, row.status) for row in one.rows}


def test_the_table_has_the_same_columns_and_none_that_is_empty() -> None:
    for counted in (None, 3):
        one = verdict([installation("mail", domain("a", provider(resource("r"), bookings=counted)))], accepted=[])
        found = audit_page.page(one)
        titles = re.findall(r'data-sort="(\w+)">([^<]+)<', found)
        with_csv = audit_csv(one)[0]
        assert [title for _key, title in titles] == with_csv
        assert [key for key, _title in titles] == page_data(found)["columns"]
        assert ("Future bookings" in with_csv) is (counted is not None)


def audit_csv(one: Verdict) -> list[list[str]]:
    """The table."""
    return list(csv.reader(io.StringIO(as_csv(one))))


def test_no_name_breaks_out() -> None:
    evil = ['=HYPERLINK("http://x")', "</script><script>alert(1)</script>", "\x01\x0b{{ 7 * 7 }}", "a\u2028b", '"&<']
    one = verdict([installation(evil[1], domain(evil[0], provider(resource("r", *book(*evil)))))], accepted=[])
    page = audit_page.page(one)
    assert page.count("</script>") == page.count("<script")
    assert page_data(page)["rows"][1]["who"]["book"] == sorted(f"group {name}" for name in evil)
    assert not any(cell.startswith("=") for row in audit_csv(one) for cell in row)
    strange = verdict([installation("mail", error="".join(evil), domains=[])], accepted=[])
    ElementTree.fromstring(as_junit(strange))


@pytest.mark.parametrize(
    "name", ["=1+1", "\t=1", "\n=1", " \r@SUM(A1)", "+1", "-1+1", "\uff1d1", "a;=1+1", "a; =1", "a;;\t+1"]
)
def test_no_cell_is_a_formula(name: str) -> None:
    """Also in a spreadsheet that splits at semicolons, as a French one does."""
    seen = installation(
        name, domain(name, provider(resource("r", *book(name)), changes=[change(name, "label", name, "b")]))
    )
    text = as_csv(verdict([seen], accepted=[]))
    cells = [cell for row in csv.reader(io.StringIO(text)) for cell in row]
    starts = [part.strip()[:1] for cell in cells for part in cell.split(";")]
    assert not {*"=+-@\uff1d"} & set(starts), text


def test_a_folder_never_has_files_of_two_verdicts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk is one way to the third file that cannot be written."""
    write(str(tmp_path), verdict(policy="never"))
    before = {file: file.read_text(encoding="utf-8") for file in tmp_path.iterdir()}
    whole, made = tempfile.mkstemp, []

    def full(**options: Any) -> tuple[int, str]:
        made.append(options)
        if len(made) == 3:
            raise OSError(28, "No space left on device")
        return whole(**options)

    monkeypatch.setattr(tempfile, "mkstemp", full)
    with pytest.raises(OSError, match="No space left"):
        write(str(tmp_path), verdict(policy="drift"))
    assert {file: file.read_text(encoding="utf-8") for file in tmp_path.iterdir()} == before


def test_half_a_character_costs_no_report(tmp_path: Path) -> None:
    """JSON can hold a lone surrogate, and a file cannot."""
    half = "Star\ud83dLeaf"
    one = verdict([installation("mail", domain("a", provider(resource("r", *book(half)), refusal=half)))], accepted=[])
    texts = {Path(file).name: Path(file).read_text(encoding="utf-8") for file in write(str(tmp_path), one)}
    assert json.loads(texts["audit.json"])["rows"][1]["shares"] == {"book": [f"group {half}"]}
    assert page_data(texts["audit.html"])["rows"][1]["who"] == {"book": [f"group {half}"]}
    assert "group Star\\ud83dLeaf" in texts["audit.csv"]
    ElementTree.fromstring(texts["audit.xml"])


def test_a_page_of_500_domains_with_50_shares_is_small() -> None:
    assert len(audit_page.page(verdict(big(500, 50), accepted=[])).encode()) < 2_000_000


def test_what_a_page_leaves_out_is_told() -> None:
    people = [f"u{number}@a.example" for number in range(audit_page.MOST_NAMES + 7)]
    seen = [installation("mail", domain("a.example", provider(resource("r", *book(*people)))))]
    row = audit_page.data(verdict(seen, accepted=[]))["rows"][1]
    assert (len(row["who"]["book"]), row["who_left_out"]) == (audit_page.MOST_NAMES, {"book": 7})
    many = [installation("mail", *(domain(f"d{number}") for number in range(audit_page.MOST_ROWS + 2)))]
    assert audit_page.data(verdict(many, accepted=[]))["rows_left_out"] == 3
    broken = [installation("mail", *(domain(f"d{number}", error="HTTP 500") for number in range(310)))]
    assert "10 more findings are in the files; the first 300 are above." in lines(verdict(broken, accepted=[]))


def test_the_sample_in_the_documentation_is_current() -> None:
    """Otherwise: python -m tests.audit.sample"""
    assert sample.SAMPLE.read_text(encoding="utf-8") == sample.text()
    assert sample.PICTURE.stat().st_size < 200_000
