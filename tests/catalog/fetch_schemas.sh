#!/bin/sh
# Fetches database schemas that others wrote, from Debian's packages, without installing them:
#   fetch_schemas.sh FOLDER
# leaves zabbix.sql, icinga.sql, roundcube.sql and bacula.sql in FOLDER. Says what failed, and fails.
set -eu
folder=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

unpack() {
  apt-get -qq -o APT::Sandbox::User= download "$1" || { echo "cannot download Debian's package $1 (apt-get update, network?)" >&2; exit 1; }
  dpkg-deb -x "$1"_*.deb "$1"
}

unpack zabbix-server-pgsql
unpack icinga2-ido-pgsql
unpack roundcube-core
unpack bacula-director-pgsql
mkdir schemas
gunzip -c zabbix-server-pgsql/usr/share/zabbix-server-pgsql/schema.sql.gz > schemas/zabbix.sql
cp icinga2-ido-pgsql/usr/share/icinga2-ido-pgsql/schema/pgsql.sql schemas/icinga.sql
cp roundcube-core/usr/share/roundcube/SQL/postgres.initial.sql schemas/roundcube.sql
cp bacula-director-pgsql/usr/share/dbconfig-common/data/bacula-director-pgsql/install/pgsql schemas/bacula.sql
mkdir -p "$folder"
# One by one, each whole: tests run beside each other.
for schema in schemas/*; do
  cp "$schema" "$folder/.$$.${schema##*/}"
  mv "$folder/.$$.${schema##*/}" "$folder/${schema##*/}"
done
