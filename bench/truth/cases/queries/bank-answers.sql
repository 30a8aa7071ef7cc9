SELECT id, subject, sent_at FROM message WHERE parent_id = $1 ORDER BY sent_at;
