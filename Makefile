# make help lists the targets. The first use of any target sets up .venv from requirements.lock (hashes checked); after that nothing needs a network.
PYTHON ?= $(firstword $(shell command -v python3.11) $(shell command -v python3))
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 0
SCALE ?= 1

# Machines that forbid bytecode make every start of Python two to three times slower.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup demo docs messages test test-all accuracy browser nbval lab bench lint lock

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(VENV)/linked  ## set up .venv (done by every other target)

$(VENV)/installed: requirements.lock
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or say make PYTHON=/path/to/python3.11"; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than 3.11: say make PYTHON=/path/to/python3.11"; exit 2; }
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.lock
	@touch $@

$(VENV)/linked: $(VENV)/installed pyproject.toml
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup  ## sixteen synthetic counties, audited and published; SCALE=3 makes them larger, JOBS=4 sets the workers
	$(BIN)/auditlib demo --outputs outputs/demo --scale $(SCALE) --jobs $(JOBS)

docs: setup  ## renew the generated pages of docs/ after a rule, ledger, policy value or option changed
	$(BIN)/auditlib rules --docs docs

messages: setup  ## bring the catalogue of Chinese messages up to what the code says, then make auditlib.mo of it
	$(BIN)/python -m tests.language.catalogue

lint: setup  ## style of code and notebooks
	$(BIN)/ruff check .

# The files that take longest come first, or one core waits for the other at the end.
LONGEST = tests/test_accuracy.py tests/engines tests/publish tests/docs tests/rules/test_extremes.py

test: lint  ## everything a change must pass
	$(BIN)/python -m pytest -q -n 2 --dist loadfile --no-loadscope-reorder -m "not browser and not slow" $(LONGEST) tests
	@$(MAKE) --no-print-directory nbval

# nbval compares marked cells of the small notebooks with their stored outputs; it needs one process per notebook.
nbval: setup
	@if ls tests/notebooks/*.ipynb >/dev/null 2>&1; then \
	  $(BIN)/python -m pytest -q -p no:cacheprovider --override-ini addopts= --override-ini filterwarnings=default --nbval-lax --nbval-current-env tests/notebooks/*.ipynb; fi

browser: setup  ## pages in chromium (skipped with a message when there is none)
	$(BIN)/python -m pytest -q -m browser

# Apache Spark lives in an environment of its own: it is large, and its Python package has the name of the client's.
$(VENV)-spark/installed: requirements-spark.lock
	$(PYTHON) -m venv $(VENV)-spark
	$(VENV)-spark/bin/python -m pip install --quiet --require-hashes --requirement requirements-spark.lock
	@touch $@

test-all: test $(VENV)-spark/installed  ## also the slow tests, those on Apache Spark (needs Java 17) and those that need chromium
	$(BIN)/python -m pytest -q -m "browser or slow" --ignore tests/test_accuracy.py
	@$(MAKE) --no-print-directory accuracy

accuracy: setup  ## all sixteen counties against what was planted in them; recall and precision per rule in outputs/accuracy.md
	$(BIN)/python -m pytest -q tests/test_accuracy.py

lab: setup  ## JupyterLab on copies of the notebooks, in work/
	$(BIN)/auditlib lab

bench: setup  ## the batch against command loops, warm kernels against cold, many counties against few, intake against a bare read, rules on ten million payments against SQL and pandas
	$(BIN)/python bench/bench.py
	$(BIN)/python bench/kernels.py
	$(BIN)/python bench/counties.py
	$(BIN)/python bench/large.py

# The lock holds no address of a registry, so that every machine uses its own.
lock:  ## renew the two locks (needs uv)
	uv pip compile --universal --python-version 3.11 pyproject.toml --all-extras --group dev --generate-hashes --no-header --no-emit-index-url -o requirements.lock
	echo "pyspark>=4.0,<4.1" | uv pip compile --universal --python-version 3.11 - --generate-hashes --no-header --no-emit-index-url -o requirements-spark.lock

