package io.anabranch.simulator.stream;

import java.math.BigInteger;

/** What the service says when it refuses, in its own words. */
record Refusal(String region, String account) {
    StreamException notFound(String stream) {
        return new StreamException(ErrorType.RESOURCE_NOT_FOUND, "Stream " + under(stream) + " not found.");
    }

    StreamException writesTooFast(ShardId shard, String stream) {
        return new StreamException(
                ErrorType.PROVISIONED_THROUGHPUT_EXCEEDED, "Rate exceeded for shard " + shard + " in stream " + under(stream) + ".");
    }

    StreamException readsTooFast(ShardId shard, String stream) {
        return new StreamException(
                ErrorType.PROVISIONED_THROUGHPUT_EXCEEDED, "Rate exceeded for Shard - " + account + "/" + stream + "/" + shard);
    }

    StreamException alreadyExists(String stream) {
        return new StreamException(ErrorType.RESOURCE_IN_USE, "Stream " + under(stream) + " already exists.");
    }

    StreamException notActive(String stream, StreamStatus status) {
        return new StreamException(
                ErrorType.RESOURCE_IN_USE, "Stream " + under(stream) + " not ACTIVE, instead in state " + status);
    }

    StreamException noShard(String asGiven, String stream) {
        return new StreamException(ErrorType.RESOURCE_NOT_FOUND, "Could not find shard " + asGiven + " in stream " + under(stream) + ".");
    }

    StreamException alreadyClosed(ShardId shard, String stream) {
        return new StreamException(
                ErrorType.INVALID_ARGUMENT,
                "Shard " + shard + " in stream " + under(stream)
                        + " has already been merged or split, and thus is not eligible for merging or splitting.");
    }

    StreamException notAdjacent(ShardId shard, ShardId adjacent, String stream) {
        return new StreamException(
                ErrorType.INVALID_ARGUMENT,
                "Shards " + shard + " and " + adjacent + " in stream " + under(stream)
                        + " are not an adjacent pair of shards eligible for merging");
    }

    StreamException badSplit(BigInteger newStartingHashKey, ShardState shard, String stream) {
        return new StreamException(
                ErrorType.INVALID_ARGUMENT,
                "NewStartingHashKey " + newStartingHashKey + " used in SplitShard() on shard " + shard.id() + " in stream " + under(stream)
                        + " is not both greater than one plus the shard's StartingHashKey " + shard.range().start()
                        + " and less than the shard's EndingHashKey " + shard.range().end() + ".");
    }

    StreamException tooManyShards(int current, int limit, int additional) {
        return new StreamException(
                ErrorType.LIMIT_EXCEEDED,
                "This request would exceed the shard limit for the account " + account + " in " + region + ". Current shard count for the account: "
                        + current + ". Limit: " + limit + ". Number of additional shards that would have resulted from this request: " + additional
                        + ". Refer to the AWS Service Limits page (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html)"
                        + " for current limits and how to request higher limits.");
    }

    StreamException otherShard(int encoded, ShardId used) {
        return new StreamException(
                ErrorType.INVALID_ARGUMENT,
                "Invalid StartingSequenceNumber. It encodes " + new ShardId(encoded) + ", while it was used in a call to a shard with " + used);
    }

    StreamException otherStream(SequenceNumber number, ShardId shard, String stream) {
        return new StreamException(
                ErrorType.INVALID_ARGUMENT,
                "StartingSequenceNumber " + number + " used in GetShardIterator on shard " + shard + " in stream " + under(stream)
                        + " is invalid because it did not come from this stream.");
    }

    StreamException noConsumer(String nameOrArn) {
        return new StreamException(ErrorType.RESOURCE_NOT_FOUND, "Consumer " + nameOrArn + ", account " + account + " not found.");
    }

    StreamException consumerExists(ConsumerState consumer, String stream) {
        return new StreamException(ErrorType.RESOURCE_IN_USE, consumer(consumer, stream) + " already exists.");
    }

