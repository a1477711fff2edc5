# Every target installs what it needs and is missing; see scripts/need.sh.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test check bench real endure openapi web quality pictures morning

RUN_ARGS ?= serve --demo --listen 127.0.0.1:8080
ARGS ?=
DATA ?=
# What looks at the code. CI builds with the lints on instead, and tests what that made: one build in place of two.
LINT ?= cargo clippy --workspace --all-targets -- -D warnings

export PATH := $(CURDIR)/target/tools/bin:$(PATH)

WEB := $(shell find web -name node_modules -prune -o -name dist -prune -o -name schema.d.ts -prune -o -type f -print)

help: ## these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: web ## build, make a database with a demo area and serve on http://localhost:8080
	@scripts/need.sh rust cc
	@scripts/need.sh fonts || echo "only letters as PDF need these fonts: going on without" >&2
	@echo "building Huisheng (the first time takes some minutes) …"
	@cargo build --profile quick -p huisheng-letter
	@cargo run --profile quick -p huisheng-server --features jemalloc --bin huisheng -- $(RUN_ARGS)

test: web ## every test on SQLite and on a private PostgreSQL
	@scripts/need.sh rust cc postgres nextest schemathesis chromium fonts
	@rm -rf target/sql && mkdir -p target/sql
	HUISHENG_TEST_SQL="$(CURDIR)/target/sql" scripts/postgres.sh with cargo nextest run --workspace
	@# What all of them asked of the database, looked at once. Of the whole workspace: one package alone has other features and is built anew.
	HUISHENG_TEST_SQL="$(CURDIR)/target/sql" scripts/postgres.sh with \
		cargo nextest run --workspace --run-ignored only -E 'test(the_sql_of_all_tests)'
	cargo test --quiet --workspace --doc
	cd web && ../scripts/postgres.sh with npm run --silent test

check: web ## formatting, types, lints, licences, advisories, shell scripts, what docs/security/asvs.md names
	@scripts/need.sh rust cc deny shellcheck
	cargo fmt --all --check
	$(LINT)
	cargo deny check --hide-inclusion-graph licenses bans sources
	scripts/advisories.sh
	scripts/asvs.sh
	shellcheck scripts/*.sh .ci/run
	cd web && npm run --silent check

bench: web ## measure speed and memory; ARGS=… goes to the bench program
	@scripts/need.sh rust cc postgres
	cargo build --release -p huisheng-server --features jemalloc --bin huisheng --bin bench
	cargo build --release -p huisheng-letter
	scripts/postgres.sh with target/release/bench $(ARGS)

real: ## check against real data; DATA=folder, ARGS=--whole for every row
	@[ -n "$(DATA)" ] || { echo "make real needs the folder with the real data: make real DATA=../shared/data" >&2; exit 2; }
	@[ -d "$(DATA)" ] || { echo "make real: there is no folder $(DATA)" >&2; exit 2; }
	@scripts/need.sh rust cc postgres
	@# What the tests have built already, this program included.
	cargo test --quiet --workspace --no-run
	scripts/postgres.sh with target/debug/real "$(DATA)" $(ARGS)

endure: web ## the long forms of the kill, contract and generated-input tests
	@scripts/need.sh rust cc postgres nextest schemathesis fonts
	HUISHENG_ENDURE=1 PROPTEST_CASES=5000 scripts/postgres.sh with cargo nextest run --workspace --profile endure

web: web/dist/desk/index.html ## the web faces, as the binary holds them

# The last that is built.
web/dist/desk/index.html: web/node_modules/.package-lock.json openapi.json $(WEB)
	@echo "building the web faces …"
	@cd web && npm run --silent build

web/node_modules/.package-lock.json: web/package.json web/package-lock.json
	@scripts/need.sh node
	@echo "fetching what the web faces are built with …"
	@cd web && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

quality: web ## measure both faces with Lighthouse
	@scripts/need.sh rust cc chromium
	cargo build --quiet -p huisheng-server --bin huisheng
	cd web && npx vitest run quality/lighthouse

pictures: web ## take the pictures of the README, on the way it tells
	@scripts/need.sh rust cc chromium
	cargo build --quiet -p huisheng-server --bin huisheng
	cd web && npx vitest run quality/pictures

morning: web ## live a clerk's morning with real messages; DATA=folder
	@[ -d "$(DATA)" ] || { echo "make morning needs the folder with the real data: make morning DATA=../shared/data" >&2; exit 2; }
	@scripts/need.sh rust cc chromium
	cargo build --quiet -p huisheng-server --bin huisheng
	cd web && DATA="$(abspath $(DATA))" npx vitest run quality/morning

openapi: ## write openapi.json from the code
	@scripts/need.sh rust cc
	@cargo run --quiet -p huisheng-server --bin huisheng -- openapi > target/openapi.json
	@mv target/openapi.json openapi.json
