# Two commands matter: `make app` opens the dashboard, `make test` runs the tests.
# `make help` lists the rest. Another Python: make app PYTHON=python3.12

PYTHON ?= $(firstword $(foreach v,3.11 3.12 3.13,$(shell command -v python$(v))) python3)
ENV := .venv
# The dashboard runs in the full environment where there is one, else in a slim one of its own.
APP_ENV := $(if $(wildcard $(ENV)/.complete),$(ENV),.venv-app)
RUN := $(ENV)/bin/python
JOBS ?= 2

# Said before anything is installed, since an old Python fails late and obscurely.
define new_enough
@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo "Python 3.11 or newer is needed: make $(MAKECMDGOALS) PYTHON=/path/to/python3.11"; exit 1; }
endef

.PHONY: help app test lint train export bench gpu-check clean

help: ## list the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

app: $(APP_ENV)/.complete ## open the dashboard
	$(APP_ENV)/bin/python -m streamlit run app.py $(ARGS)

test: $(ENV)/.complete ## run all tests
	$(RUN) -m pytest -n $(JOBS) $(ARGS)

lint: $(ENV)/.complete ## style, types and walls
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(ENV)/bin/lint-imports

train: $(ENV)/.complete ## train or resume: make train MODEL=next-word
	@test -n "$(MODEL)" || { echo 'Which one? make train MODEL=next-word'; exit 2; }
	$(RUN) -m core.training $(MODEL) $(ARGS)

export: $(ENV)/.complete ## from a training run to artifact and bundle: make export MODEL=next-word
	@test -n "$(MODEL)" || { echo 'Which one? make export MODEL=next-word'; exit 2; }
	$(RUN) -m export all $(MODEL) $(ARGS)

bench: $(ENV)/.complete ## measure against the named rivals
	$(RUN) -m benchmarks $(ARGS)

gpu-check: $(APP_ENV)/.complete ## what is here to compute on, and one model's time there
	$(APP_ENV)/bin/python -m core.runtime.gpu_check $(MODEL)

clean: ## remove the environments
	rm -rf $(ENV) .venv-app

# A stamp inside the environment: made again when the pins change, or when it was left half made.
$(ENV)/.complete: requirements.txt requirements-serve.txt
	$(new_enough)
	$(PYTHON) -m venv $(ENV)
	$(RUN) -m pip install --quiet --upgrade pip
	$(RUN) -m pip install --quiet -r requirements.txt
	touch $@

.venv-app/.complete: requirements-serve.txt
	$(new_enough)
	$(PYTHON) -m venv .venv-app
	.venv-app/bin/python -m pip install --quiet --upgrade pip
	.venv-app/bin/python -m pip install --quiet -r requirements-serve.txt
	touch $@
