# make run and make test need Python 3.11 or newer, make and git; they bring the rest themselves.

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8501
JOBS ?= 2
ARGS ?=
BIN := .venv/bin

LOCK := $(BIN)/uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --custom-compile-command "make lock"

export PYTHON HOST PORT
# Tests start hundreds of processes: what is compiled once is not compiled by each of them, whatever the shell says.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test journeys lint format types imports docs bench engines faults planted thorough attack lock sbom clean environment

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' Makefile

run: ## serve the dashboard (HOST=127.0.0.1 PORT=8501), with the synthetic register if there is none
	@scripts/environment.sh run
	@scripts/serve.sh

# The workers fill the machine; linear algebra with threads of its own only waits for them, busily.
test: environment ## run the tests but for those in a browser; ARGS="tests/statistics -k wilson" passes through to pytest
	@$(if $(ARGS),chromium=$$(scripts/chromium.sh) && CXC_CHROMIUM=$$chromium) \
		OMP_NUM_THREADS=$${OMP_NUM_THREADS:-1} $(BIN)/python -m pytest -n $(JOBS) --dist worksteal \
		$(if $(ARGS),$(ARGS),-m "not journey")

journeys: environment ## the tests in a browser: every page, and every way through it that somebody takes
	@chromium=$$(scripts/chromium.sh) && CXC_CHROMIUM=$$chromium \
		OMP_NUM_THREADS=$${OMP_NUM_THREADS:-1} $(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m journey tests/browser $(ARGS)

thorough: environment ## what make test takes samples of: every figure by every dimension, properties with 400 examples, simulations whole, drags in a browser
	@chromium=$$(scripts/chromium.sh) && CXC_CHROMIUM=$$chromium CXC_THOROUGH=1 \
		OMP_NUM_THREADS=$${OMP_NUM_THREADS:-1} $(BIN)/python -m pytest -n $(JOBS) --dist worksteal \
		tests/measuring tests/statistics $$(grep -rlE --include="test_*.py" "@given|THOROUGH" tests) $(ARGS)

attack: environment ## everything an attacker tries on hidden and protected figures, and its table; make test takes a part
	@CXC_THOROUGH=1 OMP_NUM_THREADS=$${OMP_NUM_THREADS:-1} $(BIN)/python -m pytest -n $(JOBS) --dist worksteal \
		tests/attack tests/ui/test_traffic.py $(ARGS)
	@nice $(BIN)/python scripts/disclosure_attack.py
	@nice $(BIN)/python scripts/disclosure_surveys.py

lint: environment ## ruff: rules and format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: environment ## ruff: mend what can be mended, and format
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: environment ## mypy, strict, on cxc_metrics, ui and pages
	@$(BIN)/mypy

imports: environment ## import-linter: the import graph only goes one way
	@PYTHONPATH=. $(BIN)/lint-imports

docs: environment ## the reference of cxc_metrics from its docstrings, in build/docs
	@rm -rf build/docs
	@$(BIN)/python scripts/docs/build.py build/docs

bench: environment ## the measurements of benchmarks/
	@$(BIN)/python -m benchmarks $(ARGS)

engines: environment ## the same figures and facts from ClickHouse and Spark as from DuckDB, and their tables (ARGS="--exchanges 20000")
	@OMP_NUM_THREADS=$${OMP_NUM_THREADS:-1} nice $(BIN)/python scripts/engines.py $(ARGS)

faults: environment ## 1 500 deliveries with faults through the process that reads; goes on where it stopped
	@nice $(BIN)/python -m tests.faults $(ARGS)

planted: environment ## 400 registers a scenario with a planted effect; goes on where it stopped (ARGS="--jobs 4")
	@nice $(BIN)/python scripts/planted.py $(ARGS)
	@nice $(BIN)/python scripts/planted_matching.py $(ARGS)
	@$(BIN)/python scripts/soundness.py

lock: environment ## recompile the locks, with hashes; ARGS=--upgrade for the newest versions
	@$(LOCK) \
		pyproject.toml --group build --output-file requirements.txt $(ARGS)
	@$(LOCK) \
		--group test --constraints requirements.txt --output-file requirements-test.txt $(ARGS)
	@$(LOCK) \
		--group sbom --output-file requirements-sbom.txt $(ARGS)
	@$(LOCK) \
		pyproject.toml --extra assistants --constraints requirements.txt --constraints requirements-test.txt \
		--output-file requirements-assistants.txt $(ARGS)
	@$(LOCK) \
		pyproject.toml --extra clickhouse --extra chdb --extra spark --constraints requirements.txt --constraints requirements-test.txt \
		--output-file requirements-engines.txt $(ARGS)

sbom: ## a software bill of materials of what runs, in build/sbom.cdx.json (CycloneDX)
	@scripts/sbom.sh build/sbom.cdx.json

environment: ## make .venv with the libraries and the test tools
	@scripts/environment.sh test

clean: ## remove the environment and caches; published registers stay
	rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist test-results
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
