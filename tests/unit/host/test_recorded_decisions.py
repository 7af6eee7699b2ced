# SPDX-License-Identifier: GPL-3.0-or-later
"""What is decided on hosts in trouble, by what those hosts really said."""

from __future__ import annotations

import pytest

from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host import complaints
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.host.errors import HostError
from tests.unit.host.recordings import CONSOLE, CORE, FOLDER, decide, recorded

APT = f"install {CORE}=4.9.3884 {CONSOLE}=4.9.3884"
DNF = f"install {CORE}-4.9.3884-1 {CONSOLE}-4.9.3884-1"
# Recording → (end of the command, what the warnings hold).
ALLOWED: dict[str, tuple[str, str]] = {
    "debian11-clean-present": (APT, ""),
    "debian11-core-removed-present": (f"install {CORE}=4.9.3884", ""),
    "debian11-masked-present": (APT, ""),
    "debian11-switched-off-and-stopped-present": (APT, ""),
    "debian11-third-gone-present": (APT, "It is not BlueMind's repository, so this went on"),
    "debian12-clean-present": (APT, ""),
    "debian12-config-files-present": (APT, ""),
    "debian12-configured-twice-present": (APT, ""),
    "debian12-half-configured-absent": (f"remove {CORE} {CONSOLE}", ""),
    "debian12-half-configured-present": (f"install {CORE}=4.9.3884", ""),
    "debian12-half-installed-present": (f"--reinstall install {CORE}=4.9.3884", ""),
    "debian12-installed-absent": (f"remove {CORE} {CONSOLE}", ""),
    "debian12-legacy-keyring-present": (APT, ""),
    "debian12-third-gone-present": (APT, "Failed to fetch file:/srv/thirdparty"),
    "debian12-third-unknown-key-present": (APT, "NO_PUBKEY"),
    "debian12-third-unreachable-present": (APT, "Could not connect to 127.0.0.1:9"),
    "debian12-unpacked-absent": (f"remove {CORE} {CONSOLE}", ""),
    "debian12-unpacked-present": (f"install {CORE}=4.9.3884", ""),
    "rocky8-clean-present": (DNF, ""),
    "rocky8-installed-absent": (f"remove {CORE} {CONSOLE}", ""),
    "rocky8-third-skipped-present": (DNF, "went on without them: third"),
    "rocky9-clean-present": (DNF, ""),
}
NOTHING = [
    "debian11-installed-later-present",
    "debian11-restarted-ctime-moved-present",
    "debian12-config-files-absent",
    "debian12-installed-present",
    "debian12-triggers-pending-present",
    "rocky8-installed-later-present",
    "rocky8-installed-present",
    "rocky8-restarted-present",
]
# Recording → (kind, the cure, the package manager's own words).
REFUSED: dict[str, tuple[str, str, str]] = {
    "debian11-lists-locked-present": ("busy", "raise lock_timeout", "held by process"),
    "debian12-database-broken-absent": (
        "package_manager",
        "Repair it first",
        "parsing file '/var/lib/dpkg/updates/0001'",
    ),
    "debian12-dependent-absent": ("refused", "without changing acme-rooms-2.0", ""),
    "debian12-expired-present": ("package_manager", "Compare the clock", "is expired (invalid since"),
    "debian12-files-gone-present": ("refused", "install it again by hand", ""),
    "debian12-foreign-half-configured-absent": ("refused", "has not finished bm-setup-wizard", "dpkg --configure -a"),
    "debian12-half-installed-absent": ("package_manager", "Install it again first", "half-installed (reinstreq)"),
    "debian12-held-absent": ("refused", f"apt-mark unhold {CORE}`", ""),
    "debian12-held-not-installed-present": ("refused", f"apt-mark unhold {CORE}`", ""),
    "debian12-interrupted-absent": ("package_manager", "Run `dpkg --configure -a`", ""),
    "debian12-lists-locked-present": ("busy", "raise lock_timeout", "It is held by process 2681 (python3)"),
    "debian12-no-root-present": ("unreachable", "ansible_become", ""),
    "debian12-only-newer-present": ("refused", "bm-core is 4.9.3884", "repository offers 4.9.4010"),
    "debian12-own-gone-present": (
        "package_manager",
        "whether the repository is there",
        "Failed to fetch file:/srv/gone",
    ),
    "debian12-own-unreachable-with-lists-present": ("package_manager", "Check network and proxy", "Could not connect"),
    "debian12-transitional-present": ("refused", "only empty transitional packages", "bm-cli setup version current"),
    "debian12-unknown-key-present": ("package_manager", "Install the key", "NO_PUBKEY B4A4B3036CA0FF1E"),
    "debian12-unsigned-present": ("package_manager", "Install the key", "does not have a Release file"),
    "rocky8-dependent-absent": ("refused", "without changing acme-rooms-2.0", ""),
    "rocky8-dnf-locked-absent": ("busy", "raise lock_timeout", "The application with PID 1499 is: python3"),
    "rocky8-excluded-present": ("refused", "Look at excludepkgs", "the configuration of dnf"),
    "rocky8-gpg-no-key-present": (
        "package_manager",
        "Install the key",
        "you do not have any GPG public keys installed",
    ),
    "rocky8-no-root-present": ("unreachable", "ansible_become", ""),
    "rocky8-own-gone-present": ("package_manager", "only if it is not BlueMind's", "for repo 'bm'"),
    "rocky8-own-unreachable-present": ("package_manager", "Repair that repository", "http://********@127.0.0.1:9/bm"),
    "rocky8-third-needed-present": ("package_manager", "skip_if_unavailable=1", "for repo 'third'"),
    "rocky8-twice-absent": ("package_manager", "dnf remove --duplicates", ""),
    "rocky9-database-broken-absent": ("package_manager", "Repair it first", "cannot open Packages database"),
    "rocky9-gpg-no-key-present": ("package_manager", "Install the key", "public keys installed"),
}
JOBS: dict[str, tuple[str, str]] = {
    "debian12-frontend-locked-job": ("busy", "It is held by process"),
    "debian12-interrupted-job": ("package_manager", "dpkg was interrupted"),
    "rocky8-rpm-locked-job": ("busy", "can't create transaction lock"),
    "rocky9-gpg-no-key-job": ("package_manager", "public keys installed"),
}
# Lines of package managers that tell nobody anything.
NOISE = (
    "Reading package lists",
    "Err:",
    "Ign:",
    "Get:",
    "cachedir",
    "ip_resolve",
    "====",
    "Dependencies resolved",
    "s3cret",
)


