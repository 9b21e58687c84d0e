#!/bin/sh
# Make what compose.yaml reads from secrets/: passwords drawn at random, addresses with them, and
# empty files for secrets that are not used (an empty one counts as none). Files that are there
# stay. The folder is for you alone; within it the files can be read, for containers read them
# under users of their own.
set -eu
cd "$(dirname "$0")/../.."
mkdir -p secrets
chmod 700 secrets
cd secrets
umask 022

drawn() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }
make() { [ -e "$1" ] || printf '%s' "$2" > "$1"; }

make postgres_password "$(drawn)"
make owner_password "$(drawn)"
make app_password "$(drawn)"
make estate_database_url "postgresql://estate_app:$(cat app_password)@db:5432/estate"
make estate_owner_database_url "postgresql://estate_owner:$(cat owner_password)@db:5432/estate"
make estate_oidc_client_secret ""
make estate_mail_password ""
make estate_basemap_key ""
make estate_basemap_url ""
echo "secrets/ holds $(ls | wc -l) files; put a client's secret or a map's key into its file."
