// A kind of object that is read as the statements that make it: the branch of one union (catalog_queries::others).
#pragma once

#include <string>

namespace ante::pg::catalog_queries {

struct Kind {
  const char* catalog;
  const char* kind;         // PostgreSQL's own name of it
  const char* oid;          // as the branch calls its row's OID
  std::string name, owner;  // SQL expressions, like all that follows
  std::string definition, alterations;
  std::string from;  // ends in a condition
};

Kind operator_kind();
Kind operator_family();
Kind operator_class();
Kind cast();

std::string options(const std::string& column);  // " OPTIONS (…)", or ""; "hidden" for what may be a secret
std::string role(const std::string& column);

}  // namespace ante::pg::catalog_queries
