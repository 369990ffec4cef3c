# `make demo` and `make test` need make and Python 3.11 or newer with venv; the rest is installed into .venv.
PYTHON ?= python3
BIN := .venv/bin
EXAMPLE ?= examples/family-twins-after-one.yaml
# pytest's own arguments, say: make pytest ARGS="tests/feel -k between"
ARGS ?= -n auto --dist loadgroup

.DEFAULT_GOAL := help
.PHONY: help demo test lint fmt pytest hostile docs schemas bench lock sbom clean

help:
	@echo "make demo    evaluate an example family, with the reasons in Chinese and in English"
	@echo "make test    everything that CI runs: lint, types, imports, tests"
	@echo "make lint    ruff, mypy and import-linter alone"
	@echo "make pytest  the tests alone; ARGS=… are pytest's"
	@echo "make hostile run Huimin on $(COUNT) hostile inputs and count the faults; COUNT, SEED, JOBS, or REPLAY=FILE"
	@echo "make fmt     format the Python code"
	@echo "make docs    render generated_docs/ from the book"
	@echo "make schemas update schemas/: the closed lists from the engine, the schema of a case from the book"
	@echo "make bench   time Huimin beside plain Python and other engines, which it installs into .venv/bench"
	@echo "make lock    lock the newest releases in requirements/*.txt; UPGRADE= keeps the locked ones and adds what is missing"
	@echo "make sbom    list the locked libraries in dist/huimin.cdx.json, a CycloneDX bill of materials"
	@echo "make clean   remove what was built, .venv included"

# --- the virtual environment ---------------------------------------------------------------------------------
# A stamp carries the checksum of what was installed, so that a changed lock is installed anew and nothing else is.
checksum = $(firstword $(shell cat requirements/build.txt requirements/$(1).txt pyproject.toml | cksum))
CORE := .venv/core-$(call checksum,core).stamp
DEV := .venv/dev-$(call checksum,dev).stamp

define checked_python
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Huimin needs Python 3.11 or newer, and '$(PYTHON)' is not: name another with make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "'$(PYTHON)' has no venv: on Debian and Ubuntu the package python3-venv brings it" >&2; exit 1; }
endef

# pip installs what the lock lists and asks nothing else: a release of tomorrow cannot come in. A library without a wheel
# is built with the tools of requirements/build.txt; requirements/met.py then holds the lock against what was installed.
PIP_INSTALL := -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation
define locked
	$(checked_python)
	@$(PYTHON) -m venv $(1)
	@$(1)/bin/python $(PIP_INSTALL) --require-hashes -r requirements/build.txt
	@$(1)/bin/python $(PIP_INSTALL) --require-hashes -r requirements/$(2).txt
	@$(1)/bin/python requirements/met.py build $(2)
endef

define install
	@echo "Installing requirements/$(1).txt into .venv, every file checked by its hash …"
	$(call locked,.venv,$(1))
	@rm -f .venv/$(1)-*.stamp
	@$(BIN)/python $(PIP_INSTALL) --editable .
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

# Seeded: the same COUNT and SEED make the same inputs. What breaks something is kept in build/hostile/.
COUNT ?= 100000
SEED ?= 1
JOBS ?= 2
REPLAY ?=
hostile: $(DEV)
	@$(BIN)/python -m tests.hostile.run \
	  $(if $(REPLAY),--replay "$(REPLAY)",--count $(COUNT) --seed $(SEED) --jobs $(JOBS))

fmt: $(DEV)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

docs: $(CORE)
	$(BIN)/huimin publish

schemas: $(CORE)
	$(BIN)/python -m huimin.policy.closed_lists
	$(BIN)/huimin schema case > schemas/case.v1.json

# Peers pin libraries of their own, so they get an environment of their own.
BENCH := .venv/bench/ready-$(call checksum,bench).stamp
$(BENCH):
	$(call locked,.venv/bench,bench)
	@touch $@

bench: $(BENCH)
	@PYTHONPATH=engine .venv/bench/bin/python -m benchmarks
	@PYTHONPATH=engine .venv/bench/bin/python -m benchmarks batch

# Every file of a release is listed by its hash, with the markers of every system and Python: one lock serves all
# machines; no host is named. `make lock UPGRADE=` keeps the releases that are locked and adds only what is missing.
UPGRADE ?= --upgrade
LOCK := UV_CUSTOM_COMPILE_COMMAND="make lock" .venv/lock/bin/uv pip compile --quiet $(UPGRADE) \
  --universal --python-version 3.11 --generate-hashes --no-emit-package huimin
lock:
	$(call locked,.venv/lock,tools)
	$(LOCK) requirements/build.in --output-file requirements/build.txt
	$(LOCK) requirements/tools.in --constraint requirements/build.txt --output-file requirements/tools.txt
	$(LOCK) pyproject.toml --constraint requirements/build.txt --output-file requirements/core.txt
	$(LOCK) pyproject.toml --extra dev --constraint requirements/build.txt --constraint requirements/core.txt \
	  --output-file requirements/dev.txt
	$(LOCK) pyproject.toml --extra bench --constraint requirements/build.txt --constraint requirements/core.txt \
	  --output-file requirements/bench.txt

# The bill of materials follows from the lock alone, without the time and without a random number.
sbom:
	$(call locked,.venv/lock,tools)
	@mkdir -p dist
	.venv/lock/bin/python -W ignore -m cyclonedx_py requirements requirements/core.txt --pyproject pyproject.toml \
	  --output-reproducible --output-file dist/huimin.cdx.json

clean:
	rm -rf .venv build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	find engine tests -name __pycache__ -type d -prune -exec rm -rf {} +
