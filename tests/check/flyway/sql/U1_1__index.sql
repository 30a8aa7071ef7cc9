DROP INDEX mark_pupil_idx;
