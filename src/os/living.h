// Which process somebody is, in a way that another one on the same machine can later say for sure that it is no more.
#pragma once

#include <string>
#include <string_view>

namespace ante::os {

// The machine's boot, the namespace of process numbers, the number, and when it began.
std::string this_process();
// Whether that process has surely ended: false where it lives, and where nobody here can know.
bool has_ended(std::string_view process);

}  // namespace ante::os
