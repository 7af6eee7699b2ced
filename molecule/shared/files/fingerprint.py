# SPDX-License-Identifier: GPL-3.0-or-later
"""Print, as JSON, everything of a host that a refusal must leave as it was. Runs there, on the simulator's Python."""

import hashlib
import json
import os
import subprocess
import urllib.request

DPKG = ["dpkg-query", "-W", "-f", "${Package} ${Version} ${db:Status-Abbrev}\n"]
RPM = ["rpm", "-qa", "--qf", "%{NAME} %{VERSION}-%{RELEASE} %{INSTALLTIME}\n"]
UNITS = ["bm-core", "bm-webserver"]
PROPERTIES = "--property=MainPID,ExecMainStartTimestampMonotonic,ActiveState"
FOLDERS = [
    "/usr/share/bm-core",
    "/usr/share/bm-webserver",
    "/etc/bm",
    "/usr/bin/bmctl",
    "/etc/apt",
    "/etc/yum.repos.d",
    "/var/lib/dpkg/status",
    "/var/lib/dpkg/updates",
    "/run/bluemind-videoconferencing",
]
# What the jobs of the last day left.
ENDED = "/run/bluemind-videoconferencing/ended"


def output(command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    return [*done.stdout.decode().splitlines(), f"exit status {done.returncode}"]


def files():
    found = {}
    for folder in FOLDERS:
        for place, _folders, names in [(os.path.dirname(folder), [], [os.path.basename(folder)]), *os.walk(folder)]:
            for name in names:
                path = os.path.join(place, name)
                if os.path.isfile(path) and not place.startswith(ENDED):
                    with open(path, "rb") as file:
                        found[path] = [os.stat(path).st_mtime, hashlib.sha256(file.read()).hexdigest()]
    return found


def server():
    try:
        with urllib.request.urlopen("http://127.0.0.1:8090/_control/state", timeout=5) as answer:
            return json.load(answer)
    except OSError as error:
        return str(error)


def log():
    try:
        with open("/var/log/bm/bmctl.log") as file:
            return [line.strip() for line in file if line.strip() not in ("status", "all_status")]
    except OSError:
        return []


print(
    json.dumps(
        {
            "packages": sorted(output(RPM if os.path.exists("/usr/bin/rpm") else DPKG)),
            "services": {unit: output(["systemctl", "show", PROPERTIES, unit]) for unit in UNITS},
            "files": files(),
            "server": server(),
            "bmctl": log(),
        },
        sort_keys=True,
    )
)
