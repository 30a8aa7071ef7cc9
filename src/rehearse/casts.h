// Whether the server takes a value for another type: asked in the lab, as the role that runs the change.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "twin/lab.h"

namespace ante::rehearse {

class Casts {
 public:
  explicit Casts(const twin::Lab& lab) : lab_(lab) {}

  // The SQLSTATE that it is refused with, "" where it is taken; nothing where that cannot be found out. As USING does
  // it, or as an assignment.
  std::optional<std::string> refusal(const std::string& before, const std::string& after, bool by_using,
                                     const std::string& value);
  // Whether a value of one type is one of the other as it is stored, so that none is refused.
  bool keeps_all(const std::string& before, const std::string& after);
  // 'new', 'open' of an enum; "" of any other type.
  std::string labels_of(const std::string& type);

 private:
  Result<pg::Connection*> session();
  const twin::Lab& lab_;
  std::optional<Result<pg::Connection>> session_;
};

}  // namespace ante::rehearse
