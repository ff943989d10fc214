// The server from its start to its end.
#pragma once

#include "cli/flags.h"

namespace pixii::cli {

// Serves until SIGTERM or SIGINT. Blocks both and ignores SIGPIPE for the whole process, so it is
// called once, before any thread is started. Once it listens, prints the banner to stdout, then
// writes the port file. Returns the exit status: 0 after a signal, 1 if it could not start, with
// one line on stderr. A failed sync, like all that base/fatal.h names, ends the process instead.
int Serve(const ServeFlags& flags);

}  // namespace pixii::cli
