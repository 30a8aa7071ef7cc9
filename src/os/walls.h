// What a program may do to the disk, held by the kernel (Landlock, Linux 5.13): where it may write, and what it may
// execute. Whoever gets to run code in it, as whatever user or superuser, stays inside.
#pragma once

#include <filesystem>
#include <vector>

#include "os/descriptor.h"

namespace ante::os {

struct Walls {
  std::vector<std::filesystem::path> writable, executable;  // folders with all that is below them, or files
};

// Rules that a child puts on itself by `close_in`; an empty descriptor where this kernel knows no walls.
Descriptor build_walls(const Walls& walls);
// A system call only, for a child between fork and exec, which must have given up new privileges.
bool close_in(int rules);

}  // namespace ante::os
