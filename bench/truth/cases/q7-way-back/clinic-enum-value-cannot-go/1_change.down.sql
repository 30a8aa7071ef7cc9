SET lock_timeout = '2s';
DELETE FROM pg_enum WHERE enumlabel = 'rescheduled' AND enumtypid = 'appointment_status'::regtype;
