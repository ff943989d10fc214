// P1's story with the low-level client of the JavaScript SDK v3, paginators and waiters included.
'use strict';
const assert = require('node:assert/strict');
const {
  BatchGetItemCommand, BatchWriteItemCommand, CreateTableCommand, DeleteItemCommand,
  DeleteTableCommand, DescribeTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand,
  QueryCommand, ScanCommand, UpdateItemCommand, paginateListTables, paginateQuery, paginateScan,
  waitUntilTableExists, waitUntilTableNotExists,
} = require('@aws-sdk/client-dynamodb');
const {anonymous, check, connect, fiftyNames, people, refused, run, usersTable} =
    require('./checks.cjs');

const {client, calls} = connect(DynamoDBClient);
const TableName = 'users';

// Attribute values written out here, not by a helper of the SDK.
const value = (it) => typeof it === 'string' ? {S: it}
    : typeof it === 'number' ? {N: String(it)} : {M: item(it)};
const item = (it) => Object.fromEntries(Object.entries(it).map(([key, v]) => [key, value(v)]));
const names = (items) => items.map((it) => it.username.S);
const scan = async (request) =>
    names((await client.send(new ScanCommand({TableName, ...request}))).Items);

check('create a table', async () => {
  const {TableDescription} = await client.send(new CreateTableCommand(usersTable));
  assert.equal(TableDescription.TableStatus, 'CREATING');
  assert.ok(TableDescription.CreationDateTime instanceof Date);
  assert.ok(Math.abs(TableDescription.CreationDateTime - Date.now()) < 5000);
  await waitUntilTableExists({client, maxWaitTime: 60}, {TableName});
  assert.equal(calls.DescribeTableCommand, 1);
  const {Table} = await client.send(new DescribeTableCommand({TableName}));
  assert.equal(Table.TableStatus, 'ACTIVE');
  assert.equal(Table.ItemCount, 0);
});

check('put, get, update and delete an item', async () => {
  const Key = {username: {S: 'janedoe'}, last_name: {S: 'Doe'}};
  const Item = {...Key, first_name: {S: 'Jane'}, age: {N: '25'},
                account_type: {S: 'standard_user'}};
  await client.send(new PutItemCommand({TableName, Item}));
  assert.deepEqual((await client.send(new GetItemCommand({TableName, Key}))).Item, Item);
  await client.send(new UpdateItemCommand({
    TableName, Key, UpdateExpression: 'SET age = :val1',
    ExpressionAttributeValues: {':val1': {N: '26'}},
  }));
  assert.deepEqual((await client.send(new GetItemCommand({TableName, Key}))).Item,
                   {...Item, age: {N: '26'}});
  await client.send(new DeleteItemCommand({TableName, Key}));
  assert.equal((await client.send(new GetItemCommand({TableName, Key}))).Item, undefined);
});

check('write and read in batches', async () => {
  const all = [...people, ...Array.from({length: 50}, (_, i) => anonymous(i))].map(item);
  for (let start = 0; start < all.length; start += 25) {
    const puts = all.slice(start, start + 25).map((Item) => ({PutRequest: {Item}}));
    const answer = await client.send(new BatchWriteItemCommand({RequestItems: {users: puts}}));
    assert.deepEqual(answer.UnprocessedItems, {});
  }
  const Keys = all.map(({username, last_name}) => ({username, last_name}));
  const got = await client.send(new BatchGetItemCommand({RequestItems: {users: {Keys}}}));
  assert.equal(got.Responses.users.length, 54);
  assert.deepEqual(got.UnprocessedKeys, {});
  const double = {PutRequest: {Item: all[0]}};
  await refused(client.send(new BatchWriteItemCommand({RequestItems: {users: [double, double]}})),
                'ValidationException', 'Provided list of item keys contains duplicates');
});

check('query', async () => {
  const answer = await client.send(new QueryCommand({
    TableName, KeyConditionExpression: 'username = :u',
    ExpressionAttributeValues: {':u': {S: 'johndoe'}},
  }));
  assert.deepEqual(answer.Items, [item(people[0])]);
});

check('scan with filters, in the order of AWS', async () => {
  assert.deepEqual(await scan({FilterExpression: 'age < :a',
                               ExpressionAttributeValues: {':a': {N: '27'}}}),
                   ['johndoe', 'bobsmith']);
  assert.deepEqual(await scan({
    FilterExpression: 'begins_with(first_name, :j) AND account_type = :s',
    ExpressionAttributeValues: {':j': {S: 'J'}, ':s': {S: 'super_user'}},
  }), ['janedoering']);
  assert.deepEqual(await scan({
    FilterExpression: 'address.#state = :ca', ExpressionAttributeNames: {'#state': 'state'},
    ExpressionAttributeValues: {':ca': {S: 'CA'}},
  }), ['johndoe', 'alicedoe']);
  assert.deepEqual(await scan({
    FilterExpression: 'age < :a OR age > :b',
    ExpressionAttributeValues: {':a': {N: '20'}, ':b': {N: '39'}},
  }), ['bobsmith', 'janedoering']);
  assert.deepEqual((await scan({FilterExpression: 'NOT attribute_exists(age)'})).sort(),
                   fiftyNames);
});

check('paginators', async () => {
  const tables = [];
  for await (const page of paginateListTables({client, pageSize: 1}, {})) {
    tables.push(...page.TableNames);
  }
  assert.deepEqual(tables, [TableName]);
  const scanned = [];
  let pages = 0;
  for await (const page of paginateScan({client, pageSize: 7}, {TableName})) {
    scanned.push(...names(page.Items));
    pages += 1;
  }
  assert.equal(pages, 8);
  assert.equal(new Set(scanned).size, 54);
  assert.equal(scanned.length, 54);
  const queried = [];
  for await (const page of paginateQuery({client, pageSize: 1}, {
    TableName, KeyConditionExpression: 'username = :u',
    ExpressionAttributeValues: {':u': {S: 'user7'}},
  })) queried.push(...names(page.Items));
  assert.deepEqual(queried, ['user7']);
});

check('delete the table', async () => {
  const {TableDescription} = await client.send(new DeleteTableCommand({TableName}));
  assert.equal(TableDescription.TableStatus, 'DELETING');
  calls.DescribeTableCommand = 0;
  await waitUntilTableNotExists({client, maxWaitTime: 60}, {TableName});
  assert.equal(calls.DescribeTableCommand, 1);
  await refused(client.send(new DescribeTableCommand({TableName})), 'ResourceNotFoundException',
                'Requested resource not found: Table: users not found');
});

run('guide, JavaScript low level');
