# Sourced by ./ante and ./test: says what is going on, shows how far a long stage is, and installs Debian packages.
# Everything here speaks on stderr; stdout belongs to the program that is started in the end.
# The caller has set `program` (its name in messages) and `house` (the root of the repository).

say() { printf '%s: %s\n' "$program" "$*" >&2; }

# Exit code 3 is ante's "could not be decided": the world stands in the way.
fail() {
  say "$1"
  shift
  for line in "$@"; do printf '      %s\n' "$line" >&2; done
  exit 3
}

# stage TITLE LOG COMMAND...: runs the command with its output in LOG, and tells on stderr how far it is. When it fails,
# the end of the log is shown, and this is the end.
stage() {
  local title=$1 log=$2 began=$SECONDS status=0
  shift 2
  mkdir -p "${log%/*}" && : >"$log" || fail "cannot write $log" "is the folder yours? (was $program first run as another user?)"
  tell_progress "$title" "$log" 9>&- &
  local teller=$!
  # The command stays in the foreground, so that Ctrl-C reaches it, and bash learns of it afterwards.
  local interrupted=0
  trap 'interrupted=1' INT
  "$@" >"$log" 2>&1 </dev/null 9>&- || status=$?
  trap - INT
  { kill "$teller" && wait "$teller"; } 2>/dev/null
  [[ -t 2 ]] && printf '\r\033[K' >&2
  if ((interrupted)); then
    say "$title: interrupted; nothing of it is lost, the next run goes on from there"
    kill -INT $$
  fi
  if ((status)); then
    tail -n 30 "$log" | sed 's/^/  | /' >&2
    fail "$title: failed with exit code $status after $((SECONDS - began)) s" "all that it said is in $log"
  fi
  say "$title: done in $((SECONDS - began)) s"
}

# On a terminal one line that is painted again and again; otherwise a line every ten seconds.
tell_progress() {
  local title=$1 log=$2 began=$SECONDS pause=1 told=0 last
  [[ -t 2 ]] && pause=0.3 || say "$title"
  # The sleep may outlive this loop by a moment: it holds nobody's output.
  while sleep "$pause" >/dev/null 2>&1 && kill -0 $$ 2>/dev/null; do
    [[ -t 2 ]] || ((SECONDS - began >= told + 10)) || continue
    told=$((SECONDS - began))
    # A compiler's excerpt of the source ("  127 |   if …") says nothing about how far it is.
    last=$(tail -c 2000 "$log" | tr '\r' '\n' | grep -vE '^[[:space:]]*([0-9]* +\|.*)?$' | tail -n 1)
    if [[ -t 2 ]]; then
      printf '\r\033[K%s: %s (%d s) %s' "$program" "$title" "$told" "${last:0:60}" >&2
    else
      say "$title ($told s) ${last:0:80}"
    fi
  done
}

# missing_packages PURPOSE...: those of packaging/debian-packages.txt that are not installed.
missing_packages() {
  local purpose package other wanted=()
  while read -r purpose package other; do
    [[ " $* " == *" $purpose "* ]] || continue
    [[ -n $other ]] && command -v "$other" >/dev/null && continue
    wanted+=("$package")
  done < <(grep -v '^#' "$house/packaging/debian-packages.txt")
  comm -23 <(printf '%s\n' "${wanted[@]}" | sort) \
    <(dpkg-query -W -f='${db:Status-Abbrev} ${Package}\n' "${wanted[@]}" 2>/dev/null | sed -n 's/^ii *//p' | sort -u)
}

as_root() {
  if ((EUID == 0)); then "$@"; else sudo -n "$@"; fi
}

