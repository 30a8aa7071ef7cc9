SELECT id, portal_seen_at FROM patient WHERE id = $1;
