INSERT INTO ticket (account_id, subject, severity, receipt) VALUES (:user, 'printer broken again', 2, :write_id) RETURNING id AS ticket, state \gset
INSERT INTO message (ticket_id, from_agent, body, channel) VALUES (:ticket, false, 'It does not work.', 'web');
