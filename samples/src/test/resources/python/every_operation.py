"""Every operation of boto3's client for Kinesis against one endpoint: python3 every_operation.py URL. Prints one line for each part that held."""
import sys
import threading
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
        call("create_stream", StreamName="page-" + name, ShardCount=1)
        active("page-" + name)
    CALLED.add("list_streams")
    pages = list(CLIENT.get_paginator("list_streams").paginate(PaginationConfig={"PageSize": 2}))
    names = [name for page in pages for name in page["StreamNames"]]
    assert len(pages) >= 3 and names == sorted(names) and "python" in names, names
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


def fan_out(arn):
    consumer = call("register_stream_consumer", StreamARN=arn, ConsumerName="reader")["Consumer"]
    for _ in range(200):
        described = call("describe_stream_consumer", ConsumerARN=consumer["ConsumerARN"])["ConsumerDescription"]
        if described["ConsumerStatus"] == "ACTIVE":
            break
        time.sleep(0.02)
    assert [found["ConsumerName"] for found in call("list_stream_consumers", StreamARN=arn)["Consumers"]] == ["reader"]
    shard = [shard for shard in call("list_shards", StreamName="python", ShardFilter={"Type": "AT_LATEST"})["Shards"]][0]
    events = call("subscribe_to_shard", ConsumerARN=consumer["ConsumerARN"], ShardId=shard["ShardId"], StartingPosition={"Type": "LATEST"})["EventStream"]
    threading.Timer(0.3, lambda: CLIENT.put_record(StreamName="python", PartitionKey="pushed", Data=b"pushed", ExplicitHashKey=shard["HashKeyRange"]["StartingHashKey"])).start()
    for event in events:
        pushed = event["SubscribeToShardEvent"]
        assert pushed["ContinuationSequenceNumber"], pushed
        if [record["Data"] for record in pushed["Records"]] == [b"pushed"]:
            break
    events.close()
    call("deregister_stream_consumer", ConsumerARN=consumer["ConsumerARN"])


def ending():
    for name in ["python"] + ["page-" + name for name in "abcdef"]:
        call("delete_stream", StreamName=name, EnforceConsumerDeletion=True)
    for _ in range(200):
        if not call("list_streams")["StreamNames"]:
            return
        time.sleep(0.02)
    raise AssertionError("streams do not go")


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
