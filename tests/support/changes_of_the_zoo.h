// What follows tests/catalog/zoo.sql: every way to change what is there, and to take it away. A line that ends in
// "-- since N" or "-- before N" is for those majors alone.
#pragma once

namespace ante::tests {

extern const char* const changes_of_the_zoo;

}  // namespace ante::tests
