// A table with indexes on the engine of the proof, written through the store and the catalog as the
// server does. Every write raises its item's version, which all indexes hold; an index is made,
// built and dropped meanwhile.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <random>
#include <utility>
#include <vector>

#include "catalog/catalog.h"
#include "engine/engine.h"
#include "ledger.h"
#include "store/index_builder.h"
#include "store/store.h"

namespace pixii::prove {

// The version of each order, as a Reader shows it; 0: there is none.
using OrderVersions = std::array<std::uint64_t, kOrderCount>;
OrderVersions LookAtOrders(engine::Reader& reader);

// What runs over them while the power is on. Thread-safe.
class Orders {
 public:
  // `engine` outlives it.
  explicit Orders(engine::Engine& engine);

  // Makes the table and its orders where they are missing.
  void Prepare();
  struct Written {
    engine::Ticket ticket;
    std::vector<std::pair<int, std::uint64_t>> versions;  // by order
  };
  // Raises the versions of one or several random orders in one commit. Nothing: it failed.
  std::optional<Written> Write(std::mt19937_64& random);
  // Makes the late index, or drops it, and waits a while for its building.
  void ChangeIndexes(std::mt19937_64& random);
  // Waits until no index is being built, at most for some seconds.
  void Settle();

 private:
  std::optional<Written> WriteSome(const std::vector<int>& orders, std::mt19937_64& random);

  engine::Engine& engine_;
  catalog::Catalog catalog_;
  store::Store store_;
  store::IndexBuilder builder_;
};

}  // namespace pixii::prove
