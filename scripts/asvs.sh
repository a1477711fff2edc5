#!/usr/bin/env bash
# Checks docs/security/asvs.md: every requirement of ASVS 4.0.3, levels 1 and 2, stands there once, with a state; the
# files and tests that it and docs/security.md name are there; the counts in both are those of its lines.
#
# What stands in single quotes is for awk and grep.
# shellcheck disable=SC2016
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

page=docs/security/asvs.md
# Section, and the numbers in it; what is missing is of level 3 or was taken out by OWASP.
known="1.1:1,2,3,4,5,6,7 1.2:1,2,3,4 1.4:1,4,5 1.5:1,2,3,4 1.6:1,2,3,4 1.7:1,2 1.8:1,2 1.9:1,2 1.10:1 1.11:1,2 1.12:2
1.14:1,2,3,4,5,6 2.1:1,2,3,4,5,6,7,8,9,10,11,12 2.2:1,2,3 2.3:1,2,3 2.4:1,2,3,4,5 2.5:1,2,3,4,5,6,7 2.6:1,2,3
2.7:1,2,3,4,5,6 2.8:1,2,3,4,5,6,7 2.9:1,2,3 2.10:1,2,3,4 3.1:1 3.2:1,2,3,4 3.3:1,2,3,4 3.4:1,2,3,4,5 3.5:1,2,3 3.7:1
4.1:1,2,3,5 4.2:1,2 4.3:1,2,3 5.1:1,2,3,4,5 5.2:1,2,3,4,5,6,7,8 5.3:1,2,3,4,5,6,7,8,9,10 5.4:1,2,3 5.5:1,2,3,4
6.1:1,2,3 6.2:1,2,3,4,5,6 6.3:1,2 6.4:1,2 7.1:1,2,3,4 7.2:1,2 7.3:1,3,4 7.4:1,2,3 8.1:1,2,3,4 8.2:1,2,3
8.3:1,2,3,4,5,6,7,8 9.1:1,2,3 9.2:1,2,3,4 10.2:1,2 10.3:1,2,3 11.1:1,2,3,4,5,6,7,8 12.1:1,2,3 12.2:1
12.3:1,2,3,4,5,6 12.4:1,2 12.5:1,2 12.6:1 13.1:1,3,4,5 13.2:1,2,3,5,6 13.3:1,2 13.4:1,2 14.1:1,2,3,4
14.2:1,2,3,4,5,6 14.3:2,3 14.4:1,2,3,4,5,6,7 14.5:1,2,3,4"

failed=0
wrong() {
    echo "$page: $*" >&2
    failed=1
}

lines=$(grep -E '^\| [0-9]+\.[0-9]+\.[0-9]+ \|' "$page")
state_of() { awk -F' *[|] *' "$1" <<<"$lines"; }

wanted=$(for section in $known; do
    IFS=, read -ra numbers <<<"${section#*:}"
    printf '%s\n' "${numbers[@]/#/${section%%:*}.}"
done | sort)
differs=$(diff <(state_of '{ print $2 }' | sort) <(echo "$wanted") || true)
[ -z "$differs" ] || wrong "not each requirement once (< too much, > missing):"$'\n'"$differs"

odd=$(state_of '$3 !~ /^[12]$/ || $5 !~ /^(met|n\/a|operator|open)$/ || $6 == "" { print $2 }')
[ -z "$odd" ] || wrong "without level, state or reason: $odd"

sums=
for state in met n/a operator open; do
    counted=$(state_of "\$5 == \"$state\" { all++; if (\$3 == 1) one++ } END { print one + 0, all - one, all + 0 }")
    read -r one two all <<<"$counted"
    grep -qxF "| $state | $one | $two | $all |" "$page" || wrong "it should say: | $state | $one | $two | $all |"
    sums+=" $all |"
done
grep -qxF "| **all 259** |$sums" docs/security.md || wrong "docs/security.md should say of all: $sums"

for chapter in 1 2 3 4 5 6 7 8 9 10 11 12 13 14; do
    counted=$(state_of "\$2 ~ /^${chapter}[.]/ { of[\$5]++ }
        END { printf \"%d | %d | %d | %d\", of[\"met\"], of[\"n/a\"], of[\"operator\"], of[\"open\"] }")
    grep -qE "^\| V$chapter [^|]+\| ${counted//|/\\|} \|$" docs/security.md ||
        wrong "docs/security.md should say of chapter $chapter: $counted"
done

# What is named in backquotes: a path, a test, or a setting.
functions=$(grep -rhoE 'fn [a-z0-9_]+' crates --include='*.rs' | cut -d' ' -f2 | sort -u)
settings=$(grep -hoE '^[a-z0-9_]+ =' crates/server/config.default.toml | cut -d' ' -f1)
while read -r name; do
    case $name in
    *\ *) ;;
    */*.* | *.md | *.toml | *.json | Makefile | .ci/run) [ -e "$name" ] || wrong "there is no file $name" ;;
    [a-z]*_*_*) grep -qxF "$name" <<<"$functions"$'\n'"$settings" || wrong "there is no test $name" ;;
    esac
done < <(grep -hE '^\|' "$page" docs/security.md | grep -oE '`[^`]+`' | tr -d '\140' | sort -u)

exit "$failed"
