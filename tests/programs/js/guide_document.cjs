// P1's story with the document client of the JavaScript SDK v3, paginators included.
'use strict';
const assert = require('node:assert/strict');
const {
  CreateTableCommand, DeleteTableCommand, DynamoDBClient, waitUntilTableExists,
  waitUntilTableNotExists,
} = require('@aws-sdk/client-dynamodb');
const {
  BatchGetCommand, BatchWriteCommand, DeleteCommand, DynamoDBDocumentClient, GetCommand,
  PutCommand, QueryCommand, ScanCommand, UpdateCommand, paginateQuery, paginateScan,
} = require('@aws-sdk/lib-dynamodb');
const {anonymous, check, connect, fiftyNames, people, refused, run, usersTable} =
    require('./checks.cjs');

const {client, calls} = connect(DynamoDBClient);
const documents = DynamoDBDocumentClient.from(client);
const TableName = 'users';
const names = (items) => items.map((it) => it.username);
const scan = async (request) =>
    names((await documents.send(new ScanCommand({TableName, ...request}))).Items);

check('create a table', async () => {
  await client.send(new CreateTableCommand(usersTable));
  await waitUntilTableExists({client, maxWaitTime: 60}, {TableName});
  assert.equal(calls.DescribeTableCommand, 1);
});

check('put, get, update and delete an item', async () => {
  const Key = {username: 'janedoe', last_name: 'Doe'};
  const Item = {...Key, first_name: 'Jane', age: 25, account_type: 'standard_user'};
  await documents.send(new PutCommand({TableName, Item}));
  assert.deepEqual((await documents.send(new GetCommand({TableName, Key}))).Item, Item);
  const updated = await documents.send(new UpdateCommand({
    TableName, Key, UpdateExpression: 'SET age = :val1', ExpressionAttributeValues: {':val1': 26},
    ReturnValues: 'UPDATED_NEW',
  }));
  assert.deepEqual(updated.Attributes, {age: 26});
  assert.deepEqual((await documents.send(new GetCommand({TableName, Key}))).Item,
                   {...Item, age: 26});
  await documents.send(new DeleteCommand({TableName, Key}));
  assert.equal((await documents.send(new GetCommand({TableName, Key}))).Item, undefined);
});

check('every kind of value comes back as it went', async () => {
  const Key = {username: 'kinds', last_name: 'All'};
  const Item = {
    ...Key, yes: true, no: false, nothing: null, text: 'h\u00e9 \u{1F600}', empty: '',
    list: [1, 'two', [3]], map: {a: {b: {c: -0.5}}}, bytes: new Uint8Array([0, 1, 255]),
    strings: new Set(['x', 'y']), numbers: new Set([1, 2]),
  };
  await documents.send(new PutCommand({TableName, Item}));
  assert.deepEqual((await documents.send(new GetCommand({TableName, Key}))).Item, Item);
  await documents.send(new DeleteCommand({TableName, Key}));
});

check('write and read in batches', async () => {
  const all = [...people, ...Array.from({length: 50}, (_, i) => anonymous(i))];
  for (let start = 0; start < all.length; start += 25) {
    const puts = all.slice(start, start + 25).map((Item) => ({PutRequest: {Item}}));
    const answer = await documents.send(new BatchWriteCommand({RequestItems: {users: puts}}));
    assert.deepEqual(answer.UnprocessedItems, {});
  }
  const Keys = all.map(({username, last_name}) => ({username, last_name}));
  const got = await documents.send(new BatchGetCommand({RequestItems: {users: {Keys}}}));
  const byName = new Map(got.Responses.users.map((it) => [it.username, it]));
  assert.deepEqual(all.map(({username}) => byName.get(username)), all);
  const double = {PutRequest: {Item: all[0]}};
  await refused(
      documents.send(new BatchWriteCommand({RequestItems: {users: [double, double]}})),
      'ValidationException', 'Provided list of item keys contains duplicates');
});

check('query', async () => {
  const answer = await documents.send(new QueryCommand({
    TableName, KeyConditionExpression: 'username = :u',
    ExpressionAttributeValues: {':u': 'johndoe'},
  }));
  assert.deepEqual(answer.Items, [people[0]]);
});

check('scan with filters, in the order of AWS', async () => {
  assert.deepEqual(await scan({FilterExpression: 'age < :a',
                               ExpressionAttributeValues: {':a': 27}}),
                   ['johndoe', 'bobsmith']);
  assert.deepEqual(await scan({
    FilterExpression: 'begins_with(first_name, :j) AND account_type = :s',
    ExpressionAttributeValues: {':j': 'J', ':s': 'super_user'},
  }), ['janedoering']);
  assert.deepEqual(await scan({
    FilterExpression: 'address.#state = :ca', ExpressionAttributeNames: {'#state': 'state'},
    ExpressionAttributeValues: {':ca': 'CA'},
  }), ['johndoe', 'alicedoe']);
  assert.deepEqual(await scan({
    FilterExpression: 'age < :a OR age > :b', ExpressionAttributeValues: {':a': 20, ':b': 39},
  }), ['bobsmith', 'janedoering']);
  assert.deepEqual((await scan({FilterExpression: 'NOT attribute_exists(age)'})).sort(),
                   fiftyNames);
});

check('paginators', async () => {
  const scanned = [];
  for await (const page of paginateScan({client: documents, pageSize: 7}, {TableName})) {
    scanned.push(...names(page.Items));
  }
  assert.equal(new Set(scanned).size, 54);
  assert.equal(scanned.length, 54);
  const queried = [];
  for await (const page of paginateQuery({client: documents, pageSize: 1}, {
    TableName, KeyConditionExpression: 'username = :u',
    ExpressionAttributeValues: {':u': 'user7'},
  })) queried.push(...names(page.Items));
  assert.deepEqual(queried, ['user7']);
});

check('delete the table', async () => {
  await client.send(new DeleteTableCommand({TableName}));
  calls.DescribeTableCommand = 0;
  await waitUntilTableNotExists({client, maxWaitTime: 60}, {TableName});
  assert.equal(calls.DescribeTableCommand, 1);
});

run('guide, JavaScript document client');
