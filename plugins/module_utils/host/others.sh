# shellcheck shell=sh
# The plugins of every provider, whoever asked for them; one question to the package manager.

dpkg_plugins() {
  dpkg-query --show --showformat='${Package}\t${Version}\t${Status}\n' 'bm-plugin-*-videoconferencing-*'
}

rpm_plugins() {
  rpm --query --all --queryformat '%{NAME}\t%|EPOCH?{%{EPOCH}}:{0}|:%{VERSION}-%{RELEASE}\t%{INSTALLTIME}\n' \
    'bm-plugin-*-videoconferencing-*'
}

if has dpkg-query; then section dpkg_plugins dpkg_plugins; fi
if has rpm; then section rpm_plugins rpm_plugins; fi
