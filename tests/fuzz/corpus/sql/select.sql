SELECT a, 'b', E'\x', $q$c$q$ /* d */ FROM t WHERE x IN (1, 2.5, $3) -- e
