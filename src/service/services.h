// What every operation works with, and what one call of an operation is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "api/request.h"
#include "base/result.h"
#include "engine/engine.h"
#include "service/workspace.h"
#include "store/index_builder.h"
#include "store/store.h"

namespace pixii::service {

struct Services {
  store::Store& store;
  store::IndexBuilder& index_builder;
  std::string account_id;  // in ARNs
};

// One call. An operation appends the answer's body to `out`; if it returns an error, `out` is not
// used. If `ticket` is set, the answer, an error too, must wait until it is durable.
struct Call {
  Services& services;
  const api::Request& request;
  Workspace& workspace;
  std::string_view region;  // in ARNs
  std::string_view host;    // what the client called the server
  engine::Wait wait;
  std::string& out;
  std::optional<engine::Ticket> ticket;
  // Set with kWouldBlock: it then takes a thread for long.
  bool takes_long = false;
  // True: `consumed_units` is wanted even if the client asks for no ConsumedCapacity.
  bool counts_capacity = false;
  // What the call took of tables and indexes, in capacity units of its kind; also of a write whose
  // condition failed.
  double consumed_units = 0;

  store::Store& store() { return services.store; }
};

// Synchronous. kWouldBlock (only with Wait::kNo): nothing was done, call again where it may wait.
using Handler = Status (*)(Call& call);

// "Call me again where I may wait."
inline Error WouldBlock() { return MakeError(ErrorCode::kWouldBlock, {}); }

}  // namespace pixii::service
