# make site    set everything up and build the chapter into site/
# make serve   the same, then serve it and rebuild on each change (PORT=8000)
# make test    all tests, in a real browser too, by WORKERS=2 processes at once
# make check   format, lint, types (Python and JavaScript), import rules
# make bench   what we claim about speed, measured; and many kills of a build

PYTHON ?= python3
PORT ?= 8000
WORKERS ?= 2
BIN := .venv/bin
export NO_MKDOCS_2_WARNING := 1

.PHONY: site serve test check bench clean
.DELETE_ON_ERROR:

.venv/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "livedemo needs Python 3.11 or newer; set PYTHON=…")'
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	touch $@

# The browser's runtime (Pyodide, onnxruntime-web) and the packages that tests and checks use.
# It looks at its own stamp: a second run does nothing.
.PHONY: runtime
runtime: .venv/.installed
	@$(BIN)/python -m livedemo_site.runtime_build --dev

site: runtime
	$(BIN)/mkdocs build --strict --quiet

serve: runtime
	$(BIN)/mkdocs serve --strict --dev-addr 127.0.0.1:$(PORT)

test: runtime
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

check: runtime
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy plugins export/livedemo_export export/workshop tests benchmarks overrides docs/fonts
	@for folder in export/models/*/; do \
	  MYPYPATH=$$folder $(BIN)/mypy --no-error-summary $$folder || exit 1; \
	done
	@# A demo is a package beside the others, and no package has a hyphen in its name.
	@rm -rf .livedemo/types && mkdir -p .livedemo/types/demos
	@for folder in demos/*/; do \
	  ln -s ../../../$$folder .livedemo/types/demos/$$(basename $$folder | tr - _) || exit 1; \
	done
	@for package in $$(ls .livedemo/types/demos); do \
	  MYPYPATH=.livedemo/types:plugins:export $(BIN)/mypy --no-error-summary -p demos.$$package || exit 1; \
	done
	$(BIN)/python -m livedemo_site.runtime_build --node npx tsc -p tsconfig.json
	$(BIN)/python -m livedemo_site.runtime_build --node npx tsc -p tsconfig.offline.json
	$(BIN)/pytest -q tests/test_architecture.py

bench: site
	@failed=0; for what in boot first react edit iterate learn pages engines kills memory; do $(BIN)/python -m benchmarks.$$what || failed=1; done; exit $$failed

clean:
	rm -rf site .livedemo/store .livedemo/answers plugins/livedemo_site/runtime node_modules
