# shellcheck shell=sh disable=SC2154
# Part of every script: its environment, and how it talks (see records.py). In: prefix, run (our folder in /run).

LC_ALL=C
LANGUAGE=
export LC_ALL LANGUAGE
# With it, programs take an option that follows a word for a word.
unset POSIXLY_CORRECT
PATH=$PATH:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
export PATH
umask 077

# Addresses of repositories hold passwords, and dnf prints the settings of a repository that fails.
mask() {
  sed -e 's#://[^[:space:]]*@#://********@#g' -e 's/\([Pp][Aa][Ss][Ss][Ww][Oo][Rr][Dd][^:=]*[:=]\).*/\1 ********/'
}

# section NAME COMMAND...: what the command says, without passwords, and its exit status.
section() {
  section_name=$1
  shift
  section_text=$("$@" 2>&1)
  section_status=$?
  case $section_text in
    *://*@* | *[Pp][Aa][Ss][Ss][Ww][Oo][Rr][Dd]*) section_text=$(printf '%s\n' "$section_text" | mask) ;;
  esac
  printf '%s begin %s\n%s\n' "$prefix" "$section_name" "$section_text"
  printf '%s end %s %s\n' "$prefix" "$section_name" "$section_status"
}

has() { command -v "$1" >/dev/null 2>&1; }
