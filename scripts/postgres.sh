#!/usr/bin/env bash
# A private PostgreSQL cluster for tests and measurements: under target/, on 127.0.0.1 only, never as root.
# usage: scripts/postgres.sh start | stop | drop | url | pid | bindir | small MIB | with COMMAND...
#   start   starts it unless it runs, prints its URL, and leaves it running until stop
#   with    starts it, runs COMMAND with HUISHENG_TEST_POSTGRES set, and stops it after the last such command
#   drop    stops it and removes it with everything in it
#   small   mounts an empty file system of so many MiB for tablespaces that are to become full, and prints where;
#           it goes away with stop. Needs root or sudo: without them it says so and exits with 77.
# HUISHENG_POSTGRES_NAME=other names another cluster (target/other), for tests that kill theirs.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
name=${HUISHENG_POSTGRES_NAME:-postgres}
link=$root/target/$name
role=huisheng

say() { printf '%s\n' "$*" >&2; }
die() {
    say "huisheng: $*"
    exit 1
}

# The folder with initdb, postgres and pg_ctl; Debian keeps them off the PATH.
find_bindir() {
    local candidate on_path
    on_path=$(readlink -f "$(command -v postgres || true)" || true)
    for candidate in "$(pg_config --bindir 2>/dev/null || true)" \
        $(printf '%s\n' /usr/lib/postgresql/*/bin /usr/pgsql-*/bin | sort --version-sort --reverse) "${on_path%/*}"; do
        if [ -x "$candidate/initdb" ] && [ -x "$candidate/postgres" ] && [ -x "$candidate/pg_ctl" ]; then
            printf '%s\n' "$candidate"
            return
        fi
    done
}

# PostgreSQL refuses to run as root, so root lends it the packages' own user or one made for this.
find_owner() {
    if [ "$(id -u)" != 0 ]; then
        id -un
    elif id postgres >/dev/null 2>&1; then
        echo postgres
    else
        id huisheng-test >/dev/null 2>&1 || useradd --system --no-create-home --shell /usr/sbin/nologin huisheng-test
        echo huisheng-test
    fi
}

# Runs a command as the owner, from a directory everybody may enter and without our locks.
as_owner() {
    if [ "$(id -un)" = "$owner" ]; then
        (cd / && "$@") 8>&- 9>&-
    else
        (cd / && runuser -u "$owner" -- "$@") 8>&- 9>&-
    fi
}

# Where the cluster lives: target/NAME, or below /var/tmp with a link to it when the owner may not enter target/.
place() {
    mkdir -p "$root/target"
    if [ ! -e "$link" ]; then
        rm -f "$link"
        local far
        far=/var/tmp/huisheng-$name-$(printf %s "$root" | sha256sum | cut -c1-16)
        if as_owner test -x "$root/target"; then
            far=$link
        fi
        mkdir -p "$far"
        chmod 700 "$far" 2>/dev/null || true
        if [ "$(id -u)" = 0 ] && [ ! -L "$far" ] && [ "$(stat -c %u "$far")" = 0 ]; then
            chown "$owner" "$far"
        fi
        if [ "$far" != "$link" ]; then
            ln -sfn "$far" "$link"
        fi
    fi
    home=$(readlink -f "$link")
    data=$home/data
    if [ "$(stat -c %U "$home")" != "$owner" ]; then
        die "$home belongs to $(stat -c %U "$home"), not to $owner: stop what runs there, remove it and $link, and run this again"
    fi
}

# Processes whose working directory is the cluster's: the postmaster and, after a kill -9 of it, its orphans.
processes() {
    local proc
    for proc in /proc/[0-9]*; do
        if [ "$(readlink "$proc/cwd" 2>/dev/null)" = "$data" ]; then
            echo "${proc#/proc/}"
        fi
    done
}

# The postmaster's id. A pid file alone proves nothing: it outlives a kill -9 and its number may be somebody else's by now.
postmaster() {
    local pid
    pid=$(head -n 1 "$data/postmaster.pid" 2>/dev/null) || return 1
    [ "$(readlink "/proc/$pid/cwd" 2>/dev/null)" = "$data" ] && echo "$pid"
}

# Waits until every process of a dead postmaster is gone, then removes its pid file.
clear_remains() {
    local pids
    for _ in $(seq 50); do
        pids=$(processes)
        [ -n "$pids" ] || break
        sleep 0.1
    done
    if [ -n "$pids" ]; then
        # shellcheck disable=SC2086 # a list of numbers
        kill -KILL $pids 2>/dev/null || true
        sleep 0.5
    fi
    rm -f "$data/postmaster.pid"
}

create() {
    say "creating a private PostgreSQL cluster in ${link#"$root"/} …"
    rm -rf "$data" "$home/data.new"
    (umask 077 && od -An -N24 -tx1 /dev/urandom | tr -d ' \n' >"$home/password")
    chown "$owner" "$home/password"
    as_owner "$bindir/initdb" --pgdata="$home/data.new" --username=$role --pwfile="$home/password" \
        --auth=scram-sha-256 --encoding=UTF8 --locale=C >"$home/initdb.log" 2>&1 || {
        cat "$home/initdb.log" >&2
        die "initdb failed"
    }
    # Durability stays as shipped: what is acknowledged must survive, and figures taken without it would mean nothing.
    cat >>"$home/data.new/postgresql.conf" <<'CONF'
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
max_connections = 200
shared_buffers = 256MB
max_wal_size = 2GB
fsync = on
synchronous_commit = on
full_page_writes = on
timezone = 'UTC'
log_timezone = 'UTC'
CONF
    # Renamed last: an interrupted run leaves no half cluster that looks whole.
    mv "$home/data.new" "$data"
}

