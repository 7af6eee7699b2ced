# shellcheck shell=sh disable=SC2154
# Everything about one host that costs next to nothing to ask: one round trip, no Python, nothing changed.
# In: packages (daemons and plugins), plugins, daemons (each separated by blanks), plugin (the name of the whole).

tools() { for tool in apt-get dpkg-query dnf yum rpm setsid; do if has "$tool"; then echo "$tool"; fi; done; }

marks() {
  for daemon in $daemons; do
    mark=$run/restart-pending.$plugin.$daemon
    if [ -e "$mark" ]; then stat -c "%.Y $daemon" "$mark"; fi
  done
  return 0
}

dpkg_packages() {
  # shellcheck disable=SC2086
  dpkg-query --show --showformat='${Package}\t${Version}\t${Status}\n' $packages
}

# dpkg writes a package's list when it unpacks it. One without its package tells that the database has lost it.
dpkg_times() {
  for package in $packages; do
    for list in "/var/lib/dpkg/info/$package.list" "/var/lib/dpkg/info/$package:"*.list; do
      if [ -e "$list" ]; then stat -c "%.Y $package" "$list"; fi
    done
  done
  return 0
}

# Only what exists: a package can be installed and its files gone.
existing() { while read -r path; do if [ -f "$path" ]; then echo "$1 $path"; fi; done; }

dpkg_files() {
  for package in $plugins; do dpkg-query --listfiles "$package" 2>/dev/null | existing "$package"; done
  return 0
}

# The journal of a dpkg that was killed: "you must manually run dpkg --configure -a".
dpkg_journal() { for file in /var/lib/dpkg/updates/[0-9]*; do if [ -e "$file" ]; then echo "${file##*/}"; fi; done; }

rpm_packages() {
  # shellcheck disable=SC2086
  rpm --query --queryformat '%{NAME}\t%|EPOCH?{%{EPOCH}}:{0}|:%{VERSION}-%{RELEASE}\t%{INSTALLTIME}\n' $packages
}

# Anything at all: of a database that was lost, rpm makes a new one, and calls everything "not installed".
rpm_any() { rpm --query --all 2>/dev/null | head -n 1; }

rpm_files() {
  for package in $plugins; do
    if rpm --query --quiet "$package" 2>/dev/null; then rpm --query --list "$package" | existing "$package"; fi
  done
  return 0
}

section system cat /etc/os-release
section user id -u
section tools tools
section marks marks
if has dpkg-query; then
  section dpkg_packages dpkg_packages
  section dpkg_times dpkg_times
  section dpkg_files dpkg_files
  section dpkg_journal dpkg_journal
  section dpkg_audit dpkg --audit
fi
if has rpm; then
  section rpm_packages rpm_packages
  section rpm_any rpm_any
  section rpm_files rpm_files
fi
