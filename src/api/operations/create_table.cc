#include "api/operations/rows.h"
#include "api/rules.h"

namespace pixii::api {
namespace {

constexpr Rule kRules[] = {BillingRules, OnDemandRules,   KeysDefined,     KeysDiffer,
                           HashFirst,    RangeSecond,     DefinitionCount, IndexListsNotEmpty,
                           IndexRules,   DefinitionsUsed, StreamRules,     TagRules};

}  // namespace

constinit const OperationShape kCreateTable = {.name = "CreateTable",
                                               .table_name = TableNameCheck::kCreate,
                                               .constraint = KeySchemaPresent,
                                               .rules = kRules};

}  // namespace pixii::api
