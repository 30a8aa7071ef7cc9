SELECT login FROM account WHERE id = $1
