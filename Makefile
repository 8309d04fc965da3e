# Everything from a bare checkout: Python 3.11 or newer and make are all that must be there.
# Written for GNU make 3.81 and a POSIX shell, so that it runs as it is on macOS too.

VENV := .venv
PY := $(VENV)/bin/python
DEMO := .demo/psw.db
UV_VERSION := 0.13.9

# The interpreter to build the environment with: PYTHON=... if given, else the first of these that will do.
PYTHON ?=
PYTHONS := $(or $(PYTHON),python3 python3.14 python3.13 python3.12 python3.11)

PYTEST := $(PY) -m pytest
# On every core; `make test WORKERS=0` runs in one process (for a debugger).
WORKERS ?= auto

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help run test check format fuzz docs bench venv lock clean

help:
	@echo 'make run      open the app on the demo cohort (made once, in .demo)'
	@echo 'make test     every check and test, as .ci/run does'
	@echo 'make check    the checks alone: ruff, mypy, import-linter, complexipy'
	@echo 'make format   put the sources in order'
	@echo 'make fuzz     the property tests, with a long budget: half an hour of one core'
	@echo 'make docs     write the pages of docs/ that are made from the code'
	@echo 'make bench    the figures of speed beside their targets: eight minutes; ARGS="--only paint" takes a part'
	@echo 'make venv     make .venv with everything for development'
	@echo 'make lock     bring the locks in line with pyproject.toml; UPGRADE=1 takes the newest versions'
	@echo 'make clean    remove .venv and what the tools left behind; the demo stays'
	@echo 'PYTHON=/path/to/python3.12 after any of these names the Python to build .venv with; ARGS="..." goes to run, bench and fuzz.'

run: $(VENV)/run.stamp $(DEMO)
	@$(PY) -m psw_tui --db $(DEMO) $(ARGS)

# Made once and then the user's to play with: a newer environment is no reason to make it again.
$(DEMO): | $(VENV)/run.stamp
	@mkdir -p $(@D)
	@$(PY) -m psw_tui demo --no-open --db $@

test: check
	@echo '== pytest'
	@HYPOTHESIS_PROFILE=default $(PYTEST) -n $(WORKERS) --dist worksteal

check: $(VENV)/dev.stamp
	@echo '== ruff check'
	@$(PY) -m ruff check .
	@echo '== ruff format --check'
	@$(PY) -m ruff format --check .
	@echo '== mypy --strict'
	@$(PY) -m mypy
	@echo '== import-linter'
	@$(VENV)/bin/lint-imports --no-logo
	@echo '== complexipy'
	@$(VENV)/bin/complexipy --plain

format: $(VENV)/dev.stamp
	@$(PY) -m ruff check --fix-only .
	@$(PY) -m ruff format .

fuzz: $(VENV)/dev.stamp
	@HYPOTHESIS_PROFILE=fuzz $(PYTEST) -n $(WORKERS) --dist worksteal -m fuzz $(ARGS)

docs: $(VENV)/dev.stamp
	@$(PY) -m tests.docs_from_code

bench: $(VENV)/dev.stamp
	@$(PY) -m tests.bench $(ARGS)

venv: $(VENV)/dev.stamp

# Each stamp is a copy of the lock its environment was made from. A lock whose text changed means a new environment;
# one that was only touched does not. The development environment holds all that the app needs, so it serves `run` too.
$(VENV)/run.stamp: requirements.lock
	@cmp -s $< $@ || { $(new_venv); }
	@cp $< $@

$(VENV)/dev.stamp: requirements-dev.lock requirements.lock
	@cmp -s $< $@ && cmp -s requirements.lock $(VENV)/run.stamp || { $(new_venv); }
	@cp requirements.lock $(VENV)/run.stamp
	@cp $< $@

# An environment that lost its interpreter (an upgrade of the system's Python, say), or was moved to another folder with
# the checkout, is made again.
$(shell test -x $(PY) && grep -qsF "$(CURDIR)/" $(VENV)/bin/pip || rm -f $(VENV)/*.stamp)

# Finds a Python that will do, or says in one sentence what is missing; then makes the environment from the lock, $<.
define new_venv
set -e; found=; why='none was found'; \
for python in $(PYTHONS); do \
    command -v "$$python" >/dev/null 2>&1 || continue; \
    version=$$("$$python" -c 'import sys; print("%d.%d.%d" % sys.version_info[:3])' 2>/dev/null) || continue; \
    if ! "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
        test "$$why" != 'none was found' || why="$$python is $$version"; \
    elif ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
        why="$$python ($$version) cannot make virtual environments: on Debian and Ubuntu, install python3-venv"; \
    else found="$$python"; break; fi; \
done; \
if test -z "$$found"; then \
    echo "psw needs Python 3.11 or newer, but $$why. PYTHON=/path/to/python3.12 after make names another." >&2; exit 1; \
fi; \
echo "Making $(VENV) with Python $$version from $< (once, about half a minute)"; \
rm -rf $(VENV); \
"$$found" -m venv $(VENV); \
$(PY) -m pip install -qq --no-input --disable-pip-version-check --require-hashes -r $<
endef

# One lock serves Python 3.11 and up on Linux, macOS and Windows; pins that still fit stay unless UPGRADE=1.
UV := .venv-lock/bin/uv
COMPILE := $(UV) pip compile pyproject.toml --extra encrypted --quiet --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-header $(if $(UPGRADE),--upgrade)

lock:
	@test -x $(PY) || { echo 'make lock needs the environment: make venv first.' >&2; exit 1; }
	@$(UV) --version 2>/dev/null | grep -qF ' $(UV_VERSION) ' || { rm -rf .venv-lock && $(PY) -m venv .venv-lock && \
	    .venv-lock/bin/python -m pip install -qq --disable-pip-version-check uv==$(UV_VERSION); }
	@$(COMPILE) --output-file requirements.lock
	@$(COMPILE) --group dev --constraints requirements.lock --output-file requirements-dev.lock

clean:
	@rm -rf .venv .venv-lock .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .complexipy_cache .hypothesis build dist reports *.egg-info
	@find psw_tui screens models tests -name __pycache__ -type d -prune -exec rm -rf {} +
