# The two commands for a newcomer are `make demo` and `make test`; each works as
# the first command after a clone.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo tutorial test check bench samples docs pictures lock campaign clean

$(READY): requirements.lock pyproject.toml cli/locale/zh/LC_MESSAGES/certledger.po
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q cli domain ledger projections
	touch $(READY)

demo: $(READY) ## build a ledger from the samples and print the reports
	$(BIN)/python samples/demo.py

tutorial: $(READY) ## the ledger of docs/tutorial.md, to ask along: .tutorial/en and .tutorial/zh
	$(BIN)/python docs/follow.py .tutorial

test: $(READY) ## the whole test suite, on all cores
	$(BIN)/python -m pytest -n auto --dist worksteal

campaign: $(READY) ## look for what the suite misses: new cases without end, and faults by the hundred
	HYPOTHESIS_PROFILE=campaign FAULTS_SCALE=20 $(BIN)/python -m pytest -n auto --dist worksteal tests/domain tests/ledger tests/projections tests/model tests/faults

check: $(READY) ## formatting, lint, types, layers, coverage
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo
	$(BIN)/python -m pytest -n auto --dist worksteal --cov --cov-report=term:skip-covered --cov-fail-under=90

bench: $(READY) ## the measurements of docs/performance.md; BENCH_SIZE=1000000 for its sizes
	$(BIN)/python benchmarks/run.py

samples: $(READY) ## write the sample files anew (the same bytes each time)
	$(BIN)/python samples/make.py

docs: $(READY) ## write the reference of commands and codes anew
	$(BIN)/python docs/make.py

pictures: $(READY) ## draw docs/pictures/report-*.png; needs chromium, pdftoppm, soffice
	$(BIN)/python docs/screenshots.py

lock: ## resolve the dependencies anew; needs uv
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --group dev pyproject.toml -o requirements.lock --quiet

clean:
	rm -rf $(VENV) .demo .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis .tutorial
