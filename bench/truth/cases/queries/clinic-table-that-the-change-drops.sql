SELECT fax FROM old_fax_list WHERE id = $1;
