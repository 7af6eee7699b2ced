# SPDX-License-Identifier: GPL-3.0-or-later
"""The audit's page in a real Chromium. Its pictures stay in .cache/page, to be looked at."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.plugin_utils.audit_page import page
from tests.audit.browser import Browser
from tests.audit.fleet import big, verdict
from tests.audit.tools import CACHE, HERE

DOMAINS = "[...document.querySelectorAll('tr.row td.c-domain')].map((one) => one.textContent)"
OVERFLOW = "document.documentElement.scrollWidth - innerWidth"
LOOKS = [("light", 1360, "light"), ("dark", 1360, "dark"), ("phone", 390, "light"), ("phone-dark", 390, "dark")]


def domains(browser: Browser) -> list[str]:
    """The domains of the rows that are shown, from top to bottom."""
    return list(browser.run(DOMAINS))


def press(browser: Browser, selector: str) -> None:
    """Press the first element that matches."""
    browser.run(f"document.querySelector({json.dumps(selector)}).click()")


def test_it_opens_without_a_word_and_without_network(browser: Browser, report: Path) -> None:
    browser.look_like()
    browser.open(report)
    assert browser.complaints() == []
    assert browser.addresses() == [report.as_uri()]
    assert len(domains(browser)) == len(verdict().rows)
    assert "16 findings make this run fail" in browser.run("document.querySelector('header').textContent")
    assert browser.run("document.querySelectorAll('#installations > li').length") == 4


def test_filters_stay_in_the_address(browser: Browser, report: Path) -> None:
    browser.look_like()
    browser.open(report)
    everything = domains(browser)
    press(browser, "[data-status=differs]")
    assert sorted(domains(browser)) == ["city.example.org", "school.example.org"]
    browser.run(
        "{ const one = document.getElementById('search'); one.value = 'reservation PARIS';"
        " one.dispatchEvent(new Event('input')); }"
    )
    assert domains(browser) == []
    browser.run(
        "{ const one = document.getElementById('search'); one.value = 'school';"
        " one.dispatchEvent(new Event('input')); }"
    )
    assert domains(browser) == ["school.example.org"]
    assert browser.run("document.getElementById('shown').textContent") == f"1 of {len(everything)} rows."
    fragment = browser.run("document.getElementById('link').getAttribute('href')")
    assert fragment == browser.run("location.hash") == "#q=school&status=differs"
    browser.open(report, fragment)
    assert domains(browser) == ["school.example.org"]
    assert browser.run("document.querySelector('[data-status=differs]').getAttribute('aria-pressed')") == "true"
    press(browser, "#reset")
    assert domains(browser) == everything
    browser.open(report, "#i=new.example.com&code=leftover")
    assert domains(browser) == ["old.example.com"]
    browser.open(report, "#status=nonsense&sort=constructor&q=%3Cb%3E")
    assert browser.complaints() == []
    assert domains(browser) == []


def test_a_search_finds_whatever_a_row_shows(browser: Browser, report: Path) -> None:
    """And the reason of an exception, which opening the row shows."""
    browser.look_like(1900)
    browser.open(report)
    cells = "[...document.querySelectorAll('tr.row td:not(.c-status)')].map((one) => one.textContent)"
    words = {word for text in browser.run(cells) for word in re.findall(r"\w[\w.@*-]*\w", text)}
    assert {"reservation_policy", "auto_accept", "41", "4.9.3884"} <= words
    look = (
        "(word) => { const one = document.getElementById('search'); one.value = word;"
        " one.dispatchEvent(new Event('input')); return document.querySelector('tr.row') !== null; }"
    )
    asked = json.dumps([*sorted(words), "pilot"])
    assert browser.run(f"{asked}.filter((word) => !({look})(word))") == []


def test_every_column_sorts_both_ways(browser: Browser, report: Path) -> None:
    browser.look_like()
    browser.open(report)
    statuses = browser.run("[...document.querySelectorAll('tr.row .toggle')].map((one) => one.className.slice(7))")
    assert list(dict.fromkeys(statuses)) == ["problem", "unknown", "differs", "accepted", "ok", "empty"]
    press(browser, "[data-sort=domain]")
    names = domains(browser)
    assert names == sorted(names)
    press(browser, "[data-sort=domain]")
    assert domains(browser) == sorted(names, reverse=True)
    assert browser.run("document.querySelector('th.c-domain').getAttribute('aria-sort')") == "descending"
    assert browser.run("document.querySelectorAll('[aria-sort]').length") == 1
    press(browser, "[data-sort=bookings]")
    press(browser, "[data-sort=bookings]")
    assert domains(browser)[0] == "example.org"
    for column in browser.run("[...document.querySelectorAll('[data-sort]')].map((one) => one.dataset.sort)"):
        press(browser, f"[data-sort={column}]")
    assert browser.complaints() == []


def test_details_are_made_when_a_row_is_opened(browser: Browser, report: Path) -> None:
    browser.look_like()
    browser.open(report, "#q=school")
    assert browser.run("document.querySelectorAll('.detail').length") == 0
    press(browser, ".toggle")
    told = browser.run("document.querySelector('.detail').innerText")
    for text in ("The reservation policy is not what is declared.", "auto_accept", "manual", "group Teachers", "drift"):
        assert text in told
    assert browser.run("document.querySelector('.toggle').getAttribute('aria-expanded')") == "true"
    press(browser, ".toggle")
    assert browser.run("document.querySelectorAll('.detail').length") == 0
    browser.open(report, "#q=lab")
    press(browser, "tr.row td.c-domain")
    accepted = browser.run("document.querySelector('.detail').innerText")
    assert "Accepted: pilot of the research department (until 2027-01-31)" in accepted


def test_an_installation_leads_to_its_rows(browser: Browser, report: Path) -> None:
    browser.look_like()
    browser.open(report)
    press(browser, "#installations > li:nth-child(2) .sums button")
    assert sorted(domains(browser)) == ["example.net", "the installation"]


@pytest.mark.parametrize("long", [False, True], ids=["sample", "long-names"])
def test_no_width_makes_it_scroll_sideways(browser: Browser, report: Path, tmp_path: Path, long: bool) -> None:
    file = report
    if long:
        name = "visioconference.direction-generale.agglomeration-metropolitaine.example.org"
        seen = big(2, 2)
        seen[0].update(installation=f"courrier.{name}", remarks=[f"https://{name}/api/containers/_manage/calendar"])
        seen[0]["domains"][0]["domain"] = name
        seen[0]["domains"][1].update(domain=f"{'a' * 63}.example", error=f"GET https://{name}/api/{'0' * 80}: HTTP 500")
        file = tmp_path / "long.html"
        file.write_text(page(verdict(seen, accepted=[])), encoding="utf-8")
    for width in (320, 390, 640, 800, 1040, 1041, 1100, 1280, 1301, 1420, 1461, 1900):
        browser.look_like(width)
        browser.open(file)
        browser.run("document.querySelectorAll('.toggle').forEach((one) => one.click())")
        # A phone widens its window for what does not fit.
        assert (width, browser.run("document.documentElement.scrollWidth")) == (width, width)


@pytest.mark.parametrize(("name", "width", "scheme"), LOOKS)
def test_it_fits_and_everybody_can_use_it(
    browser: Browser, report: Path, checkers: Path, name: str, width: int, scheme: str
) -> None:
    browser.look_like(width, 900, scheme)
    browser.open(report)
    browser.screenshot(CACHE / f"{name}.png")
    for place in (0, 3):
        browser.run(f"document.querySelectorAll('.toggle')[{place}].click()")
    browser.screenshot(CACHE / f"{name}-whole.png", whole=True)
    assert browser.run(OVERFLOW) <= 0
    browser.run((checkers / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
    found: dict[str, Any] = browser.run(
        "axe.run().then((all) => ({violations: all.violations, passes: all.passes.length}))"
    )
    problems = [f"{one['id']}: {node['html'][:200]}" for one in found["violations"] for node in one["nodes"]]
    assert problems == []
    assert found["passes"] > 20


def test_it_prints_with_details_closed(browser: Browser, report: Path) -> None:
    browser.look_like()
    browser.open(report)
    browser.pdf(CACHE / "closed.pdf")
    browser.run("document.querySelectorAll('.toggle').forEach((one) => one.click())")
    assert browser.run("document.querySelectorAll('.detail').length") == len(verdict().rows)
    browser.pdf(CACHE / "open.pdf")
    pages = [len(re.findall(rb"/Type /Page\b", (CACHE / f"{one}.pdf").read_bytes())) for one in ("closed", "open")]
    assert pages[0] == pages[1] > 0
    browser.look_like(media="print")
    shown = "getComputedStyle(document.querySelector('{}')).display"
    assert browser.run(shown.format(".detail")) == browser.run(shown.format(".filters")) == "none"
    browser.look_like()


def test_500_domains_with_50_shares(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "big.html"
    file.write_text(page(verdict(big(500, 50), accepted=[])), encoding="utf-8")
    browser.look_like()
    browser.open(file)
    assert len(domains(browser)) == 501
    assert browser.run("document.querySelector('.chips .more').textContent") == "and 381 more"
    assert browser.run("document.querySelector('tr.row:nth-child(2) td.c-who').textContent").startswith("50: ")


def test_names_are_text(browser: Browser, tmp_path: Path) -> None:
    evil = "<img src=x onerror=\"document.title='broken'\">"
    seen = big(1, 1)
    seen[0]["installation"] = seen[0]["domains"][0]["domain"] = evil
    seen[0]["domains"][0]["error"] = evil
    file = tmp_path / "evil.html"
    file.write_text(page(verdict(seen, accepted=[])), encoding="utf-8")
    browser.open(file)
    press(browser, ".toggle")
    assert browser.run("document.querySelectorAll('img').length") == 0
    assert evil in browser.run("document.querySelector('.detail').textContent + document.body.textContent")


def test_the_html_is_valid(report: Path, checkers: Path) -> None:
    command: list[str | Path] = [
        "node",
        checkers / "html-validate" / "bin" / "html-validate.mjs",
        "--config",
        HERE / "htmlvalidate.json",
    ]
    done = subprocess.run([*command, report], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
