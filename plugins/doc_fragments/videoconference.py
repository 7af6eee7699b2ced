# Copyright: (c) 2026, bluemind.videoconferencing contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the record of one domain has for any provider."""

from __future__ import annotations


class ModuleDocFragment:
    """Documentation only."""

    DOCUMENTATION = r"""
options:
  domain:
    description: Uid, name or alias of the mail domain.
    type: str
    required: true
  provider:
    description:
      - The videoconferencing provider; V(bluemind) is BlueMind.Video.
      - A domain may have several. Each is a resource of its own, and this module looks at no other.
    type: str
    choices: [starleaf, jitsi, bluemind, teams, webex, zoom]
    required: true
  state:
    description:
      - V(present) needs a release that has the provider. V(starleaf) is in BlueMind from 4.5.3 up to, but not
        including, 5.0, V(jitsi) from 4.5, V(bluemind) from 4.6, V(teams) from 4.8, V(webex) and V(zoom) from the last
        builds of 4.8. Its plugin must be loaded.
      - A resource of the provider that the domain has already is taken over, whoever made it.
      - V(absent) deletes the resource of the provider with its rights and settings. It works on every release, and
        without the plugin. If somebody has booked the resource for the future, the option C(booked) of the task
        decides.
    type: str
    choices: [present, absent]
    default: present
  settings:
    description:
      - What the provider needs. Settings that are not given are left as they are; one that the provider does not have
        is refused.
      - Every user of the domain can read them from BlueMind, secrets included.
    type: dict
    suboptions:
      token:
        description:
          - V(starleaf), token of the portal, of at least 8 characters. Required if none is stored yet.
        type: str
      url:
        description:
          - V(jitsi), address of the Jitsi server. Required if none is stored yet.
          - Without a scheme it is C(https). A slash is added, as BlueMind does; an address that differs in nothing
            else is no change.
        type: str
      templates:
        description:
          - V(jitsi), V(bluemind), V(webex) and V(zoom), the text that goes into an event, as HTML by language.
            Languages are V(fr), V(en), V(de), V(es), V(pt), V(it), V(hu), V(nl), V(pl), V(ru), V(sk), V(uk) and V(zh).
          - It replaces all stored texts. Of a language without a text, users get the first one.
          - An empty text makes a link without a text. If none is given and none is stored, the module stores an empty
            French one, because BlueMind saves no event with a resource that has no template at all.
          - Variables are C(${Organizer}) or C(${Organisateur}), C(${ResourceName}) or C(${NomRessource}), and
            C(${URL}). For V(webex) also C(${siteUrl}), C(${sipAddress}), C(${meetingNumber}), C(${password}) and
            C(${phoneAndVideoSystemPassword}). BlueMind leaves out a line with any other; the module warns about it.
          - HTML entities and the letters that they stand for are the same.
        type: dict
      client_id:
        description: V(teams), id of the application that is registered at Microsoft. Required if none is stored yet.
        type: str
      tenant:
        description: V(teams), id of the tenant. Required if none is stored yet.
        type: str
      secret:
        description: V(teams), secret of the application. Required if none is stored yet.
        type: str
      webex_ics_mail:
        description: V(webex), an address to which BlueMind mails an invitation for every booking.
        type: str
  openid:
    description:
      - V(webex) and V(zoom), the application that is registered at the vendor, by which users let BlueMind act for
        them. Values that are not given are left as they are.
      - BlueMind keeps it in the properties of the domain; builds of 4.8 before May 2023 in the settings of the domain.
        There are secrets of others, too. The module reads all of it again right before it writes, changes only these
        four values, and shows nothing of the rest. BlueMind tells the settings of a domain together with its defaults,
        so a write to the settings makes these the domain's own.
      - Needs admin0, the core token, or an account with the role C(admin) on this very domain. V(absent) leaves the
        registration where it is.
      - Each user still has to agree once, in the web calendar.
    type: dict
    suboptions:
      client_id:
        description: Id of the application. Required if none is stored yet.
        type: str
      secret:
        description: Secret of the application, of at least 8 characters. Required if none is stored yet.
        type: str
      endpoint:
        description: Where users agree. That of the vendor if none is given and none is stored.
        type: str
      token_endpoint:
        description: Where BlueMind gets its tokens. That of the vendor if none is given and none is stored.
        type: str
  external_accounts:
    description:
      - V(teams), the accounts of users at Microsoft. Without one, BlueMind saves no meeting of theirs with Teams.
      - Accounts of users who are not listed, and what else is stored with an account, are left as they are.
        V(absent) leaves all of them.
      - Needs the role C(manageExternalAccounts).
    type: list
    elements: dict
    suboptions:
      user:
        description: Login, name, e-mail address or uid of the user.
        type: str
        required: true
      login:
        description: The login at Microsoft.
        type: str
        required: true
  update_secrets:
    description:
      - V(always) replaces a stored secret that differs from the given one. V(on_create) never replaces a stored secret.
      - Secrets are C(token), C(secret) and the one of O(openid). They are compared and never shown.
    type: str
    choices: [always, on_create]
    default: always
  label:
    description: Display name of the resource. A new one has the provider's name if this is not set.
    type: str
"""
