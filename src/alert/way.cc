#include "alert/way.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <nlohmann/json.hpp>

#include "alert/grafana.h"
#include "base/text.h"
#include "os/folders.h"
#include "os/http.h"
#include "os/shell.h"

namespace ante::alert {
namespace {

using Json = nlohmann::ordered_json;

constexpr Millis patience{10'000}, while_it_goes_on{60'000};

std::string dump(const Json& json) { return json.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace); }

// RFC 3339, which is what all of them read.
std::string time(double at) {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(static_cast<std::time_t>(std::floor(at))));
}

std::string sentence(const Alert& alert) {
  auto about = fmt::format("{} on {}", alert.database, alert.server);
  switch (alert.step) {
    case Alert::Step::opened:
      return fmt::format("{}: {} (since {}){}", about, alert.says, time(alert.from),
                         alert.page.empty() ? "" : "; what to do: " + alert.page);
    case Alert::Step::explained:
      return fmt::format("{}: what did it is {}", about, alert.cause);
    case Alert::Step::resolved:
      return fmt::format("{}: it is over, after {}: {}", about,
                         human(Millis(std::llround((alert.to.value_or(alert.from) - alert.from) * 1e3))), alert.says);
    case Alert::Step::changed:
      return fmt::format("{}: {}", about, alert.says);
  }
  return about;
}

// Of its version 2. One alert an incident, by its labels; it has to be told again, or it is taken for over.
class Alertmanager : public Way {
 public:
  explicit Alertmanager(std::string address) : address_(std::move(address)) {}
  Result<void> tell(const Alert& alert) override {
    Json one{{"labels",
              {{"alertname", "DatabaseIncident"},
               {"database", alert.database},
               {"server", alert.server},
               {"incident", time(alert.from)}}},
             {"annotations", {{"summary", alert.says}, {"cause", alert.cause.empty() ? "not known" : alert.cause}}},
             {"startsAt", time(alert.from)}};
    if (!alert.page.empty()) one["annotations"]["runbook"] = alert.page;
    if (alert.to) one["endsAt"] = time(*alert.to);
    auto address = TRY(os::web_address(address_));
    while (address.ends_with('/')) address.pop_back();
    return os::post_json(address + "/api/v2/alerts", dump(Json::array({std::move(one)})));
  }
  Millis again() const override { return while_it_goes_on; }
  std::string shown() const override { return "alertmanager"; }

 private:
  std::string address_;
};

// What these mark up, and whom they call, somebody else may have written.
std::string for_chat(std::string text) {
  for (auto [sign, harmless] : {std::pair{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}})
    text = replace_all(text, sign, harmless);
  return text;
}

class Chat : public Way {
 public:
  explicit Chat(std::string address) : address_(std::move(address)) {}
  Result<void> tell(const Alert& alert) override {
    return os::post_json(TRY(os::web_address(address_)), dump({{"text", for_chat(sentence(alert))}}));
  }
  std::string shown() const override { return "slack"; }

 private:
  std::string address_;
};

// As CloudEvents 1.0 has it: the event and its data in one piece of JSON.
class WebHook : public Way {
 public:
  explicit WebHook(std::string address) : address_(std::move(address)) {}
  Result<void> tell(const Alert& alert) override {
    Json data{{"database", alert.database}, {"server", alert.server}, {"from", time(alert.from)},
              {"says", alert.says},         {"cause", alert.cause},   {"text", sentence(alert)}};
    if (alert.to) data["to"] = time(*alert.to);
    if (!alert.page.empty()) data["page"] = alert.page;
    Json event{{"specversion", "1.0"},
               {"id", fmt::format("{}/{}", time(alert.from), word(alert.step))},
               {"source", fmt::format("/antemortem/{}/{}", url_encoded(alert.server), url_encoded(alert.database))},
               {"type", fmt::format("antemortem.incident.{}", word(alert.step))},
               {"time", time(alert.step == Alert::Step::resolved ? alert.to.value_or(alert.from) : alert.from)},
               {"datacontenttype", "application/json"},
               {"data", std::move(data)}};
    return os::post_json(TRY(os::web_address(address_)), dump(event), "application/cloudevents+json");
  }
  std::string shown() const override { return "webhook"; }

 private:
  std::string address_;
};

