# One image for web, worker, beat and migrate; docker-compose.yml says which is which.
# Checked by tests/launcher/test_deploy.py as far as that goes without a container engine.

FROM python:3.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /hearten
COPY requirements/ requirements/
# What runs in production, apart from what only builds (Node, for the theme).
RUN python -m venv /opt/hearten && /opt/hearten/bin/pip install --require-hashes -r requirements/base.txt
RUN python -m venv /opt/build && /opt/build/bin/pip install --require-hashes -r requirements/embedded.txt
COPY . .
RUN /opt/build/bin/python tools/theme.py && sh deploy/collect_static.sh /opt/hearten/bin/python && rm -rf node_modules

FROM python:3.13-slim-bookworm
# Pango draws the PDFs. No compiler, no Node, no package tool of ours stays in the image that runs.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin hearten \
    && install --directory --owner=hearten --mode=0700 /theme-keys /help-copies
COPY --from=build /opt/hearten /opt/hearten
COPY --from=build /hearten /hearten
ENV PATH=/opt/hearten/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings HEARTEN_MODE=production VAR_DIR=/tmp/hearten
WORKDIR /hearten
USER hearten
EXPOSE 8000
CMD ["gunicorn", "--config", "deploy/gunicorn.py", "config.wsgi"]
