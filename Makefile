# `make` alone lists what can be made; each target's line is the comment after its name.

# The first Python on this machine that is new enough (set PYTHON to choose another).
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; \
	done)
RUN := .venv/bin/python
FLASK := .venv/bin/flask --app app
SOURCES := app.py bench bin citizens commons council metrics migrations tests

.PHONY: help python setup run check fix test soak screens lock map messages vendor bench

help:
	@echo "Goalpost. What can be made:"
	@awk -F ': .*## ' '/^[a-z]+: .*## /{printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

python:
	@test -n "$(PYTHON)" || { echo "Goalpost needs Python 3.11 or newer, and python3 here is $$(python3 --version 2>&1 | head -n 1). Set PYTHON to a newer one: make run PYTHON=/path/to/python3.12" >&2; exit 1; }

setup: python ## install what a developer needs into .venv
	@$(PYTHON) bin/bootstrap.py --dev

run: python ## install what is missing, then start the site and say where it is
	@$(PYTHON) bin/bootstrap.py && exec $(RUN) bin/run.py

check: setup ## formats, lint, types, imports, templates, spelling, message catalogues
	@$(RUN) bin/check.py

fix: setup ## put formats right, and what the linter can mend by itself
	@$(RUN) bin/check.py --fix

test: setup ## everything in small, on SQLite and PostgreSQL, in Chromium (under 10 minutes)
	@$(RUN) -m pytest

soak: setup ## the claims at full size (under 50 minutes)
	@$(RUN) -m pytest -m soak -n 0

screens: setup ## pictures of every kind of page into screens/
	@$(RUN) -m bin.screens

lock: setup ## resolve the dependencies anew, with hashes
	@$(RUN) bin/lock.py

map: setup ## write docs/map.md (every address) and docs/events.md (every event)
	@$(FLASK) map --markdown > docs/map.md
	@$(FLASK) map --events > docs/events.md

messages: setup ## gather the words for translation, update and compile the catalogues
	@$(RUN) bin/messages.py update

vendor: setup ## fetch the vendored files anew and check their hashes
	@$(RUN) bin/vendor.py

bench: setup ## how fast, as ratios to a bare answer of the same server
	@$(RUN) -m bench