std::vector<std::string> variables_of(const Alert& alert) {
  return {fmt::format("ANTE_EVENT={}", word(alert.step)),
          "ANTE_DATABASE=" + alert.database,
          "ANTE_SERVER=" + alert.server,
          "ANTE_FROM=" + time(alert.from),
          "ANTE_TO=" + (alert.to ? time(*alert.to) : ""),
          "ANTE_SAYS=" + alert.says,
          "ANTE_CAUSE=" + alert.cause,
          "ANTE_PAGE=" + alert.page,
          "ANTE_TEXT=" + sentence(alert)};
}

class Command : public Way {
 public:
  explicit Command(std::string command) : command_(std::move(command)) {}
  Result<void> tell(const Alert& alert) override {
    auto told = os::run_command_line({.command = command_, .variables = variables_of(alert), .heeds_interrupt = false},
                                     patience);
    if (!told) return undecided("it failed, or did not end within " + human(patience));
    return told;
  }
  std::string shown() const override { return "command"; }

 private:
  std::string command_;
};

// A header of a letter has letters of ASCII: others go as RFC 2047 has them, in words of at most 75.
std::string for_header(std::string_view text) {
  if (std::ranges::all_of(text, [](unsigned char c) { return c >= 32 && c < 127; })) return std::string(text);
  std::string header, word;
  auto close = [&] {
    if (!word.empty()) header += (header.empty() ? "=?UTF-8?Q?" : "\n =?UTF-8?Q?") + word + "?=";
    word.clear();
  };
  for (unsigned char c : text) {
    bool begins = (c & 0xC0) != 0x80;  // no character is cut in two
    if (word.size() > 50 && begins) close();
    bool is_plain = std::isalnum(c) != 0 && c < 128;
    word += is_plain ? std::string(1, static_cast<char>(c)) : fmt::format("={:02X}", c);
  }
  close();
  return header;
}

// By the program that every Unix has for it.
class Mail : public Way {
 public:
  explicit Mail(std::string to) : to_(std::move(to)) {}
  Result<void> tell(const Alert& alert) override {
    auto folder = TRY(os::TemporaryFolder::make("mail"));
    auto letter = folder.path() / "letter";
    auto subject =
        one_line(fmt::format("[{}] {}", alert.database, alert.cause.empty() ? alert.says : alert.cause), 150);
    TRY(os::write_file(letter,
                       fmt::format("To: {}\nSubject: {}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
                                   "Content-Transfer-Encoding: 8bit\nAuto-Submitted: auto-generated\n\n{}\n\n"
                                   "ante incident show has all of it; ante report writes it up.\n",
                                   to_, for_header(subject), sentence(alert)),
                       0600));
    return os::run_command_line({.command = R"(PATH="$PATH:/usr/sbin" sendmail -t <"$ANTE_LETTER")",
                                 .variables = {"ANTE_LETTER=" + letter.string()},
                                 .heeds_interrupt = false},
                                patience);
  }
  std::string shown() const override { return "mail to " + to_; }

 private:
  std::string to_;
};

}  // namespace

Result<std::unique_ptr<Way>> read_way(std::string_view given) {
  auto border = given.find('=');
  auto kind = given.substr(0, border);
  std::string to(border == given.npos ? std::string_view() : given.substr(border + 1));
  auto unknown = [&] {
    return bad_input(
        fmt::format("nobody can be told by '{}'", one_line(kind, 40)),
        "alertmanager=URL, slack=URL, webhook=URL, grafana=URL, command=LINE or mail=ADDRESS; a URL may be $NAME of "
        "the variable that holds it");
  };
  if (to.empty()) return unknown();
  bool is_web = kind == "alertmanager" || kind == "slack" || kind == "webhook" || kind == "grafana";
  if (is_web) {
    if (auto checked = os::check_web_address(TRY(os::web_address(to))); !checked)
      return bad_input(fmt::format("{}: {}", kind, checked.error().what));
  }
  if (kind == "alertmanager") return std::make_unique<Alertmanager>(to);
  if (kind == "slack") return std::make_unique<Chat>(to);
  if (kind == "webhook") return std::make_unique<WebHook>(to);
  if (kind == "grafana") return grafana(to);
  if (kind == "command") return std::make_unique<Command>(to);
  if (kind == "mail" && to.find_first_of("\r\n") == to.npos) return std::make_unique<Mail>(to);
  return unknown();
}

}  // namespace ante::alert
