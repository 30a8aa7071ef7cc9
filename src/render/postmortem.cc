#include "render/postmortem.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <cmath>
#include <set>
#include <variant>

#include "base/text.h"
#include "base/units.h"
#include "render/measures.h"
#include "render/page.h"
#include "render/strangers.h"
#include "render/timeline.h"

namespace ante::render {
namespace {

using incident::Event;
using incident::Incident;

// What the report says, whatever it is written as.
struct Paragraph {
  std::string text;
};
struct Items {
  std::vector<std::string> texts;
};
struct Table {
  std::vector<std::string> head;
  std::vector<std::vector<std::string>> rows;
};
struct ToBeWritten {
  std::string hint;
};
using Block = std::variant<Paragraph, Items, Table, ToBeWritten>;
struct Section {
  std::string title;
  std::vector<Block> blocks;
};

constexpr std::size_t longest = 500;

std::string day(double at) { return fmt::format("{:%Y-%m-%d}", fmt::gmtime(static_cast<std::time_t>(std::floor(at)))); }
std::string clock(double at) {
  return fmt::format("{:%H:%M:%S}", fmt::gmtime(static_cast<std::time_t>(std::floor(at))));
}
std::string span(double seconds) { return human(Millis(static_cast<std::int64_t>(seconds * 1'000))); }

// With the number of the event that it is from.
std::string stated(const Event& event, const std::string& text) {
  return fmt::format("{} [{}]", one_line(text, longest), event.number);
}

std::string title_of(const Incident& incident) {
  auto* first = incident.first(Event::Kind::seen);
  return first ? one_line(first->says, 120) : "An incident";
}

Section summary(const Incident& incident, const std::string& database) {
  Items seen;
  for (auto& event : incident.events)
    if (event.kind == Event::Kind::seen) seen.texts.push_back(stated(event, event.says));
  auto after = [&](const std::optional<double>& at) {
    if (!at) return std::string("not yet");
    if (*at - incident.from < 1) return clock(*at) + " (at once)";
    return fmt::format("{} (after {})", clock(*at), span(*at - incident.from));
  };
  auto until = incident.to ? fmt::format("to {} ({})", clock(*incident.to), span(*incident.to - incident.from))
                           : std::string("on; it is not over");
  return {"Summary",
          {Paragraph{fmt::format("Database {}, {}, from {} UTC {}.", database, day(incident.from), clock(incident.from),
                                 until)},
           seen,
           Table{{"began, not before", "seen", "explained", "over"},
                 {{clock(incident.began), clock(incident.from), after(incident.explained), after(incident.to)}}}}};
}

Section timeline(const Incident& incident) {
  Table table{{"time (UTC)", "", "what"}, {}};
  for (auto& event : incident.events)
    if (event.kind != Event::Kind::not_it)
      table.rows.push_back({clock(event.at), std::string(word(event.kind)), stated(event, event.says)});
  return {"Timeline", {table}};
}

Section cause(const Incident& incident) {
  Section section{"Root cause", {}};
  for (auto& event : incident.events) {
    if (event.kind != Event::Kind::suspect) continue;
    section.blocks.emplace_back(Paragraph{stated(event, event.says)});
    Items because;
    for (auto& shown : event.shown) because.texts.push_back(stated(event, shown));
    section.blocks.emplace_back(because);
  }
  if (section.blocks.empty()) section.blocks.emplace_back(ToBeWritten{"nothing was named by the watcher"});
  return section;
}

// Each once, though it was cleared of several things.
Section misleading(const Incident& incident) {
  Items items;
  std::set<std::string> told;
  for (auto& event : incident.events)
    if (event.kind == Event::Kind::not_it && told.insert(event.says.substr(0, event.says.find(':'))).second)
      items.texts.push_back(stated(event, event.says));
  if (items.texts.empty()) return {"Misleading paths", {ToBeWritten{"nothing is on record"}}};
  return {"Misleading paths", {items}};
}

Section notes(const Incident& incident) {
  Items items;
  for (auto& event : incident.events)
    if (event.kind == Event::Kind::note)
      items.texts.push_back(stated(event, fmt::format("{} {}: {}", clock(event.at), event.about, event.says)));
  if (items.texts.empty()) return {"Notes", {ToBeWritten{"nothing is on record"}}};
  return {"Notes", {items}};
}

Section what_is_to_be_done(const Incident& incident) {
  auto rows = measure_rows(incident.measures);
  if (rows.empty()) return {"Measures", {ToBeWritten{"each with an owner, a date, and how one sees that it is done"}}};
  return {"Measures", {Table{rows.front(), {rows.begin() + 1, rows.end()}}}};
}

std::vector<Section> sections_of(const Incident& incident, const std::string& database) {
  return {summary(incident, database), timeline(incident), cause(incident),
          misleading(incident),        notes(incident),    {"What went well", {ToBeWritten{}}},
          what_is_to_be_done(incident)};
}

constexpr const char* foot = "Numbers in brackets are events of the history: ante incident show.";

std::string row_of(const std::vector<std::string>& cells) {
  std::string row = "|";
  for (auto& cell : cells) row += " " + for_markdown(cell) + " |";
  return row + "\n";
}

struct AsMarkdown {
  std::string operator()(const Paragraph& one) const { return for_markdown(one.text) + "\n\n"; }
  std::string operator()(const Items& items) const {
    std::string text;
    for (auto& one : items.texts) text += "- " + for_markdown(one) + "\n";
    return text + "\n";
  }
  std::string operator()(const Table& table) const {
    auto text = row_of(table.head) + row_of(std::vector<std::string>(table.head.size(), "---"));
    for (auto& row : table.rows) text += row_of(row);
    return text + "\n";
  }
  std::string operator()(const ToBeWritten& one) const {
    return fmt::format("_To be written{}{}._\n\n", one.hint.empty() ? "" : ": ", one.hint);
  }
};

struct AsHtml {
  std::string operator()(const Paragraph& one) const { return fmt::format("<p>{}</p>", escaped(one.text)); }
  std::string operator()(const Items& items) const {
    std::string text = "<ul>";
    for (auto& one : items.texts) text += fmt::format("<li>{}</li>", escaped(one));
    return text + "</ul>";
  }
  std::string operator()(const Table& table) const {
    auto cells = [](const std::vector<std::string>& row, std::string_view kind) {
      std::string text = "<tr>";
      for (auto& cell : row) text += fmt::format("<{0}>{1}</{0}>", kind, escaped(cell));
      return text + "</tr>";
    };
    auto text = "<table>" + cells(table.head, "th");
    for (auto& row : table.rows) text += cells(row, "td");
    return text + "</table>";
  }
  std::string operator()(const ToBeWritten& one) const {
    return fmt::format(R"(<p class="notyet">To be written{}{}.</p>)", one.hint.empty() ? "" : ": ", escaped(one.hint));
  }
};

constexpr const char* report_style =
    "svg{width:100%}td,th{text-align:left}td:last-child{width:100%}"
    "@media print{@page{size:A4;margin:18mm}body{margin:0;max-width:none}h2{break-after:avoid}tr{break-inside:avoid}}";

}  // namespace

std::string incident_line(const Incident& incident) {
  return fmt::format("{:>4}  {} {}  {:>10}  {}\n", incident.number, day(incident.from), clock(incident.from),
                     incident.to ? span(*incident.to - incident.from) : "not over", readable(title_of(incident)));
}

std::string postmortem_markdown(const Incident& incident, const std::string& database) {
  auto text = fmt::format("# {}\n\n", for_markdown(title_of(incident)));
  for (auto& section : sections_of(incident, database)) {
    text += fmt::format("## {}\n\n", section.title);
    for (auto& block : section.blocks) text += std::visit(AsMarkdown{}, block);
  }
  return text + foot + "\n";
}

std::string postmortem_html(const Incident& incident, const std::string& database,
                            const std::vector<incident::Pulse>& pulse) {
  auto title = title_of(incident);
  auto body = fmt::format("<h1>{}</h1>{}", escaped(title), timeline_svg(incident, pulse));
  for (auto& section : sections_of(incident, database)) {
    body += fmt::format("<h2>{}</h2>", escaped(section.title));
    for (auto& block : section.blocks) body += std::visit(AsHtml{}, block);
  }
  return page(title, report_style, body + fmt::format("<p>{}</p>", foot));
}

}  // namespace ante::render
