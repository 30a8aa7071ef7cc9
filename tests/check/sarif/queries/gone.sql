-- A query that the new version brings, and that nothing answers.
SELECT "[me](http://evil.example) {0}" FROM person WHERE id = :person;
