\like ../v1
