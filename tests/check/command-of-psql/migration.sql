SELECT 1;
\connect production
