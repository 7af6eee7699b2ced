# SPDX-License-Identifier: GPL-3.0-or-later
"""What the scenarios' tests ask of a host. The server is asked from there, without the collection."""

import json
import shlex
from pathlib import Path

import pytest

ASK = """
import json, sys, urllib.request
method, url, body = sys.argv[1:]
key = open("/etc/bm/bm-core.tok").read().strip()
request = urllib.request.Request(url, method=method, data=body.encode() if body else None)
request.add_header("X-BM-ApiKey", key)
request.add_header("Content-Type", "application/json")
request.add_header("Accept", "application/json")
sys.stdout.write(urllib.request.urlopen(request, timeout=10).read().decode())
"""
PACKAGES = ("bm-plugin-core-videoconferencing-starleaf", "bm-plugin-admin-console-videoconferencing-starleaf")
BOOKING = {"Invitation", "Read", "Write", "All"}


class BlueMind:
    """The server on one host."""

    def __init__(self, host):
        self.host = host

    def ask(self, path, method="GET", body=""):
        """The answer to one request, e.g. `ask("/api/domains")`."""
        url = f"http://127.0.0.1:8090{path}"
        done = self.host.run(
            f"/opt/simulator/run -c {shlex.quote(ASK)} {method} {shlex.quote(url)} {shlex.quote(body)}"
        )
        assert done.rc == 0, done.stderr
        return json.loads(done.stdout) if done.stdout.strip() else None

    def resource(self, domain, provider="starleaf"):
        """Uid of the provider's resource in a domain, None when there is none."""
        uids = self.ask(f"/api/resources/{domain}/byType/bm-videoconferencing")
        found = [uid for uid in uids if self._provider(domain, uid) == f"videoconferencing-{provider}"]
        assert len(found) < 2
        return found[0] if found else None

    def _provider(self, domain, uid):
        properties = self.ask(f"/api/resources/{domain}/{uid}")["properties"]
        return next(one["value"] for one in properties if one["propertyId"] == "bm-videoconferencing-type")

    def rights(self, domain, provider):
        """Who may do what with the provider's resource: {(uid, verb)}."""
        acl = self.ask(f"/api/containers/_manage/calendar:{self.resource(domain, provider)}/_acl")
        return {(one["subject"], one["verb"]) for one in acl}

    def may_book(self, domain, user, provider="starleaf"):
        """Whether BlueMind would accept an invitation of the resource from this user."""
        query = f"domainUid={domain}&userUid={user}&uid=calendar:{self.resource(domain, provider)}"
        return bool(BOOKING & set(self.ask(f"/api/containers/_manage/_forUser?{query}")["verbs"]))

    def restarts(self):
        """How often somebody called `bmctl restart` since the host was made."""
        return self.host.run("grep -c '^restart$' /var/log/bm/bmctl.log").stdout.strip()


@pytest.fixture
def bluemind(host):
    """The server of this host."""
    return BlueMind(host)


@pytest.fixture
def versions(host):
    """Installed packages of BlueMind: name → version."""
    if host.file("/usr/bin/rpm").exists:
        command = "rpm -qa --qf '%{NAME} %{VERSION}\\n' 'bm-*'"
    else:
        command = "dpkg-query -W -f '${Package} ${Version}\\n' 'bm-*'"
    lines = [line.split() for line in host.check_output(command).splitlines()]
    return {line[0]: line[1] for line in lines if len(line) == 2}


@pytest.fixture
def unchanged(host):
    """Whether the host is as `shared/remember.yml` found it: (before, now)."""
    before = json.loads(host.file("/root/before.json").content_string)
    script = (Path(__file__).parent / "shared/files/fingerprint.py").read_text()
    now = json.loads(host.check_output("/opt/simulator/run -c %s", script))
    return before, now


@pytest.fixture
def refusal(host):
    """The message of the role that `shared/refused.yml` kept."""
    return host.file("/root/refusal.txt").content_string
