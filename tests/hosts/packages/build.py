# SPDX-License-Identifier: GPL-3.0-or-later
"""Build apt and rpm repositories with stand-ins for BlueMind's packages, as the life of the StarLeaf plugin left them.

    python -m tests.hosts.packages.build OUT

OUT/<repository>/apt and OUT/<repository>/rpm are made, and OUT/installed with what the images start with. Names,
dependencies, file places and triggers are those of the real packages as far as they are known; the contents are not.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
CORE_PLUGIN = "bm-plugin-core-videoconferencing-{}"
CONSOLE_PLUGIN = "bm-plugin-admin-console-videoconferencing-{}"
CORE_JAR = "usr/share/bm-core/extensions/net.bluemind.videoconferencing.{}_{}.jar"
CONSOLE_JAR = "usr/share/bm-webserver/extensions/net.bluemind.ui.adminconsole.videoconferencing.{}_{}.jar"
PROVIDERS = {"starleaf": "StarLeaf", "jitsi": "Jitsi"}
STARLEAF_CORE, STARLEAF_CONSOLE = CORE_PLUGIN.format("starleaf"), CONSOLE_PLUGIN.format("starleaf")

# What the hosts run. The other versions are older, newer, and of the line that has no StarLeaf any more.
RUNNING = "4.9.3884"
OLDER, NEWER, EMPTIED, FIVE = "4.9.3058", "4.9.4010", "4.9.3999", "5.1.2585"

# Dates of the files: as with real packages, the build is long before the installation.
BUILT = 1_640_000_000

WEBSERVER_TRIGGERS = "interest /usr/share/bm-webserver/extensions\n"
WEBSERVER_POSTINST = """#!/bin/sh
# As BlueMind does: a change below extensions/ restarts the server, errors are swallowed.
if [ "$1" = triggered ] && [ -d /run/systemd/system ]; then systemctl restart bm-webserver || true; fi
exit 0
"""


@dataclass
class Package:
    """One package in one version. `files` maps a path on the host to (content, mode)."""

    name: str
    version: str
    files: dict[str, tuple[bytes, int]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    folders: list[str] = field(default_factory=list)
    deb_depends: str = ""
    rpm_requires: str = ""
    section: str = "mail"
    obsoletes: str = ""
    summary: str = "Stand-in for a package of BlueMind"
    triggers: str = ""
    postinst: str = ""


def _file(path: str, mode: int = 0o644) -> tuple[bytes, int]:
    return (HERE / path).read_bytes(), mode


def _release(version: str) -> bytes:
    profile = "5.1" if version.startswith("5.") else "4.9"
    return f"profile={profile}\nrelease={profile}.0\nsoftware={version}\n".encode()


def _wanted(unit: str) -> dict[str, str]:
    return {f"etc/systemd/system/bluemind.target.wants/{unit}": f"/usr/lib/systemd/system/{unit}"}


def _plugin(name: str, daemon: str, jar: str, provider: str, version: str) -> Package:
    return Package(
        name.format(provider),
        version,
        files={jar.format(provider, version): (b"a bundle\n", 0o644)},
        deb_depends=f"{daemon} (= {version})",
        rpm_requires=f"{daemon} = {version}-1",
        summary=f"{PROVIDERS[provider]} videoconferencing",
    )


def daemons(version: str) -> list[Package]:
    """bm-conf, bm-core and bm-webserver of one version. From 5.0 on the rpms obsolete the plugins of StarLeaf."""
    five = version.startswith("5.")
    return [
        Package(
            "bm-conf",
            version,
            files={
                "usr/bin/bmctl": _file("bm-conf/bmctl", 0o755),
                "usr/lib/systemd/system/bluemind.target": _file("bm-conf/bluemind.target"),
            },
            links={
                "etc/systemd/system/multi-user.target.wants/bluemind.target": "/usr/lib/systemd/system/bluemind.target"
            },
        ),
        Package(
            "bm-core",
            version,
            files={
                "usr/share/bm-core/bm-core": _file("bm-core/bm-core", 0o755),
                "usr/share/bm-core/release": (_release(version), 0o644),
                "usr/lib/systemd/system/bm-core.service": _file("bm-core/bm-core.service"),
            },
            links=_wanted("bm-core.service"),
            folders=["usr/share/bm-core/extensions", "var/spool/bm-core"],
            deb_depends="bm-conf",
            rpm_requires="bm-conf",
            obsoletes=STARLEAF_CORE if five else "",
        ),
        Package(
            "bm-webserver",
            version,
            files={"usr/lib/systemd/system/bm-webserver.service": _file("bm-webserver/bm-webserver.service")},
            links=_wanted("bm-webserver.service"),
            folders=["usr/share/bm-webserver/extensions"],
            deb_depends="bm-conf",
            rpm_requires="bm-conf",
            obsoletes=STARLEAF_CONSOLE if five else "",
            triggers=WEBSERVER_TRIGGERS,
            postinst=WEBSERVER_POSTINST,
        ),
    ]


def plugins(version: str) -> list[Package]:
    """The two packages of each provider that the documentation names."""
    halves = ((CORE_PLUGIN, "bm-core", CORE_JAR), (CONSOLE_PLUGIN, "bm-webserver", CONSOLE_JAR))
    return [_plugin(*half, provider, version) for provider in PROVIDERS for half in halves]


def transitional(version: str) -> list[Package]:
    """What became of StarLeaf's: empty packages, on Debian."""
    return [
        Package(
            name,
            version,
            deb_depends=daemon,
            rpm_requires=daemon,
            section="oldlibs",
            summary="transitional package, to be removed safely",
        )
        for name, daemon in ((STARLEAF_CORE, "bm-core"), (STARLEAF_CONSOLE, "bm-webserver"))
    ]


