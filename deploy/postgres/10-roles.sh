#!/bin/sh
# Run once by the database's container on an empty volume: two roles, one database (docs/architecture.md).
# hearten_owner owns and migrates; hearten_app owns nothing and is held by row level security.
set -eu

# Passed as variables and quoted by psql, so that no password has to be free of quotes.
psql --set=ON_ERROR_STOP=1 --quiet --no-psqlrc \
    --username="${POSTGRES_USER:-postgres}" --dbname="${POSTGRES_DB:-postgres}" \
    --set=owner_password="$OWNER_DATABASE_PASSWORD" --set=app_password="$APP_DATABASE_PASSWORD" <<'SQL'
CREATE ROLE hearten_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB PASSWORD :'owner_password';
CREATE ROLE hearten_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB PASSWORD :'app_password';
CREATE DATABASE hearten OWNER hearten_owner;
REVOKE ALL ON DATABASE hearten FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE hearten TO hearten_app;
SQL
