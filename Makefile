# Every target installs what it needs and is missing; see scripts/need.sh.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test check bench real endure openapi

RUN_ARGS ?= serve --demo --listen 127.0.0.1:8080
ARGS ?=
DATA ?=

export PATH := $(CURDIR)/target/tools/bin:$(PATH)

help: ## these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: ## build, make a database with a demo area and serve on http://localhost:8080
	@scripts/need.sh rust cc
	@echo "building Huisheng (the first time takes some minutes) …"
	@cargo run --profile quick -p huisheng-server --bin huisheng -- $(RUN_ARGS)

test: ## every test on SQLite and on a private PostgreSQL
	@scripts/need.sh rust cc postgres nextest schemathesis
	@rm -rf target/sql && mkdir -p target/sql
	HUISHENG_TEST_SQL="$(CURDIR)/target/sql" scripts/postgres.sh with cargo nextest run --workspace
	@# What all of them asked of the database, looked at once.
	HUISHENG_TEST_SQL="$(CURDIR)/target/sql" scripts/postgres.sh with \
		cargo nextest run --package huisheng-store --test it --run-ignored only the_sql_of_all_tests
	cargo test --quiet --workspace --doc

check: ## formatting, lints, licences, advisories, shell scripts
	@scripts/need.sh rust cc deny shellcheck
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	cargo deny check --hide-inclusion-graph licenses bans sources
	scripts/advisories.sh
	shellcheck scripts/*.sh .ci/run

bench: ## measure speed and memory; ARGS=… goes to the bench program
	@scripts/need.sh rust cc postgres
	cargo build --release -p huisheng-server --bin huisheng --bin bench
	scripts/postgres.sh with target/release/bench $(ARGS)

real: ## check against real data; DATA=folder
	@[ -n "$(DATA)" ] || { echo "make real needs the folder with the real data: make real DATA=../shared/data" >&2; exit 2; }
	@[ -d "$(DATA)" ] || { echo "make real: there is no folder $(DATA)" >&2; exit 2; }
	@scripts/need.sh rust cc postgres
	@# What the tests have built already, this program included.
	cargo test --quiet --workspace --no-run
	scripts/postgres.sh with target/debug/real "$(DATA)"

endure: ## the long forms of the kill, contract and generated-input tests
	@scripts/need.sh rust cc postgres nextest schemathesis
	HUISHENG_ENDURE=1 PROPTEST_CASES=5000 scripts/postgres.sh with cargo nextest run --workspace --profile endure

openapi: ## write openapi.json from the code
	@scripts/need.sh rust cc
	@cargo run --quiet -p huisheng-server --bin huisheng -- openapi > target/openapi.json
	@mv target/openapi.json openapi.json
