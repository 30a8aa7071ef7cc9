// Whatever stands in a log, its reader ends, and reports no text that is not in the log.
#include "snapshot/log.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size) {
  std::string_view log(reinterpret_cast<const char*>(bytes), size);
  std::size_t reported = 0;
  ante::snapshot::read_json_log(log,
                                [&](ante::snapshot::LoggedStatement statement) { reported += statement.text.size(); });
  if (reported > 2 * size) __builtin_trap();
  return 0;
}
