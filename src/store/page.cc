#include "store/page.h"

#include "catalog/engine_error.h"

namespace pixii::store {

Result<PageSummary> ReadPage(engine::Reader& reader, const PageRequest& request,
                             PageVisitor& visitor) {
  PageSummary page;
  if (request.begin >= request.end) return page;
  const auto cursor = reader.Scan({.begin = request.begin,
                                   .end = request.end,
                                   .reverse = request.reverse,
                                   .size_hint_bytes = request.size_bytes_max});
  for (;;) {
    ASSIGN_OR_RETURN_ENGINE(const bool more, cursor->Next());
    if (!more) return page;
    const value::ItemView item(cursor->value());
    RETURN_IF_ERROR(visitor.Visit(item));
    ++page.scanned_count;
    page.size_bytes += item.SizeBytes();
    if (page.scanned_count >= request.items_max || page.size_bytes >= request.size_bytes_max ||
        visitor.Full()) {
      visitor.Last(item);
      page.stopped = true;
      return page;
    }
  }
}

}  // namespace pixii::store
