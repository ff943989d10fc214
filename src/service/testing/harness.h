// Harness: the operations as the frontend calls them, on the store of a World (store/testing/).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/engine.h"
#include "service/services.h"
#include "service/workspace.h"
#include "store/index_builder.h"
#include "store/testing/world.h"

namespace pixii::service::testing {

// What became of one call.
struct Reply {
  Status status;
  std::string json;  // of a success
  std::optional<engine::Ticket> ticket;

  // The JSON, or `Code: message` with the error's wire name, without its prefix.
  std::string Text() const;
};

// JSON is given with backticks instead of quotes. One thread.
class Harness {
 public:
  explicit Harness(const engine::Faults& faults = {}, engine::DurabilityGate* gate = nullptr);

  // Parses, checks and runs; does not wait for the ticket.
  Reply Call(std::string_view operation, std::string_view json,
             engine::Wait wait = engine::Wait::kYes);
  // Expects success, waits until it is durable, returns the JSON.
  std::string Done(std::string_view operation, std::string_view json);
  // A table with the key `pk` of type S. A gate is opened meanwhile.
  void CreateTable(std::string_view name);

  store::testing::World world;
  store::IndexBuilder index_builder;
  Services services;

 private:
  engine::DurabilityGate* gate_;
  Workspace workspace_;
};

std::string Quoted(std::string_view json_with_backticks);

}  // namespace pixii::service::testing
