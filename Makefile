# SPDX-License-Identifier: GPL-3.0-or-later
# Everything that a developer starts, from a fresh clone with git, make and python3 (>= 3.11).
# All that it makes stays in .cache/.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON3 ?= python3
WORKERS ?= 3
ARGS ?=

CACHE := $(CURDIR)/.cache
VENV := $(CACHE)/venv
PYTHON := $(VENV)/bin/python
# A worker dies only of a test that hangs (faulthandler_timeout): one such test ends the run.
PYTEST := $(PYTHON) -m pytest --numprocesses=$(WORKERS) --dist=worksteal --max-worker-restart=0
COLLECTION_NAME := bluemind/videoconferencing
COLLECTION_LINK := $(CACHE)/ansible/collections/ansible_collections/$(COLLECTION_NAME)

LINK_COLLECTION = mkdir -p $(dir $(COLLECTION_LINK)) && \
  { [ $(COLLECTION_LINK) -ef . ] || ln -sfn ../../../../.. $(COLLECTION_LINK); }
PYTHON3_OUTSIDE = PATH="$(OUTER_PATH)" $(PYTHON3)

# Without our own environment, which a make inside make has in front already: it must not be made from itself.
OUTER_PATH := $(subst $(VENV)/bin:,,$(PATH))

export PATH := $(VENV)/bin:$(OUTER_PATH)
# Private to the checkout: another collection of this name on the machine must not be the one that is tested.
export ANSIBLE_HOME := $(CACHE)/ansible
export ANSIBLE_COLLECTIONS_PATH := $(ANSIBLE_HOME)/collections
export HYPOTHESIS_STORAGE_DIRECTORY := $(CACHE)/hypothesis
# Ansible refuses to start in a locale that is not UTF-8.
export LC_ALL := C.UTF-8
# Set where a git hook starts make; they would redirect the git of the tools.
unexport GIT_DIR GIT_INDEX_FILE GIT_WORK_TREE
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: help
help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
	@echo 'ARGS="…" is passed on by: simulator, demo, bench, bench-quick, test (to pytest), check, unit, search, pytest, test-hosts, test-faults, soak.'

.PHONY: demo-venv
demo-venv:
	@$(PYTHON3_OUTSIDE) tools/venv.py demo-venv requirements-demo.txt
	@$(LINK_COLLECTION)

.PHONY: demo
demo: demo-venv ## the main job, start to end, against the simulator; installs only what that needs
	@PATH="$(CACHE)/demo-venv/bin:$$PATH" $(CACHE)/demo-venv/bin/python examples/demo/run.py $(ARGS)

.PHONY: simulator
simulator: demo-venv ## start a stand-in for BlueMind with three domains, at https://localhost:8443; for examples/simulator
	PYTHONPATH=simulator $(CACHE)/demo-venv/bin/python -m bluemind_simulator --control --provider starleaf --seed simulator/seeds/example.yml \
	  --port 8443 --tls $(CACHE)/simulator $(ARGS)

.PHONY: check
check: collection ## before a commit, in under a minute: format, ruff, yamllint, types, unit tests, the laws on one line
	ruff check
	ruff format --check
	yamllint --strict .
	+@$(MAKE) --no-print-directory types
	$(PYTEST) tests/unit tests/laws -k 'unit or 4.9' $(ARGS)

.PHONY: live
live: venv ## ask a real BlueMind (BLUEMIND_API_URL, BLUEMIND_API_KEY) whether it keeps to docs/contract.md; only reads, unless ARGS="--write-domain …"
	@$(PYTHON) -m tools.live $(ARGS)

.PHONY: test
test: collection ## everything below down to pytest; ends with pytest's counts
	+@tools/test.sh

.PHONY: lint
lint: collection ## ruff, yamllint, ansible-lint, shellcheck
	tools/shellcheck.sh
	ruff check
	ruff format --check
	yamllint --strict .
	reuse lint --quiet || reuse lint
	ansible-lint --offline --profile production

