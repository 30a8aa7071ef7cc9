#include "alert/grafana.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "os/folders.h"
#include "os/http.h"

namespace ante::alert {
namespace {

Result<std::string> grafanas_token() {
  const char* given = std::getenv("GRAFANA_TOKEN");
  const char* file = std::getenv("GRAFANA_TOKEN_FILE");
  auto token = given ? std::string(given) : file ? TRY(os::read_file(file)) : std::string();
  token = trim(std::string(token));
  // It becomes a line of a request.
  if (token.empty() || !std::ranges::all_of(token, [](unsigned char c) { return c > 32 && c < 127; }))
    return bad_input("Grafana asks for a token",
                     "that of a service account in GRAFANA_TOKEN, or GRAFANA_TOKEN_FILE names the file that holds it");
  return token;
}

// It shows them as HTML.
std::string for_grafana(std::string text) {
  for (auto [sign, harmless] : {std::pair{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}})
    text = replace_all(text, sign, harmless);
  return text;
}

std::int64_t millis(double at) { return std::llround(at * 1e3); }

// Its regions have an end when they are made: the beginning of an incident is a point, and all of it a region once it
// is over.
class Grafana : public Way {
 public:
  Grafana(std::string address, std::string token) : address_(std::move(address)), token_(std::move(token)) {}
  Result<void> tell(const Alert& alert) override {
    if (alert.step == Alert::Step::explained) return {};  // what did it was changed, and is there
    bool is_change = alert.step == Alert::Step::changed;
    auto text = alert.says;
    if (!alert.cause.empty()) text += (is_change ? "; " : "; what did it is ") + alert.cause;
    if (alert.step == Alert::Step::opened && !alert.page.empty()) text += "; what to do: " + alert.page;
    nlohmann::ordered_json one{{"time", millis(alert.from)},
                               {"tags", {"antemortem", is_change ? "change" : "incident", alert.database}},
                               {"text", for_grafana(one_line(text, longest_text))}};
    if (alert.to) one["timeEnd"] = millis(*alert.to);
    auto address = TRY(os::web_address(address_));
    while (address.ends_with('/')) address.pop_back();
    return os::post_json(address + "/api/annotations",
                         one.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace), "application/json",
                         token_);
  }
  bool tells_of_changes() const override { return true; }
  std::string shown() const override { return "grafana"; }

 private:
  static constexpr std::size_t longest_text = 1'000;
  std::string address_, token_;
};

}  // namespace

Result<std::unique_ptr<Way>> grafana(const std::string& address) {
  return std::make_unique<Grafana>(address, TRY(grafanas_token()));
}

}  // namespace ante::alert
