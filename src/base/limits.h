// The bounds of Pixii in one place, each with the page of the DynamoDB documentation that it
// follows. Constraints of single members are data (data/operations.json), the ranges of flags stand
// in cli/flags.cc.
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
inline constexpr int kPathElementsMax = 32;
inline constexpr std::size_t kSubstitutionTokenSizeBytesMax = 255;

// "Query" and "Scan": one page is cut at 1 MB of items read, before the filter.
inline constexpr std::size_t kPageSizeBytesMax = 1024 * 1024;

// What the condition and the projection of a page may go over on an I/O thread: for each node and
// path the item's size and a bit more, tens of milliseconds in all. What takes more goes to the
// pool.
inline constexpr std::size_t kInlinePageWorkBytesMax = 64 * 1024 * 1024;
inline constexpr std::size_t kPageWorkOverheadBytes = 64;

// "BatchGetItem", "BatchWriteItem".
inline constexpr std::size_t kBatchGetKeysMax = 100;
inline constexpr std::size_t kBatchWriteItemsMax = 25;
inline constexpr std::size_t kBatchResponseSizeBytesMax = 16 * 1024 * 1024;

// "Quotas": tables and tags.
inline constexpr std::size_t kTableNameSizeMin = 3;
inline constexpr std::size_t kTableNameSizeMax = 255;
inline constexpr std::size_t kTableArnSizeMax = 1024;  // "Using ARNs as table names"
inline constexpr std::size_t kTagsPerTableMax = 50;
inline constexpr std::size_t kListTablesPageMax = 100;

// How many failed constraints a message names.
inline constexpr std::size_t kFailuresReportedMax = 10;

// HTTP. The 16 MB are the service's; the rest keeps a hostile client from taking more than its
// share.
inline constexpr std::size_t kRequestBodySizeBytesMax = 16 * 1024 * 1024;
inline constexpr std::size_t kRequestHeaderSizeBytesMax = 16 * 1024;
inline constexpr std::size_t kRequestHeaderCountMax = 100;
// A client may take so long for each piece of a request that it sends, and for taking something of
// its answer. 26 KB a second are slow enough.
inline constexpr std::size_t kProgressSizeBytes = 256 * 1024;
inline constexpr std::int64_t kHalfRequestMsMax = 10'000;
inline constexpr std::int64_t kStalledAnswerMsMax = 30'000;
inline constexpr std::size_t kChunkLineSizeBytesMax = 4096;  // a chunk's size with its extensions
inline constexpr std::size_t kUnfinishedBytesMax = std::size_t{1} << 30;  // of all connections
inline constexpr std::size_t kPoolQueueMax = 4096;  // requests that wait for a thread
inline constexpr std::size_t kConnectionsMaxDefault = 10'000;
// Connections beyond the limit that are told so; more are closed without a word.
inline constexpr std::size_t kRefusedConnectionsMax = 1000;
inline constexpr unsigned kIoThreadsMax = 256;
inline constexpr unsigned kPoolThreadsMax = 64;

// A response body over this size is compressed when the client allows it.
inline constexpr std::size_t kCompressionThresholdBytes = 4096;

// Buffers that grew beyond this for one request are freed after it.
inline constexpr std::size_t kRetainedBufferBytesMax = 256 * 1024;

// The embedded engines: mutexes for item locks and versions for schema locks (both powers of two),
// how often a transaction is run again before it answers a conflict, and how many bytes a scan
// copies at a time.
inline constexpr std::size_t kEngineStripeCount = 4096;
inline constexpr std::size_t kEngineSchemaSlotCount = 1024;
inline constexpr int kEngineRerunsMax = 16;
inline constexpr std::size_t kEngineScanPageBytesMax = 64 * 1024;
// The memory engine: Readers open at once, and how many keys or old versions it touches at most
// while it holds its lock for a page of a scan, for clearing up after a commit, and for a step of
// freeing a retired range.
inline constexpr std::size_t kEngineReadersMax = 2048;
inline constexpr std::size_t kEngineScanPageKeysMax = 4096;
inline constexpr int kEngineReclaimStepsMax = 1024;
inline constexpr std::size_t kEngineRetireStepKeysMax = 256;

