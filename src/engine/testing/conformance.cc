#include "engine/testing/conformance.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <latch>
#include <thread>

namespace pixii::engine {
namespace {

class PropertyTest final : public ::testing::Test {
 public:
  PropertyTest(const ConformanceProperty& property, SubjectFactory factory)
      : property_(property), factory_(std::move(factory)) {}
  void TestBody() override {
    const std::unique_ptr<ConformanceSubject> subject = factory_();
    ASSERT_NE(subject, nullptr);
    property_.check(*subject);
  }

 private:
  ConformanceProperty property_;
  SubjectFactory factory_;
};

}  // namespace

std::vector<ConformanceProperty> AllProperties() {
  std::vector<ConformanceProperty> all;
  for (auto list :
       {ScanProperties, ReaderProperties, TransactionProperties, CounterAndLogProperties,
        SchemaProperties, TicketProperties, StorageProperties}) {
    for (const ConformanceProperty& property : list()) all.push_back(property);
  }
  return all;
}

bool RegisterConformanceTests(const std::string& engine_name, const SubjectFactory& factory,
                              const std::vector<Ability>& abilities) {
  for (const ConformanceProperty& property : AllProperties()) {
    if (property.needs != Ability::kNone &&
        std::find(abilities.begin(), abilities.end(), property.needs) == abilities.end()) {
      continue;
    }
    ::testing::RegisterTest(
        (engine_name + "Conformance").c_str(), property.name, nullptr, nullptr, __FILE__, __LINE__,
        [property, factory]() -> ::testing::Test* { return new PropertyTest(property, factory); });
  }
  return true;
}

std::string ItemKey(const std::string& name) { return kItemPrefix + name; }

std::string ItemKey(int number) {
  const std::string digits = std::to_string(number);
  return kItemPrefix + std::string(5 - digits.size(), '0') + digits;
}

Range PrefixRange(const std::string& prefix, std::string& end) {
  end = prefix;
  ++end.back();
  return {.begin = prefix, .end = end};
}

void RunThreads(int count, const std::function<void(int index)>& run) {
  std::latch start(count);
  std::vector<std::thread> threads;
  for (int index = 0; index < count; ++index) {
    threads.emplace_back([&, index] {
      start.arrive_and_wait();
      run(index);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace pixii::engine
