SELECT id, at, kind FROM scan_event WHERE operator = $1 ORDER BY at DESC LIMIT 20;
