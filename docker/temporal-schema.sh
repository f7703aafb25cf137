#!/bin/sh
# Brings Temporal's two databases to the schema of this version; any number of times. The databases are there already.
set -eu

schema() {
  temporal-sql-tool --plugin postgres12 --ep "$POSTGRES_SEEDS" --port 5432 --user "$POSTGRES_USER" --db "$1" "$2" "$3" "$4"
}

for database in temporal temporal_visibility; do
  folder=${database#temporal_}
  schema "$database" setup-schema --version 0.0
  schema "$database" update-schema --schema-dir "/etc/temporal/schema/postgresql/v12/$folder/versioned"
done
