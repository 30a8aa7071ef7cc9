\weight 11
\think 8s
\timeout 5s
\goal 200ms
\fails Your post was not published.
\writes post.receipt
INSERT INTO post (author_id, words, receipt) VALUES (:user, 'hello there', :write_id);
