# A small migration tool, as others are written in Ruby or Python: what is applied stands in schema_migrations.
set -eu
ask() { psql -XqAt -v ON_ERROR_STOP=1 -c "$1"; }
ask "SELECT 1 FROM pg_catalog.pg_class WHERE relname = 'schema_migrations'" | grep -q 1
applied=$(ask "SELECT version FROM schema_migrations ORDER BY version")
for file in migrations/*.sql; do
  version=$(basename "$file" .sql)
  case " $(echo $applied) " in *" $version "*) continue ;; esac
  echo "== $version"
  if grep -q CONCURRENTLY "$file"; then
    psql -Xq -v ON_ERROR_STOP=1 -f "$file" -c "INSERT INTO schema_migrations VALUES ('$version')"
  else
    { echo "BEGIN;"; cat "$file"; echo "INSERT INTO schema_migrations VALUES ('$version'); COMMIT;"; } |
      psql -Xq -v ON_ERROR_STOP=1
  fi
done
