# make run | make test | make check | make bench — each sets up what it needs, once.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ARGS ?=

.PHONY: run test check bench format install servers clean

run: install
	@$(BIN)/paidan demo $(ARGS)

test: install servers
	$(BIN)/python -m pytest --numprocesses=2 $(ARGS)

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: install
	@$(BIN)/paidan bench latency $(ARGS)

format: install
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

install: $(VENV)/.warm

$(VENV)/.installed: setup.cfg pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

# Compiles the inner loops, two to four minutes; again only when a source of the engine has changed.
$(VENV)/.warm: $(VENV)/.installed $(wildcard dispatch/*.py dispatch/*/*.py)
	$(BIN)/paidan warm
	@touch $@

# PostgreSQL with PostGIS, and Redis: tests talk to real ones.
servers:
	@sh tests/servers.sh

clean:
	rm -rf $(VENV) build *.egg-info
