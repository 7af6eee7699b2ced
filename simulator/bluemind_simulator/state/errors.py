# SPDX-License-Identifier: GPL-3.0-or-later
"""The errors that the server answers, and their shapes (contract#errors)."""

from __future__ import annotations

STATUS = {"PERMISSION_DENIED": 403, "NOT_FOUND": 404, "AUTHENTICATION_FAIL": 401}


class Fault(Exception):
    """An error answer. Without `code` it is a Java exception that is not a ServerFault (contract#errors)."""

    def __init__(self, code: str | None, message: str | None, kind: str = "ServerFault") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.kind = kind

    @property
    def status(self) -> int:
        """Only three codes have a status of their own; everything else is 500 (contract#errors)."""
        return STATUS.get(self.code or "", 500)

    @property
    def body(self) -> dict[str, str | None]:
        """The JSON body; the key `errorCode` is missing for other exceptions."""
        shape: dict[str, str | None] = {} if self.code is None else {"errorCode": self.code}
        return shape | {"errorType": self.kind, "message": self.message}


def denied(message: str = "permission denied") -> Fault:
    """403: the caller lacks a role or a verb."""
    return Fault("PERMISSION_DENIED", message)


def forbidden(message: str = "forbidden") -> Fault:
    """500 FORBIDDEN: what the server says in place of 403 where it checks by hand (contract#errors)."""
    return Fault("FORBIDDEN", message)


def not_found(message: str) -> Fault:
    """404."""
    return Fault("NOT_FOUND", message)


def invalid(message: str = "Invalid parameter") -> Fault:
    """500 INVALID_PARAMETER."""
    return Fault("INVALID_PARAMETER", message)


def exists(message: str) -> Fault:
    """500 ALREADY_EXISTS."""
    return Fault("ALREADY_EXISTS", message)


def unknown(message: str) -> Fault:
    """500 UNKNOWN."""
    return Fault("UNKNOWN", message)


def null_pointer() -> Fault:
    """500 without errorCode: the server dereferenced a null."""
    return Fault(None, None, "NullPointerException")


def unparsable() -> Fault:
    """500: the body does not have the type of the method's parameter (contract#json-bodies)."""
    return unknown('Error during parsing parameter "body"')
