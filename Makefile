# Everything a developer types. `make help` lists it.

VENV := .venv
BIN := $(VENV)/bin
ARGS ?=
FUZZ_SECONDS ?= 60
# Tests wait for each other's servers half of the time, so that there are two workers for each core.
WORKERS ?= $(shell echo $$(( 2 * $$(getconf _NPROCESSORS_ONLN) )))
PYTEST = $(BIN)/pytest --dist=loadfile --no-loadscope-reorder --numprocesses=$(WORKERS) $(ARGS)
FUZZ_SEED := $(or $(FUZZ_SEED),$(shell date +%s))

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PIP_ROOT_USER_ACTION := ignore
# The tests start the program a hundred times, and what is compiled once is read from then on.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test check style lint types compiled measured real fuzz format docs pictures accessible locked sbom notice golden replays registries distrust benchmark soak agreement mistakes limbo comparison servers clients clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: $(VENV)/.runtime ## Watch a lab of broken and healthy TLS deployments (ARGS="--help" for its options)
	@$(BIN)/tls-exporter demo $(ARGS)

test: servers ## The whole gate, as CI runs it: install real servers where missing, then `make check`
	@$(MAKE) --no-print-directory check

# One after the other: what real programs say in time, they do not beside tests that take every core.
check: style compiled types measured real ## Formatting, lint, types, layers, tests (promtool and generated pages among them)

compiled: $(VENV)/.dev
	@$(BIN)/python -m compileall -q exporter

lint: style types

style: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/.dev
	$(BIN)/mypy
	$(BIN)/lint-imports

measured: $(VENV)/.dev
	$(PYTEST) tests --ignore=tests/real --cov --cov-report=term:skip-covered --cov-fail-under=95

# Not measured: what runs here is reached by the tests that are, and the tracer makes it half as fast.
real: $(VENV)/.dev
	$(PYTEST) tests/real

fuzz: $(VENV)/.dev ## Random inputs for readers and properties (FUZZ_SECONDS=60 for each; FUZZ_SEED=… repeats a run)
	$(BIN)/python -m tests.fuzz.replies --seconds $(FUZZ_SECONDS) --seed $(FUZZ_SEED)
	$(BIN)/python -m tests.fuzz.certificates --seconds $(FUZZ_SECONDS) --seed $(FUZZ_SEED)
	$(BIN)/python -m tests.fuzz.properties --seconds $(FUZZ_SECONDS) --seed $(FUZZ_SEED)

format: $(VENV)/.dev ## Format the code and mend what ruff can mend
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: $(VENV)/.dev ## Write generated pages, alert rules and dashboards anew (tests compare them)
	$(BIN)/python -m docs.generation
	$(BIN)/python -m alerts
	$(BIN)/python -m tests.alerts.document > docs/alerts.md
	$(BIN)/python -m dashboards

pictures: $(VENV)/.dev ## Take docs/images/page-*.png anew, of the lab's pages in both languages
	$(BIN)/python -m docs.generation.pictures

accessible: $(VENV)/.dev ## Hold every kind of page, in both languages, themes and widths, against axe in Chromium (two minutes)
	$(BIN)/pip install --quiet --editable ".[accessibility]"
	$(BIN)/python -m tests.accessibility

locked: $(VENV)/.dev ## Write requirements.txt anew: what the image is built of, each file by its hash
	$(BIN)/pip install --quiet --editable ".[release]"
	{ head -n 1 requirements.txt; $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --no-header --no-emit-index-url \
		--no-emit-find-links --upgrade --output-file=- pyproject.toml; } > requirements.new && mv requirements.new requirements.txt

sbom: $(VENV)/.dev ## Write dist/sbom.json: what the image is built of, in CycloneDX
	$(BIN)/pip install --quiet --editable ".[release]"
	mkdir -p dist
	$(BIN)/cyclonedx-py requirements --pyproject pyproject.toml --output-format JSON --output-file dist/sbom.json requirements.txt

