# SPDX-License-Identifier: GPL-3.0-or-later
"""What an export writes is read back as it was meant, whatever texts the server holds."""

from __future__ import annotations

from typing import Any

import yaml
from ansible.parsing.dataloader import DataLoader
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.bluemind.videoconferencing.plugins.doc_fragments.videoconferences import ModuleDocFragment
from ansible_collections.bluemind.videoconferencing.plugins.module_utils.bluemind.redaction import MASK
from ansible_collections.bluemind.videoconferencing.plugins.plugin_utils import export_yaml
from ansible_collections.bluemind.videoconferencing.plugins.plugin_utils.export_records import OPTIONS, entries

ODD = [
    "no",
    "0x1f",
    "18:00",
    "1e3",
    "~",
    "{{ x }}",
    "{% x",
    "{# x",
    "a: b # c",
    "\n a\n\n b \n",
    "\n",
    "a\n\n",
    "\u2028x",
    "\x85",
    "\t",
    "- x",
]
# A text with a masked secret is left out, and told.
texts = st.one_of(st.sampled_from(ODD), st.text(st.characters(codec="utf-8"))).filter(lambda text: MASK not in text)
DETAILS: dict[str, Any] = {
    "supported": True,
    "problems": [],
    "left_out": [],
    "as_uid": {},
    "other_rights": [],
    "published": 0,
    "secrets": {},
}


def record(domain: str = "example.org", provider: str = "jitsi", **more: Any) -> dict[str, Any]:
    details = {**DETAILS, **more.pop("details", {})}
    return {"domain": domain, "provider": provider, "state": "present", **more, "details": details}


def read(text: str) -> list[dict[str, Any]]:
    """The records as Ansible reads them."""
    return list(DataLoader().load(text)["videoconference_domains"])


def written(*found: dict[str, Any]) -> str:
    return export_yaml.installation("mail.example.org", "https://mail.example.org", entries(found))


@given(texts, texts, texts)
def test_texts_are_read_back_as_they_are(label: str, name: str, template: str) -> None:
    shares = [{"group": name, "right": "book"}]
    found = record(label=label, settings={"templates": {"fr": template}}, shares=shares)
    expected = {"domain": "example.org", "provider": "jitsi", "settings": found["settings"], "label": label}
    assert read(written(found)) == [{**expected, "shares": shares}]


@given(texts)
def test_what_is_commented_out_is_the_same_record(label: str) -> None:
    """Without the signs of comments, it is what would have been written otherwise."""
    text = written(record(label=label, details={"problems": ["example.org: two of them"]}))
    assert read(text) == []
    lines = text.split("\n")
    start = next(number for number, line in enumerate(lines) if line.startswith("  # - domain"))
    active = [line.replace("  # ", "  ", 1) for line in lines[start:]]
    assert read("\n".join(["videoconference_domains:", *active])) == read(written(record(label=label)))


@given(texts)
def test_a_comment_stays_one(text: str) -> None:
    """A name with a line break must not become a record."""
    right = {"subject": text, "uid": text, "kind": "user", "archived": True, "right": None, "verbs": ["Manage"]}
    details = {"other_rights": [right], "as_uid": {"u": text}, "left_out": [{"option": "label", "reason": text}]}
    assert read(written(record(details=details))) == [{"domain": "example.org", "provider": "jitsi"}]


@given(texts)
def test_a_secret_is_read_back_as_it_is(secret: str) -> None:
    assert DataLoader().load(export_yaml.variables({"vault_x": secret})) == {"vault_x": secret}


def test_texts_of_ansible_are_texts() -> None:
    class Text(str):
        """As older releases of Ansible make of a variable."""

    address = Text("https://mail.example.org")
    assert DataLoader().load(export_yaml.installation("mail", address, []))["videoconference_api_url"] == address


def test_two_domains_have_two_variables() -> None:
    found = [
        record(name, "starleaf", details={"secrets": {"token": {"set": True}}})
        for name in ("a-b.example", "a.b.example", "A.b-example", "c.example")
    ]
    names = [one.variables["settings.token"] for one in entries(found)]
    assert len(set(names)) == 4
    assert names[3] == "vault_videoconference_c_example_starleaf_token"


def test_options_are_in_the_order_of_the_documentation() -> None:
    documented = yaml.safe_load(ModuleDocFragment.DOCUMENTATION)["options"]["domains"]["suboptions"]
    assert [name for name in documented if name in OPTIONS] == list(OPTIONS)


def test_a_text_with_a_secret_in_it_is_left_out() -> None:
    """The module masks it, and the mask must not become the value."""
    mask = "********"
    found = record(label=mask, settings={"url": f"https://{mask}/", "templates": {"fr": ""}}, shares=[{"group": mask}])
    text = written(found)
    assert read(text) == [
        {"domain": "example.org", "provider": "jitsi", "settings": {"templates": {"fr": ""}}, "shares": []}
    ]
    assert text.count("has a text that contains a secret") == 3


def test_each_domain_has_variables_of_its_own() -> None:
    """Also where a domain is called as another one's variables are."""
    plain = ["a-b.example", "a.b.example", "A.B.example", "c.example"]
    digested = [stem_of(one) for one in entries([starleaf(name) for name in plain])]
    names = [*plain, *digested, "c-example"]
    found = [stem_of(one) for one in entries([starleaf(name) for name in names])]
    assert len(set(found)) == len(names), found


def starleaf(domain: str) -> dict[str, Any]:
    return record(domain, "starleaf", details={"secrets": {"token": {"set": True}}})


def stem_of(one: Any) -> str:
    """The part of the variable's name that stands for the domain."""
    return str(one.variables["settings.token"]).removeprefix("vault_videoconference_").removesuffix("_starleaf_token")


def test_a_text_that_no_file_can_hold_is_left_out_and_told() -> None:
    half = "a\ud83d"
    found = record(label=half, settings={"url": "https://meet.example/"}, shares=[{"group": half}, {"group": "b"}])
    text = written(found)
    assert read(text) == [
        {
            "domain": "example.org",
            "provider": "jitsi",
            "settings": {"url": "https://meet.example/"},
            "shares": [{"group": "b"}],
        }
    ]
    assert "label has a text that no file can hold" in text
