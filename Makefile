# The commands of the house. Needs Python 3.11 or later with venv, and nothing else.
PYTHON ?= python3
BIN := .venv/bin
UV := $(BIN)/uv

.PHONY: run test check lint fix install install-dev lock bench pictures

run: install  ## the product with a demo shop on http://127.0.0.1:8000
	$(BIN)/feedback migrate
	$(BIN)/feedback demo --if-empty
	$(BIN)/feedback serve

test: install-dev  ## all tests on both engines, with a real browser
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

check: lint  ## lint, types, the house's laws, fast tests on SQLite: about two minutes
	FEEDBACK_TEST_ENGINES=sqlite $(BIN)/python -m pytest -n 2 --dist loadfile -m "not slow and not browser"

lint: install-dev  ## style, types, and which room may know which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fix:  ## format and mend what can be mended
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

install: $(UV)
	$(UV) sync --frozen --no-dev --inexact --quiet

install-dev: $(UV)
	$(UV) sync --frozen --inexact --quiet

$(UV): .ci/uv.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/uv.txt
	touch $(UV)

bench: install-dev  ## how fast things are, each beside an anchor
	$(BIN)/python -m tests.benchmarks.imports
	$(BIN)/python -m tests.benchmarks.rises
	$(BIN)/python -m tests.benchmarks.effects
	$(BIN)/python -m tests.benchmarks.suggestions
	$(BIN)/python -m tests.benchmarks.customers
	$(BIN)/python -m tests.benchmarks.results
	$(BIN)/python -m tests.benchmarks.reading
	$(BIN)/python -m tests.benchmarks.day_one
	$(BIN)/python -m tests.benchmarks.safety
	$(BIN)/python -m tests.benchmarks.discovery
	$(BIN)/python -m tests.benchmarks.rereading
	$(BIN)/python -m tests.benchmarks.explanations

lock: $(UV)  ## write uv.lock anew
	$(UV) lock

pictures: install-dev  ## the README's pictures, taken anew of the demo shop with the system's Chromium
	$(BIN)/python -m tests.browser.pictures