notice: $(VENV)/.dev ## Write THIRD-PARTY-NOTICES.md anew: the licences of what the image is built of
	$(BIN)/pip install --quiet --require-hashes --requirement requirements.txt
	$(BIN)/python -m docs.generation.notice > notices.new && mv notices.new THIRD-PARTY-NOTICES.md

golden: $(VENV)/.dev ## Write the files of what tests expect anew (read the difference before you commit it)
	$(BIN)/pytest -q --write-golden tests/unit/config/test_valid_files.py tests/unit/config/test_invalid_files.py \
		tests/unit/views/test_terminal.py tests/unit/views/test_exposition.py

replays: $(VENV)/.dev ## Write docs/alert-replays.md anew: what alerts do over hours, beside older rules (BEFORE=COMMIT, else those of the page)
	git show $(or $(BEFORE),042978af^):alerts/tls.rules.yml > $(VENV)/before.rules.yml
	$(BIN)/python -m tests.alerts.replays $(VENV)/before.rules.yml alerts/tls.rules.yml > $(VENV)/alert-replays.md
	mv $(VENV)/alert-replays.md docs/alert-replays.md

registries: $(VENV)/.dev ## Take what we use from IANA's registries anew (FILES="tls-parameters-4.csv …", as IANA publishes them)
	$(BIN)/python -m registries $(FILES)
	$(BIN)/python -m registries.stubs

distrust: $(VENV)/.dev ## Take Mozilla's dates of distrust anew (FILE=…/libnssckbi.so, else that of Debian's libnss3)
	$(BIN)/python -m registries.builtin_roots $(FILE) > $(VENV)/mozilla.toml
	mv $(VENV)/mozilla.toml exporter/guide/clients/distrust/mozilla.toml

benchmark: servers $(VENV)/.dev ## CPU per target beside blackbox_exporter, 1,000 targets, scans beside other scanners (about 10 minutes)
	$(BIN)/python -m benchmarks.probe_cost
	$(BIN)/python -m benchmarks.thousand_targets
	$(BIN)/python -m benchmarks.scan_cost

soak: servers $(VENV)/.dev ## 400 healthy and 100 hostile targets for half an hour: nothing grows, nothing healthy waits (ARGS="--minutes 5")
	$(BIN)/python -m benchmarks.soak $(ARGS)

agreement: servers $(VENV)/.dev ## Write docs/chain-agreement.md anew: a thousand chains before four judges (half a minute)
	$(BIN)/python -m tests.real.chain_agreement > docs/chain-agreement.md

mistakes: servers $(VENV)/.dev ## Write docs/file-mistakes.md anew: mistakes in servers' files, and what they say of them (half a minute)
	$(BIN)/python -m tests.real.mistake_table > docs/file-mistakes.md

limbo: $(VENV)/.dev ## Hold our validation against an x509-limbo suite (FILE=limbo.json; else one made here)
	$(BIN)/python -m tests.limbo $(FILE)

comparison: servers clients $(VENV)/.dev ## Write docs/scan-comparison.md and docs/client-comparison.md anew (about 25 minutes)
	$(BIN)/python -m tests.real.scan_comparison > docs/scan-comparison.md
	$(BIN)/python -m tests.real.client_comparison > docs/client-comparison.md

servers: ## Install the real servers that the tests use, where missing (Debian packages)
	@scripts/install-servers

clients: $(VENV)/.dev ## Install the browsers and libraries of docs/client-comparison.md (Debian, npm, PyPI)
	@scripts/install-clients

clean: ## Remove the virtual environment and everything generated
	rm -rf $(VENV) build dist *.egg-info .coverage .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -prune -exec rm -rf {} +

# The stamps make a second run instant; a changed pyproject.toml installs again.
$(VENV)/.runtime: pyproject.toml | $(BIN)/python
	@echo "Installing tls-exporter into $(VENV) (once) …"
	@$(BIN)/python -m pip install --quiet --editable .
	@touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	@echo "Installing tls-exporter and its development tools into $(VENV) (once) …"
	@$(BIN)/python -m pip install --quiet --editable '.[dev]'
	@touch $(VENV)/.runtime $@

$(BIN)/python:
	@scripts/create-venv $(VENV)
