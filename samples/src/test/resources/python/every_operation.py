"""Every operation of boto3's client for Kinesis against one endpoint: python3 every_operation.py URL. Prints one line for each part that held."""
import sys
import time
import warnings

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

warnings.filterwarnings("ignore")  # certificates are not verified
ENDPOINT = sys.argv[1]
CLIENT = boto3.client(
    "kinesis",
    endpoint_url=ENDPOINT,
    region_name="us-east-1",
    aws_access_key_id="local",
    aws_secret_access_key="local",
    verify=False,
    config=Config(retries={"max_attempts": 0}, read_timeout=20, inject_host_prefix=False),
)
CALLED = set()
PAGINATED = set()
WAITED = set()


def call(operation, **parameters):
    CALLED.add(operation)
    return getattr(CLIENT, operation)(**parameters)


def refused(code, operation, **parameters):
    try:
        call(operation, **parameters)
    except ClientError as error:
        assert error.response["Error"]["Code"] == code, (operation, error.response)
        assert isinstance(error, getattr(CLIENT.exceptions, code, ClientError)), (operation, code)
        return error.response["Error"].get("Message", "")
    raise AssertionError(operation + " was not refused")


def active(stream):
    for _ in range(200):
        summary = call("describe_stream_summary", StreamName=stream)["StreamDescriptionSummary"]
        if summary["StreamStatus"] == "ACTIVE":
            return summary
        time.sleep(0.02)
    raise AssertionError(stream + " is not active")


