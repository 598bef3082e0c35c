#!/bin/sh
# Creates both databases of Temporal and brings them to the schema of this image. May run again at any time: what exists is kept.
# Connection: SQL_PLUGIN, SQL_HOST, SQL_PORT, SQL_USER, SQL_PASSWORD, which temporal-sql-tool reads itself.
set -eu
schema_directory=${SCHEMA_DIRECTORY:-/etc/temporal/schema/postgresql/v12}

set_up() {
  database=$1 schema=$2
  temporal-sql-tool --db "$database" create
  temporal-sql-tool --db "$database" setup-schema --version 0.0
  temporal-sql-tool --db "$database" update-schema --schema-dir "$schema_directory/$schema/versioned"
}

set_up temporal temporal
set_up temporal_visibility visibility
