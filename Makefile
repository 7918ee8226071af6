# Everything runs in two folders made here: .tools (the installer) and .venv (the project).
# What is installed is fixed by hash in the two .lock files; `make lock` renews them.

PYTHON ?= python3
RUN_CASE ?= benchmarks/cases/case_119.yaml
RUN_PAGE ?= build/s1.html
SERVE_ARGS ?=
PYTEST_ARGS ?=
BENCH_ARGS ?=
ENGINE_ARGS ?=
NERVE_ARGS ?= --speed
WORKBENCH_ARGS ?=
ISNCSCI_ARGS ?=
FHIR_ARGS ?=
CALIBRATE_ARGS ?=
MUTATE_ARGS ?=

export UV_SYSTEM_CERTS := 1
export UV_PYTHON_DOWNLOADS := never
export UV_COMPILE_BYTECODE := 1
# The compiled model is shared by all that is made here.
export RADICULAR_CACHE ?= $(CURDIR)/build/cache
# Saved bytecode is what makes the second start of a command fast.
unexport PYTHONDONTWRITEBYTECODE

BIN := .venv/bin
PARALLEL := --numprocesses auto --dist worksteal
TOOLS_READY := .tools/.ready
VENV_READY := .venv/.ready

# uv does not read pip's settings, so the package index that pip uses is handed over at run time.
PIP_INDEX = $(PYTHON) -m pip config list | sed -n "s/.*\.index-url='\(.*\)'/\1/p" | tail -n 1
UV = index="$${UV_DEFAULT_INDEX:-$${PIP_INDEX_URL:-$$($(PIP_INDEX))}}"; \
	env $${index:+UV_DEFAULT_INDEX="$$index"} .tools/bin/uv
COMPILE := pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --custom-compile-command "make lock"

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup run test postgresql check format format-check lint types bench simulation isncsci fhir episode pictures calibrate mutate lock clean

help: ## list what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-13s %s\n", $$1, $$2 }' Makefile

setup: $(VENV_READY) ## make .venv with everything the project needs

run: setup ## localize a published case, write the page that explains the answer, serve the workbench
	@mkdir -p $(dir $(RUN_PAGE))
	$(BIN)/radicular locate $(RUN_CASE) --html $(RUN_PAGE)
	@echo "The same answer as a page: $(RUN_PAGE)"
	$(BIN)/radicular serve $(SERVE_ARGS)

test: setup ## run the tests and every example in the docstrings
	$(BIN)/python -m pytest $(PARALLEL) $(PYTEST_ARGS)

postgresql: setup ## test the workbench on PostgreSQL of this machine (Debian's, started here; as root)
	service postgresql start
	su postgres -c "psql --quiet --file -" < tests/workbench/role.sql
	RADICULAR_DATABASE=postgresql://radicular:radicular@127.0.0.1/radicular \
		$(BIN)/python -m pytest $(PARALLEL) tests/workbench \
		--ignore tests/workbench/test_accessibility.py

check: format-check lint types test ## everything that has to hold before a change goes in

format: setup ## rewrite the code in the house format
	$(BIN)/ruff format
	$(BIN)/ruff check --fix-only --quiet

format-check: setup ## check the format
	$(BIN)/ruff format --check

lint: setup ## check the code for mistakes
	$(BIN)/ruff check

types: setup ## check the types, strictly
	$(BIN)/mypy

bench: setup ## measure the answers on published cases, and the speed (BENCH_ARGS=--quick)
	$(BIN)/python -m benchmarks $(BENCH_ARGS)
	$(BIN)/python -m benchmarks.engine $(ENGINE_ARGS)
	$(BIN)/python -m benchmarks.nerve $(NERVE_ARGS)
	$(BIN)/python -m benchmarks.workbench $(WORKBENCH_ARGS)

simulation: setup ## measure the simulated nerve (a quarter of an hour) and write docs/simulation.md
	$(BIN)/python -m benchmarks.nerve --write

isncsci: setup ## compare random ISNCSCI examinations with the reference; needs Node (ISNCSCI_ARGS=--each 84000)
	$(BIN)/python -m benchmarks.isncsci $(ISNCSCI_ARGS)

fhir: setup ## hold every FHIR example before other validators and a server; needs Node
	$(BIN)/python -m benchmarks.fhir $(FHIR_ARGS)

episode: setup ## carry a published case through all steps and write docs/episode, docs/gates.md, docs/pathway.md
	$(BIN)/python -m benchmarks.episode

pictures: setup ## take the pictures of the workbench anew, with an invented patient (needs Chromium)
	$(BIN)/python -m benchmarks.workbench.pictures

calibrate: setup ## refit the links to the published sign rates and write their tables and page
	@$(UV) pip install --quiet --python $(BIN)/python --require-hashes \
		--requirement requirements-calibrate.lock
	$(BIN)/python -m calibration $(CALIBRATE_ARGS)

mutate: setup ## corrupt the map value by value and list what no test notices
	$(BIN)/python -m benchmarks.mutate $(MUTATE_ARGS)

lock: $(TOOLS_READY) ## renew both lock files from pyproject.toml and requirements-tools.in
	@$(UV) $(COMPILE) requirements-tools.in --output-file requirements-tools.lock
	@$(UV) $(COMPILE) pyproject.toml --group dev --output-file requirements-dev.lock
	@$(UV) $(COMPILE) pyproject.toml --group calibrate --constraint requirements-dev.lock \
		--output-file requirements-calibrate.lock

clean: ## remove everything that was made here
	rm -rf .tools .venv build dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find benchmarks calibration examples src tests -name __pycache__ -prune -exec rm -rf {} +

$(TOOLS_READY): requirements-tools.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed, for example: make PYTHON=python3.11 test")'
	@echo "Making .tools and .venv (once; a minute at most)"
	@$(PYTHON) -m venv .tools
	@.tools/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
		--requirement requirements-tools.lock
	@touch $@

$(VENV_READY): $(TOOLS_READY) requirements-dev.lock pyproject.toml
	@.tools/bin/uv venv --quiet --allow-existing --python $(PYTHON) .venv
	@$(UV) pip sync --quiet --python $(BIN)/python --require-hashes requirements-dev.lock
	@.tools/bin/uv pip install --quiet --python $(BIN)/python --offline --no-deps \
		--no-build-isolation --editable .
	@touch $@
