# Two commands a newcomer needs: `make demo` and `make test`. Each does all of its own set-up, as an ordinary user.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
DEMO   := $(VENV)/.ready-demo
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: demo test lint bench torture lock clean

$(DEMO): requirements/run.txt requirements/build.txt pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Beartrap needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)
	$(PIP) --require-hashes -r requirements/build.txt
	$(PIP) --require-hashes -r requirements/run.txt
	$(PIP) --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q src  # workers keep no byte code of what they import late
	touch $@

$(READY): requirements/dev.txt $(DEMO)
	$(PIP) --require-hashes --no-build-isolation -r requirements/dev.txt
	touch $@

demo: $(DEMO)  ## the main job, on the organisation in examples/december-2020
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
	BEARTRAP_TORTURE=2000 $(BIN)/python -m pytest -n auto tests/case tests/contain tests/flows -k "kill or crash"

lock:  ## pin anew; needs `uv`
	uv pip compile -q --no-header --universal --python-version 3.11 --generate-hashes pyproject.toml -o requirements/run.txt
	uv pip compile -q --no-header --universal --python-version 3.11 --generate-hashes requirements/build.in -o requirements/build.txt
	uv pip compile -q --no-header --universal --python-version 3.11 --generate-hashes pyproject.toml requirements/build.in requirements/dev.in -c requirements/run.txt -o requirements/dev.txt

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
