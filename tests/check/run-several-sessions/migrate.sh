# Two sessions side by side, of which one waits for the other; savepoints, advisory locks, rows by COPY, a prepared
# statement with its argument, settings that are another in each session.
set -eu
mkfifo to_first
psql -Xq -v ON_ERROR_STOP=1 <to_first &
first=$!
exec 3>to_first
say() { echo "$1" >&3; }
say "SELECT pg_advisory_lock(4711) \g /dev/null"
say "SET lock_timeout = '3s';"
say "BEGIN;"
say "ALTER TABLE pupil ADD house text;"
say "SAVEPOINT here;"
say "ALTER TABLE pupil ADD nickname text;"
say "ROLLBACK TO SAVEPOINT here;"
say "INSERT INTO pupil (id, name) VALUES (-1, 'nobody');"
until psql -XqAtc "SELECT count(*) FROM pg_locks WHERE relation = 'pupil'::regclass AND mode = 'RowExclusiveLock'" | grep -q 1; do
  sleep 0.1
done
psql -Xq -v ON_ERROR_STOP=1 <<'END' &
SET lock_timeout = '20s';
CREATE INDEX CONCURRENTLY pupil_house_idx ON pupil (house);
END
second=$!
until psql -XqAtc "SELECT count(*) FROM pg_locks WHERE NOT granted" | grep -q 1; do sleep 0.1; done
say "COMMIT;"
wait $second
say "PREPARE better (int) AS UPDATE mark SET value = \$1 WHERE id = -1;"
say "EXECUTE better(5);"
say "COPY mark FROM stdin;"
say "-2	1	3"
say "\\."
exec 3>&-
wait $first
