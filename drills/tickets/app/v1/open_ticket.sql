\weight 12
\think 6s
\timeout 8s
\goal 200ms
\retry 1 500ms
\fails Your ticket was not taken. Please try again.
\writes ticket.receipt
INSERT INTO ticket (account_id, subject, receipt) VALUES (:user, 'printer broken again', :write_id) RETURNING id AS ticket, status \gset
INSERT INTO message (ticket_id, from_agent, body) VALUES (:ticket, false, 'It does not work.');
