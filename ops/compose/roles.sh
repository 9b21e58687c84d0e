#!/bin/sh
# Once, when the database is made (docker-entrypoint-initdb.d; by hand elsewhere, as a superuser
# with libpq's variables set): the register's database, its owner who migrates, and the role that
# the service runs as, which owns nothing. Passwords come from files.
set -eu
export OWNER="${ESTATE_OWNER_ROLE:-estate_owner}" APP="${ESTATE_APP_ROLE:-estate_app}"
export DATABASE="${ESTATE_DATABASE:-estate}"
export OWNER_FILE="${ESTATE_OWNER_PASSWORD_FILE:-/run/secrets/owner_password}"
export APP_FILE="${ESTATE_APP_PASSWORD_FILE:-/run/secrets/app_password}"
psql --no-psqlrc --set ON_ERROR_STOP=1 --quiet <<'SQL'
\getenv owner OWNER
\getenv app APP
\getenv database DATABASE
\set owner_password `cat "$OWNER_FILE"`
\set app_password `cat "$APP_FILE"`
CREATE ROLE :"owner" LOGIN PASSWORD :'owner_password';
CREATE ROLE :"app" LOGIN PASSWORD :'app_password';
CREATE DATABASE :"database" OWNER :"owner" TEMPLATE template0 ENCODING 'UTF8';
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
\connect :"database"
CREATE EXTENSION postgis;
ALTER SCHEMA public OWNER TO :"owner";
SQL
