SELECT count(*) FROM visit WHERE started_at::date = $1;
