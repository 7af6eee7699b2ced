# SPDX-License-Identifier: GPL-3.0-or-later
"""The REST API: one module a service, every method with its whole path. Imports `engine` and `state` alone."""

from __future__ import annotations

from . import (
    api_keys,
    auth,
    calendars,
    container_management,
    containers,
    directory,
    domains,
    events,
    external_accounts,
    external_systems,
    groups,
    resource_types,
    resources,
    scheduled_jobs,
    system,
    tasks,
    user_roles,
    users,
    videoconferencing,
)

_ALL = (
    api_keys,
    auth,
    calendars,
    container_management,
    containers,
    directory,
    domains,
    events,
    external_accounts,
    external_systems,
    groups,
    resource_types,
    resources,
    scheduled_jobs,
    system,
    tasks,
    user_roles,
    users,
    videoconferencing,
)
ROUTES = [route for service in _ALL for route in service.ROUTES.items]
