// Functions that name what a change takes away, or what was never there.
#include <fmt/format.h>

#include "base/text.h"
#include "judge/findings.h"

namespace ante::judge {

void add_bodies(Case& found) {
  for (auto& body : found.rehearsal.broken_bodies) {
    bool used = body.called || !body.triggers.empty();
    auto finding = found.at(body.statement, "function-breaks", used ? Weight::blocks : Weight::warns);
    finding.says = fmt::format("{} names {} {}, which is {}: the server looks at a body when it runs it", body.function,
                               body.kind, body.object, body.never_was ? "not there" : "there no longer");
    if (body.called)
      finding.evidence.push_back(body.calls_per_second > 0
                                     ? fmt::format("the application calls it: {}", a_second(body.calls_per_second))
                                     : "the application calls it");
    for (auto& trigger : body.triggers) finding.evidence.push_back(fmt::format("trigger {} runs it", trigger));
    finding.advice = body.never_was ? "add the column first, or write the function without it"
                                    : "replace the function in the same transaction";
    found.findings.push_back(std::move(finding));
  }
}

}  // namespace ante::judge