def state_of(name: str) -> str:
    return name.rpartition("-")[2]


@pytest.mark.parametrize("name", ALLOWED)
def test_a_host_that_can_be_changed_is(name: str) -> None:
    command, warning = ALLOWED[name]
    change = decide(recorded(name), state_of(name))
    assert change is not None
    assert change.act.endswith(command)
    assert warning in " ".join(change.warnings)
    assert bool(change.warnings) == bool(warning)
    done = {package: None if state_of(name) == "absent" else change.after[CORE] for package in (CORE, CONSOLE)}
    assert change.after == done


@pytest.mark.parametrize("name", NOTHING)
def test_a_host_that_is_right_is_left_alone(name: str) -> None:
    assert decide(recorded(name), state_of(name)) is None


@pytest.mark.parametrize("name", REFUSED)
def test_a_host_in_trouble_is_refused_with_cause_cure_and_words(name: str) -> None:
    kind, *fragments = REFUSED[name]
    with pytest.raises(HostError) as refused:
        decide(recorded(name), state_of(name))
    assert refused.value.kind == kind
    assert not refused.value.changed
    for fragment in fragments:
        assert fragment in refused.value.message
    assert not [noise for noise in NOISE if noise in refused.value.message]


@pytest.mark.parametrize("name", JOBS)
def test_a_command_that_fails_is_understood(name: str) -> None:
    kind, own = JOBS[name]
    found, message = complaints.sentence("Installing x failed", recorded(name)["said"].text)
    assert found == kind
    assert own in message
    assert not [noise for noise in NOISE if noise in message]


def test_every_recording_is_used() -> None:
    elsewhere = {"debian11-core-removed-gathered"}  # in test_restart_due
    used = {*ALLOWED, *NOTHING, *REFUSED, *JOBS, *elsewhere}
    assert used == {file.stem for file in FOLDER.glob("*.txt")}


def test_no_password_is_in_a_recording() -> None:
    texts = [file.read_text(encoding="utf-8") for file in FOLDER.rglob("*.txt")]
    assert not [text for text in texts if "s3cret" in text or "p@ss" in text or "pr0xy" in text]
