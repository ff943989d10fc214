// Every bound of Pixii, in one place, with the page of the DynamoDB documentation that it follows.
#pragma once

#include <cstddef>
#include <cstdint>

namespace pixii {

// "Service, account, and table quotas in Amazon DynamoDB": items, attributes, expressions.
inline constexpr std::size_t kItemSizeBytesMax = 400 * 1024;
inline constexpr std::size_t kPartitionKeySizeBytesMax = 2048;
inline constexpr std::size_t kSortKeySizeBytesMax = 1024;
inline constexpr std::size_t kAttributeNameSizeBytesMax = 65535;
inline constexpr std::size_t kKeyAttributeNameSizeBytesMax = 255;
inline constexpr int kNestingLevelsMax = 32;
inline constexpr int kNumberDigitsMax = 38;
inline constexpr std::size_t kExpressionSizeBytesMax = 4096;
inline constexpr int kExpressionOperatorsMax = 300;
inline constexpr int kExpressionNestingMax = 32;
inline constexpr int kInOperandsMax = 100;
inline constexpr std::size_t kSubstitutionTokenSizeBytesMax = 255;

// "Query" and "Scan": one page is cut at 1 MB of items read, before the filter.
inline constexpr std::size_t kPageSizeBytesMax = 1024 * 1024;
inline constexpr std::int64_t kTotalSegmentsMax = 1'000'000;

// "BatchGetItem", "BatchWriteItem".
inline constexpr std::size_t kBatchGetKeysMax = 100;
inline constexpr std::size_t kBatchWriteItemsMax = 25;
inline constexpr std::size_t kBatchResponseSizeBytesMax = 16 * 1024 * 1024;

// "Quotas": tables and tags.
inline constexpr std::size_t kTableNameSizeMin = 3;
inline constexpr std::size_t kTableNameSizeMax = 255;
inline constexpr std::size_t kTagsPerTableMax = 50;
inline constexpr std::size_t kListTablesPageMax = 100;

// HTTP. The 16 MB are the service's; the rest keeps a hostile client from taking more than its share.
inline constexpr std::size_t kRequestBodySizeBytesMax = 16 * 1024 * 1024;
inline constexpr std::size_t kRequestHeaderSizeBytesMax = 16 * 1024;
inline constexpr std::size_t kRequestHeaderCountMax = 100;
inline constexpr std::int64_t kHalfRequestMsMax = 10'000;
inline constexpr std::int64_t kStalledAnswerMsMax = 30'000;  // a client that does not read its answer
inline constexpr std::size_t kChunkLineSizeBytesMax = 4096;  // a chunk's size with its extensions
inline constexpr std::size_t kPoolQueueMax = 4096;           // requests that wait for a thread
inline constexpr std::size_t kConnectionsMaxDefault = 10'000;

// A response body over this size is compressed when the client allows it.
inline constexpr std::size_t kCompressionThresholdBytes = 4096;

// Buffers that grew beyond this for one request are freed after it.
inline constexpr std::size_t kRetainedBufferBytesMax = 256 * 1024;

// The embedded engines: mutexes for item locks and versions for schema locks (both powers of two), how often a
// transaction is run again before it answers a conflict, and how many bytes a scan copies at a time.
inline constexpr std::size_t kEngineStripeCount = 4096;
inline constexpr std::size_t kEngineSchemaSlotCount = 1024;
inline constexpr int kEngineRerunsMax = 16;
inline constexpr std::size_t kEngineScanPageBytesMax = 64 * 1024;

}  // namespace pixii
