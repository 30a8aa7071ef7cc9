// Functions that name what a change takes away.
#include <fmt/format.h>

#include "base/text.h"
#include "judge/findings.h"

namespace ante::judge {

void add_bodies(Case& found) {
  for (auto& body : found.rehearsal.broken_bodies) {
    bool used = body.called || !body.triggers.empty();
    auto finding = found.at(body.statement, "function-breaks", used ? Weight::blocks : Weight::warns);
    finding.says = fmt::format("{} names {} {}, which is there no longer: the server looks at a body when it runs it",
                               body.function, body.kind, body.object);
    if (body.called)
      finding.evidence.push_back(body.calls_per_second > 0
                                     ? fmt::format("the application calls it: {}", a_second(body.calls_per_second))
                                     : "the application calls it");
    for (auto& trigger : body.triggers) finding.evidence.push_back(fmt::format("trigger {} runs it", trigger));
    finding.advice = "replace the function in the same transaction";
    found.findings.push_back(std::move(finding));
  }
}

}  // namespace ante::judge