    StreamException consumerNotActive(ConsumerState consumer, String stream) {
        return new StreamException(ErrorType.RESOURCE_IN_USE, consumer(consumer, stream) + " is not in ACTIVE status.");
    }

    private String consumer(ConsumerState consumer, String stream) {
        return "Consumer " + consumer.name() + " with creation timestamp " + consumer.createdMillis() / 1000 + " under stream: " + stream + " , account "
                + account;
    }

    StreamException tooManyConsumers(int limit, String stream) {
        return new StreamException(
                ErrorType.LIMIT_EXCEEDED, "This request would exceed the limit of " + limit + " consumers of stream " + under(stream) + ".");
    }

    StreamException tooManyNewConsumers(int limit, String stream) {
        return new StreamException(
                ErrorType.LIMIT_EXCEEDED,
                "This request would exceed the limit of " + limit + " consumers in state CREATING of stream " + under(stream) + ".");
    }

    StreamException hasConsumers(StreamState stream) {
        return new StreamException(
                ErrorType.RESOURCE_IN_USE,
                "DeleteStream can't delete " + stream.arn() + " because there are consumers associated with this data stream. To delete "
                        + stream.name() + " anyway, set the EnforceConsumerDeletion parameter to true to force the deletion of all the consumers that are"
                        + " associated with it.");
    }

    StreamException alreadySubscribed(String consumer, ShardId shard) {
        return new StreamException(ErrorType.RESOURCE_IN_USE, "Another active subscription exists for this consumer: " + consumer + ":" + shard);
    }

    StreamException subscribedTooOften(String consumer, ShardId shard) {
        return new StreamException(ErrorType.LIMIT_EXCEEDED, "Rate exceeded for consumer " + consumer + " and shard " + shard);
    }

    static String notChanged(String stream) {
        return "Stream " + stream + " was not changed";
    }

    /** What a stream in on-demand mode does by itself. */
    StreamException onDemand(String stream) {
        return new StreamException(ErrorType.VALIDATION, "Request is invalid. Stream " + under(stream) + " is in On-Demand mode.");
    }

    StreamException needsOnDemand(String stream) {
        return invalid("Request is invalid. Stream " + under(stream) + " is not in On-Demand mode.");
    }

    StreamException retentionTooShort(int hours) {
        return invalid("Minimum allowed retention period is 24 hours. Requested retention period (" + hours + " hours) is too short.");
    }

    StreamException retentionTooLong(int hours) {
        return invalid("Maximum allowed retention period is 8760 hours. Requested retention period (" + hours + " hours) is too long.");
    }

    StreamException otherRetention(String stream, int hours, int existing) {
        return invalid("Requested retention period (" + hours + " hours) for stream " + stream + " can not be " + (hours < existing ? "shorter" : "longer")
                + " than existing retention period (" + existing + " hours). Use " + (hours < existing ? "Decrease" : "Increase")
                + "RetentionPeriod API.");
    }

    static StreamException scaledTooFar(int open, int target) {
        String way = target > open ? "up over double" : "down below half";
        return exceeded("UpdateShardCount cannot scale " + way + " your current open shard count. Current open shard count: " + open
                + " Target shard count: " + target);
    }

    static StreamException scaledTooHigh(int limit, int open, int target) {
        return exceeded("Target shard count or number of open shards cannot be greater than " + limit + ". Current open shard count: " + open
                + ", Target shard count: " + target);
    }

    StreamException tooOften(String operation, String stream, int most) {
        return exceeded(operation + " was called for stream " + under(stream) + " more than " + most + " times within 24 hours.");
    }

    private static StreamException exceeded(String text) {
        return new StreamException(ErrorType.LIMIT_EXCEEDED, text);
    }

    private static StreamException invalid(String text) {
        return new StreamException(ErrorType.INVALID_ARGUMENT, text);
    }

    static StreamException broken(String what, Throwable cause) {
        return new StreamException(ErrorType.INTERNAL_FAILURE, what + ": " + cause.getMessage(), cause);
    }

    private String under(String stream) {
        return stream + " under account " + account;
    }
}
