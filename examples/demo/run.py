# SPDX-License-Identifier: GPL-3.0-or-later
"""The main job on a BlueMind simulator: what would change, the change, and nothing left to change.

Started by `make demo`. Needs nothing but the project's virtual environment and a free loopback port.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

import requests

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parents[1]
LEFT = CHECKOUT / ".cache" / "demo"
START_SECONDS = 30


def main() -> int:
    """Run the three acts; 0 when each did what it should."""
    with tempfile.TemporaryDirectory(prefix="bluemind-demo-") as folder:
        simulator, ready = start_simulator(Path(folder))
        try:
            return play(ready)
        finally:
            simulator.terminate()
            simulator.wait()


def start_simulator(folder: Path) -> tuple[subprocess.Popen[bytes], dict[str, str]]:
    """A BlueMind 4.5.3 with TLS on a free port of this machine, filled from bluemind.yml."""
    ready = folder / "ready.json"
    command = [sys.executable, "-m", "bluemind_simulator", "--profile", "4.5.3", "--provider", "starleaf", "--control"]
    command += ["--seed", str(HERE / "bluemind.yml"), "--tls", str(folder / "tls"), "--ready-file", str(ready)]
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT / "simulator")}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + START_SECONDS
    while not ready.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise SystemExit("The simulator did not start; try: make simulator")
        time.sleep(0.05)
    return process, json.loads(ready.read_text(encoding="utf-8"))


def play(ready: dict[str, str]) -> int:
    """Check, change, and change nothing."""
    title("1. What would change? (--check --diff)")
    if rollout(ready, "--check", "--diff") == 0:
        return fail("the check should have announced changes")
    if written(ready):
        return fail("check mode sent a write request")
    title("2. Change it")
    if rollout(ready) == 0:
        return fail("the first run should have changed something")
    mails = control(ready, "outbox")
    title("3. Again: nothing is left to change")
    if rollout(ready) != 0 or control(ready, "outbox") != mails:
        return fail("the second run changed or mailed something")
    title("Who may book what, asked of the server user by user")
    for line in bookings(ready):
        print(line)
    title("Who was e-mailed")
    addresses = sorted({address for mail in mails for address in mail["recipients"]})
    print(textwrap.fill(", ".join(addresses), 78, initial_indent="  ", subsequent_indent="  "))
    leave_inventory()
    print("\nThe diff: .cache/demo/check.log. To go on by hand, in two terminals:")
    print("  make simulator \\")
    print('    ARGS="--port 8443 --tls .cache/demo --seed examples/demo/bluemind.yml"')
    print("  export PATH=$PWD/.cache/demo-venv/bin:$PATH ANSIBLE_HOME=$PWD/.cache/ansible")
    print("  ansible-playbook -i .cache/demo/inventory.yml -t configure,verify \\")
    print("    bluemind.videoconferencing.rollout")
    print("Demonstration passed.")
    return 0


def leave_inventory() -> None:
    """An inventory to change by hand, for a simulator on port 8443."""
    variables = "  vars:\n    starleaf_api_url: https://localhost:8443\n"
    variables += '    starleaf_api_ca_path: "{{ inventory_dir }}/ca.pem"\n'
    text = (HERE / "inventory.yml").read_text(encoding="utf-8")
    inventory = text.replace("bluemind_core:\n", f"bluemind_core:\n{variables}", 1)
    (LEFT / "inventory.yml").write_text(inventory, encoding="utf-8")


def rollout(ready: dict[str, str], *options: str) -> int:
    """Run the playbook by its name; the number of changed tasks."""
    # The API half: the simulator has no packages, and mail.example.org no login.
    command = ["ansible-playbook", "-i", str(HERE / "inventory.yml"), "--tags", "configure,verify", *options]
    command += ["-e", f"starleaf_api_url={ready['url']}", "-e", f"starleaf_api_ca_path={ready['ca']}"]
    command += ["bluemind.videoconferencing.rollout"]
    done = subprocess.run(command, check=False, text=True, stdout=subprocess.PIPE)
    LEFT.mkdir(parents=True, exist_ok=True)
    log = LEFT / ("check.log" if options else "change.log")
    log.write_text(done.stdout, encoding="utf-8")
    if done.returncode:
        print(done.stdout)
        raise SystemExit("The playbook failed; the reason is above.")
    table = done.stdout.partition('"installations": [')[2].partition("\n    ]")[0]
    for line in json.loads(f"[{table}]"):
        print(textwrap.fill(line, 78, initial_indent="  ", subsequent_indent="      ", drop_whitespace=True))
    return sum(int(count) for count in re.findall(r"changed=(\d+)", done.stdout))


def bookings(ready: dict[str, str]) -> list[str]:
    """One line a user: the resources whose invitation BlueMind would accept from them."""
    lines = []
    for domain in api(ready, "domains"):
        uid = domain["uid"]
        if domain["value"]["global"]:
            continue
        resources = api(ready, f"resources/{uid}/byType/bm-videoconferencing")
        users = api(ready, f"directory/{uid}/_search", {"kindsFilter": ["USER"]})["values"]
        for user in users:
            names = [
                api(ready, f"resources/{uid}/{resource}")["label"]
                for resource in resources
                if rights(ready, uid, user["uid"], resource) & {"Invitation", "Read", "Write", "All"}
            ]
            lines.append(f"  {user['value']['email']:24} {', '.join(names) or '-'}")
    return lines


def rights(ready: dict[str, str], domain: str, user: str, resource: str) -> set[str]:
    """The verbs of one user on the calendar of one resource."""
    query = f"domainUid={domain}&userUid={user}&uid=calendar:{resource}"
    return set(api(ready, f"containers/_manage/_forUser?{query}")["verbs"])


def api(ready: dict[str, str], path: str, body: object = None) -> list | dict:
    """One read of BlueMind's API."""
    method = "GET" if body is None else "POST"
    headers = {"X-BM-ApiKey": "demo-api-key", "Accept": "application/json"}
    answer = requests.request(
        method, f"{ready['url']}/{path}", json=body, headers=headers, verify=ready["ca"], timeout=30
    )
    answer.raise_for_status()
    return answer.json()


def written(ready: dict[str, str]) -> list[dict]:
    """The write requests that the server has seen."""
    return [one for one in control(ready, "requests") if one["write"]]


def control(ready: dict[str, str], path: str) -> list:
    """The simulator's own memory."""
    root = ready["url"].removesuffix("/api")
    return requests.get(f"{root}/_control/{path}", verify=ready["ca"], timeout=30).json()


def title(text: str) -> None:
    """A heading."""
    print(f"== {text}", flush=True)


def fail(text: str) -> int:
    """Say what is wrong."""
    print(f"\nDemonstration failed: {text}.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
