#!/bin/sh
# Back a register on a PostgreSQL server up to a folder, sealed as `estate db backup` seals, and
# keep the newest so many. Where to is told by libpq's own variables (PGHOST, PGUSER, PGDATABASE;
# the password from ~/.pgpass, PGPASSWORD or the file PGPASSWORD_FILE); the role needs to read
# every table: the owner of the tables, or a member of pg_read_all_data.
#
# Usage: backup.sh FOLDER [KEEP [EVERY_HOURS]]
#   KEEP         how many are kept; 14 unless said
#   EVERY_HOURS  go on for ever and do it this often; once unless said
set -eu
umask 077
folder=${1:?say which folder} keep=${2:-14} every_hours=${3:-0}
if [ -n "${PGPASSWORD_FILE:-}" ]; then
    PGPASSWORD=$(cat "$PGPASSWORD_FILE")
    export PGPASSWORD
fi

once() {
    file="$folder/register-$(date -u +%Y%m%dT%H%M%SZ).backup"
    pg_dump --format=custom --no-owner --no-acl --no-unlogged-table-data --file "$file.part" ||
        { rm -f "$file.part"; return 1; }
    sum=$(sha256sum "$file.part") || return 1
    printf '\nestate backup, SHA-256 %s\n' "${sum%% *}" >> "$file.part" || return 1
    mv "$file.part" "$file" || return 1
    # For the service, which may read this and not the backups themselves.
    printf '{"at_s": %s, "size_bytes": %s}\n' "$(date +%s)" "$(wc -c < "$file")" \
        > "$folder/newest.json.part" || return 1
    chmod 644 "$folder/newest.json.part" && mv "$folder/newest.json.part" "$folder/newest.json"
    find "$folder" -maxdepth 1 -name 'register-*.backup' | sort -r | tail -n "+$((keep + 1))" |
        while read -r old; do rm -f "$old"; done
    echo "$file: $(wc -c < "$file") bytes"
}

if [ "$every_hours" = 0 ]; then
    once
    exit
fi
trap 'exit 0' TERM INT
while :; do
    if once; then wait_s=$((every_hours * 3600)); else
        echo "the backup failed; again in ten minutes" >&2
        wait_s=600
    fi
    sleep "$wait_s" &
    wait $!
done
