# What a developer and CI call. Each target installs what it needs; `make doctor` tells beforehand.
.DEFAULT_GOAL := help
.PHONY: help setup doctor test conformance differential fuzz simulate simulate-fleet simulate-mutants model demo explore vscode questions snowflake dist kill faults codegen fmt audit bench-core bench-instructions bench-delivery bench-collector clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-19s %s\n", $$1, $$2 }' Makefile

setup: ## install what building and testing need and is not there yet
	@scripts/setup.sh

doctor: ## what is installed, and what the other targets would install
	@scripts/doctor.sh

test: setup ## prove the whole project (one step alone: tests/run.py --list)
	@.venv/bin/python tests/run.py

conformance: ## have Snowplow's own code judge the schemas and the corpus (UPDATE=1 records its verdicts)
	@scripts/setup.sh --conformance
	@scripts/conformance.sh

CASES ?= 1000000
differential: ## compare the validator with the jsonschema crate on CASES generated cases (default: a million)
	@scripts/differential.sh $(CASES)

SECONDS ?= 60
fuzz: ## feed arbitrary bytes to the reader and the validator for SECONDS seconds, against serde_json and jsonschema
	@scripts/fuzz.sh $(SECONDS)

SEEDS ?= 1000000
simulate: ## live SEEDS random lives of the outbox (a million), or tell the one of SEED
	@scripts/simulate.sh $(if $(SEED),replay $(SEED),lives $(SEEDS))

TRACKERS ?= 10000
simulate-fleet: ## let TRACKERS outboxes (10,000) meet an outage of ten minutes, and draw the requests (docs/fleet.svg)
	@scripts/simulate.sh fleet $(TRACKERS) docs/fleet.svg

simulate-mutants: ## plant bugs in a copy of the outbox and the drive loop, and see the simulations find each
	@scripts/simulate-mutants.sh

DEPTH ?= 8
model: ## live all lives of DEPTH steps (8) of small trackers, and run the native drive loop in every order of its threads' turns
	@scripts/simulate.sh short $(DEPTH)
	@scripts/test-interleavings.sh

demo: setup ## see it work: one collector, a host in every language, what arrived, and a page with the answers
	@scripts/demo.sh

PORT ?= 9090
explore: setup ## look at events as they arrive: the collector's page on PORT (9090) with a live feed, until Ctrl-C
	@scripts/explore.sh --port $(PORT)

vscode: ## run the extension of examples/vscode in a whole VS Code, in both of its extension hosts (installs 800 MB)
	@scripts/setup.sh --vscode
	@scripts/test-vscode.sh editor/editor.test.mjs

QUESTIONS_SEEDS ?= 10
questions: setup ## compare the SQL's answers with independent ones on QUESTIONS_SEEDS histories (10)
	@QUESTIONS_SEEDS=$(QUESTIONS_SEEDS) scripts/test-questions.sh

snowflake: setup ## give an emulator of Snowflake the views and the 24 questions, and compare its answers
	@scripts/snowflake.sh

dist: setup ## build every package into dist/
	@scripts/dist.sh

faults: setup ## track in Rust, Python and Node while a real collector misbehaves; writes docs/reliability.md
	@scripts/faults.sh --write docs/reliability.md

ROUNDS ?= 500

kill: setup ## kill processes that have a durable store, 3 x ROUNDS times (500)
	@cargo build --quiet --package snowgauge --example durable
	@KILL_ROUNDS=$(ROUNDS) cargo test --quiet --package snowgauge --test kill -- --nocapture

codegen: ## write every generated file from schemas/
	@cargo codegen

fmt: setup ## format the Rust and Python files
	@cargo fmt --all
	@scripts/lint.sh --fix

audit: ## check licences, sources and duplicates of the dependencies
	@scripts/audit.sh

bench-core: ## time one event beside serde_json and the published Rust tracker, and count its instructions
	@scripts/setup.sh --bench
	@scripts/bench-core.sh

bench-instructions: ## count the instructions per event alone (UPDATE=1 puts them on record)
	@scripts/setup.sh --bench
	@scripts/bench-instructions.sh

bench-delivery: ## deliver 50,000 events beside the published trackers: events per second, and processor time per event
	@scripts/setup.sh --bench
	@scripts/bench-delivery.sh

EVENTS ?= 1000000
bench-collector: ## how many events per second the local collector judges on one core, and what EVENTS of them take
	@EVENTS=$(EVENTS) scripts/bench-collector.sh

clean: ## remove what was built (not what was installed)
	@cargo clean --quiet
	@rm -rf dist bindings-wasm/dist bindings-wasm/pkg
