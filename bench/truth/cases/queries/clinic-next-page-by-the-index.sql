SELECT id, number, issued_on FROM invoice WHERE (issued_on, id) < ($1::date, $2::bigint) ORDER BY issued_on DESC, id DESC LIMIT 50;
