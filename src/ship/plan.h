// How a change is shipped: steps, each with its way back. A plain value; docs/plan-format.md describes it as a file.
#pragma once

#include <string>
#include <vector>

namespace ante::ship {

// What is done in one go: statements in one transaction, or a single one that must not run in any. Or what is done in
// batches: the last statement has the first and the last key of a batch as its parameters, $1 … $n and $n+1 … $2n, and
// is run for one part of a table's rows after the other, each in a transaction of its own.
struct Block {
  std::vector<std::string> sql = {};
  bool in_transaction = true;
  // SELECTs of one boolean. The catalog shows that it is done, so that it is not done twice; a run that was cut short
  // left something in the way. Outside a transaction the first is what decides, whatever a statement returned.
  std::string probe = {}, remains = {};
  std::string clear = {};             // a statement outside a transaction: takes away what remains
  std::string rows_of = {};           // the table by whose rows the batches go; "" of what is done in one go
  std::vector<std::string> key = {};  // its key's columns

  bool in_batches() const { return !rows_of.empty(); }
  bool empty() const { return sql.empty(); }
  bool operator==(const Block&) const = default;
};

struct Step {
  std::string title;
  std::string from = {};   // "0042_split.sql:7", where somebody wrote it
  std::string locks = {};  // what it holds, and for how long, for people
  std::string loses = {};  // what its way back does not bring back; "" where it brings all of it
  Block up = {}, down = {};
  bool operator==(const Step&) const = default;
};

// A statement that is not shipped unless somebody says so, and why.
struct Refusal {
  std::string place, kind, says;
  bool operator==(const Refusal&) const = default;
};

struct Plan {
  std::string name;
  std::string content;       // hash of the change that it was made of
  std::string server;        // the system identifier of the server that it is for; "" where it could not be seen
  std::string database;      // as SQL writes it
  std::string role = {};     // that ran the change in the lab
  std::string schema = {};   // hash of the schema that it starts from
  std::string verdict = {};  // the hash that the verdict is about
  std::vector<Refusal> refusals = {};
  std::vector<std::string> open = {};  // what could not be decided
  std::vector<Step> steps = {};
  bool operator==(const Plan&) const = default;
};

// A hash of what it would do: of its steps, and of where it would do it.
std::string hash_of(const Plan& plan);
// The same, and of what is said for and against it.
std::string seal_of(const Plan& plan);

}  // namespace ante::ship
