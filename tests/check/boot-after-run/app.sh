# Refuses to start while a migration is pending, as many do.
test "$(psql -XqAtc 'SELECT count(*) FROM schema_migrations')" = "$(ls migrations | wc -l)"
