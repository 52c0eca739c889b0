package io.anabranch.simulator.operation;

import io.anabranch.simulator.wire.WireFormat;
import io.anabranch.simulator.wire.WireValue;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringTokenizer;

/** What the service's API says of outputs: members by name, what is in them in brackets. {@code !}: always there; {@code []}: a list. */
final class ApiOutputs {
    private final Map<String, Node> operations = new LinkedHashMap<>();
    private final Set<String> unseen = new LinkedHashSet<>();

    private record Node(boolean required, boolean list, Map<String, Node> members) {}

    ApiOutputs() {
        for (String line : TEXT.replace("\n  ", " ").split("\n")) {
            String[] words = line.split(" ", 2);
            Node output = new Node(true, false, new LinkedHashMap<>());
            parse(words[1], words[0], output);
            operations.put(words[0], output);
        }
    }

    private void parse(String text, String operation, Node output) {
        Deque<Node> within = new ArrayDeque<>(List.of(output));
        Deque<String> path = new ArrayDeque<>(List.of(operation));
        Node last = output;
        String lastPath = operation;
        StringTokenizer tokens = new StringTokenizer(text, " ()", true);
        while (tokens.hasMoreTokens()) {
            String token = tokens.nextToken();
            switch (token) {
                case " " -> {}
                case "(" -> {
                    within.push(last);
                    path.push(lastPath);
                }
                case ")" -> {
                    within.pop();
                    path.pop();
                }
                default -> {
                    String name = token.replace("!", "").replace("[]", "");
                    last = new Node(token.endsWith("!"), token.contains("[]"), new LinkedHashMap<>());
                    lastPath = path.element() + "." + name;
                    within.element().members.put(name, last);
                    unseen.add(lastPath);
                }
            }
        }
    }

    /** Members that no answer had so far. */
    Set<String> unseen() {
        return unseen;
    }

    /** Takes an answer down; {@code faults} gets what it has too much, too little or of another kind. */
    void seen(String operation, WireValue.Structure answer, WireFormat format, List<String> faults) {
        Node output = operations.get(operation);
        if (output != null) look(output, operation, answer, format, faults);
        else if (!answer.members().isEmpty()) faults.add(operation + " has an output: " + answer);
    }

    private void look(Node node, String path, WireValue.Structure value, WireFormat format, List<String> faults) {
        node.members.forEach((name, member) -> {
            if (member.required && !value.members().containsKey(name)) faults.add(path + " lacks " + name + ": " + value);
        });
        value.members().forEach((name, each) -> {
            Node member = node.members.get(name);
            String inner = path + "." + name;
            if (member == null) faults.add(inner + " is no member");
            else look(member, inner, name, each, format, faults);
        });
    }

    private void look(Node member, String path, String name, WireValue value, WireFormat format, List<String> faults) {
        if (member.list != value instanceof WireValue.Items) faults.add(path + " is " + value);
        List<WireValue> values = value instanceof WireValue.Items items ? items.values() : List.of(value);
        if (!values.isEmpty()) unseen.remove(path);
        for (WireValue each : values) {
            if (each instanceof WireValue.Structure structure) look(member, path, structure, format, faults);
            else if (!isOfItsKind(name, each, format)) faults.add(path + " in " + format + " is " + each);
        }
    }

    private static boolean isOfItsKind(String name, WireValue value, WireFormat format) {
        boolean json = format == WireFormat.JSON;
        if (name.endsWith("Timestamp") || name.endsWith("At")) return json ? value instanceof WireValue.Num : value instanceof WireValue.Time;
        if (name.equals("Data")) return json ? value instanceof WireValue.Text : value instanceof WireValue.Blob;
        if (name.startsWith("HasMore")) return value instanceof WireValue.Bool;
        boolean number = name.endsWith("Count") || name.endsWith("Limit") || name.endsWith("MiBps") || name.endsWith("KiB") || name.endsWith("Hours")
                || name.startsWith("Millis");
        return number ? value instanceof WireValue.Num : value instanceof WireValue.Text;
    }

    private static final String TEXT = """
            DescribeAccountSettings MinimumThroughputBillingCommitment(Status! StartedAt EndedAt EarliestAllowedEndAt)
            DescribeLimits ShardLimit! OpenShardCount! OnDemandStreamCount! OnDemandStreamCountLimit!
            DescribeStream StreamDescription!(StreamName! StreamARN! StreamStatus! StreamModeDetails(StreamMode!) Shards[]!(ShardId!
              ParentShardId AdjacentParentShardId HashKeyRange!(StartingHashKey! EndingHashKey!) SequenceNumberRange!(StartingSequenceNumber!
              EndingSequenceNumber)) HasMoreShards! RetentionPeriodHours! StreamCreationTimestamp! EnhancedMonitoring[]!(ShardLevelMetrics[])
              EncryptionType KeyId)
            DescribeStreamConsumer ConsumerDescription!(ConsumerName! ConsumerARN! ConsumerStatus! ConsumerCreationTimestamp! StreamARN!)
            DescribeStreamSummary StreamDescriptionSummary!(StreamName! StreamARN! StreamId StreamStatus! StreamModeDetails(StreamMode!)
              RetentionPeriodHours! StreamCreationTimestamp! EnhancedMonitoring[]!(ShardLevelMetrics[]) EncryptionType KeyId OpenShardCount!
              ConsumerCount WarmThroughput(TargetMiBps CurrentMiBps) MaxRecordSizeInKiB RecordDistributionStrategy)
            DisableEnhancedMonitoring StreamName CurrentShardLevelMetrics[] DesiredShardLevelMetrics[] StreamARN
            EnableEnhancedMonitoring StreamName CurrentShardLevelMetrics[] DesiredShardLevelMetrics[] StreamARN
            GetRecords Records[]!(SequenceNumber! ApproximateArrivalTimestamp Data! PartitionKey! EncryptionType) NextShardIterator
              MillisBehindLatest ChildShards[](ShardId! ParentShards[]! HashKeyRange!(StartingHashKey! EndingHashKey!))
            GetResourcePolicy Policy!
            GetShardIterator ShardIterator
            ListShards Shards[](ShardId! ParentShardId AdjacentParentShardId HashKeyRange!(StartingHashKey! EndingHashKey!)
              SequenceNumberRange!(StartingSequenceNumber! EndingSequenceNumber)) NextToken
            ListStreamConsumers Consumers[](ConsumerName! ConsumerARN! ConsumerStatus! ConsumerCreationTimestamp!) NextToken
            ListStreams StreamNames[]! HasMoreStreams! NextToken StreamSummaries[](StreamName! StreamARN! StreamStatus!
              StreamModeDetails(StreamMode!) StreamCreationTimestamp)
            ListTagsForResource Tags[](Key! Value)
            ListTagsForStream Tags[]!(Key! Value) HasMoreTags!
            PutRecord ShardId! SequenceNumber! EncryptionType
            PutRecords FailedRecordCount Records[]!(SequenceNumber ShardId ErrorCode ErrorMessage) EncryptionType
            RegisterStreamConsumer Consumer!(ConsumerName! ConsumerARN! ConsumerStatus! ConsumerCreationTimestamp!)
            UpdateAccountSettings MinimumThroughputBillingCommitment(Status! StartedAt EndedAt EarliestAllowedEndAt)
            UpdateShardCount StreamName CurrentShardCount TargetShardCount StreamARN
            UpdateStreamWarmThroughput StreamARN StreamName WarmThroughput(TargetMiBps CurrentMiBps)
            """;
}
