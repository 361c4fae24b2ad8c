#!/usr/bin/env bash
# Backs a site up into FOLDER/DATE: the database, then the files. What is computed (index, vectors) is made again.
#   deploy/backup.sh FOLDER
# DATABASE_URL: the site's database, as a role that may read everything (the owner). VIVIER_VAR: the site's folder.
# PG_DUMP: another pg_dump than the first of PATH; it must not be older than the server. KEEP: how many to keep.
set -euo pipefail
umask 077
folder=${1:?usage: deploy/backup.sh FOLDER}
: "${DATABASE_URL:?}" "${VIVIER_VAR:?}"
made=$folder/$(date -u +%Y%m%dT%H%M%SZ)
mkdir -p "$folder"
mkdir "$made.part"
# The database first: a file is written before the row that names it is committed, so every row finds its file.
"${PG_DUMP:-pg_dump}" --format=custom --no-owner --no-privileges --file="$made.part/database.dump" \
    --dbname="${DATABASE_URL/#postgresql+psycopg:/postgresql:}"
mkdir -p "$VIVIER_VAR/files"
tar --create --gzip --file="$made.part/files.tar.gz" --directory="$VIVIER_VAR" files
(cd "$made.part" && sha256sum database.dump files.tar.gz >SHA256SUMS)
mv "$made.part" "$made"
find "$folder" -mindepth 1 -maxdepth 1 -type d -name '*T*Z' | sort -r | tail -n "+$((${KEEP:-14} + 1))" |
    while read -r former; do rm -r -- "$former"; done
echo "$made"
