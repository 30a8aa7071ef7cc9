SELECT sensor, at FROM measurement WHERE label = $1;
