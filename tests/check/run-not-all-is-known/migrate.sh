# Goes by rows that are not there, and on after an error.
psql -XqAt -c "SELECT name FROM pupil WHERE born IS NULL" | while read -r name; do
  psql -Xqc "UPDATE pupil SET born = '2010-01-01' WHERE name = '$name'"
done
psql -Xqc "CREATE EXTENSION no_such_extension"
psql -Xqc "ALTER TABLE pupil ADD house text"
