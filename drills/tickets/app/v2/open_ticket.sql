\weight 12
\think 6s
\timeout 8s
\goal 200ms
\retry 1 500ms
\fails Your ticket was not taken. Please try again.
\writes ticket.receipt
INSERT INTO ticket (account_id, subject, severity, receipt) VALUES (:user, 'printer broken again', 2, :write_id) RETURNING id AS ticket, state \gset
INSERT INTO message (ticket_id, from_agent, body, channel) VALUES (:ticket, false, 'It does not work.', 'web');
