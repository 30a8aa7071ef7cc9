SELECT id, pronoun FROM person WHERE id = :user;
