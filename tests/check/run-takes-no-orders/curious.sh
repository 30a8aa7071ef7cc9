# What leads elsewhere is gone; what is shown of the command holds no password, and nothing that steers a terminal.
env | grep -E '^PG|^DATABASE_URL' | sed 's/=.*//' | sort
psql -X "$DATABASE_URL" -c 'SELECT wrong'
echo "$DATABASE_URL $PGPASSWORD"
printf '\033[31mred\033[0m \007 \377\n'
exit 4