# Nothing needs it, as on real servers after an upgrade: autoremove would take it away, and scheduled jobs with it.
WIZARD = Package("bm-setup-wizard", RUNNING)

# Somebody's own package that needs the plugin. A name may hold dots.
DEPENDENT = Package(
    "acme-rooms-2.0", "1", deb_depends=STARLEAF_CORE, rpm_requires=STARLEAF_CORE, summary="In-house add-on"
)

REPOSITORIES: dict[str, tuple[list[Package], list[Package]]] = {
    # name: (packages for apt, packages for rpm)
    "current": (
        both := [one for v in (OLDER, RUNNING, NEWER) for one in (*daemons(v), *plugins(v))] + [DEPENDENT],
        both,
    ),
    "ahead": (both := [*daemons(NEWER), *plugins(NEWER)], both),
    "emptied": (both := [*daemons(EMPTIED), *transitional(EMPTIED)], both),
    "retired": ([*daemons(FIVE), *transitional(FIVE)], daemons(FIVE)),
    "installed": (both := [*daemons(RUNNING), WIZARD], both),
}


def _write(package: Package, root: Path) -> None:
    for folder in package.folders:
        (root / folder).mkdir(parents=True, exist_ok=True)
    for path, (content, mode) in package.files.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        target.chmod(mode)
        os.utime(target, (BUILT, BUILT))
    for path, to in package.links.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.symlink_to(to)


def _deb(package: Package, work: Path) -> Path:
    root = work / "deb"
    _write(package, root)
    control = root / "DEBIAN"
    control.mkdir(parents=True)
    fields = {
        "Package": package.name,
        "Version": package.version,
        "Architecture": "all",
        "Section": package.section,
        "Maintainer": "tests <tests@example.org>",
        "Depends": package.deb_depends,
        "Description": package.summary,
    }
    (control / "control").write_text("".join(f"{key}: {value}\n" for key, value in fields.items() if value))
    if package.triggers:
        (control / "triggers").write_text(package.triggers)
    if package.postinst:
        (control / "postinst").write_text(package.postinst)
        (control / "postinst").chmod(0o755)
    built = work / f"{package.name}_{package.version}_all.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "-Znone", "--build", root, built], check=True, stdout=subprocess.DEVNULL
    )
    return built


def _rpm(package: Package, work: Path) -> Path:
    root = work / "rpm"
    root.mkdir(parents=True)
    _write(package, root)
    relations = [f"Requires: {package.rpm_requires}"] if package.rpm_requires else []
    if package.obsoletes:
        relations += [f"Obsoletes: {package.obsoletes}", f"Conflicts: {package.obsoletes}"]
    listed = [f"/{path}" for path in (*package.files, *package.links)] + [f"%dir /{path}" for path in package.folders]
    spec = work / "package.spec"
    spec.write_text(
        "\n".join(
            [
                f"Name: {package.name}",
                f"Version: {package.version}",
                "Release: 1",
                f"Summary: {package.summary}",
                "License: none",
                "BuildArch: noarch",
                "AutoReqProv: no",
                *relations,
                "%description",
                package.summary,
                "%install",
                f"cp -a {root}/. %{{buildroot}}/",
                "%files",
                *listed,
                "",
            ]
        )
    )
    defines = {"_topdir": work / "top", "_rpmdir": work / "out", "_build_id_links": "none", "_dbpath": work / "db"}
    defines |= {"_binary_payload": "w1.gzdio"}  # readable by every rpm
    command = ["rpmbuild", "-bb", "--quiet", "--nodeps"]
    for key, value in defines.items():
        command += ["--define", f"{key} {value}"]
    subprocess.run([*command, spec], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    (built,) = (work / "out").glob("**/*.rpm")
    return built


def build(out: Path) -> None:
    """Make every repository below `out`, which must not exist."""
    work = out / "work"
    everything = {
        (one.name, one.version, one.section): one for pair in REPOSITORIES.values() for side in pair for one in side
    }

    def make(item: tuple[int, Package]) -> tuple[Path, Path]:
        number, package = item
        folder = work / str(number)
        folder.mkdir(parents=True)
        return _deb(package, folder), _rpm(package, folder)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        built = dict(zip(everything, pool.map(make, enumerate(everything.values())), strict=True))
    for repository, (for_apt, for_rpm) in REPOSITORIES.items():
        for kind, side, packages in (("apt", 0, for_apt), ("rpm", 1, for_rpm)):
            folder = out / repository / kind
            folder.mkdir(parents=True)
            for one in packages:
                shutil.copy2(built[one.name, one.version, one.section][side], folder)
        index = subprocess.run(
            ["dpkg-scanpackages", "--multiversion", "."],
            cwd=out / repository / "apt",
            check=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        (out / repository / "apt" / "Packages").write_bytes(index.stdout)
        subprocess.run(["createrepo_c", "--quiet", out / repository / "rpm"], check=True)
    shutil.rmtree(work)


if __name__ == "__main__":
    build(Path(sys.argv[1]).resolve())
