// Table: everything that is known of one table apart from its items: the descriptor that the
// catalog stores under the table's name, decoded. Plain data; immutable once it is in the catalog's
// cache, so it is shared without locks.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "value/value.h"

namespace pixii::catalog {

// An attribute of a key, with the type that every item must give it: S, N or B.
struct KeyAttribute {
  std::string name;
  value::Type type;
};

struct KeySchema {
  KeyAttribute partition;
  std::optional<KeyAttribute> sort;

  bool Contains(std::string_view attribute_name) const {
    return attribute_name == partition.name || (sort && attribute_name == sort->name);
  }
};

enum class BillingMode : std::uint8_t { kProvisioned, kPayPerRequest };

struct Throughput {
  std::int64_t read_units = 0;
  std::int64_t write_units = 0;
  std::int64_t last_increase_ms = 0;  // 0: never
  std::int64_t last_decrease_ms = 0;
  std::int64_t decreases_today = 0;  // on the day (UTC) of last_decrease_ms
  bool operator==(const Throughput&) const = default;
};

// What a table is doing apart from serving. It passes by itself at `phase_until_ms`.
enum class Phase : std::uint8_t { kActive, kCreating, kUpdating, kDeleting };

// Members of a request that are kept and described as they were given: -1 is "no limit was given".
struct OnDemandThroughput {
  std::int64_t read_units_max = -1;
  std::int64_t write_units_max = -1;
};

struct ServerSideEncryption {
  bool enabled = false;
  std::string type;  // KMS or AES256; empty: not given
  std::string key_id;
};

using Tag = std::pair<std::string, std::string>;

enum class IndexKind : std::uint8_t { kLocal, kGlobal };
enum class ProjectionType : std::uint8_t { kAll, kKeysOnly, kInclude };

// A secondary index. Its entries are items that hold what it projects: docs/formats/keys.md.
struct Index {
  std::string name;
  std::uint32_t id = 0;  // opens the keys of its entries; never used again within the table
  IndexKind kind = IndexKind::kGlobal;
  std::vector<KeyAttribute> hash;   // 1 to 4; a local index has the table's partition key
  std::vector<KeyAttribute> range;  // 0 to 4
  ProjectionType projection = ProjectionType::kAll;
  std::vector<std::string> non_key_attributes;  // kInclude
  Throughput throughput;                        // kGlobal
  std::optional<OnDemandThroughput> on_demand;  // kGlobal
  // Not all items that belong into it are in it yet: it is written, but not read.
  bool building = false;
};

struct Table {
  std::string name;
  std::uint32_t id = 0;  // opens the keys of its items; a generation, never used again
  std::string uuid;      // TableId on the wire
  std::int64_t created_ms = 0;
  KeySchema key;
  std::vector<KeyAttribute> attribute_definitions;  // in the order of the request
  BillingMode billing_mode = BillingMode::kProvisioned;
  std::int64_t pay_per_request_since_ms = 0;  // 0: never was on demand
  Throughput throughput;
  std::optional<OnDemandThroughput> on_demand;
  std::optional<ServerSideEncryption> encryption;
  std::string table_class;  // empty: never given
  bool deletion_protection = false;
  std::vector<Tag> tags;
  std::vector<Index> indexes;  // in the order in which they were made
  std::uint32_t next_index_id = 1;
  Phase phase = Phase::kActive;
  std::int64_t phase_until_ms = 0;

  // Null: there is no such index.
  const Index* FindIndex(std::string_view index_name) const;
  bool HasLocalIndex() const;
  // True if every entry of the index holds this attribute where its item does.
  bool Projects(const Index& index, std::string_view attribute_name) const;

  // The phase at `now_ms`. A table whose deletion is over is gone: see IsGone().
  Phase PhaseAt(std::int64_t now_ms) const {
    return now_ms < phase_until_ms ? phase : Phase::kActive;
  }
  bool IsGone(std::int64_t now_ms) const {
    return phase == Phase::kDeleting && now_ms >= phase_until_ms;
  }
};

using TablePtr = std::shared_ptr<const Table>;

}  // namespace pixii::catalog
