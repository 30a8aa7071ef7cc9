SET lock_timeout = '2s';
ALTER TABLE referral ADD CONSTRAINT referral_referred_by_fkey FOREIGN KEY (referred_by) REFERENCES staff ON DELETE CASCADE;
