// `pixii check`: the check of a data directory that no server holds.
#pragma once

#include "cli/flags.h"

namespace pixii::cli {

// Prints a line for each error and one that sums up, to stdout. Returns the exit status: 0 if no
// error was found, 1 if one was or the directory cannot be opened, which is a line on stderr.
int Check(const CheckFlags& flags);

}  // namespace pixii::cli
