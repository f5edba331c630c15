# Two commands a newcomer needs: `make demo` and `make test`. Each does all of its own set-up, as an ordinary user.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.PHONY: demo test lint bench torture lock clean

$(READY): requirements/dev.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Beartrap needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	touch $@

demo: $(READY)  ## the main job, on the organisation in examples/december-2020
	$(BIN)/python examples/december-2020/run.py

test: $(READY)
	$(BIN)/python -m pytest -n auto

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q tests/docs

bench: $(READY)
	$(BIN)/python benchmarks/run.py

torture: $(READY)  ## the crash injections of the test suite, thousands of times
	BEARTRAP_TORTURE=2000 $(BIN)/python -m pytest -n auto tests/case -k "kill or crash"

lock:  ## pin anew; needs `uv`
	uv pip compile -q --no-header --universal --python-version 3.11 --generate-hashes pyproject.toml -o requirements/run.txt
	uv pip compile -q --no-header --universal --python-version 3.11 --generate-hashes pyproject.toml requirements/dev.in -c requirements/run.txt -o requirements/dev.txt

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
