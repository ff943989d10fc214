// Secondary indexes with the document client of the JavaScript SDK v3: local, global, of five
// attributes. PIXII_ORDERS holds the table and the items of ../orders.py.
'use strict';
const assert = require('node:assert/strict');
const {
  CreateTableCommand, DeleteTableCommand, DescribeTableCommand, DynamoDBClient,
  UpdateTableCommand, waitUntilTableExists, waitUntilTableNotExists,
} = require('@aws-sdk/client-dynamodb');
const {
  BatchWriteCommand, DynamoDBDocumentClient, QueryCommand, ScanCommand, UpdateCommand,
  paginateQuery, paginateScan,
} = require('@aws-sdk/lib-dynamodb');
const {check, connect, refused, run} = require('./checks.cjs');
const {byPlace, items: orders, table} = JSON.parse(process.env.PIXII_ORDERS);

const {client, calls} = connect(DynamoDBClient);
const documents = DynamoDBDocumentClient.from(client);
const {TableName} = table;
const numbers = (found) => found.map(({number}) => number);
const query = (request) => documents.send(new QueryCommand({TableName, ...request}));
const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const sorted = (found) => [...found].sort(compare);
const numbersWhere = (holds, by = 'number') =>
    numbers(orders.filter(holds).sort((a, b) => compare(a[by], b[by])));

