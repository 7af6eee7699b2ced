# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The list of bookings as a CSV file. It only grows: what an earlier or a killed run has written stays."""

from __future__ import annotations

import contextlib
import csv
import fcntl
import os
import re
import tempfile
from typing import Dict, Iterable, Iterator, Tuple

from ..bluemind.errors import BlueMindError
from ..model.bookings import Booking
from ..model.records import Resource

COLUMNS = ("domain", "resource_uid", "resource", "organizer", "title", "start", "end", "recurring", "event")
_KEY = ("domain", "resource_uid", "event")
# A spreadsheet would take it for a formula; where numbers have a comma, a semicolon ends a cell.
_FORMULA = re.compile(r"(^|;\s*)(?=[=+@-])")

Row = Dict[str, str]
Rows = Dict[Tuple[str, ...], Row]


class BookingsFile:
    """One file for many domains, and for many runs at the same time. Errors of each method: `input`."""

    def __init__(self, path: str, check_mode: bool) -> None:
        self._path = os.path.realpath(path)
        self._named = path
        self._check_mode = check_mode
        self._folder = os.path.dirname(self._path)
        if os.path.exists(self._path) and not os.path.isfile(self._path):  # the list would take its place
            raise self._refuse("is a folder or a device; name a file, or leave bookings_path out")
        if not os.path.isdir(self._folder) or not os.access(self._folder, os.W_OK | os.X_OK):
            raise self._refuse("cannot be written where the task runs: its folder does not exist or is not writable")
        with self._errors():
            self._read()

    def add(self, domain: str, bookings: Iterable[tuple[Resource, Booking]]) -> None:
        """Add the bookings, or replace what the file says about the same; nothing in check mode."""
        if self._check_mode:
            return
        rows = [_row(domain, one, booking) for one, booking in bookings]
        with self._errors(), self._locked():
            stored = self._read()
            merged = {**stored, **{_key(row): row for row in rows}}
            if merged != stored:
                self._write(merged)

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (OSError, UnicodeError, csv.Error) as error:
            raise self._refuse(f"cannot be read or written where the task runs: {error}") from None

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """One writer at a time; the lock is the folder's, because the file itself is replaced."""
        folder = os.open(self._folder, os.O_RDONLY)
        try:
            fcntl.flock(folder, fcntl.LOCK_EX)
            yield
        finally:
            os.close(folder)

    def _read(self) -> Rows:
        if not os.path.exists(self._path) or os.path.getsize(self._path) == 0:
            return {}
        with open(self._path, encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise self._refuse("is no list of bookings of this collection; name another file, or move it away")
            return {_key(row): {name: row.get(name) or "" for name in COLUMNS} for row in reader}

    def _write(self, rows: Rows) -> None:
        """As a whole, and readable by the owner alone (as temporary files are)."""
        handle, draft = tempfile.mkstemp(prefix=".bookings-", dir=self._folder)
        try:
            with open(handle, "w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
                writer.writeheader()
                writer.writerows(rows[key] for key in sorted(rows))
                file.flush()
                os.fsync(file.fileno())
            os.replace(draft, self._path)
        except BaseException:
            os.unlink(draft)
            raise

    def _refuse(self, why: str) -> BlueMindError:
        return BlueMindError("input", f"bookings_path {self._named} {why}. Nothing is deleted without it.")


def _row(domain: str, one: Resource, booking: Booking) -> Row:
    shown = {**booking.as_dict(), "recurring": "yes" if booking.recurring else "no"}
    row = {"domain": domain, "resource_uid": one.uid, "resource": one.label, "event": booking.uid, **shown}
    return {name: _cell(row[name] or "") for name in COLUMNS}


def _cell(text: str) -> str:
    return _FORMULA.sub(r"\1'", text)


def _key(row: Row) -> tuple[str, ...]:
    return tuple(row[name] or "" for name in _KEY)
