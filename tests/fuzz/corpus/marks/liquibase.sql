--liquibase formatted sql

--changeset a:1
CREATE TABLE pupil (id int PRIMARY KEY);
--rollback DROP TABLE pupil;

--changeset a:2
--preconditions onFail:MARK_RAN
--precondition-sql-check expectedResult:0 SELECT count(*) FROM pg_class WHERE relname = 'subject'
CREATE TABLE subject (id int PRIMARY KEY, name text);
--rollback DROP TABLE subject;
