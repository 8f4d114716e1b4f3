# Everything a newcomer, a developer and CI do here. `make` alone lists it.
# A recipe that finds its stamp fresh calls neither pip nor npm.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PY     := $(BIN)/python
JOBS   ?= 2
PROFILE ?= quick
PIP    := YINGDA_SKIP_WEB=1 $(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt
PYTEST := $(PY) -m pytest -n $(JOBS) --dist loadgroup
# In a process of its own: the browser driver runs an event loop that other tests would meet.
PYTEST_BROWSER = $(PY) -m pytest -n $(JOBS) --dist loadfile tests/browser
# Several processes share a PostgreSQL whatever the run is about: once, in that run, is enough.
ALWAYS_POSTGRES = --ignore=tests/cluster
WHAT   := pyproject.toml constraints.txt

.DEFAULT_GOAL := help
.PHONY: help run test test-sqlite test-postgres check check-python check-web fix map story bench \
        api api-fresh faults web screenshots constraints clean

help: ## this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 22

# ------------------------------------------------------------------ the environment

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	  || { echo "Yingda needs Python 3.11 or newer; say where it is: make PYTHON=/path/to/python3"; exit 1; }
	@echo "Making the virtual environment $(VENV) …"
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.ready-to-run: $(WHAT) | $(PY)
	@echo "Installing Yingda into $(VENV) (once; a few minutes on a slow line) …"
	@$(PIP) -e '.[postgres,redis,front]'
	@touch $@

$(VENV)/.ready-to-develop: $(WHAT) $(VENV)/.ready-to-run
	@echo "Installing what tests and checks need …"
	@$(PIP) -e '.[postgres,redis,tracing,front,dev]'
	@touch $@

web: $(VENV)/.ready-to-run ## build the web front, when its sources changed
	@$(PY) tools/web_build.py build

# ------------------------------------------------------------------ run

run: web ## everything with demo data; prints addresses and accounts
	@$(BIN)/yingda demo --serve

# ------------------------------------------------------------------ tests and checks

test: test-sqlite test-postgres ## the whole suite, on SQLite and on PostgreSQL

test-sqlite: $(VENV)/.ready-to-develop web
	YINGDA_TEST_DATABASE=sqlite $(PYTEST) --ignore=tests/browser $(ALWAYS_POSTGRES) $(ARGS)
	YINGDA_TEST_DATABASE=sqlite $(PYTEST_BROWSER) $(ARGS)

test-postgres: $(VENV)/.ready-to-develop web
	YINGDA_TEST_DATABASE=postgres $(PYTEST) --ignore=tests/browser $(ARGS)
	YINGDA_TEST_DATABASE=postgres $(PYTEST_BROWSER) $(ARGS)

check: check-python check-web api-fresh ## exactly what CI checks before the tests

check-python: $(VENV)/.ready-to-develop
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry src
	$(PY) -m pytest -q tests/architecture

check-web: $(VENV)/.ready-to-develop web
	$(PY) tools/web_build.py npm run lint
	$(PY) tools/web_build.py npm run typecheck --workspaces --if-present
	$(PY) tools/web_build.py npm test
	$(PY) tools/web_build.py npm run size --workspaces --if-present

fix: $(VENV)/.ready-to-develop ## let the formatters mend what they can
	-$(BIN)/ruff check --fix-only .
	$(BIN)/ruff format .
	$(PY) tools/web_build.py install
	$(PY) tools/web_build.py npm run fix

faults: $(VENV)/.ready-to-develop ## kills, cuts and full disks, on both engines; PROFILE=long takes its time
	YINGDA_FAULTS=$(PROFILE) YINGDA_TEST_DATABASE=sqlite $(PY) -m pytest tests/faults $(ARGS)
	YINGDA_FAULTS=$(PROFILE) YINGDA_TEST_DATABASE=postgres $(PY) -m pytest tests/faults $(ARGS)

bench: $(VENV)/.ready-to-develop ## the benchmarks, into bench/results.md
	$(PY) -m bench $(ARGS)

bench-bot: $(VENV)/.ready-to-develop ## how well the bot understands, on sets in the folder YINGDA_BENCH_SETS
	$(PY) -m bench.bot $(ARGS)

bench-mending: $(VENV)/.ready-to-develop ## what an hour on the leak board changes, on sets in YINGDA_BENCH_SETS
	$(PY) -m bench.mending $(ARGS)

# ------------------------------------------------------------------ read and generate

screenshots: $(VENV)/.ready-to-develop web ## the pictures of docs/screenshots, from a running demo
	$(PY) tools/screenshots.py

map: $(VENV)/.ready-to-run ## layers and sizes
	@$(PY) tools/show_map.py

story: $(VENV)/.ready-to-run ## who answers to which fact
	@$(PY) tools/show_story.py

api: $(VENV)/.ready-to-develop ## write the web client's types anew from the server
	$(PY) tools/web_api.py write

api-fresh: $(VENV)/.ready-to-develop
	$(PY) tools/web_api.py check

constraints: $(VENV)/.ready-to-develop ## write down the versions installed now
	@{ head -1 constraints.txt; $(BIN)/pip freeze --exclude-editable --all \
	  | grep -viE '^(pip|setuptools|wheel)=='; } > constraints.new && mv constraints.new constraints.txt

clean: ## forget what was built and cached (data in var/ stays)
	rm -rf $(VENV) web/node_modules src/yingda/app/static .mypy_cache .ruff_cache .pytest_cache
