# shellcheck shell=sh disable=SC2154,SC2016
# What helps after a restart that went wrong. In: daemons.
# bm-core logs a slow call with its headers: keys go out here, before the text leaves the host.

journal() {
  units=$(for daemon in $daemons; do printf -- '--unit %s ' "$daemon"; done)
  # shellcheck disable=SC2086
  journalctl $units --lines 40 --no-pager --output short-iso 2>&1 | bash -c '
    key=$(cat /etc/bm/bm-core.tok 2>/dev/null)
    text=$(sed "s/\([xX]-[bB][mM]-[aA][pP][iI][kK][eE][yY][^A-Za-z0-9]*\)[^ ,;]*/\1********/g")
    if [ -n "$key" ]; then text=${text//"$key"/********}; fi
    printf "%s\n" "$text"'
}

if has bmctl; then section services bmctl status; fi
section target systemctl list-dependencies --plain bluemind.target
section journal journal
