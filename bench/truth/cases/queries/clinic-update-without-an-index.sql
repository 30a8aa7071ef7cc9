UPDATE note SET kind = 'letter' WHERE author_id = $1 AND kind = 'free';
