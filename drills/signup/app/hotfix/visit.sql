\like ../v2
