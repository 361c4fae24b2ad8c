#!/usr/bin/env bash
# Restores a backup of deploy/backup.sh into an empty database and an empty folder; refuses any other.
#   deploy/restore.sh FOLDER/DATE
# DATABASE_URL: the new database, as its owner. VIVIER_VAR: the new folder. PG_RESTORE, PSQL: others than PATH's.
# Then: vivier db upgrade; vivier db rights ROLE; vivier index rebuild; vivier index check; vivier nightly.
set -euo pipefail
umask 077
backup=${1:?usage: deploy/restore.sh FOLDER/DATE}
: "${DATABASE_URL:?}" "${VIVIER_VAR:?}"
database=${DATABASE_URL/#postgresql+psycopg:/postgresql:}
(cd "$backup" && sha256sum --check --quiet SHA256SUMS)
tables=$("${PSQL:-psql}" --no-psqlrc --tuples-only --no-align --dbname="$database" \
    --command="SELECT count(*) FROM pg_tables WHERE schemaname = 'public'")
if [ "$tables" != 0 ]; then
    echo "restore: the database is not empty ($tables tables): make a new one" >&2
    exit 1
fi
if [ -e "$VIVIER_VAR/files" ] && [ -n "$(ls -A "$VIVIER_VAR/files")" ]; then
    echo "restore: $VIVIER_VAR/files is not empty: move it away" >&2
    exit 1
fi
"${PG_RESTORE:-pg_restore}" --no-owner --no-privileges --exit-on-error --single-transaction \
    --dbname="$database" "$backup/database.dump"
mkdir -p "$VIVIER_VAR"
tar --extract --gzip --file="$backup/files.tar.gz" --directory="$VIVIER_VAR" --no-same-owner
# An index of another time would answer with people who are not there; everything in it can be computed.
rm -rf "$VIVIER_VAR/index"
echo "Restored. Now: vivier db upgrade; vivier db rights ROLE; vivier index rebuild; vivier index check"
