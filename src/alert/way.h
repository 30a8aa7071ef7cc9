// How somebody is told: Alertmanager, a chat, any web hook, a command, mail, Grafana.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "alert/alert.h"
#include "base/result.h"
#include "base/units.h"

namespace ante::alert {

class Way {
 public:
  virtual ~Way() = default;
  virtual Result<void> tell(const Alert& alert) = 0;
  // What goes on is told again so often; 0: once is enough.
  virtual Millis again() const { return Millis(0); }
  // Not only of incidents, but of all that was changed.
  virtual bool tells_of_changes() const { return false; }
  virtual std::string shown() const = 0;  // without what may be a secret
};

// "alertmanager=http://…:9093", "slack=$HOOK", "webhook=https://…", "command=./page-me", "mail=ops@example.org",
// "grafana=https://…".
Result<std::unique_ptr<Way>> read_way(std::string_view given);

}  // namespace ante::alert
