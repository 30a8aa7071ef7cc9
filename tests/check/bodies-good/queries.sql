SELECT leave($1)
