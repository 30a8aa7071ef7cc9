// A server with real rows for benchmarks: loaded once per script and version, kept, and copied after that.
#pragma once

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include "base/progress.h"
#include "base/text.h"
#include "os/folders.h"
#include "pg/cluster.h"

namespace ante::bench {

class Told final : public Progress {
 public:
  void stage(std::string_view what) override { fmt::print(stderr, "  {}\n", what); }
  void at(std::int64_t, std::int64_t) override {}
};

// Ends the benchmark with the error, as a command would.
template <class T>
T must(Result<T> result) {
  if (result) {
    if constexpr (std::is_void_v<T>)
      return;
    else
      return std::move(*result);
  }
  fmt::print(stderr, "{}\n{}\n", result.error().what, result.error().next);
  std::exit(static_cast<int>(result.error().exit));
}

inline std::string slurp(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// As production runs it as far as plans are concerned; the machine's memory decides the rest.
inline pg::ClusterSpec real_spec(int major) {
  pg::ClusterSpec spec;
  spec.major = major;
  spec.locale = {"UTF8", "libc", "C.UTF-8", "C.UTF-8", "", ""};
  spec.settings = {{"shared_buffers", "1GB"}, {"maintenance_work_mem", "512MB"},
                   {"max_wal_size", "8GB"},   {"effective_cache_size", "4GB"},
                   {"work_mem", "8MB"},       {"random_page_cost", "1.5"}};
  return spec;
}

// `load` fills the new database "bench"; its result is kept under `name` and copied from then on.
inline pg::Cluster real_server(int major, const std::string& name, const std::function<void(pg::Connection&)>& load) {
  Told progress;
  auto spec = real_spec(major);
  auto kept = os::cache_folder() / "bench" / fmt::format("{}-{}", name, major);
  if (!std::filesystem::exists(kept / "PG_VERSION")) {
    auto cluster = must(pg::Cluster::raise(spec, progress));
    {
      auto server = must(pg::Connection::open(cluster.target("postgres"), {.call = Millis(7'200'000)}));
      must(server.execute("CREATE DATABASE bench"));
    }
    {
      auto server = must(pg::Connection::open(cluster.target("bench"), {.call = Millis(7'200'000)}));
      fmt::print(stderr, "  loading {} into PostgreSQL {} (once)\n", name, major);
      load(server);
    }
    must(cluster.stop());
    must(std::move(cluster).keep_as(kept));
  }
  auto cluster = must(pg::Cluster::copy_of(kept, spec));
  must(cluster.start());
  return cluster;
}

}  // namespace ante::bench