# install_packages PURPOSE...: installs what is missing of these purposes; quick where nothing is.
install_packages() {
  command -v apt-get >/dev/null || fail "this is no Debian: there is no apt-get" \
    "packaging/debian-packages.txt names what is needed; with all of that in place: cmake --preset release && cmake --build --preset release"
  local missing
  mapfile -t missing < <(missing_packages "$@")
  ((${#missing[@]})) || return 0
  may_install "${missing[@]}"
  local log=$house/build/log
  stage "reading Debian's list of packages" "$log/update.log" apt update -q
  # Debian's server package makes and starts a cluster of its own unless it is told not to; nobody here wants that one.
  # The note is taken away afterwards: what is installed later is none of our business.
  local note=/etc/postgresql-common/createcluster.d/ante.conf
  local server=0
  [[ " ${missing[*]} " == *" postgresql-"* ]] && server=1
  ((server)) && as_root sh -c "mkdir -p ${note%/*} && echo 'create_main_cluster = false' >$note"
  stage "installing ${#missing[@]} packages and what they need" "$log/install.log" apt install -y --no-install-recommends "${missing[@]}"
  ((server)) && as_root rm -f "$note"
  return 0
}

apt() {
  local proxies=() name
  for name in http_proxy https_proxy no_proxy; do [[ -n ${!name:-} ]] && proxies+=("$name=${!name}"); done
  as_root env DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8 "${proxies[@]}" \
    apt-get -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@"
}

# Root may; others need sudo, and are asked for their password only where it is needed and somebody is there to answer.
may_install() {
  ((EUID == 0)) && return
  local by_hand="apt-get install --no-install-recommends $*"
  command -v sudo >/dev/null || fail "packages are missing, and there is no sudo to install them with" "as root: $by_hand"
  sudo -n true 2>/dev/null && return
  [[ -t 0 && -t 2 ]] || fail "packages are missing, and sudo wants a password that nobody here can type" "as root: $by_hand"
  say "these packages are missing: $*"
  sudo -v -p "$program: the password of %u, to install them: " || fail "sudo does not let you install packages" "as root: $by_hand"
}

# build PRESET TARGETS... [-- CMAKE OPTIONS...]: configures where that was not done yet, and compiles.
build() {
  local preset=$1 targets=()
  shift
  while (($#)) && [[ $1 != -- ]]; do targets+=("$1"); shift; done
  shift || true
  local folder=$house/build/$preset log=$house/build/log
  if [[ ! -f $folder/build.ninja ]]; then
    stage "configuring ($preset)" "$log/configure-$preset.log" cmake -S "$house" --preset "$preset" "$@"
  fi
  stage "building ($preset)" "$log/build-$preset.log" ninja -C "$folder" -j "$(nproc)" "${targets[@]}"
}

# One at a time in one house: the others wait, and then find the work done.
only_one() {
  mkdir -p "$house/build" || fail "cannot make $house/build" "is the folder yours? (was $program first run as another user?)"
  exec 9>"$house/build/.lock" || fail "cannot write $house/build/.lock" "was $program first run as another user?"
  flock -n 9 && return
  say "another run is building here; waiting for it"
  flock -w 3600 9 || fail "the other run did not finish within an hour" "who holds $house/build/.lock? (fuser -v $house/build/.lock)"
}

# in_memory COMMAND...: runs it with a cache and a temporary folder in memory, where there is plenty of that: tests make
# servers by the thousand, of a thousand small files each, and a disk takes three times as long. Servers from npm stay
# where they are.
in_memory() {
  local scratch cache=${ANTE_CACHE:-}
  scratch=/dev/shm/ante-tests-$EUID-$(cksum <<<"$house" | cut -d ' ' -f 1)
  [[ -n $cache ]] || { ((EUID == 0)) && cache=/var/cache/ante || cache=${XDG_CACHE_HOME:-$HOME/.cache}/ante; }
  rm -rf "$scratch" # of a run that was killed; only_one sees to it that nobody else's is taken
  if ! has_room "$scratch" || ! mkdir -p "$scratch/cache" "$scratch/tmp"; then
    rm -rf "$scratch"
    "$@"
    return
  fi
  mkdir -p "$cache/servers"
  ln -s "$cache/servers" "$scratch/cache/servers"
  trap "rm -rf '$scratch'" EXIT
  local status=0
  ANTE_CACHE=$scratch/cache TMPDIR=$scratch/tmp "$@" || status=$?
  rm -rf "$scratch"
  trap - EXIT
  return "$status"
}

# 16 GiB, and a folder that is ours alone and from which programs start.
has_room() {
  local gib=$((1 << 20))
  (($(sed -n 's/^MemAvailable: *\([0-9]*\) kB/\1/p' /proc/meminfo) > 16 * gib)) || return 1
  (($(df --output=avail "${1%/*}" | tail -n 1) > 16 * gib)) || return 1
  mkdir -m 0755 "$1" && cp /bin/true "$1/starts" && "$1/starts"
} 2>/dev/null
