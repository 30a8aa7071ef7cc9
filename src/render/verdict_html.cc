#include "render/verdict_html.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "render/page.h"
#include "render/statement_words.h"
#include "render/strangers.h"
#include "render/trip_words.h"
#include "render/words.h"

namespace ante::render {
namespace {

using judge::Finding;
using judge::Verdict;
using judge::Weight;
using rehearse::Fate;
using rehearse::Rehearsal;

constexpr std::size_t longest_sql = 4'000;

constexpr const char* verdict_style = R"(
h1 small{font-weight:normal;font-size:60%}h2{margin:1.6em 0 .4em}.faint,td.faint,li.faint{color:#666}
section{border-left:4px solid #960;padding:.1em 0 .1em 1em;margin:1.2em 0}section.blocks{border-color:#b22}
section.warns{border-color:#aaa}h3{font-size:100%;margin:.3em 0}code,pre{font:13px/1.45 ui-monospace,monospace}
pre{background:#f4f4f4;padding:.5em .8em;margin:.5em 0;white-space:pre-wrap;overflow-wrap:anywhere}
section li{padding-left:1em}.do{border-left:2px solid #272}td,th{vertical-align:top;white-space:nowrap}
td.words,th.words{text-align:left;white-space:normal}td code,td ul{overflow-wrap:anywhere;white-space:pre-wrap}
td ul{margin:0}
@media(prefers-color-scheme:dark){pre{background:#262626}.faint,td.faint,li.faint{color:#999}
section{border-color:#eb5}section.blocks{border-color:#f77}section.warns{border-color:#666}.do{border-color:#7c7}}
)";

const char* class_of(Tone tone) {
  switch (tone) {
    case Tone::bad:
      return "no";
    case Tone::good:
      return "yes";
    case Tone::doubtful:
      return "notyet";
    case Tone::faint:
      return "faint";
    case Tone::plain:
    case Tone::strong:
      return "";
  }
  return "";
}

std::string sql(std::string_view text, std::string_view kind = "") {
  return fmt::format("<pre class=\"{}\">{}</pre>", kind, escaped(readable(text, longest_sql)));
}

std::string items(const std::vector<std::string>& lines) {
  if (lines.empty()) return {};
  std::string html = "<ul>";
  for (auto& line : lines) html += fmt::format("<li>{}</li>", escaped(line));
  return html + "</ul>\n";
}

std::string section(const Finding& finding) {
  auto tone = finding.weight == Weight::blocks ? "no" : finding.weight == Weight::open ? "notyet" : "faint";
  auto html = fmt::format("<section class=\"{0}\"><h3><span class=\"{1}\">{0}</span> {2} <code>{3}</code></h3>\n",
                          word(finding.weight), tone, escaped(finding.kind), escaped(finding.place));
  if (!finding.statement.empty()) html += sql(finding.statement);
  html += fmt::format("<p>{}</p>\n{}", escaped(finding.says), items(finding.evidence));
  if (!finding.output.empty()) html += fmt::format("<pre>{}</pre>", escaped(join(finding.output, "\n")));
  if (auto what = instead(finding); !what.empty()) html += fmt::format("<p class=\"yes\">→ {}</p>", escaped(what));
  if (!finding.remedy.empty()) html += sql(join(finding.remedy, ";\n") + ";", "do");
  return html + "</section>\n";
}

std::string list(std::string_view title, const std::vector<std::string>& lines) {
  return lines.empty() ? "" : fmt::format("<h2>{}</h2>{}", title, items(lines));
}

std::string words(std::string_view text) { return fmt::format("<td class=\"words\">{}</td>", escaped(text)); }

std::string code(std::string_view text) {
  return fmt::format("<td class=\"words\"><code>{}</code></td>", escaped(readable(text, longest_sql)));
}

std::string traffic(const Rehearsal& rehearsal) {
  if (!rehearsal.queries_compared) return {};
  std::string rows;
  for (auto& query : rehearsal.queries) {
    if (query.fate == Fate::unchanged && query.answers_otherwise.empty()) continue;
    bool planned = !query.before.what.empty() && !query.after.what.empty();
    auto beside = query.answers_otherwise;
    if (!query.error.empty()) beside.push_back(query.error);
    rows += fmt::format("<tr><th>{}</th><td>{}</td><td>{}</td>{}{}{}</tr>\n", word(query.fate), escaped(rate(query)),
                        planned ? fmt::format("{} → {}", cost(query.before.cost), cost(query.after.cost)) : "",
                        words(query.user), code(query.text), words(a_few(beside)));
  }
  auto kept = std::ranges::count(rehearsal.queries, Fate::unchanged, &rehearse::QueryOutcome::fate);
  auto html = fmt::format("<h2>What becomes of the traffic</h2><p>{} of {} keep their plans.</p>\n", kept,
                          counted(static_cast<long>(rehearsal.queries.size()), "query shape"));
  if (rows.empty()) return html;
  return html +
         "<table><tr><th></th><th>requests</th><th>cost</th><th class=\"words\">as</th><th class=\"words\">query</th>"
         "<th></th></tr>\n" +
         rows + "</table>\n";
}

std::string new_queries(const Rehearsal& rehearsal) {
  if (rehearsal.new_queries.empty()) return {};
  std::string rows;
  for (auto& query : rehearsal.new_queries) {
    auto what = query.breaks             ? "is refused: " + query.error.what
                : !query.reads.empty()   ? "reads a whole table"
                : query.needs_the_change ? "needs the change"
                : query.plan             ? "cost " + cost(query.plan->cost)
                                         : "not judged: " + query.error.what;
    rows += fmt::format("<tr>{}{}{}</tr>\n", words(query.place), words(what), code(query.text));
  }
  return fmt::format("<h2>Queries that come with it</h2><p>As {}.</p><table>\n{}</table>\n",
                     escaped(rehearsal.new_queries_role), rows);
}

std::string said(const std::vector<Said>& lines) {
  std::string html = "<td class=\"words\"><ul>";
  for (auto& line : lines) html += fmt::format("<li class=\"{}\">{}</li>", class_of(line.tone), escaped(line.text));
  return html + "</ul></td>";
}

std::string statements(const Rehearsal& rehearsal) {
  if (rehearsal.statements.empty()) return {};
  std::string rows;
  for (auto& statement : rehearsal.statements) {
    rows += fmt::format("<tr>{}{}{}</tr>\n", words(fmt::format("{}:{}", statement.step.file, statement.step.line)),
                        code(statement.step.sql), said(what_it_does(statement, rehearsal.tables)));
  }
  return "<h2>What each statement does</h2><table>\n" + rows + "</table>\n";
}

std::string ways_back(const Rehearsal& rehearsal) {
  if (rehearsal.return_trips.empty()) return {};
  std::string rows;
  for (auto& trip : rehearsal.return_trips)
    rows += fmt::format("<tr>{}{}</tr>\n", words(trip.migration), said(what_it_leads_to(trip, rehearsal.statements)));
  return "<h2>The ways back</h2><table>\n" + rows + "</table>\n";
}

std::string clocks(const Rehearsal& rehearsal) {
  std::vector<std::string> lines;
  for (auto& clock : rehearsal.clocks) lines.push_back(what_ticks(clock));
  return list("What ticks", lines);
}

std::string tables(const Rehearsal& rehearsal) {
  if (rehearsal.tables.empty()) return {};
  auto a_second = [&](double requests) { return rehearsal.demand_known ? fmt::format("{:.3g}", requests) : "?"; };
  std::string rows;
  for (auto& table : rehearsal.tables)
    rows += fmt::format("<tr>{}<td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n", words(table.table),
                        human_count(table.rows), human(table.size), a_second(table.demand.reads),
                        a_second(table.demand.writes));
  return "<h2>What it touches</h2><table><tr><th></th><th>rows</th><th>size</th><th>reads a second</th>"
         "<th>writes a second</th></tr>\n" +
         rows + "</table>\n";
}

}  // namespace

std::string html(const Rehearsal& rehearsal, const Verdict& verdict) {
  auto tone = verdict.exit == Exit::blocked ? "no" : verdict.exit == Exit::fine ? "yes" : "notyet";
  auto body =
      fmt::format("\n<h1><span class=\"{}\">{}</span> <small>{}</small></h1>\n<p class=\"faint\">{}</p>\n", tone,
                  headline(verdict), escaped(counts(verdict, rehearsal)), escaped(what_was_rehearsed(rehearsal)));
  for (auto& finding : verdict.findings) body += section(finding);
  body += list("Not looked at", rehearsal.not_looked_at);
  body += traffic(rehearsal) + new_queries(rehearsal) + statements(rehearsal) + ways_back(rehearsal) +
          tables(rehearsal) + clocks(rehearsal);
  return page("ante check: " + headline(verdict), verdict_style, body + list("Notes", rehearsal.notes));
}

}  // namespace ante::render
