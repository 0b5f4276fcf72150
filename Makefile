# The two commands that a newcomer needs are `make prognos` and `make test`.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: prognos test check ar bench hardtest sbom clean

prognos: .venv/klar
	$(BIN)/malstyrning prognos april 2026 --kommun mariestad

.venv/klar: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable .
	touch $@

.venv/klar-dev: .venv/klar
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable ".[dev]"
	touch $@

test: check
	$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder

check: .venv/klar-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python tests/house.py flows schemas

ar: .venv/klar-dev
	$(BIN)/python -m tests.example.year

bench: .venv/klar-dev
	$(BIN)/python tests/bench/rounds.py --skriv
	$(BIN)/python tests/bench/bench.py
	$(BIN)/python tests/bench/finance.py
	$(BIN)/python tests/bench/publish.py
	$(BIN)/python tests/bench/service.py
	$(BIN)/python tests/bench/workers.py
	$(BIN)/python tests/bench/mailbox.py

hardtest: .venv/klar-dev
	$(BIN)/python -m tests.hard --skriv

# What a release is installed with, its versions and licences (CycloneDX), from an environment without developers' tools.
sbom: .venv/klar-dev
	rm -rf build/sbom
	$(PYTHON) -m venv --without-pip build/sbom
	$(BIN)/python -m pip --python build/sbom/bin/python install --quiet --disable-pip-version-check --constraint constraints.txt ".[s3]"
	mkdir -p dist
	$(BIN)/cyclonedx-py environment --pyproject pyproject.toml --output-reproducible --output-file dist/malstyrning.cdx.json build/sbom/bin/python

clean:
	rm -rf .venv .prefect .mypy_cache .ruff_cache .pytest_cache
