// ante diff: what one catalog has that another has not, and the way from the one to the other.
#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <memory>

#include "base/text.h"
#include "catalog/difference.h"
#include "catalog/way_script.h"
#include "catalog/without_roles.h"
#include "cli/catalog_source.h"
#include "cli/command.h"
#include "cli/progress.h"
#include "render/difference_json.h"
#include "twin/return_trip.h"

namespace ante::cli {
namespace {

struct DiffArguments {
  std::string from, to;
  bool sql = false, json = false, quiet = false;
};

struct Both {
  catalog::Catalog from, to;
};

// Migrations are run by a server like the other side's.
Result<Both> read_both(const DiffArguments& options, Progress& progress) {
  const auto from = TRY(catalog_source(options.from)), to = TRY(catalog_source(options.to));
  constexpr int usual_major = 15;
  Both both;
  if (from.of_migrations() && !to.of_migrations()) {
    both.to = TRY(catalog_from(to, usual_major, progress));
    both.from = TRY(catalog_from(from, both.to.version / 10000, progress));
  } else {
    both.from = TRY(catalog_from(from, usual_major, progress));
    both.to = TRY(catalog_from(to, both.from.version / 10000, progress));
  }
  if (from.of_migrations() || to.of_migrations())
    catalog::leave_out_roles(both.from), catalog::leave_out_roles(both.to);
  return both;
}

void print_text(const std::vector<catalog::Difference>& differences, const std::vector<catalog::Difference>& orders,
                const catalog::Way& way) {
  for (const auto& one : differences) fmt::print("{}\n", without_controls(catalog::sentence(one)));
  for (const auto& one : orders) fmt::print("{}; nothing puts that right\n", without_controls(catalog::sentence(one)));
  for (const auto& step : way.steps)
    if (!step.loses.empty()) fmt::print("the way there destroys {}\n", without_controls(step.loses));
  for (const auto& what : way.cannot) fmt::print("nothing leads over this: {}\n", without_controls(what));
}

Result<Exit> run(const DiffArguments& options) {
  auto progress = std::make_unique<ShownProgress>(options.quiet);
  const auto both = TRY(read_both(options, *progress));
  progress.reset();
  auto all = catalog::differences(both.from, both.to);
  std::vector<catalog::Difference> orders;
  for (const auto& one : all)
    if (twin::is_only_the_order(one)) orders.push_back(one);
  auto differences = all;
  std::erase_if(differences, twin::is_only_the_order);
  const auto way = differences.empty() ? catalog::Way{} : catalog::way(both.from, both.to);
  if (options.json)
    fmt::print("{}", render::difference_json(all, way));
  else if (options.sql)
    fmt::print("{}", catalog::script(way));
  else
    print_text(differences, orders, way);
  return all.empty() ? Exit::fine : Exit::blocked;
}

}  // namespace

Run declare_diff(CLI::App& app) {
  auto options = std::make_shared<DiffArguments>();
  constexpr const char* sources = "a snapshot's file, a database (postgresql://…), a folder, or REVISION:FOLDER";
  app.add_option("from", options->from, sources)->required();
  app.add_option("to", options->to, sources)->required();
  auto* sql = app.add_flag("--sql", options->sql, "the way from the one to the other, as a script for psql");
  app.add_flag("--json", options->json, "what differs and the way, as JSON")->excludes(sql);
  app.add_flag("-q,--quiet", options->quiet, "no progress");
  return [options] { return run(*options); };
}

}  // namespace ante::cli