port_is_free() { ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# The port of last time if it is free, else one below the range the kernel hands out.
choose_port() {
    local port
    port=$(cat "$home/port" 2>/dev/null || true)
    for _ in $(seq 50); do
        if [ -n "$port" ] && port_is_free "$port"; then
            echo "$port"
            return
        fi
        port=$((20000 + RANDOM % 12000))
    done
    die "no free port found between 20000 and 32000"
}

url() { echo "postgres://$role:$(cat "$home/password")@127.0.0.1:$(cat "$home/port")/postgres"; }

# Starts the cluster unless it runs. Called with the lock held.
start() {
    postmaster >/dev/null && return
    local version port
    version=$("$bindir/postgres" --version | sed -E 's/^[^0-9]*([0-9]+).*/\1/')
    if [ -e "$data" ] && [ "$(cat "$data/PG_VERSION" 2>/dev/null)" != "$version" ]; then
        say "the private cluster was made by another version of PostgreSQL; it holds only test data and is made anew"
        clear_remains
        rm -rf "$data"
    fi
    if [ ! -e "$data" ] || [ ! -s "$home/password" ]; then
        create
    fi
    clear_remains
    for _ in 1 2 3; do
        port=$(choose_port)
        echo "$port" >"$home/port"
        if as_owner "$bindir/pg_ctl" start --silent --wait --timeout=120 --pgdata="$data" --log="$home/log" \
            --options="-p $port" >/dev/null 2>&1; then
            return
        fi
        # Somebody may have taken the port since it was chosen; anything else fails again and is shown.
        rm -f "$home/port"
    done
    tail -n 20 "$home/log" >&2
    die "PostgreSQL did not start; its log is $home/log"
}

# Runs a command as root, without ever asking for a password.
as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    else
        sudo -n "$@" 2>/dev/null
    fi
}

# A disk of its own, in memory, which can be filled without filling anybody else's.
small() {
    mkdir -p "$home/small"
    unmount
    as_root mount -t tmpfs -o "size=$1m,mode=700,uid=$(id -u "$owner"),gid=$(id -g "$owner")" huisheng-small "$home/small" || {
        say "huisheng: a file system of its own cannot be mounted here: that needs root, or sudo without a password, and a machine that lets them mount"
        exit 77
    }
    echo "$home/small"
}

unmount() {
    if mountpoint --quiet "$home/small"; then
        as_root umount "$home/small"
    fi
}

stop() {
    if postmaster >/dev/null; then
        as_owner "$bindir/pg_ctl" stop --silent --mode=fast --wait --timeout=60 --pgdata="$data" ||
            as_owner "$bindir/pg_ctl" stop --silent --mode=immediate --wait --timeout=30 --pgdata="$data"
    else
        clear_remains
    fi
    unmount
}

lock() {
    exec 9>"$root/target/$name.lock"
    flock --timeout 180 9 || die "another start or stop holds target/$name.lock"
}
unlock() { exec 9>&-; }

# The last of the commands that run beside each other stops the cluster, unless somebody asked for it by `start`.
leave() {
    lock
    exec 8>&-
    exec 8>"$root/target/$name.users"
    if flock --nonblock 8 && [ ! -e "$home/kept" ]; then
        stop
    fi
}

bindir=$(find_bindir)
[ -n "$bindir" ] || die "PostgreSQL's server programs are missing: scripts/need.sh postgres installs them"
case ${1:-} in
bindir)
    echo "$bindir"
    exit
    ;;
start | stop | drop | url | pid | small | with) ;;
*) die "usage: scripts/postgres.sh start | stop | drop | url | pid | bindir | small MIB | with COMMAND..." ;;
esac
owner=$(find_owner)
place

case $1 in
start)
    lock
    start
    touch "$home/kept"
    url
    ;;
stop)
    lock
    rm -f "$home/kept"
    stop
    ;;
drop)
    lock
    rm -f "$home/kept"
    stop
    rm -rf "$data"
    ;;
url)
    postmaster >/dev/null || die "the private cluster does not run: scripts/postgres.sh start"
    url
    ;;
small)
    [[ ${2:-} =~ ^[0-9]+$ ]] || die "usage: scripts/postgres.sh small MIB"
    small "$2"
    ;;
pid) postmaster || die "the private cluster does not run: scripts/postgres.sh start" ;;
with)
    shift
    [ $# -gt 0 ] || die "usage: scripts/postgres.sh with COMMAND..."
    lock
    exec 8>"$root/target/$name.users"
    flock --shared 8
    trap leave EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM HUP
    start
    unlock
    HUISHENG_TEST_POSTGRES=$(url)
    export HUISHENG_TEST_POSTGRES PATH="$bindir:$PATH"
    "$@" 8>&-
    ;;
esac
