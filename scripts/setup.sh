#!/bin/bash
# Prepares this machine: setup.sh build|test|lint|sanitize|bench. Each make target calls it first.
#
# Says what it will install and how long it takes, and asks nothing. Debian's packages come by
# apt-get, as root or with sudo; the machine's apt settings stay as they are. Everything else
# (RocksDB, simdjson, client libraries of the tests) goes to the user's cache folder, by version.
# When everything is there it takes a tenth of a second.
set -euo pipefail
cd "$(dirname "$0")/.."

purpose=${1:-build}
build_packages="g++ cmake ninja-build ccache dpkg-dev debian-archive-keyring libboost1.81-dev
  libssl-dev liblz4-dev libdeflate-dev libspdlog-dev libfmt-dev libcli11-dev libabsl-dev libgtest-dev"
test_packages="python3 python3-venv python3-boto3 awscli"
lint_packages="git python3 clang-19 clang-format-19"
case $purpose in
  build) packages=$build_packages ;;
  test) packages="$build_packages $test_packages" ;;
  lint) packages="$build_packages $lint_packages" ;;
  sanitize) packages="$build_packages $test_packages $lint_packages libclang-rt-19-dev" ;;
  bench) packages="$build_packages python3 wrk" ;;
  *) echo "setup.sh: unknown purpose $purpose" >&2; exit 2 ;;
esac
# Node and npm may come from elsewhere: one that is there is used.
if [ "$purpose" = test ] || [ "$purpose" = sanitize ] || [ "${PEERS:-}" = 1 ]; then
  command -v node >/dev/null || packages="$packages nodejs"
  command -v npm >/dev/null || packages="$packages npm"
fi

install_packages() {
  local installed missing command
  installed=$({ dpkg-query -W -f='${binary:Package} ${Status}\n' $packages 2>/dev/null || true; } |
    awk '$NF == "installed" { sub(/:.*/, "", $1); print $1 }')
  missing=$(comm -23 <(printf '%s\n' $packages | sort -u) <(sort -u <<<"$installed"))
  [ -z "$missing" ] && return
  missing=$(echo $missing)
  command="apt-get install -y --no-install-recommends $missing"
  if [ "$(id -u)" != 0 ]; then
    if ! command -v sudo >/dev/null || ! { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
      echo "Pixii needs Debian packages, and neither root nor sudo is here; as root, run: $command" >&2
      exit 1
    fi
    local sudo="sudo"
  fi
  echo "Pixii needs these Debian packages and installs them now (about two minutes): $missing"
  # A source of the machine that cannot be reached is no reason to stop: the install decides.
  ${sudo:-} env DEBIAN_FRONTEND=noninteractive apt-get -q update || true
  if ! ${sudo:-} env DEBIAN_FRONTEND=noninteractive $command; then
    echo "The install failed; as root, run: $command" >&2
    exit 1
  fi
}

# build_cached SCRIPT VARIANT WHAT: runs a script that builds into the cache, unless it is there.
build_cached() {
  [ -e "$("scripts/$1" --path "$2")" ] && return
  echo "Pixii builds $3, once for this user"
  "scripts/$1" "$2"
}

if command -v dpkg-query >/dev/null; then
  install_packages
else
  echo "This is no Debian: install the libraries of docs/dependencies.md yourself" >&2
fi
if [ "${PIXII_ROCKSDB:-cached}" != system ]; then
  build_cached build_simdjson plain "simdjson from Debian's source (half a minute)"
  build_cached build_rocksdb plain "RocksDB from Debian's source (four minutes on two cores)"
  if [ "$purpose" = sanitize ]; then
    build_cached build_rocksdb tsan "RocksDB with ThreadSanitizer (six minutes on two cores)"
  fi
fi
if [ "$purpose" = test ] || [ "$purpose" = sanitize ]; then
  build_cached client_libraries python "a Python with the newest clients (half a minute)"
  build_cached client_libraries python-older "a Python with older clients (half a minute)"
  build_cached client_libraries node "the JavaScript SDK for the tests (half a minute)"
fi
exit 0
