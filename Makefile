# Each target sets up all it needs: a .venv with the versions of constraints.txt.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
# Tests run on as many cores as there are; JOBS=1 to follow one by one.
JOBS ?= auto

.DEFAULT_GOAL := help
.PHONY: help run test check bench docs catalogue vocab clean

help:  ## say what each target does
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "odas-graph needs Python 3.11 or later: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $(STAMP)

run: $(STAMP)  ## build the graph of the shipped data and its maps in exports/
	$(BIN)/odas-graph build

test: $(STAMP)  ## run the tests
	$(BIN)/python -m pytest -n $(JOBS)

check: $(STAMP)  ## lint, types, architecture, generated files, docs
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 0 tests/test_architecture.py tests/test_docs.py
	$(BIN)/python tools/generate_vocab.py --check
	$(BIN)/python tools/catalogue.py check

bench: $(STAMP)  ## measure, as ratios against a peer in one run
	$(BIN)/python tools/bench.py
	$(BIN)/python tools/bench_import.py
	$(BIN)/python tools/bench_large.py

docs: $(STAMP)  ## render the ontology, the JSON Schema and the figures of docs/
	$(BIN)/python tools/make_docs.py

catalogue: $(STAMP)  ## gather the strings to translate
	$(BIN)/python tools/catalogue.py update

vocab: $(STAMP)  ## generate odas_graph/vocab.py from ontology/
	$(BIN)/python tools/generate_vocab.py

clean:  ## remove what the other targets made, the environment included
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis dist build docs/_site
