\like ../v1
\session search_path v2,public
