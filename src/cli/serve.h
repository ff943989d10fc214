// The server from its start to its end: the only place that knows all rooms of the house.
#pragma once

#include "cli/flags.h"

namespace pixii::cli {

// Serves until SIGTERM or SIGINT. Returns the exit status; errors are one line on stderr. Called
// once, before any thread is started.
int Serve(const ServeFlags& flags);

}  // namespace pixii::cli
