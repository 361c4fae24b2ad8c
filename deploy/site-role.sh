#!/bin/sh
# Run once by the postgres image on an empty database: the role with which the site runs, which owns nothing.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" \
    --set password="$SITE_PASSWORD" <<'SQL'
CREATE ROLE vivier_site LOGIN PASSWORD :'password';
SQL
