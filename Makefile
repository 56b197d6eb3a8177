# make help lists the targets. The first use of a target sets up .venv from the lock that it needs (hashes checked); after that nothing needs a network:
# requirements.lock for the audit itself, requirements-lab.lock with JupyterLab, requirements-dev.lock with all that the tests need.
PYTHON ?= $(firstword $(shell command -v python3.11) $(shell command -v python3))
VENV := .venv
BIN := $(VENV)/bin
JOBS ?= 0
SCALE ?= 1

# Machines that forbid bytecode make every start of Python two to three times slower.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev demo docs messages test units nbval test-all newer accuracy browser lab bench lint lock bundle

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(VENV)/linked  ## set up .venv for audits (done by the targets that need no more)

setup-dev: $(VENV)/requirements-dev.lock $(VENV)/linked  ## set up .venv with what the tests need (done by the targets that need it)

# An installed lock is kept beside the environment, so that what has changed, and nothing else, is installed again; each lock holds
# requirements.lock. Bytecode is made on all cores, but for the libraries' own tests, a quarter of all: nobody imports them.
$(VENV)/%.lock: %.lock | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --no-compile --require-hashes --requirement $<
	-@$(BIN)/python -W ignore -m compileall -qq -j 0 -x '[/\\]tests[/\\]' $(VENV)/lib
	@cp requirements.lock $(VENV)/requirements.lock && cp $< $@

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: install it, or say make PYTHON=/path/to/python3.11"; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) is older than 3.11: say make PYTHON=/path/to/python3.11"; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/linked: $(VENV)/requirements.lock pyproject.toml
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: setup  ## sixteen synthetic counties, audited and published; SCALE=3 makes them larger, JOBS=4 sets the workers
	$(BIN)/auditlib demo --outputs outputs/demo --scale $(SCALE) --jobs $(JOBS)

docs: setup  ## renew the generated pages of docs/ after a rule, ledger, policy value or option changed
	$(BIN)/auditlib rules --docs docs

messages: setup-dev  ## bring the catalogue of Chinese messages up to what the code says, then make auditlib.mo of it
	$(BIN)/python -m tests.language.catalogue

lint: setup-dev  ## style of code and notebooks
	$(BIN)/ruff check .
	$(BIN)/ruff format --check --quiet .

# Three workers on two cores: many tests of batch and kernels wait for something. A file to a worker; what takes longest comes first (tests/conftest.py).
WORKERS ?= 3

test: lint  ## everything a change must pass
	@$(MAKE) --no-print-directory --jobs 2 units nbval

units: setup-dev
	$(BIN)/python -m pytest -q -n $(WORKERS) --dist loadfile --no-loadscope-reorder -m "not browser and not slow" tests

# nbval compares marked cells of the small notebooks with their stored outputs; it needs one process per notebook.
nbval: setup-dev
	@if ls tests/notebooks/*.ipynb >/dev/null 2>&1; then \
	  $(BIN)/python -m pytest -q -p no:cacheprovider --override-ini addopts= --override-ini filterwarnings=default --nbval-lax --nbval-current-env tests/notebooks/*.ipynb; fi

browser: setup-dev  ## pages in chromium (skipped with a message when there is none)
	$(BIN)/python -m pytest -q -n 2 --dist loadfile -m "browser and not slow"

# Apache Spark lives in an environment of its own: it is large, and its Python package has the name of the client's.
$(VENV)-spark/installed: requirements-spark.lock
	$(PYTHON) -m venv $(VENV)-spark
	$(VENV)-spark/bin/python -m pip install --quiet --require-hashes --requirement requirements-spark.lock
	@touch $@

test-all: test $(VENV)-spark/installed newer  ## also on a newer Python, the slow tests (all examples on Sail among them), those on Apache Spark (needs Java 17) and in chromium
	$(BIN)/python -m pytest -q -m "browser or slow" --ignore tests/test_accuracy.py
	@$(MAKE) --no-print-directory accuracy

# An environment of its own by the same lock, with the first of these that this machine has.
NEWER ?= python3.13 python3.12
newer:  ## the tests on a newer Python, where one can be had: NEWER=/path/to/python3.13
	@for python in $(NEWER); do if $$python -c "" 2>/dev/null; then exec $(MAKE) --no-print-directory units PYTHON=$$python VENV=$(VENV)-newer; fi; done; \
	  echo "none of $(NEWER) is here: the tests ran on $$($(BIN)/python --version) alone"

accuracy: setup-dev  ## all sixteen counties against what was planted in them; recall and precision per rule in outputs/accuracy.md
	$(BIN)/python -m pytest -q tests/test_accuracy.py

lab: $(VENV)/requirements-lab.lock setup  ## JupyterLab on copies of the notebooks, in work/
	$(BIN)/auditlib lab

bench: setup-dev  ## the batch against command loops, warm kernels against cold, many counties against few, intake against a bare read, rules on ten million payments against SQL and pandas
	$(BIN)/python bench/bench.py
	$(BIN)/python bench/kernels.py
	$(BIN)/python bench/counties.py
	$(BIN)/python bench/large.py

# A lock holds no address of a registry, so that every machine uses its own. All three hold the same versions.
COMPILE = uv pip compile --universal --python-version 3.11 pyproject.toml --generate-hashes --no-header --no-emit-index-url
lock:  ## renew the locks (needs uv)
	$(COMPILE) --all-extras --group dev -o requirements-dev.lock
	$(COMPILE) --group link --constraint requirements-dev.lock -o requirements.lock
	$(COMPILE) --group link --extra lab --constraint requirements-dev.lock -o requirements-lab.lock
	echo "pyspark>=4.0,<4.1" | uv pip compile --universal --python-version 3.11 - --generate-hashes --no-header --no-emit-index-url -o requirements-spark.lock

PLATFORM ?= win_amd64
bundle: setup  ## one archive for an office without a network, in outputs/: PLATFORM=win_amd64 (default) or manylinux_2_28_x86_64
	$(BIN)/python bundle/pack.py $(PLATFORM) outputs
