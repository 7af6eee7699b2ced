# shellcheck shell=sh disable=SC2154,SC2086
# What the package manager offers and would do. Nothing is installed or removed; only the lists of apt are refreshed.
# In: manager (apt, dnf, yum), state, change (packages), pins (lines of package and version), simulate (command without
# the packages), lock_timeout.

scratch=$(mktemp) || exit

# Whether exactly this version is offered, in the words of apt-cache show, or of dnf and yum, which wrap long rows.
# Compared as text: as numbers 5.1 and 5.10 are the same.
offered() {
  printf '%s\n' "$offers" | awk -v name="$1" -v wanted="$2" '
    {
      for (i = 1; i <= NF; i++) {
        if (previous == "Package:") package = $i
        if (previous == "Version:" && package == name && $i "" == wanted "") found = 1
        if (index(previous, name ".") == 1 && $i "" == wanted "") found = 1
        previous = $i
      }
    }
    END { exit !found }'
}

# dnf and yum succeed where one of several packages is offered, in whatever version.
offered_all() { echo "$pins" | while read -r package version; do offered "$package" "$version" || exit; done; }

# The version of the running daemon where it is offered; without one the package manager chooses.
specifications() {
  separator=-
  if [ "$manager" = apt ]; then separator='='; fi
  echo "$pins" | while read -r package version; do
    if [ -n "$version" ] && offered "$package" "$version"; then package=$package$separator$version; fi
    echo "$package"
  done
}

# dnf and yum simulate a removal without rpm's lock, which the removal takes.
simulated() {
  if [ "$state" = absent ] && [ "$manager" != apt ] && [ -n "$(openers /var/lib/rpm/.rpm.lock)" ]; then
    echo "The database of rpm is locked by another process"
    return 1
  fi
  $simulate $chosen
}

if [ "$state" = present ]; then
  if [ "$manager" = apt ]; then
    section refresh patiently apt-get --quiet update
    section offers apt-cache show $change
    offers=$section_text
    section policy apt-cache policy $change
  else
    section offers "$manager" --quiet --setopt=color=never --showduplicates list available $change
    offers=$section_text
    if ! offered_all; then
      section excluded "$manager" --quiet --setopt=color=never --disableexcludes=all --disableplugin=versionlock \
        --showduplicates list available $change
    fi
  fi
  section specifications specifications
  chosen=$section_text
else
  chosen=$change
fi
section simulation patiently simulated
rm -f "$scratch"
