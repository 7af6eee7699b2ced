# SPDX-License-Identifier: GPL-3.0-or-later
"""What repositories offer, and which of their troubles stop a change."""

from __future__ import annotations

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host import offers
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host.errors import HostError
from tests.unit.host.recordings import CONSOLE, CORE, OLD, debian, decide, redhat, said

POLICY = f"""{CORE}:
  Installed: (none)
  Candidate: 4.9.3884
  Version table:
     4.9.3884 500
        500 http://pkg.example.org/bm ./ Packages
     20230101 -1
        100 /var/lib/dpkg/status"""
OWN_DEAD = [
    "E: Failed to fetch http://pkg.example.org/bm/./Packages  404  Not Found [IP: 192.0.2.1 80]",
    "W: Failed to fetch http://pkg.example.org/bm/./InRelease  Could not resolve 'pkg.example.org'",
    "W: GPG error: http://pkg.example.org/bm ./ InRelease: The following signatures were invalid: EXPKEYSIG 0A1B bm",
    "E: The repository 'http://pkg.example.org/bm ./ InRelease' is not signed.",
    "E: Release file for http://pkg.example.org/bm/./InRelease is expired (invalid since 3d 2h 1min 0s). Updates for"
    " this repository will not be applied.",
    "E: Repository 'http://pkg.example.org/bm ./ InRelease' changed its 'Origin' value from 'a' to 'b'",
]
HARMLESS = [
    # apt 3, and a repository without translations.
    "Err:4 http://pkg.example.org/bm ./ Translation-en\n  File not found - en.xz\n"
    "Ign:4 http://pkg.example.org/bm ./ Translation-en",
    "W: http://pkg.example.org/bm/./InRelease: Key is stored in legacy trusted.gpg keyring (/etc/apt/trusted.gpg), see"
    " the DEPRECATION section in apt-key(8) for details.",
    "W: http://pkg.example.org/bm/./Release.gpg: Signature by key 0A1B uses weak digest algorithm (SHA1)",
    "W: Target Packages (Packages) is configured multiple times in /etc/apt/sources.list:1 and /etc/apt/x.list:1",
    "W: Conflicting distribution: http://pkg.example.org/bm ./ InRelease (expected stable but got )",
    "N: Skipping acquire of configured file 'main/binary-i386/Packages' as repository 'http://pkg.example.org/bm'"
    " doesn't support architecture 'i386'",
    "Hit:1 http://pkg.example.org/bm ./ InRelease",
]
OTHERS_DEAD = [
    "W: Failed to fetch http://third.example.net/dists/x/InRelease  Could not resolve 'third.example.net'",
    "E: The repository 'http://pkg.example.org/bm-contrib ./ Release' does not have a Release file.",
    "W: Failed to fetch http://pkg.example.org/bm2/./InRelease  Connection timed out",
]


@pytest.mark.parametrize("status", [0, 100])
@pytest.mark.parametrize("line", OWN_DEAD)
def test_trouble_with_the_repository_of_bluemind_is_an_error(line: str, status: int) -> None:
    with pytest.raises(HostError, match="lists of packages cannot be refreshed") as refused:
        offers.unreadable(said(("refresh", f"Hit:1 x\n{line}", status), policy=POLICY))
    assert line.rstrip(".") in refused.value.message
    assert refused.value.message.count(line.rstrip(".")) == 1


@pytest.mark.parametrize("line", HARMLESS)
def test_a_warning_that_does_no_harm_is_passed_over(line: str) -> None:
    assert offers.unreadable(said(refresh=line, policy=POLICY)) == ()


@pytest.mark.parametrize("line", OTHERS_DEAD)
def test_trouble_with_another_repository_is_a_warning(line: str) -> None:
    [warning] = offers.unreadable(said(("refresh", line, 100), policy=POLICY))
    assert line.rstrip(".") in warning
    assert "It is not BlueMind's repository" in warning


def test_a_lock_on_the_lists_is_an_error_whoever_offers() -> None:
    text = "E: Could not get lock /var/lib/apt/lists/lock - open (11: Resource busy)\nlock held by process 7 x"
    with pytest.raises(HostError, match="lock held by process 7 x") as refused:
        offers.unreadable(said(("refresh", text, 100), policy=POLICY))
    assert refused.value.kind == "busy"


def test_a_failure_without_words_is_told() -> None:
    [warning] = offers.unreadable(said(("refresh", "", 139), policy=POLICY))
    assert "cannot be refreshed" in warning


def stanzas(*pairs: tuple[str, str], more: str = "") -> str:
    return "\n\n".join(f"Package: {name}\nVersion: {version}\n{more}Description: x\n y" for name, version in pairs)


def test_versions_of_apt_belong_to_their_package() -> None:
    text = stanzas((CORE, "4.9.2"), (f"{CORE}-extra", "9"), (CONSOLE, "1:4.9.1"), (CORE, "4.9.1"))
    assert offers.versions("apt", text, CORE) == ["4.9.2", "4.9.1"]
    assert offers.versions("apt", text, CONSOLE) == ["1:4.9.1"]


