SET lock_timeout = '2s';
DROP FUNCTION open_balance;
