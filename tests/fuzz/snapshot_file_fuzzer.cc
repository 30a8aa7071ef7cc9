// Any bytes as a snapshot's file: an error, or a snapshot that can be saved and read again.
#include <cstdlib>
#include <fstream>

#include "os/folders.h"
#include "snapshot/file.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* bytes, std::size_t size) {
  static const auto folder = ante::os::TemporaryFolder::make("fuzz");
  auto path = folder->path() / "input.ante", again = folder->path() / "again.ante";
  std::ofstream(path, std::ios::binary | std::ios::trunc)
      .write(reinterpret_cast<const char*>(bytes), static_cast<std::streamsize>(size));
  auto loaded = ante::snapshot::load(path);
  if (!loaded) return 0;
  if (!ante::snapshot::save(*loaded, again) || !ante::snapshot::load(again)) std::abort();
  return 0;
}
