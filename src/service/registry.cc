#include "service/registry.h"

#include <functional>
#include <string>
#include <unordered_map>

#include "service/operations.h"

namespace pixii::service {
namespace {

struct Row {
  std::string_view name;
  api::Api api;
  Handler handler;
  bool writes = false;
};

constexpr bool kWrites = true;

constexpr Row kServed[] = {
    {"BatchGetItem", api::Api::kV2012, BatchGetItem},
    {"BatchWriteItem", api::Api::kV2012, BatchWriteItem, kWrites},
    {"CreateTable", api::Api::kV2012, CreateTable, kWrites},
    {"DeleteItem", api::Api::kV2012, DeleteItem, kWrites},
    {"DeleteTable", api::Api::kV2012, DeleteTable, kWrites},
    {"DescribeContinuousBackups", api::Api::kV2012, DescribeContinuousBackups},
    {"DescribeEndpoints", api::Api::kV2012, DescribeEndpoints},
    {"DescribeLimits", api::Api::kV2012, DescribeLimits},
    {"DescribeTable", api::Api::kV2012, DescribeTable},
    {"DescribeTimeToLive", api::Api::kV2012, DescribeTimeToLive},
    {"GetItem", api::Api::kV2012, GetItem},
    {"ListStreams", api::Api::kStreams, ListStreams},
    {"ListTables", api::Api::kV2012, ListTables},
    {"ListTagsOfResource", api::Api::kV2012, ListTagsOfResource},
    {"PutItem", api::Api::kV2012, PutItem, kWrites},
    {"Query", api::Api::kV2012, Query},
    {"Scan", api::Api::kV2012, Scan},
    {"TagResource", api::Api::kV2012, TagResource, kWrites},
    {"UntagResource", api::Api::kV2012, UntagResource, kWrites},
    {"UpdateItem", api::Api::kV2012, UpdateItem, kWrites},
    {"UpdateTable", api::Api::kV2012, UpdateTable, kWrites},
};

std::string_view PrefixOf(api::Api api) {
  switch (api) {
    case api::Api::kV2012:
      break;
    case api::Api::kStreams:
      return "DynamoDBStreams_20120810.";
    case api::Api::kV2011:
      return "DynamoDB_20111205.";
  }
  return "DynamoDB_20120810.";
}

struct Hash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};
using Operations = std::unordered_map<std::string, Operation, Hash, std::equal_to<>>;

Operations AllByTarget() {
  Operations operations;
  for (const api::OperationShape& shape : api::AllOperations()) {
    operations[std::string(PrefixOf(shape.api)).append(shape.name)] = {.shape = &shape};
  }
  for (const Row& row : kServed) {
    Operation& operation = operations[std::string(PrefixOf(row.api)).append(row.name)];
    operation.handler = row.handler;
    operation.writes = row.writes;
  }
  return operations;
}

}  // namespace

Operation FindOperation(std::string_view target) {
  static const Operations operations = AllByTarget();
  const auto found = operations.find(target);
  return found == operations.end() ? Operation{} : found->second;
}

}  // namespace pixii::service
