// The Reader of an engine with a fault (broken_engine.h).
#pragma once

#include <memory>
#include <string>

#include "engine/engine.h"
#include "engine/testing/broken_engine.h"

namespace pixii::engine {

// `scratch` keeps the bytes of values that die with their Reader. It and
// `inner_engine` outlive the Reader.
struct BrokenReaderParts {
  Fault fault;
  Engine& inner_engine;
  std::unique_ptr<Reader> reader;
  CommitVersion previous_schema_version;
  std::shared_ptr<std::string> scratch;
};
std::unique_ptr<Reader> NewBrokenReader(BrokenReaderParts parts);

}  // namespace pixii::engine
