# `make demo` and `make test` do all of their own set-up; a second run starts in seconds.

PORT ?= 8000
PYTHON ?= python3
BIN := .venv/bin
# Tests start the program some forty times: what Python has compiled of it is kept.
# Three workers keep two cores busy: many tests wait for a browser or a server.
# PYTEST_ARGS="-n0 -x tests/db" runs some tests by hand; ESTATE_TEST_PICTURES=1 keeps pictures of
# the pages in tests/artefacts/.
PYTEST_ARGS ?= -n 3 --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help demo test check prove mutants bench answers walk assets clean

help: ## say what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' Makefile

demo: ## the sample county on a map: http://127.0.0.1:8000 (PORT=… for another)
	@$(PYTHON) scripts/bootstrap demo
	@exec $(BIN)/estate demo --port $(PORT)

test: ## all tests, on a private PostGIS
	@$(PYTHON) scripts/bootstrap test
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -m "not long" $(PYTEST_ARGS)

check: ## format, lint, types, import contracts, container files
	@$(PYTHON) scripts/bootstrap test
	@scripts/check

prove: ## the long forms of the proofs
	@$(PYTHON) scripts/bootstrap test
	@ESTATE_TEST_CASES=fresh $(BIN)/python -m pytest -m long $(PYTEST_ARGS)

mutants: ## which small changes of the code no test notices (MODULE=estate/leases, SAMPLE=120)
	@$(PYTHON) scripts/bootstrap mutants
	@SAMPLE=$(SAMPLE) $(BIN)/python scripts/mutants $(MODULE)

bench: ## benchmarks
	@$(PYTHON) scripts/bootstrap test
	@$(BIN)/python -m benchmarks

INTO ?= /tmp/estate-answers
answers: ## every answer on the sample county, a file each: INTO=…; what differs from BASE=…
	@$(PYTHON) scripts/bootstrap test
	@$(BIN)/python -m benchmarks answers $(INTO)
	@test -z "$(BASE)" || $(BIN)/python -m benchmarks answers $(BASE) $(INTO)

walk: ## modules, calls and SQL statements of each kind of question
	@$(PYTHON) scripts/bootstrap test
	@$(BIN)/python -m benchmarks walk

assets: ## fetch the map's libraries from npm, bundle its scripts
	@$(PYTHON) scripts/bootstrap demo

clean: ## remove what was built here; never any data
	rm -rf .venv build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis
	rm -rf .import_linter_cache node_modules maps/static/vendor tests/artefacts
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