// `status` and `date` are reserved words.
const where = (IndexName, KeyConditionExpression, ExpressionAttributeValues) => {
  const names = KeyConditionExpression.match(/#\w+/g);
  return {
    IndexName, KeyConditionExpression, ExpressionAttributeValues,
    ExpressionAttributeNames: names ?
        Object.fromEntries(names.map((name) => [name, name.slice(1)])) : undefined,
  };
};
const withStatus = (status) => where('by-status', '#status = :s', {':s': status});

const waitForTheTable = async () => {
  calls.DescribeTableCommand = 0;
  await waitUntilTableExists({client, maxWaitTime: 60}, {TableName});
  assert.equal(calls.DescribeTableCommand, 1);
};
const globalIndexes = async () => {
  const {Table} = await client.send(new DescribeTableCommand({TableName}));
  return Object.fromEntries(Table.GlobalSecondaryIndexes.map((it) => [it.IndexName, it]));
};
const allPages = async (paginator) => {
  const found = [];
  for await (const {Items} of paginator) found.push(...numbers(Items));
  return found;
};

check('the table and its indexes are there at once', async () => {
  await client.send(new CreateTableCommand(table));
  await waitForTheTable();
  for (let start = 0; start < orders.length; start += 25) {
    const puts = orders.slice(start, start + 25).map((Item) => ({PutRequest: {Item}}));
    const answer = await documents.send(new BatchWriteCommand({RequestItems: {Orders: puts}}));
    assert.deepEqual(answer.UnprocessedItems, {});
  }
  const index = (await globalIndexes())['by-status'];
  assert.equal(index.IndexStatus, 'ACTIVE');
  assert.equal(index.ItemCount, 48);
  assert.deepEqual(index.Projection, {ProjectionType: 'KEYS_ONLY'});
});

check('a local index is queried', async () => {
  const ofC1 = where('by-date', 'customer = :c', {':c': 'c1'});
  const wanted = numbersWhere(({customer}) => customer === 'c1', 'date');
  const {Items} = await query({...ofC1, ConsistentRead: true});
  assert.deepEqual(numbers(Items), wanted);
  assert.deepEqual(sorted(Object.keys(Items[0])), ['customer', 'date', 'number', 'total']);
  const whole = await query({...ofC1, Select: 'ALL_ATTRIBUTES'});
  assert.deepEqual(whole.Items, wanted.map((number) => orders[number]));
});

check('a global index is queried', async () => {
  const wanted = numbersWhere(({status}) => status === 'open', 'date');
  const {Items} = await query(withStatus('open'));
  assert.deepEqual(numbers(Items), wanted);
  assert.deepEqual(sorted(Object.keys(Items[0])), ['customer', 'date', 'number', 'status']);
  await refused(query({...withStatus('open'), ConsistentRead: true}), 'ValidationException',
                'Consistent reads are not supported on global secondary indexes');
});

check('paginators read an index in pages', async () => {
  const wanted = numbersWhere(({status}) => status === 'paid', 'date');
  // A paginator leaves its last start key in the request that it was given.
  const paid = (request) => allPages(paginateQuery({client: documents, pageSize: 5},
                                                   {TableName, ...withStatus('paid'), ...request}));
  assert.deepEqual(await paid({}), wanted);
  assert.deepEqual(await paid({ScanIndexForward: false}), [...wanted].reverse());
  const sparse = numbersWhere(({status}) => status);
  const scan = (request) => allPages(paginateScan({client: documents, pageSize: 7},
                                                  {TableName, IndexName: 'by-status', ...request}));
  assert.deepEqual(sorted(await scan({})), sparse);
  const segments = await Promise.all(
      [0, 1, 2].map((Segment) => scan({Segment, TotalSegments: 3})));
  assert.deepEqual(sorted(segments.flat()), sparse);
});

check('writes move an item into and out of an index', async () => {
  const update = (UpdateExpression, ExpressionAttributeValues) =>
      documents.send(new UpdateCommand({
        TableName, Key: {customer: 'c0', number: 0}, UpdateExpression, ExpressionAttributeValues,
        ExpressionAttributeNames: {'#status': 'status'},
      }));
  await update('SET #status = :s', {':s': 'lost'});
  assert.deepEqual(numbers((await query(withStatus('lost'))).Items), [0]);
  await refused(update('SET #status = :s', {':s': null}), 'ValidationException',
                'One or more parameter values were invalid: Type mismatch for Index Key status ' +
                'Expected: S Actual: NULL IndexName: by-status');
  await update('REMOVE #status');
  assert.deepEqual((await query(withStatus('lost'))).Items, []);
});

check('an index of five attributes comes, is queried from the left, and goes', async () => {
  const {TableDescription} = await client.send(new UpdateTableCommand(byPlace));
  assert.equal(TableDescription.TableStatus, 'UPDATING');
  await waitForTheTable();
  const index = (await globalIndexes())['by-place'];
  assert.equal(index.IndexStatus, 'ACTIVE');
  assert.equal(index.KeySchema.length, 5);
  const ofPlace = orders
      .filter(({country, city, status}) => country === 'us' && city === 'south' && status)
      .sort((a, b) => compare(a.status, b.status) || compare(a.date, b.date));
  const place = 'country = :us AND city = :south';
  const values = {':us': 'us', ':south': 'south'};
  const all = {TableName, ...where('by-place', place, values)};
  assert.deepEqual(await allPages(paginateQuery({client: documents, pageSize: 3}, all)),
                   numbers(ofPlace));
  const {Items} = await query(where(
      'by-place', `${place} AND #status = :sent AND #date BETWEEN :from AND :to`,
      {...values, ':sent': 'sent', ':from': '2026-02-05', ':to': '2026-02-20'}));
  assert.deepEqual(Items, ofPlace.filter(({status, date}) =>
    status === 'sent' && date >= '2026-02-05' && date <= '2026-02-20'));
  assert.equal(Items.length, 2);
  await refused(query(where('by-place', 'country = :us', {':us': 'us'})), 'ValidationException',
                'HASH key attributes city must have equality conditions specified in the query');
  await client.send(new UpdateTableCommand({
    TableName, GlobalSecondaryIndexUpdates: [{Delete: {IndexName: 'by-place'}}],
  }));
  await waitForTheTable();
  await refused(documents.send(new ScanCommand({TableName, IndexName: 'by-place'})),
                'ValidationException',
                'The table does not have the specified index: by-place');
});

check('the table goes', async () => {
  await client.send(new DeleteTableCommand({TableName}));
  await waitUntilTableNotExists({client, maxWaitTime: 60}, {TableName});
});

run('indexes, JavaScript document client');
