// What a block in batches means: which rows the next batch has, and the statement for them. Keys are lists of values in
// text form. Both ends of a batch are rows that were seen, and belong to it.
#pragma once

#include <string>
#include <vector>

#include "pg/connection.h"
#include "ship/plan.h"

namespace ante::ship {

using Key = std::vector<std::string>;

struct Batch {
  Key first, last;
  bool is_the_rest = false;  // nothing comes after it
};

// (a.id) >= ($1) AND (a.id) <= ($2): what limits a statement to a batch.
std::string within_a_batch(const std::vector<std::string>& key, const std::string& alias);

// Why a block cannot be run in batches; "" where it can.
std::string wrong_with_batches(const Block& block);

// The greatest key that there is; none of an empty table.
Result<Key> greatest_key(pg::Connection& connection, const Block& block);
// Upwards from behind `after` ("from the beginning" where it is empty) to `bound`; nothing to do: first is empty.
Result<Batch> next_batch(pg::Connection& connection, const Block& block, const Key& after, const Key& bound,
                         std::int64_t rows);
// Downwards from the greatest key that is there.
Result<Batch> last_batch(pg::Connection& connection, const Block& block, std::int64_t rows);
// The greatest key below another; empty where there is none.
Result<Key> key_below(pg::Connection& connection, const Block& block, const Key& key);

// The last statement of a block, for a batch.
std::string statement_for(const Block& block, const Batch& batch);
// With what stands for the parameters given as it is: psql's variables.
std::string with_parameters(const std::string& sql, const std::vector<std::string>& values);

}  // namespace ante::ship
