SELECT subject FROM mark WHERE false;
