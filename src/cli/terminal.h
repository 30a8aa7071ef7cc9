// How what goes to standard output is to look there.
#pragma once

#include "render/look.h"

namespace ante::cli {

render::Look look();

}  // namespace ante::cli
