# An application that looks at its start whether its tables are what it was written for.
echo "connecting to $DATABASE_URL"
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22; do echo "  loading part $i"; done
psql -XqAt -v ON_ERROR_STOP=1 -c "SELECT id, name, born FROM pupil LIMIT 1" || {
  printf 'Traceback:\n    File "app.py", line 7\n\033[31mthe schema is not mine\033[0m, password %s\n' "$PGPASSWORD"
  exit 1
}
