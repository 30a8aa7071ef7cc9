#include "ship/identity_moved.h"

#include <fmt/format.h>

#include "pg/connection.h"

namespace ante::ship {

// No sequence can be locked as such: to say again what is so already takes the lock that stops whoever draws from it.
std::string identity_moved(const catalog::Sequence& sequence, const std::string& from, const std::string& to,
                           bool always) {
  return fmt::format(
      "DO $ante_identity$ DECLARE last bigint; called boolean; BEGIN\n"
      "  ALTER SEQUENCE {0} CACHE {9};\n"
      "  SELECT last_value, is_called INTO last, called FROM {0};\n"
      "  ALTER TABLE {1} ALTER COLUMN {2} DROP IDENTITY;\n"
      "  ALTER TABLE {1} ALTER COLUMN {3} ADD GENERATED {4} AS IDENTITY (SEQUENCE NAME {0} START WITH {5} INCREMENT "
      "BY {6} MINVALUE {7} MAXVALUE {8} CACHE {9} {10});\n"
      "  PERFORM pg_catalog.setval({11}, last, called);\nEND $ante_identity$",
      sequence.name, sequence.owned_by_table.value_or(""), from, to, always ? "ALWAYS" : "BY DEFAULT", sequence.start,
      sequence.increment, sequence.minimum, sequence.maximum, sequence.cache, sequence.cycle ? "CYCLE" : "NO CYCLE",
      pg::quote_literal(sequence.name));
}

}  // namespace ante::ship
