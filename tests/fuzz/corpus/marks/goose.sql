-- +goose Up
-- +goose StatementBegin
DO $$ BEGIN NULL; END $$;
-- +goose StatementEnd
-- +goose Down
SELECT 1;