.PHONY: types
types: collection ## mypy on the plugins, the tests and, strictly, the simulator
	mypy --package ansible_collections.bluemind.videoconferencing.plugins
	mypy --strict --python-version 3.11 --package bluemind_simulator
	mypy --python-version 3.11 --package tests

.PHONY: sanity
sanity: venv ## ansible-test sanity; compile and import also on Python 3.8 and 3.13 where found
	$(PYTHON) tools/sanity.py

.PHONY: sanity-artefact
sanity-artefact: build ## ansible-test sanity on the built artefact, with ansible-core 2.16, 2.19 and 2.21
	$(PYTHON) tools/sanity_artefact.py $(ARGS)

.PHONY: docs
docs: collection ## check the documentation of the plugins and roles, and the changelog
	@# It writes a log file into the home directory.
	HOME=$(CACHE) antsibull-docs lint-collection-docs --plugin-docs .
	antsibull-changelog lint
	$(PYTHON) tools/module_docs.py
	$(PYTHON) tools/site/build.py

.PHONY: site
site: collection ## build the documentation site into .cache/site/html, offline, a warning is an error
	$(PYTHON) tools/site/build.py

.PHONY: build
build: venv ## build the collection into .cache/dist and check what is in it
	$(PYTHON) tools/build.py

.PHONY: galaxy
galaxy: build ## what Galaxy checks on an upload; a warning is an error
	@$(PYTHON3_OUTSIDE) tools/venv.py galaxy-venv requirements-galaxy.txt
	HOME=$(CACHE) PATH="$(CACHE)/galaxy-venv/bin:$(OUTER_PATH)" $(CACHE)/galaxy-venv/bin/python -m galaxy_importer.main \
	  $(CACHE)/dist/*.tar.gz 2>&1 | tee $(CACHE)/galaxy.log
	@grep --quiet 'completed successfully' $(CACHE)/galaxy.log && ! grep --extended-regexp 'WARNING|ERROR' $(CACHE)/galaxy.log

.PHONY: unit
unit: collection ## only the unit tests
	$(PYTEST) tests/unit $(ARGS)

.PHONY: search
search: collection ## look for new failing examples: the unit tests' laws on thousands of random inputs, six minutes
	HYPOTHESIS_PROFILE=search $(PYTEST) tests/unit -n 2 $(ARGS)

.PHONY: pytest
pytest: collection ## all tests, or those that ARGS names
	$(PYTEST) $(ARGS)

.PHONY: bench
bench: collection ## compare with other ways to do the same, in twenty minutes; writes docs/benchmarks
	$(PYTHON) -m tests.bench $(ARGS)

.PHONY: bench-quick
bench-quick: collection ## the same in two minutes, without writing docs/benchmarks
	$(PYTHON) -m tests.bench --quick $(ARGS)

.PHONY: hosts
hosts: collection ## container engine, packages and images of the hosts that molecule uses; says why not where that cannot be
	$(PYTHON) -m tests.hosts.machine

.PHONY: test-faults
test-faults: collection ## the whole fault matrix, of which make test runs a sample: twenty minutes on two cores
	$(PYTHON) -m tests.faults $(ARGS)

.PHONY: soak
soak: collection ## 500 rollouts in one process, with edits by hand between them; fails if memory or descriptors grow
	$(PYTHON) -m tests.faults.soak $(ARGS)

.PHONY: test-hosts
test-hosts: hosts ## only the molecule scenarios, on hosts with systemd, apt and dnf; and other releases of ansible-core
	$(PYTEST) tests/hosts $(ARGS)

.PHONY: venv
venv: ## the virtual environment in .cache/venv; made again when requirements-dev.txt changes
	@PATH="$(OUTER_PATH)"; command -v $(PYTHON3) >/dev/null || \
	  { echo '$(PYTHON3) is missing: install Python >= 3.11.' >&2; exit 1; }; $(PYTHON3) tools/venv.py

.PHONY: collection
collection: venv ## make this checkout importable under the collection's name, in .cache/ansible
	@$(LINK_COLLECTION)

.PHONY: clean
clean: ## remove everything that was made
	rm -rf .cache .ansible tests/output changelogs/.plugin-cache.yaml
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
