# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that BlueMind keeps in the descriptor of a resource: one row each.

The argument specification, plan, prediction, diff, result and export all follow from the row.
"""

from __future__ import annotations

from typing import Any, Mapping, NamedTuple


class Field(NamedTuple):
    """An option, and the key of the ResourceDescriptor that holds it (contract#resourcedescriptor).

    `values` maps what people write to what BlueMind stores; None where both are the same text.
    """

    option: str
    key: str
    values: Mapping[str, str] | None = None

    def spec(self) -> dict[str, Any]:
        """Its argument specification."""
        return {"type": "str", "choices": list(self.values)} if self.values else {"type": "str"}

    def from_server(self, descriptor: Mapping[str, Any]) -> Any:
        """As people write it; None where it is not set, or where no option says it."""
        stored = descriptor.get(self.key)
        if self.values is None:
            return stored
        return next((ours for ours, theirs in self.values.items() if theirs == stored), None)

    def to_server(self, value: Any) -> Any:
        """As BlueMind stores it."""
        return self.values[value] if self.values else value


FIELDS = (
    Field("label", "label"),
    Field(
        "reservation_policy",
        "reservationMode",
        {"manual": "OWNER_MANAGED", "auto_accept": "AUTO_ACCEPT", "auto_accept_refuse": "AUTO_ACCEPT_REFUSE"},
    ),
)
