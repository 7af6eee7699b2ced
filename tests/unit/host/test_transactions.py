# SPDX-License-Identifier: GPL-3.0-or-later
"""What package managers say that they would do."""

from __future__ import annotations

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host import transactions
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host.transactions import Transaction
from tests.unit.host.recordings import CONSOLE, CORE, FOLDER, recorded

BOTH = frozenset({CORE, CONSOLE})
DAEMONS = frozenset({"bm-core", "bm-webserver"})
TABLES = {
    "yum_install": Transaction(installed=BOTH),
    "yum_remove": Transaction(removed=BOTH | {"java-1.8.0-acme", "acme-thing"}),
    "yum_upgrade": Transaction(installed=BOTH | {"bm-pimp"}, changed=DAEMONS),
    "yum_upgrade40": Transaction(installed=BOTH | {"bm-pimp"}, changed=DAEMONS),
    "yum_obsolete": Transaction(installed=frozenset({"bm-core"}), removed=frozenset({CORE})),
    "dnf4_upgrade40": Transaction(installed=BOTH, changed=DAEMONS),
}


@pytest.mark.parametrize("name", TABLES)
def test_tables_of_yum_and_dnf_wide_and_narrow(name: str) -> None:
    text = (FOLDER / "tables" / f"{name}.txt").read_text(encoding="utf-8")
    assert transactions.rpm(text) == TABLES[name]


def test_every_table_is_used() -> None:
    assert set(TABLES) == {file.stem for file in (FOLDER / "tables").glob("*.txt")}


def rpm_table(*lines: str) -> Transaction:
    return transactions.rpm("\n".join([" Package   Arch   Version   Repo   Size", *lines, "", "Transaction Summary"]))


def test_headings_decide_what_happens() -> None:
    for heading in ("Upgrading", "Updating", "Downgrading", "Reinstalling", "Updating for dependencies"):
        assert rpm_table(f"{heading}:", " bm-core noarch 1-1 bm 1 k").changed == {"bm-core"}, heading
    for heading in (
        "Removing",
        "Removing dependent packages",
        "Removing unused dependencies",
        "Removing for dependencies",
    ):
        assert rpm_table(f"{heading}:", " a.b-1.0 noarch 1-1 @bm 1 k").removed == {"a.b-1.0"}, heading
    for heading in (
        "Installing",
        "Installing dependencies",
        "Installing weak dependencies",
        "Installing for dependencies",
    ):
        assert rpm_table(f"{heading}:", " a noarch 1-1 bm 1 k").installed == {"a"}, heading


def test_an_unknown_heading_counts_as_a_change() -> None:
    assert rpm_table("Enabling module streams:", " nodejs   18").changed == {"nodejs"}


def test_what_is_skipped_is_not_changed() -> None:
    skipped = (
        "Skipping packages with conflicts:",
        "(add '--best --allowerasing' to force):",
        " bm-core noarch 1-1 bm 1 k",
    )
    assert rpm_table("Installing:", " a noarch 1-1 bm 1 k", *skipped) == Transaction(installed=frozenset({"a"}))


def test_any_architecture_and_any_name_of_a_repository() -> None:
    found = rpm_table("Upgrading:", " bm-core riscv64 1-1 x86_64 1 k", " lib.x86_64-1", "     s390 2:1-1 noarch 2 k")
    assert found.changed == {"bm-core", "lib.x86_64-1"}


def test_apt_in_all_its_words() -> None:
    text = (
        "Reading package lists...\nInst a (1 localhost [all])\nInst b [1] (2 localhost [all])\n"
        "Inst libc6:i386 [1] (2 Debian [i386]) []\nRemv c [1]\nPurg d [1]\nConf a (1 localhost [all])\n"
        "Conf b (2 localhost [all])\nConf foreign (3  [all])\n"
    )
    found = transactions.apt(text)
    assert found.installed == {"a"}
    assert found.changed == {"b", "libc6"}
    assert found.removed == {"c", "d"}
    assert found.configured == {"foreign"}


def test_recorded_simulations() -> None:
    def simulated(name: str) -> str:
        return recorded(name)["simulation"].text

    newer = Transaction(installed=BOTH, changed=DAEMONS)
    assert transactions.apt(simulated("debian12-only-newer-present")) == newer
    assert transactions.apt(simulated("debian12-foreign-half-configured-absent")).configured == {"bm-setup-wizard"}
    assert transactions.rpm(simulated("rocky8-installed-absent")) == Transaction(removed=BOTH)
    assert transactions.rpm(simulated("rocky8-dependent-absent")) == Transaction(removed=BOTH | {"acme-rooms-2.0"})
