#include "engine/rocksdb/families.h"

#include <vector>

#include "base/check.h"

namespace pixii::engine {

std::unique_ptr<FamilyDatabase> FamilyDatabase::Open(const rocksdb::Options& settings,
                                                     const std::string& directory, Mode mode,
                                                     rocksdb::Status& status) {
  const rocksdb::ColumnFamilyOptions family_settings(settings);
  // In the order of their ids. Never rename.
  const std::vector<rocksdb::ColumnFamilyDescriptor> families{
      {rocksdb::kDefaultColumnFamilyName, family_settings}, {"log", family_settings}};
  std::vector<rocksdb::ColumnFamilyHandle*> handles;
  rocksdb::DB* db = nullptr;
  status = mode == Mode::kReadOnly
               ? rocksdb::DB::OpenForReadOnly(settings, directory, families, &handles, &db)
               : rocksdb::DB::Open(settings, directory, families, &handles, &db);
  if (!status.ok()) return nullptr;
  std::unique_ptr<FamilyDatabase> database(new FamilyDatabase);
  database->db_.reset(db);
  CHECK(handles.size() == kFamilyCount);
  for (std::size_t i = 0; i < kFamilyCount; ++i) {
    CHECK(handles[i]->GetID() == i);
    database->handles_[i] = handles[i];
  }
  return database;
}

FamilyDatabase::~FamilyDatabase() {
  for (rocksdb::ColumnFamilyHandle* handle : handles_) {
    if (handle != nullptr) db_->DestroyColumnFamilyHandle(handle);
  }
}

}  // namespace pixii::engine
