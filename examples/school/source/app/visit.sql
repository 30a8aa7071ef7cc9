\like ../../../../drills/school/app/v1