// A write whose table was replaced by another of the same name while it ran starts again this
// often.
inline constexpr int kWriteAttemptsMax = 8;

// The RocksDB engine: how many threads may read at once and how many Readers each; how long a write
// waits while the store asks for fewer; how many bytes may be written between two looks at the free
// space.
inline constexpr std::size_t kEngineReadersPerThreadMax = 4;
inline constexpr std::size_t kEngineReaderThreadsMax = kIoThreadsMax + kPoolThreadsMax + 64;
inline constexpr int kEngineWriteStallMsMax = 60'000;
inline constexpr std::int64_t kEngineFreeSpaceCheckBytes = 16 * 1024 * 1024;
inline constexpr std::uint64_t kEngineFreeSpaceBytesMin = 256 * 1024 * 1024;
// After so long without a commit the syncer vouches for the newest ones in the log.
inline constexpr int kEngineIdleMarkMs = 100;
// A retired range is compacted away in slices of so many bytes, so many bytes a second.
inline constexpr std::uint64_t kEngineRetireSliceBytes = 64 * 1024 * 1024;
inline constexpr std::uint64_t kEngineRetireBytesPerSecond = 50 * 1024 * 1024;
// If a look then finds something left, it is compacted again, so often at most.
inline constexpr int kEngineRetirePassesMax = 8;

// "CreateTable": provisioned and on-demand units, and the key attributes of a table.
inline constexpr std::int64_t kCapacityUnitsMax = 1'000'000'000'000;
inline constexpr std::size_t kTableKeyAttributesMax = 2;

// The value that a message of a failed constraint repeats is cut after so many bytes.
inline constexpr std::size_t kEchoSizeBytesMax = 64 * 1024;

// "Secondary indexes" of the quotas page.
inline constexpr std::size_t kLocalIndexesMax = 5;
inline constexpr std::size_t kGlobalIndexesMax = 20;
inline constexpr std::size_t kIndexKeyAttributesMax = 4;
inline constexpr std::size_t kProjectedAttributesMax = 100;
// "Local secondary indexes", item collections: 10 GB.
inline constexpr std::int64_t kItemCollectionSizeBytesMax = std::int64_t{10} << 30;

// One step of the building of an index: one transaction.
inline constexpr std::size_t kIndexBuildStepItems = 256;
inline constexpr std::size_t kIndexBuildStepSizeBytes = 1024 * 1024;
// After a step it rests for as long as the step took, so long at most, while clients are served.
inline constexpr int kIndexBuildRestMsMax = 100;

// --gsi-delay-ms, and what may be kept in memory for it: past entries and what keeping one costs.
inline constexpr std::int64_t kGsiDelayMsMax = 600'000;
inline constexpr std::size_t kIndexHistorySizeBytesMax = 256 * 1024 * 1024;
inline constexpr std::size_t kIndexHistoryOverheadSizeBytes = 160;

// "LimitExceededException" of the API reference: tables being created, changed and deleted at once,
// and those of them whose indexes are concerned.
inline constexpr std::size_t kTableOperationsMax = 500;
inline constexpr std::size_t kIndexOperationsMax = kTableOperationsMax / 2;

// Legacy parameters. The trees they become count with 16 bits; no item has so many attributes to
// test, and no update of more fits into 400 KB.
inline constexpr std::size_t kLegacyTermsMax = 16'000;
inline constexpr std::size_t kLegacyValuesMax = 32'000;
inline constexpr std::size_t kLegacyUpdatesMax = 65'000;
inline constexpr std::size_t kLegacyAttributesToGetMax = 65'000;

// Group commit: after a round of the log's syncer for which so many waited, the next one waits for
// as many, at most so long. docs/design/0001-group-commit.md says what was measured.
inline constexpr std::size_t kEngineCrowd = 8;
inline constexpr std::int64_t kEngineGroupCommitPauseUs = 500;

// A check of a store: how many errors it shows, how much of a key, and how many entries of indexes
// it makes before it compares them.
inline constexpr std::uint64_t kCheckErrorsShownMax = 100;
inline constexpr std::size_t kCheckKeyShownBytesMax = 200;
inline constexpr std::size_t kCheckBatchEntriesMax = 256;
inline constexpr std::size_t kCheckBatchSizeBytesMax = 1024 * 1024;

}  // namespace pixii
