#include "base/result.h"

#include <cstdio>

namespace ante {

void programmer_mistake(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "ante: this should never happen: %s (%s:%d)\n", condition, file, line);
  std::abort();
}

}  // namespace ante
