#include "change/folder.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "base/text.h"
#include "change/names.h"

namespace ante::change {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_file = 64u << 20;
constexpr std::size_t longest_beginning = 64u << 10;
constexpr std::size_t most_entries = 100'000;
constexpr int deepest = 32;

Entry entry_of(const fs::path& root, const fs::path& path) {
  std::error_code unknown;
  return {path.filename().string(), path, shown(path.lexically_relative(root).string()),
          fs::is_directory(path, unknown)};
}

Result<std::vector<Entry>> entries_of(const fs::path& root, const fs::path& folder) {
  std::vector<Entry> entries;
  std::error_code error;
  for (auto entry = fs::directory_iterator(folder, error); !error && entry != fs::directory_iterator();
       entry.increment(error)) {
    if (entry->path().filename().string().starts_with('.')) continue;
    if (entries.size() == most_entries)
      return bad_input(fmt::format("{} holds more than {} files", shown(folder.string()), most_entries),
                       "name the folder of the migrations alone");
    entries.push_back(entry_of(root, entry->path()));
  }
  if (error) return bad_input(fmt::format("{} cannot be read: {}", shown(folder.string()), error.message()));
  std::ranges::sort(entries, [](auto& a, auto& b) {
    if (comes_before(a.name, b.name) || comes_before(b.name, a.name)) return comes_before(a.name, b.name);
    return a.name < b.name;
  });
  return entries;
}

Result<std::string> bytes_of(const Entry& entry) {
  std::ifstream in(entry.path, std::ios::binary);
  std::string text, piece(longest_beginning, '\0');
  while (in && text.size() <= longest_file) {
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    text.append(piece, 0, static_cast<std::size_t>(in.gcount()));
  }
  if (text.size() > longest_file)
    return bad_input(fmt::format("{} is too large: more than {} MB", entry.file, longest_file >> 20),
                     "data is better loaded by another way than a migration");
  if (!in.eof()) return bad_input(fmt::format("{} cannot be read", entry.file), "is it yours to read?");
  return text;
}

// V2__b.sql belongs to U2__b.sql, and so does V2__b.sql.conf to it.
bool belongs(const std::string& name, const std::string& other) {
  if (name == other || other == name + ".conf") return true;
  for (auto* ending : {".up.sql", ".down.sql"})
    if (auto stem = stem_of(name, ending)) return lower(other) == lower(*stem) + ".down.sql";
  return name.size() > 1 && other.size() == name.size() && other[0] == 'U' && name.substr(1) == other.substr(1);
}

// A file in a folder of its own, as diesel and prisma have it, is the folder. Anybody's file may be called so too.
bool is_a_folders_script(const std::string& name, const fs::path& own) {
  std::error_code unknown;
  auto folder = own.filename().string();
  if (name == "up.sql") return !folder.empty() && is_digit(folder[0]);
  return name == "migration.sql" && fs::exists(own.parent_path() / "migration_lock.toml", unknown);
}

Result<Folder> around(const fs::path& file) {
  auto path = fs::path(file).lexically_normal();
  auto parent = path.has_parent_path() ? path.parent_path() : fs::path(".");
  std::error_code unknown;
  auto own = fs::absolute(parent, unknown).lexically_normal();
  if (!own.has_filename()) own = own.parent_path();
  if (is_a_folders_script(path.filename().string(), own)) {
    auto root =
        parent.has_parent_path() && parent.filename() == own.filename() ? parent.parent_path() : own.parent_path();
    return Folder{root, {entry_of(root, root / own.filename())}, true, shown(file.string())};
  }
  Folder folder{parent, {}, true, shown(file.string())};
  auto beside = entries_of(parent, parent);
  for (auto& entry : beside.value_or(std::vector<Entry>{}))
    if (!entry.is_folder && belongs(path.filename().string(), entry.name)) folder.entries.push_back(std::move(entry));
  if (!folder.has(path.filename().string())) folder.entries.insert(folder.entries.begin(), entry_of(parent, path));
  return folder;
}

}  // namespace

const Entry* Folder::find(std::string_view name) const {
  auto found = std::ranges::find(entries, name, &Entry::name);
  return found == entries.end() ? nullptr : &*found;
}

std::optional<Entry> Folder::at(const fs::path& below) const {
  std::error_code unknown;
  auto path = (root / below).lexically_normal();
  if (!fs::exists(fs::symlink_status(path, unknown))) return std::nullopt;
  return entry_of(root, path);
}

std::vector<Entry> Folder::inside(const Entry& folder) const {
  return entries_of(root, folder.path).value_or(std::vector<Entry>{});
}

std::vector<Entry> Folder::all_files() const {
  std::vector<Entry> files;
  std::error_code none;
  std::set<fs::path> met{fs::canonical(root, none)};
  auto walk = [&](auto& self, const std::vector<Entry>& level, int depth) -> void {
    for (auto& entry : level) {
      if (!entry.is_folder) {
        files.push_back(entry);
        continue;
      }
      std::error_code unknown;
      if (depth < deepest && files.size() < most_entries && met.insert(fs::canonical(entry.path, unknown)).second)
        self(self, inside(entry), depth + 1);
    }
  };
  walk(walk, entries, 0);
  return files;
}

Result<Folder> look_at(const fs::path& path) {
  std::error_code error;
  auto status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found)
    return bad_input(fmt::format("there is no {}", shown(path.string())),
                     "name a file of SQL or a folder of migrations");
  if (error) return bad_input(fmt::format("{} cannot be read: {}", shown(path.string()), error.message()));
  if (!fs::is_directory(status)) return around(path);
  Folder folder{path, {}, false, shown(path.string())};
  folder.entries = TRY(entries_of(path, path));
  return folder;
}

Result<std::string> text_of(const Entry& entry) {
  std::error_code error;
  auto status = fs::status(entry.path, error);
  if (error) return bad_input(fmt::format("{} cannot be read: {}", entry.file, error.message()));
  // What is no file may never end, and a pipe would keep us waiting.
  if (!fs::is_regular_file(status)) return bad_input(fmt::format("{} is no file of SQL", entry.file));
  auto text = TRY(bytes_of(entry));
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  if (auto nul = text.find('\0'); nul != text.npos)
    return bad_input(
        fmt::format("{}:{}: there is a NUL byte", entry.file, 1 + std::ranges::count(text.substr(0, nul), '\n')),
        "PostgreSQL takes none; is it a file of SQL, in UTF-8?");
  if (!valid_utf8(text)) return bad_input(fmt::format("{} is not UTF-8", entry.file), "save it as UTF-8");
  return text;
}

std::string beginning_of(const Entry& entry) {
  std::error_code unknown;
  if (!fs::is_regular_file(entry.path, unknown)) return {};
  std::ifstream in(entry.path, std::ios::binary);
  std::string text(longest_beginning, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::max<std::streamsize>(in.gcount(), 0)));
  if (text.starts_with("\xEF\xBB\xBF")) text.erase(0, 3);
  return text;
}

std::optional<std::string> stem_of(std::string_view name, std::string_view ending) {
  if (name.size() <= ending.size() || lower(name.substr(name.size() - ending.size())) != ending) return std::nullopt;
  return std::string(name.substr(0, name.size() - ending.size()));
}

}  // namespace ante::change
