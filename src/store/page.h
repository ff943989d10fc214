// A page of a Query or a Scan: the items of a key range, one by one, until there are no more or a
// bound is met.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "base/result.h"
#include "engine/engine.h"
#include "value/item.h"

namespace pixii::store {

struct PageRequest {
  std::string begin;  // [begin, end), keys of the engine
  std::string end;
  bool reverse = false;
  std::uint64_t items_max = UINT64_MAX;  // Limit
  std::size_t size_bytes_max = 0;        // of items; 0 ends the page after its first item
};

// Is shown every item of the page, in order.
class PageVisitor {
 public:
  virtual ~PageVisitor() = default;
  // `item` is valid during the call. An error ends the page.
  virtual Status Visit(value::ItemView item) = 0;
  // `item`, which was just visited, is the last one of a page that stopped at a bound.
  virtual void Last(value::ItemView item) = 0;
  // True: the page is full for a reason of the visitor's own (the size of its answer).
  virtual bool Full() const { return false; }
};

struct PageSummary {
  std::uint64_t scanned_count = 0;
  std::size_t size_bytes = 0;  // of the items shown, as the service charges for them
  // True: the page ended at a bound; there may or may not be more.
  bool stopped = false;
};

// The item that meets a bound is still part of the page. Errors: the visitor's and the engine's
// (catalog/engine_error.h). kWouldBlock may come after items were shown: begin again with another
// visitor.
Result<PageSummary> ReadPage(engine::Reader& reader, const PageRequest& request,
                             PageVisitor& visitor);

}  // namespace pixii::store
