// Monotone random maps: a larger value becomes a larger one, an equal one an equal one. Each is made from all the
// values that it will be asked for.
#pragma once

#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace ante::snapshot {

// Whole numbers. Zero stays; distances from one known number to the next shrink by a random factor, never below 1, so
// that no number grows beyond its type and neighbours stay neighbours.
class NumberDisguise {
 public:
  NumberDisguise(const std::set<std::int64_t>& known, std::mt19937_64& random);
  std::int64_t operator()(std::int64_t value) const;

 private:
  std::map<std::int64_t, std::int64_t> to_;
};

// Texts, letter by letter: among texts that begin alike, the next letters are replaced by others of the alphabet in the
// same order. Lengths, common beginnings and the order of bytes stay. Characters outside the `replaced` set stay
// themselves where one is given (the dashes of a uuid).
class TextDisguise {
 public:
  TextDisguise(const std::set<std::string>& known, std::string alphabet, bool keep_others, std::mt19937_64& random);
  const std::string& operator()(const std::string& value) const;

 private:
  void assign(const std::vector<std::vector<std::string>>& texts, std::size_t begin, std::size_t end, std::size_t depth,
              std::mt19937_64& random);
  std::string alphabet_;
  bool keep_others_;
  std::vector<std::string> replaced_;
  std::map<std::string, std::string> to_;
};

}  // namespace ante::snapshot
