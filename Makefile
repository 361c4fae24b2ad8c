# Vivier: `make demo` and `make test` do all the set-up by themselves. `make help` lists the rest.
#
# On Linux without a graphics card, PyTorch's CPU build is ten times smaller than the default one:
# set TORCH_PIP_ARGS to the options that its own installation page gives for «Pip / CPU», for instance
#   make demo TORCH_PIP_ARGS="--index-url <address of the CPU builds>"

PYTHON ?= python3
VENV ?= .venv
TORCH_PIP_ARGS ?=
PORT ?= 8000
PYTEST_ARGS ?= -n 2
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev

.DEFAULT_GOAL := help
.PHONY: help demo serve test lint audit types e2e bench requirements clean

help: ## Show this help
	@grep -hE '^[a-z0-9]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/pip.txt

$(STAMP): requirements/pip.txt requirements/torch.txt requirements/base.txt pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check $(TORCH_PIP_ARGS) -r requirements/torch.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation -r requirements/base.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@

$(DEV_STAMP): requirements/dev.txt $(STAMP)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation -r requirements/dev.txt
	@touch $@

demo: $(STAMP) ## Prepare the demo territory and serve it on http://127.0.0.1:8000
	$(BIN)/vivier demo --port $(PORT)

serve: $(STAMP) ## Serve a site (needs SECRET_KEY and SECURITY_PASSWORD_SALT)
	$(BIN)/vivier serve

test: $(DEV_STAMP) ## Run the tests, in two processes; PYTEST_ARGS names some of them, in one
	$(BIN)/python -m pytest $(PYTEST_ARGS)

lint: $(DEV_STAMP) ## Check style, format, the direction of imports and known weaknesses of dependencies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports
	$(BIN)/python scripts/audit_dependencies.py

audit: $(DEV_STAMP) ## Ask whether a dependency has a known weakness, and fail if nobody answers
	AUDIT=required $(BIN)/python scripts/audit_dependencies.py

types: $(DEV_STAMP) ## Check types
	$(BIN)/mypy

e2e: $(DEV_STAMP) ## Run the browser tests only (needs Debian's chromium)
	$(BIN)/python -m pytest -m e2e tests/e2e

bench: $(DEV_STAMP) ## Measure, and write docs/benchmarks.md
	$(BIN)/vivier bench

COMPILE = $(BIN)/pip-compile --quiet --upgrade --strip-extras --no-header --no-emit-options \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host --no-build-isolation

requirements: $(DEV_STAMP) ## Compile the pinned requirements from pyproject.toml
	$(COMPILE) --output-file requirements/base.txt pyproject.toml
	sed -i 's/^torch==\([0-9.]*\)+.*/torch==\1/' requirements/base.txt  # each platform has its own build
	$(COMPILE) --extra dev --constraint requirements/base.txt --output-file requirements/dev.txt pyproject.toml
	sed -i 's/^torch==\([0-9.]*\)+.*/torch==\1/' requirements/dev.txt

clean: ## Remove what was built here (keeps var/, your data)
	rm -rf build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache
