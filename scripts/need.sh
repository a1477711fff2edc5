#!/usr/bin/env bash
# Installs what a make target needs and this machine lacks; silent when all of it is there.
# usage: scripts/need.sh THING...   things: rust cc node chromium fonts postgres nextest deny shellcheck schemathesis
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
tools=$root/target/tools
PATH=$tools/bin:$PATH

# Tools are pinned so that a build of today is the build of next year; raise them by hand.
nextest_version=0.9.120
deny_version=0.20.2
schemathesis_version=4.32.5

say() { printf '%s\n' "$*" >&2; }
die() {
    say "huisheng: $*"
    exit 1
}
have() { command -v "$1" >/dev/null 2>&1; }

# Runs a command as root: directly, or through sudo (which may ask only when somebody is there to answer).
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif have sudo && sudo -n true 2>/dev/null; then
        sudo -n "$@"
    elif have sudo && [ -t 0 ] && [ -t 2 ]; then
        sudo "$@"
    else
        return 126
    fi
}

# The index is refreshed once a run, and only if something has to be installed.
apt_fresh=
apt_install() {
    local remedy="install by hand, then run this again: apt-get install $*"
    have apt-get || die "there is no apt-get here; with this system's package manager $remedy"
    as_root true || die "missing packages, and neither root nor sudo to install them; $remedy"
    say "installing $* …"
    local apt=(env DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a apt-get -qq -o Dpkg::Use-Pty=0 -o DPkg::Lock::Timeout=300)
    local log=$root/target/apt.log
    mkdir -p "$root/target"
    if [ -z "$apt_fresh" ]; then
        as_root "${apt[@]}" update >"$log" 2>&1 || say "the package index could not be refreshed; trying with the one that is here"
        apt_fresh=yes
    fi
    as_root "${apt[@]}" install --yes --no-install-recommends "$@" >>"$log" 2>&1 || {
        tail -n 20 "$log" >&2
        die "apt-get failed; $remedy"
    }
}

# Debian's package creates and starts a cluster for the whole machine. Nobody asked for one: a drop-in
# forbids it during the installation and goes away afterwards.
install_postgres() {
    local drop_in=/etc/postgresql-common/createcluster.d/90-huisheng.conf
    as_root mkdir -p "${drop_in%/*}" || die "PostgreSQL's programs are missing, and neither root nor sudo to install them; install by hand, then run this again: apt-get install postgresql"
    trap 'as_root rm -f '"$drop_in" EXIT
    printf 'create_main_cluster = false\n' | as_root tee "$drop_in" >/dev/null
    apt_install postgresql
    as_root rm -f "$drop_in"
    trap - EXIT
}

# cargo_tool NAME VERSION: compiled for a quick build, since these tools run for seconds.
cargo_tool() {
    need_rust
    need_cc
    say "building $1 $2 (once, some minutes) …"
    CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_OPT_LEVEL=0 CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 \
        CARGO_PROFILE_RELEASE_DEBUG=false \
        cargo install --quiet --locked --root "$tools" --target-dir "$tools/build" "$1@$2" >&2 ||
        die "$1 could not be built; install it by hand, then run this again: cargo install --locked $1@$2"
    rm -rf "$tools/build"
}

need_rust() {
    have cargo || die "a Rust toolchain is missing (cargo is not on the PATH): install Rust 1.92 or newer"
}
need_cc() {
    have cc || apt_install build-essential pkg-config
}
need_node() {
    local remedy="install Node.js 20 or newer with npm (https://nodejs.org), then run this again"
    { have node && have npm; } || die "Node.js is missing: $remedy"
    local version
    version=$(node --version)
    version=${version#v}
    [ "${version%%.*}" -ge 20 ] || die "Node.js is $version: $remedy"
}
# With a font that has Chinese, so that a page is as wide as people see it. Ubuntu has no package of its own
# but a snap, which no package registry gives.
need_chromium() {
    if have chromium || have chromium-browser || have google-chrome; then
        return
    fi
    if grep -qs '^ID=ubuntu' /etc/os-release; then
        die "a Chromium is missing, and Ubuntu has none as a package: install Google Chrome (https://www.google.com/chrome) or the snap chromium, then run this again"
    fi
    apt_install chromium fonts-noto-cjk
}
# With Chinese in upright and bold serifs, which letters are made with. By name, since a machine without fontconfig
# may have them.
need_fonts() {
    local folder
    for folder in /usr/share/fonts /usr/local/share/fonts "${HOME:-/root}/.fonts" "${HOME:-/root}/.local/share/fonts"; do
        if [ -n "$(find -L "$folder" -iname '*NotoSerifCJK*Bold*' -print -quit 2>/dev/null)" ]; then
            return
        fi
    done
    apt_install fonts-noto-cjk
}
need_postgres() {
    "$root/scripts/postgres.sh" bindir >/dev/null 2>&1 || install_postgres
    "$root/scripts/postgres.sh" bindir >/dev/null
}
need_nextest() {
    have cargo-nextest || cargo_tool cargo-nextest "$nextest_version"
}
need_deny() {
    have cargo-deny || cargo_tool cargo-deny "$deny_version"
}
need_shellcheck() {
    have shellcheck || apt_install shellcheck
}
need_schemathesis() {
    local venv=$tools/schemathesis
    if have schemathesis; then
        return
    fi
    if ! python3 -c 'import ensurepip' 2>/dev/null; then
        apt_install python3 python3-venv
    fi
    say "installing schemathesis $schemathesis_version into target/tools …"
    rm -rf "$venv"
    if ! { python3 -m venv "$venv" &&
        "$venv/bin/pip" --quiet --disable-pip-version-check install "schemathesis==$schemathesis_version" >&2; }; then
        die "schemathesis could not be installed; install it by hand, then run this again: pip install schemathesis==$schemathesis_version"
    fi
    mkdir -p "$tools/bin"
    ln -sfn ../schemathesis/bin/schemathesis "$tools/bin/schemathesis"
}

for thing in "$@"; do
    case $thing in
    rust | cc | node | chromium | fonts | postgres | nextest | deny | shellcheck | schemathesis) "need_$thing" ;;
    *) die "need.sh does not know '$thing'" ;;
    esac
done
