#!/bin/sh
# Runs once, when the PostgreSQL volume is made: two logins, each with databases of its own (rule C-18).
# kontosync_login owns `kontosync` and may make roles: `migrate` makes the runtime roles and hands them to it.
set -eu

# The passwords travel by the environment and as psql variables, quoted by psql, never on a command line.
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 \
  --username "$POSTGRES_USER" --dbname "${POSTGRES_DB:-$POSTGRES_USER}" <<'SQL'
\getenv kontosync_password KONTOSYNC_DB_PASSWORD
\getenv temporal_password TEMPORAL_DB_PASSWORD

create role kontosync_login login noinherit createrole password :'kontosync_password';
create database kontosync owner kontosync_login;
revoke connect, temporary on database kontosync from public;

create role temporal login password :'temporal_password';
create database temporal owner temporal;
create database temporal_visibility owner temporal;
revoke connect, temporary on database temporal from public;
revoke connect, temporary on database temporal_visibility from public;
SQL