def pages(operation, member, **parameters):
    """What a paginator of boto3 finds, two a page: it is there in pages, each thing once."""
    CALLED.add(operation)
    PAGINATED.add(operation)
    found = [page for page in CLIENT.get_paginator(operation).paginate(PaginationConfig={"PageSize": 2}, **parameters)]
    things = [thing for page in found for thing in (page["StreamDescription"]["Shards"] if member == "StreamDescription" else page[member])]
    assert len(found) == max(1, (len(things) + 1) // 2), (operation, found)
    return things


def wait(state, stream):
    WAITED.add(state)
    CLIENT.get_waiter(state).wait(StreamName=stream, WaiterConfig={"Delay": 1, "MaxAttempts": 20})


def drain(stream, shard):
    records = []
    iterator = call("get_shard_iterator", StreamName=stream, ShardId=shard, ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    while iterator:
        answer = call("get_records", ShardIterator=iterator, Limit=100)
        records += answer["Records"]
        if not answer["Records"] and answer["MillisBehindLatest"] == 0:
            break
        iterator = answer.get("NextShardIterator")
    return records


def streams():
    call("create_stream", StreamName="python", ShardCount=2, Tags={"made": "by create"})
    summary = active("python")
    assert summary["OpenShardCount"] == 2 and summary["RetentionPeriodHours"] == 24, summary
    description = call("describe_stream", StreamName="python")["StreamDescription"]
    assert [shard["ShardId"][-1] for shard in description["Shards"]] == ["0", "1"], description
    assert abs(description["StreamCreationTimestamp"].timestamp() - time.time()) < 600, description
    for name in "abcdef":
        call("create_stream", StreamName="page-" + name, ShardCount=5 if name == "f" else 1)
        wait("stream_exists", "page-" + name)
    names = pages("list_streams", "StreamNames")
    assert names == ["page-" + name for name in "abcdef"] + ["python"], names
    ids = ["shardId-%012d" % index for index in range(5)]
    assert [shard["ShardId"] for shard in pages("describe_stream", "StreamDescription", StreamName="page-f")] == ids
    assert [shard["ShardId"] for shard in pages("list_shards", "Shards", StreamName="page-a")] == ids[:1]
    try:
        pages("list_shards", "Shards", StreamName="page-f")
    except ClientError as error:  # what the service says as well: this paginator repeats the stream's name beside the token
        assert "NextToken and StreamName cannot be provided together" in str(error), error
    else:
        raise AssertionError("a name beside a token was taken")
    first = call("list_shards", StreamName="python", MaxResults=1)
    second = call("list_shards", NextToken=first["NextToken"])
    assert len(first["Shards"]) == 1 and len(second["Shards"]) == 1 and "NextToken" not in second, (first, second)
    assert len(call("list_shards", StreamName="python", ShardFilter={"Type": "AT_LATEST"})["Shards"]) == 2
    assert call("describe_limits")["OpenShardCount"] >= 8
    return summary["StreamARN"]


def records():
    first = call("put_record", StreamName="python", PartitionKey="k", Data=b"\x00\xff", ExplicitHashKey="0")
    assert first["ShardId"].endswith("0"), first
    entries = [{"PartitionKey": "k%d" % i, "Data": b"%d" % i} for i in range(300)]
    answer = call("put_records", StreamName="python", Records=entries)
    assert answer["FailedRecordCount"] == 0 and len(answer["Records"]) == 300, answer
    drained = drain("python", "shardId-000000000000") + drain("python", "shardId-000000000001")
    assert sorted(record["Data"] for record in drained) == sorted([b"\x00\xff"] + [entry["Data"] for entry in entries])
    assert abs(drained[0]["ApproximateArrivalTimestamp"].timestamp() - time.time()) < 600, drained[0]
    later = call("get_shard_iterator", StreamName="python", ShardId="0", ShardIteratorType="AFTER_SEQUENCE_NUMBER", StartingSequenceNumber=first["SequenceNumber"])
    assert b"\x00\xff" not in [record["Data"] for record in call("get_records", ShardIterator=later["ShardIterator"])["Records"]]
    at = call("get_shard_iterator", StreamName="python", ShardId="0", ShardIteratorType="AT_TIMESTAMP", Timestamp=drained[0]["ApproximateArrivalTimestamp"])
    assert call("get_records", ShardIterator=at["ShardIterator"], Limit=1)["Records"][0]["SequenceNumber"] == first["SequenceNumber"]


def errors():
    assert "Stream nowhere under account" in refused("ResourceNotFoundException", "describe_stream", StreamName="nowhere")
    refused("ResourceInUseException", "create_stream", StreamName="python", ShardCount=1)
    refused("InvalidArgumentException", "get_records", ShardIterator="AAAA")
    refused("InvalidArgumentException", "put_record", StreamName="python", PartitionKey="k", Data=b"", ExplicitHashKey=str(2**128))
    assert "1 validation error detected" in refused("ValidationException", "put_record", StreamName="python", PartitionKey="k" * 257, Data=b"")
    refused("ResourceNotFoundException", "get_shard_iterator", StreamName="python", ShardId="shardId-000000000077", ShardIteratorType="LATEST")


def resharding():
    call("split_shard", StreamName="python", ShardToSplit="shardId-000000000000", NewStartingHashKey=str(2**126))
    active("python")
    call("merge_shards", StreamName="python", ShardToMerge="shardId-000000000002", AdjacentShardToMerge="shardId-000000000003")
    active("python")
    merged = [shard for shard in call("list_shards", StreamName="python")["Shards"] if shard["ShardId"].endswith("4")][0]
    assert merged["ParentShardId"].endswith("2") and merged["AdjacentParentShardId"].endswith("3"), merged
    scaled = call("update_shard_count", StreamName="python", TargetShardCount=4, ScalingType="UNIFORM_SCALING")
    assert scaled["CurrentShardCount"] == 2 and scaled["TargetShardCount"] == 4, scaled
    assert active("python")["OpenShardCount"] == 4
    assert len(drain("python", "shardId-000000000000")) > 0


def tags(arn):
    call("add_tags_to_stream", StreamName="python", Tags={"a": "1", "b": ""})
    found = call("list_tags_for_stream", StreamName="python", Limit=50)
    assert {tag["Key"]: tag["Value"] for tag in found["Tags"]} == {"made": "by create", "a": "1", "b": ""} and not found["HasMoreTags"], found
    call("remove_tags_from_stream", StreamName="python", TagKeys=["a"])
    call("tag_resource", ResourceARN=arn, Tags={"c": "3"})
    call("untag_resource", ResourceARN=arn, TagKeys=["b"])
    assert {tag["Key"] for tag in call("list_tags_for_resource", ResourceARN=arn)["Tags"]} == {"made", "c"}


def policies(arn):
    policy = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":"kinesis:PutRecord","Resource":"%s"}]}' % arn
    call("put_resource_policy", ResourceARN=arn, Policy=policy)
    assert call("get_resource_policy", ResourceARN=arn)["Policy"] == policy
    call("delete_resource_policy", ResourceARN=arn)


def settings(arn):
    call("increase_stream_retention_period", StreamName="python", RetentionPeriodHours=48)
    assert active("python")["RetentionPeriodHours"] == 48
    call("decrease_stream_retention_period", StreamName="python", RetentionPeriodHours=24)
    active("python")
    call("start_stream_encryption", StreamName="python", EncryptionType="KMS", KeyId="alias/aws/kinesis")
    assert active("python")["EncryptionType"] == "KMS"
    call("stop_stream_encryption", StreamName="python", EncryptionType="KMS", KeyId="alias/aws/kinesis")
    active("python")
    monitored = call("enable_enhanced_monitoring", StreamName="python", ShardLevelMetrics=["IncomingBytes", "OutgoingBytes"])
    assert set(monitored["DesiredShardLevelMetrics"]) == {"IncomingBytes", "OutgoingBytes"}, monitored
    active("python")
    call("disable_enhanced_monitoring", StreamName="python", ShardLevelMetrics=["ALL"])
    active("python")
    call("update_max_record_size", StreamARN=arn, MaxRecordSizeInKiB=2048)
    assert active("python")["MaxRecordSizeInKiB"] == 2048
    call("describe_account_settings")
    call("update_stream_mode", StreamARN=arn, StreamModeDetails={"StreamMode": "ON_DEMAND"})
    assert active("python")["StreamModeDetails"]["StreamMode"] == "ON_DEMAND"
    refused("InvalidArgumentException", "update_stream_warm_throughput", StreamARN=arn, WarmThroughputMiBps=100)
    call("update_account_settings", MinimumThroughputBillingCommitment={"Status": "ENABLED"})
    call("update_stream_warm_throughput", StreamARN=arn, WarmThroughputMiBps=100)
    active("python")


def registered(arn, name):
    consumer = call("register_stream_consumer", StreamARN=arn, ConsumerName=name)["Consumer"]["ConsumerARN"]
    for _ in range(200):
        if call("describe_stream_consumer", ConsumerARN=consumer)["ConsumerDescription"]["ConsumerStatus"] == "ACTIVE":
            return consumer
        time.sleep(0.02)
    raise AssertionError(name + " is not active")


def subscribed(consumer, shard, **position):
    return call("subscribe_to_shard", ConsumerARN=consumer, ShardId=shard, StartingPosition=position)["EventStream"]


def pushed(events, count):
    """The next records of a subscription, which stays open."""
    records = []
    for event in events:
        told = event["SubscribeToShardEvent"]
        assert told["ContinuationSequenceNumber"], told
        records += told["Records"]
        if len(records) >= count:
            return records
    raise AssertionError("the subscription ended")


def fan_out(arn):
    consumers = {name: registered(arn, name) for name in ["at", "after", "horizon", "latest", "time"]}
    assert {found["ConsumerName"] for found in pages("list_stream_consumers", "Consumers", StreamARN=arn)} == set(consumers)
    shard = call("list_shards", StreamName="python", ShardFilter={"Type": "AT_LATEST"})["Shards"][0]
    key = shard["HashKeyRange"]["StartingHashKey"]
    put = lambda data: call("put_record", StreamName="python", PartitionKey="pushed", Data=data, ExplicitHashKey=key)["SequenceNumber"]
    first, second = put(b"first"), put(b"second")
    found = drain("python", shard["ShardId"])
    stored = [record["Data"] for record in found]
    time_of_first = [record for record in found if record["SequenceNumber"] == first][0]["ApproximateArrivalTimestamp"]
    latest = subscribed(consumers["latest"], shard["ShardId"], Type="LATEST")
    horizon = subscribed(consumers["horizon"], shard["ShardId"], Type="TRIM_HORIZON")
    assert [record["Data"] for record in pushed(horizon, len(stored))] == stored
    at = subscribed(consumers["at"], shard["ShardId"], Type="AT_SEQUENCE_NUMBER", SequenceNumber=first)
    assert [record["Data"] for record in pushed(at, 2)] == [b"first", b"second"]
    after = subscribed(consumers["after"], shard["ShardId"], Type="AFTER_SEQUENCE_NUMBER", SequenceNumber=first)
    assert [record["Data"] for record in pushed(after, 1)] == [b"second"]
    timed = subscribed(consumers["time"], shard["ShardId"], Type="AT_TIMESTAMP", Timestamp=time_of_first)
    assert [record["Data"] for record in pushed(timed, 2)][-2:] == [b"first", b"second"]
    refused("ResourceInUseException", "subscribe_to_shard", ConsumerARN=consumers["latest"], ShardId=shard["ShardId"], StartingPosition={"Type": "LATEST"})
    put(b"third")
    assert [record["Data"] for record in pushed(latest, 1)] == [b"third"]
    half = (int(key) + int(shard["HashKeyRange"]["EndingHashKey"])) // 2
    call("split_shard", StreamName="python", ShardToSplit=shard["ShardId"], NewStartingHashKey=str(half))
    events = [event["SubscribeToShardEvent"] for event in latest]
    assert len(events[-1]["ChildShards"]) == 2 and "ContinuationSequenceNumber" not in events[-1], events
    for other in [horizon, at, after, timed]:
        other.close()
    active("python")
    for consumer in consumers.values():
        call("deregister_stream_consumer", ConsumerARN=consumer)


def ending():
    for name in ["python"] + ["page-" + name for name in "abcdef"]:
        call("delete_stream", StreamName=name, EnforceConsumerDeletion=True)
        wait("stream_not_exists", name)
    assert not call("list_streams")["StreamNames"]


def part(name, function, *arguments):
    result = function(*arguments)
    print(name, "ok", flush=True)
    return result


ARN = part("streams", streams)
part("records", records)
part("errors", errors)
part("resharding", resharding)
part("tags", tags, ARN)
part("policies", policies, ARN)
part("fan_out", fan_out, ARN)
part("settings", settings, ARN)
part("ending", ending)
never = {operation for operation in CLIENT.meta.method_to_api_mapping} - CALLED
print("never called", sorted(never), flush=True)
assert not never, never
assert PAGINATED == {operation for operation in CLIENT.meta.method_to_api_mapping if CLIENT.can_paginate(operation)}, PAGINATED
assert WAITED == set(CLIENT.waiter_names), WAITED
print("paginators and waiters ok", flush=True)
