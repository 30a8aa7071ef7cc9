#include "render/postmortem.h"

#include <fmt/format.h>

#include <set>
#include <variant>

#include "base/text.h"
#include "base/units.h"
#include "render/impact.h"
#include "render/measures.h"
#include "render/page.h"
#include "render/strangers.h"
#include "render/timeline.h"
#include "render/times.h"

namespace ante::render {
namespace {

using incident::Event;
using incident::Figures;
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

std::string span(double seconds) { return human(Millis(static_cast<std::int64_t>(seconds * 1'000))); }

// With the number of the event that it is from.
std::string stated(const Event& event, const std::string& text) {
  return fmt::format("{} [{}]", one_line(text, longest), event.number);
}

std::string title_of(const Incident& incident) {
  auto* first = incident.first(Event::Kind::seen);
  return first ? one_line(first->says, 120) : "An incident";
}

// With which it was over; nullptr where it is not.
const Event* end_of(const Incident& incident) {
  const Event* end = nullptr;
  for (auto& event : incident.events)
    if (event.kind == Event::Kind::over && event.at == incident.to) end = &event;
  return end;
}

// When it was, each time with the event that says so.
Table times_of(const Incident& incident) {
  const Event *began = nullptr, *explained = nullptr;
  for (auto& event : incident.events) {
    if (!began && event.kind == Event::Kind::seen && event.began.value_or(event.at) == incident.began) began = &event;
    if (names_somebody(event) && !explained) explained = &event;
  }
  auto cell = [&](const std::optional<double>& at, const Event* event) {
    if (!at) return std::string("not yet");
    auto number = event ? fmt::format(" [{}]", event->number) : "";
    if (*at < incident.from || event == incident.first(Event::Kind::seen)) return utc_clock(*at) + number;
    if (*at - incident.from < 1) return utc_clock(*at) + " (at once)" + number;
    return fmt::format("{} (after {}){}", utc_clock(*at), span(*at - incident.from), number);
  };
  return {{"began, not before", "seen", "explained", "over"},
          {{cell(incident.began, began), cell(incident.from, incident.first(Event::Kind::seen)),
            cell(incident.explained, explained), cell(incident.to, end_of(incident))}}};
}

// From when to when it was, and what it did.
Section summary(const Incident& incident, const Figures& figures, const std::string& database) {
  auto* first = incident.first(Event::Kind::seen);
  auto until = incident.to ? fmt::format("to {} ({})", utc_clock(*incident.to), span(*incident.to - incident.from))
                           : std::string("on; it is not over");
  auto number = [](const Event* event) { return event ? fmt::format(" [{}]", event->number) : ""; };
  auto when = fmt::format("Database {}, {}, from {} UTC {}{}{}.", database, utc_day(incident.from),
                          utc_clock(incident.from), until, number(first), number(end_of(incident)));
  Items seen;
  for (auto& event : incident.events)
    if (event.kind == Event::Kind::seen) seen.texts.push_back(stated(event, event.says));
  auto impact = impact_of(incident, figures);
  Section section{"Summary", {Paragraph{when}, seen, times_of(incident)}};
  if (!impact.sentences.empty()) section.blocks.emplace_back(Items{impact.sentences});
  if (!impact.queries.empty())
    section.blocks.emplace_back(
        Table{{"calls", "in as long before", "a call", "before", "query"}, std::move(impact.queries)});
  for (auto& one : impact.not_known) section.blocks.emplace_back(ToBeWritten{one});
  return section;
}

Section timeline(const Incident& incident) {
  Table table{{"time (UTC)", "", "what"}, {}};
  for (auto& event : incident.events)
    if (event.kind != Event::Kind::not_it)
      table.rows.push_back({utc_clock(event.at), std::string(word(event.kind)), stated(event, event.says)});
  return {"Timeline", {table}};
}

Section cause(const Incident& incident) {
  Section section{"Root cause and resolution", {}};
  for (auto& event : incident.events) {
    if (event.kind != Event::Kind::suspect) continue;
    section.blocks.emplace_back(Paragraph{stated(event, event.says)});
    Items because;
    for (auto& shown : event.shown) because.texts.push_back(stated(event, shown));
    section.blocks.emplace_back(because);
  }
  if (section.blocks.empty()) section.blocks.emplace_back(ToBeWritten{"nothing was named by the watcher"});
  Items ends;
  for (auto& event : incident.events)
    if (event.kind == Event::Kind::over) ends.texts.push_back(stated(event, utc_clock(event.at) + ": " + event.says));
  if (!ends.texts.empty()) section.blocks.emplace_back(ends);
  section.blocks.emplace_back(ToBeWritten{"what was done about it, and by whom"});
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
      items.texts.push_back(stated(event, fmt::format("{} {}: {}", utc_clock(event.at), event.about, event.says)));
  if (items.texts.empty()) return {"Notes", {ToBeWritten{"nothing is on record"}}};
  return {"Notes", {items}};
}

Section what_is_to_be_done(const Incident& incident) {
  auto rows = measure_rows(incident.measures);
  if (rows.empty()) return {"Measures", {ToBeWritten{"each with an owner, a date, and how one sees that it is done"}}};
  return {"Measures", {Table{rows.front(), {rows.begin() + 1, rows.end()}}}};
}

std::vector<Section> sections_of(const Incident& incident, const Figures& figures, const std::string& database) {
  return {summary(incident, figures, database),
          timeline(incident),
          cause(incident),
          misleading(incident),
          notes(incident),
          {"What went well", {ToBeWritten{}}},
          what_is_to_be_done(incident)};
}

constexpr const char* legend =
    "Numbers in brackets are events of the history: ante incident show. A word and times are the table of the history, "
    "and "
    "its rows, that a figure is from; all times are in UTC.";

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
  return fmt::format("{:>4}  {} {}  {:>10}  {}\n", incident.number, utc_day(incident.from), utc_clock(incident.from),
                     incident.to ? span(*incident.to - incident.from) : "not over", readable(title_of(incident)));
}

std::string postmortem_markdown(const Incident& incident, const Figures& figures, const std::string& database) {
  auto text = fmt::format("# {}\n\n", for_markdown(title_of(incident)));
  for (auto& section : sections_of(incident, figures, database)) {
    text += fmt::format("## {}\n\n", section.title);
    for (auto& block : section.blocks) text += std::visit(AsMarkdown{}, block);
  }
  return text + legend + "\n";
}

std::string postmortem_html(const Incident& incident, const Figures& figures, const std::string& database) {
  auto title = title_of(incident);
  auto body = fmt::format("<h1>{}</h1>{}", escaped(title), timeline_svg(incident, figures));
  for (auto& section : sections_of(incident, figures, database)) {
    body += fmt::format("<h2>{}</h2>", escaped(section.title));
    for (auto& block : section.blocks) body += std::visit(AsHtml{}, block);
  }
  return page(title, report_style, body + fmt::format("<p>{}</p>", legend));
}

}  // namespace ante::render
