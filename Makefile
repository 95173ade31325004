# Trackroom's everyday commands; `make help` lists them. What needs more than a line is in scripts/.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run run-release test check check-faults check-broken lint fmt audit generate seed bench bench-quick clean-data

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: web-client-built ## start the product on http://127.0.0.1:5000, with demo data (the first build takes some minutes)
	cargo run --locked --package trackroom

run-release: web-client-built ## the same with the optimised build (its first build takes longer)
	cargo run --locked --release --package trackroom

test: ## run every check and every test there is, and count
	@scripts/test

check-faults: ## ten minutes of faults under load on both databases: is any update lost? (docs/RELIABILITY.md)
	@scripts/check-faults release $(CHECK)

check-broken: ## does that catch broken servers? Four are built, with care, and must fail
	@scripts/check-broken-builds

check: ## the quick part of `make test`: format, lints, docs
	@scripts/test toolchain format lints docs

lint: ## the linters, with all they have to say
	cargo clippy --workspace --all-targets --locked -- -D warnings
	scripts/tool cargo-deny --locked check bans licenses sources
	scripts/tool cargo-shear
	scripts/tool typos
	@if command -v shellcheck >/dev/null; then shellcheck .ci/run $$(grep -l '^#!.*bash' scripts/*); \
	  else echo "shellcheck is not installed: the shell scripts were not checked."; fi
	@if [ -f web-client/package.json ]; then scripts/npm-install web-client && cd web-client && npm run lint; fi

fmt: ## format the Rust code
	cargo fmt --all

audit: ## what is known to be vulnerable among the dependencies, Rust's (needs GitHub) and npm's (needs a registry that answers)
	@status=0; scripts/tool cargo-deny check advisories || status=$$?; scripts/npm-audit || status=$$?; exit $$status

generate: ## write the web client's types anew from what the server says of itself
	cargo build --locked --package trackroom
	scripts/npm-install web-client && cd web-client && npm run generate-wire

seed: ## fill the development database with demo data
	cargo run --locked --package trackroom -- seed

bench: ## measure beside Node, bare socketioxide and the raw limit; writes docs/BENCHMARKS.md (about 20 minutes, a quiet machine)
	scripts/bench --write

bench-quick: ## the same at a tenth of the size: a look, no figures to quote (two minutes once everything is built)
	scripts/bench --quick

clean-data: ## delete the development database and all else in data/
	rm -rf data

.PHONY: web-client-built
web-client-built:
	@scripts/build-web-client
