# Every target sets up what it needs and works from a clean clone.
PYTHON := .venv/bin/python
.DEFAULT_GOAL := help
.PHONY: help setup run test lint bench judge lock

help:
	@echo "make setup   make everything ready (.venv, the UI)"
	@echo "make run     start a hospital group on this machine"
	@echo "make test    everything that CI runs"
	@echo "make lint    style, types, import rules"
	@echo "make bench   every benchmark"
	@echo "make judge   hazen and pylinac on simulated phantom images"

setup:
	@scripts/setup

run: setup
	@exec $(PYTHON) -m telescan.cli demo --end-with-parent

lint: setup
	@scripts/setup --dev
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports
	cd web && npm run --silent lint
	web/node_modules/.bin/tsc --project tests/browser

test: lint
	@scripts/system-packages test
	.venv/bin/pytest -n 2 tests/unit tests/conformance
	.venv/bin/pytest tests/integration tests/faults
	cd web && npm run --silent test
	cd tests/browser && ../../web/node_modules/.bin/vitest run

bench: setup
	@scripts/setup --dev
	@scripts/system-packages bench
	$(PYTHON) -m bench

judge: setup
	@scripts/judge

lock:
	@scripts/lock