@pytest.mark.parametrize("manager", ["yum", "dnf"])
def test_versions_of_lists_wrap_at_any_column(manager: str) -> None:
    text = (
        f"Available Packages\n{CORE}.noarch\n                     1:4.9.3884-1     bm\n{CORE}.noarch 1:4.9.4010-1 bm\n"
        f"{CORE}.extra.noarch 9-9 bm\n{CONSOLE}.x86_64\n   4.9.3884-1\n     bm\n"
    )
    assert offers.versions(manager, text, CORE) == ["1:4.9.3884-1", "1:4.9.4010-1"]
    assert offers.versions(manager, text, CONSOLE) == ["4.9.3884-1"]


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        ("/bin/sh: 3: dnf: /usr/bin/python9: bad interpreter: No such file or directory", 126, "bad interpreter"),
        ("Traceback (most recent call last):\n  File x\nModuleNotFoundError: No module named 'dnf'", 1, "named 'dnf'"),
        ("", 137, "137"),
    ],
)
def test_a_package_manager_that_does_not_run_offers_nothing(text: str, status: int, words: str) -> None:
    answer = {**redhat(tools="dnf\nrpm\nsetsid", specifications=CORE), **said(("offers", text, status))}
    with pytest.raises(HostError, match=r"dnf itself does not run on this host: .*Repair it first") as broken:
        decide(answer, "present")
    assert (broken.value.kind, words in broken.value.message) == ("package_manager", True)


@pytest.mark.parametrize(("pinned", "forbidden"), [(-1, True), (-10, True), (0, False), (500, False), (1001, False)])
@pytest.mark.parametrize("here", ["***", "   "])
def test_a_version_that_the_preferences_of_apt_forbid_is_refused(pinned: int, forbidden: bool, here: str) -> None:
    """apt itself installs it where the command names the version."""
    row = "        500 file:/srv ./ Packages"
    table = f"     4.9.4010 500\n{row}\n {here} {OLD} {pinned}\n{row}"
    policy = "\n".join(
        f"{name}:\n  Installed: (none)\n  Candidate: (none)\n  Version table:\n{table}" for name in (CORE, CONSOLE)
    )
    asked = {
        "offers": stanzas((CORE, OLD), (CONSOLE, OLD)),
        "policy": policy,
        "specifications": f"{CORE}={OLD}\n{CONSOLE}={OLD}",
    }
    answer = debian(**asked, simulation=f"Inst {CORE} ({OLD})\nInst {CONSOLE} ({OLD})")
    if not forbidden:
        assert decide(answer, "present")
        return
    with pytest.raises(HostError, match=f"offers {CORE} {OLD}, and the preferences of apt on this host forbid it"):
        decide(answer, "present")


def test_a_version_that_dnf_excludes_is_no_fault_of_the_repository() -> None:
    listed = {
        version: "".join(f"{name}.noarch {version}-1 bm\n" for name in (CORE, CONSOLE)) for version in ("4.9.1", OLD)
    }
    asked = {
        "offers": listed["4.9.1"],
        "excluded": listed["4.9.1"] + listed[OLD],
        "specifications": f"{CORE}\n{CONSOLE}",
    }
    with pytest.raises(
        HostError, match=f"offers {CORE} {OLD}-1, and the configuration of dnf on this host excludes"
    ) as no:
        decide(redhat(tools="dnf\nrpm\nsetsid", **asked), "present")
    assert "Look at excludepkgs" in no.value.message


@pytest.mark.parametrize(
    ("more", "empty"),
    [
        ("Section: oldlibs\n", True),
        ("Section: contrib/oldlibs\n", True),
        ("Section: mail\n", False),
        ("Section: libs\nTag: role::oldlibs-not\n", False),
    ],
)
def test_transitional_packages_are_refused(more: str, empty: bool) -> None:
    sections = debian("install ok installed", "", offers=stanzas((CONSOLE, "5.0.1"), more=more), specifications=CONSOLE)
    sections |= said(simulation=f"Inst {CONSOLE} (5.0.1 x [all])")
    if empty:
        with pytest.raises(HostError, match="only empty transitional packages"):
            decide(sections, "present")
    else:
        assert decide(sections, "present") is not None


def test_a_pinned_version_is_judged_by_its_own_stanza() -> None:
    """A repository that still has the old version beside the empty one is no trouble."""
    old, empty = (
        stanzas((CONSOLE, "4.9.3884"), more="Section: mail\n"),
        stanzas((CONSOLE, "5.0.1"), more="Section: oldlibs\n"),
    )
    sections = debian("install ok installed", "", offers=f"{empty}\n\n{old}", specifications=f"{CONSOLE}=4.9.3884")
    change = decide({**sections, **said(simulation=f"Inst {CONSOLE} (4.9.3884 x [all])")}, "present")
    assert change is not None
    assert change.after[CONSOLE] == "4.9.3884"


def test_an_epoch_is_in_the_command() -> None:
    row = f"{CORE}\t1:4.9.3884-1\t1700000000"
    sections = redhat(row, rpm_files=f"{CORE} /usr/share/bm-core/p.jar")
    listed, chosen = f"{CONSOLE}.noarch 1:4.9.3884-1 bm", f"{CONSOLE}-1:4.9.3884-1"
    table = f"Installing:\n {CONSOLE} noarch 1:4.9.3884-1 bm 1 k\n\nTransaction Summary\nExiting on user command"
    change = decide({**sections, **said(offers=listed, specifications=chosen, simulation=table)}, "present")
    assert change is not None
    assert change.act.endswith(f"install {CONSOLE}-1:4.9.3884-1")
    assert change.after == {CORE: "1:4.9.3884-1", CONSOLE: "1:4.9.3884-1"}


def test_an_obsoleting_package_is_refused_on_yum() -> None:
    """As the genuine table of yum 3 has it: bm-core 5.0 replaces the plugin."""
    sections = redhat(f"{CORE}\t0:4.9.3884-1\t1700000000", rpm_files=f"{CORE} /usr/share/bm-core/p.jar")
    table = (
        f"Installing:\n bm-core noarch 5.0.1-1 bm 8 k\n     replacing  {CORE}.noarch 4.1.61831-1\n\nTransaction Summary"
    )
    given = said(offers=f"{CONSOLE}.noarch 4.9.3884-1 bm", specifications=CONSOLE, simulation=table)
    with pytest.raises(HostError, match="without changing bm-core"):
        decide({**sections, **given}, "present")
