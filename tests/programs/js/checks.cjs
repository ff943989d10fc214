// Checks that run in order, and the last line `N passed, N failed, N skipped`.
'use strict';
const assert = require('node:assert/strict');

const checks = [];
exports.check = (name, body) => checks.push({name, body});

exports.run = async (title) => {
  let passed = 0;
  let failed = 0;
  for (const {name, body} of checks) {
    try {
      await body();
      passed += 1;
      console.log(`PASS ${title}: ${name}`);
    } catch (error) {
      failed += 1;
      const at = String(error.stack).split('\n').find((line) => /(guide|indexes)_/.test(line));
      console.log(`FAIL ${title}: ${name}: ${error.name}: ${error.message} ${at || ''}`);
    }
  }
  console.log(`${passed} passed, ${failed} failed, 0 skipped`);
  process.exitCode = failed ? 1 : 0;
};

// A client of the endpoint under test that counts its calls by command.
exports.connect = (DynamoDBClient) => {
  const client = new DynamoDBClient({
    endpoint: process.env.PIXII_ENDPOINT,
    region: 'us-east-1',
    credentials: {accessKeyId: 'local', secretAccessKey: 'local'},
  });
  const calls = {};
  client.middlewareStack.add((next, context) => (args) => {
    const name = context.commandName;
    calls[name] = (calls[name] || 0) + 1;
    return next(args);
  }, {step: 'initialize', name: 'countCalls'});
  return {client, calls};
};

exports.refused = async (promise, name, message) => {
  await assert.rejects(promise, (error) => {
    assert.equal(error.name, name);
    if (message !== undefined) assert.equal(error.message, message);
    return true;
  });
};

exports.usersTable = {
  TableName: 'users',
  KeySchema: [
    {AttributeName: 'username', KeyType: 'HASH'},
    {AttributeName: 'last_name', KeyType: 'RANGE'},
  ],
  AttributeDefinitions: [
    {AttributeName: 'username', AttributeType: 'S'},
    {AttributeName: 'last_name', AttributeType: 'S'},
  ],
  ProvisionedThroughput: {ReadCapacityUnits: 5, WriteCapacityUnits: 5},
};

const person = (username, first, last, age, account, road, city, state, zipcode) => ({
  username, first_name: first, last_name: last, age, account_type: account,
  address: {road, city, state, zipcode},
});
exports.people = [
  person('johndoe', 'John', 'Doe', 25, 'standard_user', '1 Jefferson Street', 'Los Angeles', 'CA',
         90001),
  person('janedoering', 'Jane', 'Doering', 40, 'super_user', '2 Washington Avenue', 'Seattle',
         'WA', 98109),
  person('bobsmith', 'Bob', 'Smith', 18, 'standard_user', '3 Madison Lane', 'Louisville', 'KY',
         40213),
  person('alicedoe', 'Alice', 'Doe', 27, 'super_user', '1 Jefferson Street', 'Los Angeles', 'CA',
         90001),
];
exports.anonymous = (number) => ({
  username: `user${number}`, first_name: 'unknown', last_name: 'unknown',
  account_type: 'anonymous',
});
exports.fiftyNames = Array.from({length: 50}, (_, i) => `user${i}`).sort();
