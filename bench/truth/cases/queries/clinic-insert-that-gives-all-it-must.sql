INSERT INTO invoice (number, patient_id, amount_cents, issued_on, due_on) VALUES (new_invoice_number(), $1, $2, $3, $4);
