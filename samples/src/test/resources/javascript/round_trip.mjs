// The AWS SDK for JavaScript v3 against one endpoint: node round_trip.mjs URL. Prints "ok" if everything held.
import assert from "node:assert/strict";
import {
  KinesisClient, CreateStreamCommand, DeleteStreamCommand, DescribeStreamSummaryCommand, DescribeStreamCommand, GetRecordsCommand, GetShardIteratorCommand,
  ListShardsCommand, ListStreamsCommand, PutRecordCommand, PutRecordsCommand, RegisterStreamConsumerCommand, ResourceNotFoundException, SplitShardCommand,
  SubscribeToShardCommand, paginateListStreams, waitUntilStreamExists,
} from "@aws-sdk/client-kinesis";

const client = new KinesisClient({
  endpoint: process.argv[2],
  region: "us-east-1",
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
  maxAttempts: 1,
});
const text = new TextDecoder();
const StreamName = "javascript";

async function drain(ShardId) {
  const records = [];
  let { ShardIterator } = await client.send(new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: "TRIM_HORIZON" }));
  while (ShardIterator) {
    const answer = await client.send(new GetRecordsCommand({ ShardIterator }));
    records.push(...answer.Records);
    if (answer.Records.length === 0 && answer.MillisBehindLatest === 0) break;
    ShardIterator = answer.NextShardIterator;
  }
  return records;
}

await client.send(new CreateStreamCommand({ StreamName, ShardCount: 2 }));
await waitUntilStreamExists({ client, maxWaitTime: 20 }, { StreamName });
for await (const page of paginateListStreams({ client }, {})) assert.ok(page.StreamNames.includes(StreamName));
assert.equal((await client.send(new ListStreamsCommand({}))).StreamSummaries[0].StreamStatus, "ACTIVE");
const summary = (await client.send(new DescribeStreamSummaryCommand({ StreamName }))).StreamDescriptionSummary;
assert.ok(Math.abs(summary.StreamCreationTimestamp.getTime() - Date.now()) < 600_000);

const put = await client.send(new PutRecordCommand({ StreamName, PartitionKey: "k", ExplicitHashKey: "0", Data: new Uint8Array([0, 255]) }));
assert.match(put.SequenceNumber, /^\d{56}$/);
const Records = Array.from({ length: 200 }, (_, i) => ({ PartitionKey: `k${i}`, Data: new TextEncoder().encode(`${i}`) }));
assert.equal((await client.send(new PutRecordsCommand({ StreamName, Records }))).FailedRecordCount, 0);
const read = [...(await drain("shardId-000000000000")), ...(await drain("shardId-000000000001"))];
assert.equal(read.length, 201);
assert.deepEqual(new Set(read.slice(1).map((record) => text.decode(record.Data))).size, 200);

await assert.rejects(client.send(new DescribeStreamCommand({ StreamName: "nowhere" })), (error) => error instanceof ResourceNotFoundException);
await client.send(new SplitShardCommand({ StreamName, ShardToSplit: "shardId-000000000000", NewStartingHashKey: String(2n ** 126n) }));
assert.equal((await client.send(new ListShardsCommand({ StreamName }))).Shards.length, 4);

const { Consumer } = await client.send(new RegisterStreamConsumerCommand({ StreamARN: summary.StreamARN, ConsumerName: "c" }));
const { EventStream } = await client.send(
  new SubscribeToShardCommand({ ConsumerARN: Consumer.ConsumerARN, ShardId: "shardId-000000000001", StartingPosition: { Type: "TRIM_HORIZON" } }));
let pushed = 0;
const expected = read.filter((record) => record.PartitionKey !== "k").length;
for await (const event of EventStream) {
  pushed += event.SubscribeToShardEvent.Records.length;
  if (event.SubscribeToShardEvent.MillisBehindLatest === 0) break;
}
assert.ok(pushed > 0 && pushed <= expected);
await client.send(new DeleteStreamCommand({ StreamName, EnforceConsumerDeletion: true }));
console.log("ok");
process.exit(0);
