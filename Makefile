# `make demo` and `make test` need make and Python 3.11 or newer with venv; the rest is installed into .venv.
PYTHON ?= python3
BIN := .venv/bin
EXAMPLE ?= examples/family-twins-after-one.yaml
# pytest's own arguments, say: make pytest ARGS="tests/feel -k between"
ARGS ?= -n auto --dist loadgroup

.DEFAULT_GOAL := help
.PHONY: help demo test lint fmt pytest docs bench lock clean

help:
	@echo "make demo    evaluate an example family, with the reasons in Chinese and in English"
	@echo "make test    everything that CI runs: lint, types, imports, tests"
	@echo "make lint    ruff, mypy and import-linter alone"
	@echo "make pytest  the tests alone; ARGS=… are pytest's"
	@echo "make fmt     format the Python code"
	@echo "make docs    render generated_docs/ from the book"
	@echo "make bench   time Huimin beside plain Python and other engines, which it installs into .venv/bench"
	@echo "make lock    resolve requirements/*.txt anew from pyproject.toml"
	@echo "make clean   remove what was built, .venv included"

# --- the virtual environment ---------------------------------------------------------------------------------
# A stamp carries the checksum of what was installed, so that a changed lock is installed anew and nothing else is.
checksum = $(firstword $(shell cat requirements/$(1).txt pyproject.toml | cksum))
CORE := .venv/core-$(call checksum,core).stamp
DEV := .venv/dev-$(call checksum,dev).stamp

define checked_python
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Huimin needs Python 3.11 or newer, and '$(PYTHON)' is not: name another with make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "'$(PYTHON)' has no venv: on Debian and Ubuntu the package python3-venv brings it" >&2; exit 1; }
endef

define install
	$(checked_python)
	@echo "Installing requirements/$(1).txt into .venv, every file checked by its hash …"
	@$(PYTHON) -m venv .venv
	@rm -f .venv/$(1)-*.stamp
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/$(1).txt
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
endef

$(DEV):
	$(call install,dev)
	@touch $(CORE) $(DEV)

$(CORE):
	$(call install,core)
	@touch $(CORE)

# --- the two commands of the README --------------------------------------------------------------------------
demo: $(CORE)
	@$(BIN)/huimin --version
	@$(BIN)/huimin evaluate $(EXAMPLE) --lang zh
	@echo
	@$(BIN)/huimin evaluate $(EXAMPLE) --lang en

test: lint pytest

# --- the parts -----------------------------------------------------------------------------------------------
lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

pytest: $(DEV)
	$(BIN)/python -m pytest $(ARGS)

fmt: $(DEV)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(CORE)
	$(BIN)/huimin publish

# Peers pin libraries of their own, so they get an environment of their own.
BENCH := .venv/bench/ready-$(call checksum,bench).stamp
$(BENCH):
	$(checked_python)
	@$(PYTHON) -m venv .venv/bench
	@.venv/bench/bin/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $@

bench: $(BENCH)
	@PYTHONPATH=engine .venv/bench/bin/python -m benchmarks
	@PYTHONPATH=engine .venv/bench/bin/python -m benchmarks batch

# Hashes of every file of a release are written, so that one lock serves all machines; no host is named.
LOCK := CUSTOM_COMPILE_COMMAND="make lock" .venv/lock/bin/pip-compile pyproject.toml --quiet --upgrade \
  --generate-hashes --no-emit-options --strip-extras --allow-unsafe --build-deps-for wheel
lock:
	$(checked_python)
	@$(PYTHON) -m venv .venv/lock
	@.venv/lock/bin/python -m pip install -qq --disable-pip-version-check pip-tools
	$(LOCK) --output-file requirements/core.txt
	$(LOCK) --extra dev --constraint requirements/core.txt --output-file requirements/dev.txt
	$(LOCK) --extra bench --constraint requirements/core.txt --output-file requirements/bench.txt

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	find engine tests -name __pycache__ -type d -prune -exec rm -rf {} +
