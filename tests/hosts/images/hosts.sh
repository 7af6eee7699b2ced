#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs inside an image while it is built: sh hosts.sh STEP
set -eu
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8

need() {
  missing=
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing="$missing $package"
  done
  [ -z "$missing" ] && return
  apt-get update -qq
  # shellcheck disable=SC2086
  apt-get install -qq --yes --no-install-recommends $missing >/dev/null
  apt-get clean
}

base() {
  need python3 python3-apt python3-requests ca-certificates systemd systemd-sysv dbus openssh-server iproute2 procps sudo "$@"
  systemctl mask getty.target console-getty.service
}

redhat() { # pretty-name id version
  major=${3%%.*}
  rm -f /etc/os-release /usr/lib/os-release
  # The word Debian must not occur here: Ansible would believe it.
  cat >/usr/lib/os-release <<END
NAME="Rocky Linux"
VERSION="$3 ($1)"
ID="$2"
ID_LIKE="rhel centos fedora"
VERSION_ID="$3"
PLATFORM_ID="platform:el$major"
PRETTY_NAME="Rocky Linux $3 ($1)"
END
  ln -s ../usr/lib/os-release /etc/os-release
  echo "Rocky Linux release $3 ($1)" >/etc/redhat-release
  ln -sf redhat-release /etc/system-release
  ln -sf redhat-release /etc/rocky-release
  mkdir -p /etc/rpm /etc/yum.repos.d /etc/dnf/vars /usr/libexec /var/lib/rpm
  # Debian's own database place is the home directory.
  printf '%%_dbpath /var/lib/rpm\n%%_db_backend sqlite\n%%dist .el%s\n%%rhel %s\n' "$major" "$major" >/etc/rpm/macros.host
  rpm --initdb
  printf %s "$major" >/etc/dnf/vars/releasever
  printf '[bm]\nname=BlueMind\nbaseurl=file:///srv/repo/rpm\ngpgcheck=0\nmetadata_expire=1\n' >/etc/yum.repos.d/bm.repo
  ln -sf dnf-3 /usr/bin/yum
  ln -sf /usr/bin/python3 /usr/libexec/platform-python
  # Else package_facts would answer from apt. Nothing can be installed by apt after this.
  rm -rf /usr/bin/apt* /usr/bin/dpkg* /etc/apt /etc/dpkg /etc/debian_version /var/lib/apt /var/lib/dpkg /usr/lib/apt \
    /usr/lib/python3/dist-packages/apt /usr/lib/python3/dist-packages/apt_pkg* /usr/lib/python3/dist-packages/aptsources
}

case "$1" in
  debian) # [pose]
    # Ubuntu has needrestart from the start: a hook of apt, which restarts services whose files were replaced.
    if [ "${2:-}" = ubuntu ]; then base needrestart; else base; fi
    rm -rf /etc/apt/sources.list /etc/apt/sources.list.d/* /var/lib/apt/lists/*
    echo 'deb [trusted=yes] file:/srv/repo/apt ./' >/etc/apt/sources.list.d/bm.list
    ;;
  ubuntu)
    rm -f /etc/os-release /usr/lib/os-release
    cat >/usr/lib/os-release <<'END'
NAME="Ubuntu"
VERSION="24.04 LTS (Noble Numbat)"
ID=ubuntu
ID_LIKE=debian
VERSION_ID="24.04"
VERSION_CODENAME=noble
PRETTY_NAME="Ubuntu 24.04 LTS"
END
    ln -s ../usr/lib/os-release /etc/os-release
    printf 'DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=24.04\nDISTRIB_CODENAME=noble\n' >/etc/lsb-release
    echo trixie/sid >/etc/debian_version
    ;;
  redhat-tools) base rpm dnf python3-rpm python3-dnf ;;
  rocky9) redhat 'Blue Onyx' rocky 9.4 ;;
  rocky8) redhat 'Green Obsidian' rocky 8.10 ;;
  bluemind)
    rm -rf /root/packages /root/hosts.sh
    mkdir -p /etc/bm /srv/repo /var/log/bm
    printf %s core-token-of-the-test-hosts >/etc/bm/bm-core.tok
    chmod 0440 /etc/bm/bm-core.tok
    ! [ -x /usr/bin/apt-mark ] || apt-mark auto bm-setup-wizard >/dev/null
    ;;
  *)
    echo "unknown step $1" >&2
    exit 1
    ;;
esac
