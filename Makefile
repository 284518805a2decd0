# A machine needs only Python 3.11 (or newer) and make; everything else is fetched into .venv from the lock files.
# The lock files name no package index: pip uses the one this machine is set up for.

PORT ?= 8000
HOST ?= 127.0.0.1
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check --quiet
UV_LOCK := $(VENV)/bin/uv pip compile --quiet --generate-hashes --no-header --no-emit-index-url --no-emit-find-links \
	--universal --python-version 3.11 $(if $(UPGRADE),--upgrade)

.PHONY: help run test qa browser faults deep shots lock messages clean

help:
	@echo "make run       the site on http://$(HOST):$(PORT)/ with demonstration data, in one process"
	@echo "make test      the suite twice: SQLite in memory, then PostgreSQL and Redis"
	@echo "make qa        style, types, layers, templates, migrations, translations"
	@echo "make browser   the site in Chromium"
	@echo "make faults    processes killed, services missing"
	@echo "make deep      long random tests"
	@echo "make shots     the README's pictures (ARGS=\"--dark\": whole pages in shots/)"
	@echo "make messages  collect words to translate into locale/"
	@echo "make lock      the lock files anew (UPGRADE=1: newest versions)"

# ---- environment -------------------------------------------------------------------------------------------------

$(PY):
	@for python in python3.11 /usr/bin/python3.11 python3 python3.12 python3.13; do \
	  if $$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
	    echo "Making $(VENV) with $$($$python --version)"; exec $$python -m venv $(VENV); \
	  fi; \
	done; \
	echo "质桥 needs Python 3.11 or newer with its venv module (Debian: apt-get install python3.11 python3.11-venv)." >&2; \
	exit 1

# Each stamp is a copy of the lock it stands for: a lock whose time changed but not its words installs nothing.
$(VENV)/run.lock: requirements.lock | $(PY)
	@cmp -s $< $@ || { echo "Installing what $< names"; $(PIP) install --require-hashes --no-deps -r $<; }
	@cp $< $@

$(VENV)/dev.lock: requirements-dev.lock | $(PY)
	@cmp -s $< $@ || { echo "Installing what $< names"; $(PIP) install --require-hashes --no-deps -r $<; }
	@cp $< $@
	@cp requirements.lock $(VENV)/run.lock

# ---- running ------------------------------------------------------------------------------------------------------

run: $(VENV)/run.lock
	@ZHIQIAO_DEMO=1 exec $(PY) manage.py serve --host $(HOST) --port $(PORT)

# ---- proving ------------------------------------------------------------------------------------------------------

test: $(VENV)/dev.lock
	@$(PY) -m tests.run $(ARGS)

qa: $(VENV)/dev.lock
	@$(PY) -m tools.qa $(ARGS)

browser: $(VENV)/dev.lock
	@$(PY) -m pytest tests/browser $(ARGS)

faults: $(VENV)/dev.lock
	@$(PY) -m pytest tests/faults $(ARGS)

deep: $(VENV)/dev.lock
	@HYPOTHESIS_PROFILE=deep $(PY) -m pytest tests/deep $(ARGS)

shots: $(VENV)/dev.lock
	@$(PY) -m tools.shots $(if $(ARGS),$(ARGS),--readme)

# ---- keeping ------------------------------------------------------------------------------------------------------

messages: $(VENV)/dev.lock
	@$(PY) -m tools.messages update

lock: $(VENV)/dev.lock
	@$(UV_LOCK) pyproject.toml -o requirements.lock
	@$(UV_LOCK) pyproject.toml --extra dev -c requirements.lock -o requirements-dev.lock

clean:
	rm -rf $(VENV) build var shots .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
