package io.anabranch.samples.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.server.ServerSettings;
import io.anabranch.simulator.server.SimulatorServer;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The AWS command line as it comes. Skipped where it is not installed. */
class AwsCliTest {
    private static final String MAX_HASH_KEY = BigInteger.TWO.pow(128).subtract(BigInteger.ONE).toString();

    @TempDir
    Path folder;

    @Test
    void aStreamIsMadeFilledReadAndDeleted() throws Exception {
        Program aws = new Program(folder, "aws").orSkip("the AWS command line is not installed", "--version");
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(folder.resolve("data")));
                SimulatorServer server = simulator.serve(ServerSettings.loopback())) {
            Kinesis kinesis = new Kinesis(aws, server.endpoint().toString());
            assertThat(kinesis.ok("create-stream", "--stream-name", "cli", "--shard-count", "2")).isEmpty();
            kinesis.ok("wait", "stream-exists", "--stream-name", "cli");
            assertThat(kinesis.text("StreamNames[0]", "list-streams")).isEqualTo("cli");
            Path data = Files.writeString(folder.resolve("data.bin"), "hello");
            String sequence = kinesis.text("SequenceNumber", "put-record", "--stream-name", "cli", "--partition-key", "k", "--explicit-hash-key", "0", "--data", "fileb://" + data);
            assertThat(sequence).matches("\\d{56}");
            String iterator = kinesis.text(
                    "ShardIterator", "get-shard-iterator", "--stream-name", "cli", "--shard-id", "shardId-000000000000", "--shard-iterator-type", "TRIM_HORIZON");
            assertThat(kinesis.text("Records[0].[PartitionKey,Data,SequenceNumber]", "get-records", "--shard-iterator", iterator))
                    .isEqualTo("k\taGVsbG8=\t" + sequence);
            binary(aws, kinesis);
            assertThat(kinesis.text("length(Shards)", "list-shards", "--stream-name", "cli")).isEqualTo("2");
            Program.Ended refused = kinesis.run("describe-stream", "--stream-name", "nowhere");
            assertThat(refused.code()).isNotZero();
            assertThat(refused.output()).contains("An error occurred (ResourceNotFoundException) when calling the DescribeStream operation: Stream nowhere under account");
            kinesis.ok("delete-stream", "--stream-name", "cli");
            kinesis.ok("wait", "stream-not-exists", "--stream-name", "cli");
        }
    }

    /** Version 2 takes blobs in base64 unless told otherwise; version 1 takes them as they are, and knows no such flag. */
    private static void binary(Program aws, Kinesis kinesis) throws Exception {
        boolean second = aws.ok("--version").startsWith("aws-cli/2");
        List<String> put = new ArrayList<>(List.of("put-record", "--stream-name", "cli", "--partition-key", "raw", "--explicit-hash-key", MAX_HASH_KEY, "--data", "raw"));
        if (second) put.addAll(List.of("--cli-binary-format", "raw-in-base64-out"));
        kinesis.ok(put.toArray(String[]::new));
        kinesis.ok("put-records", "--stream-name", "cli", "--records",
                "[{\"Data\":\"" + (second ? "YmFzZTY0" : "base64") + "\",\"PartitionKey\":\"k\",\"ExplicitHashKey\":\"" + MAX_HASH_KEY + "\"}]");
        String iterator = kinesis.text(
                "ShardIterator", "get-shard-iterator", "--stream-name", "cli", "--shard-id", "shardId-000000000001", "--shard-iterator-type", "TRIM_HORIZON");
        assertThat(kinesis.text("Records[].Data", "get-records", "--shard-iterator", iterator)).isEqualTo("cmF3\tYmFzZTY0");
    }

    private record Kinesis(Program aws, String endpoint) {
        String text(String query, String... arguments) throws Exception {
            List<String> more = new ArrayList<>(List.of(arguments));
            more.addAll(List.of("--query", query, "--output", "text"));
            return ok(more.toArray(String[]::new)).strip();
        }

        String ok(String... arguments) throws Exception {
            return aws.ok(line(arguments));
        }

        Program.Ended run(String... arguments) throws Exception {
            return aws.run(line(arguments));
        }

        private String[] line(String... arguments) {
            List<String> line = new ArrayList<>(List.of("--endpoint-url", endpoint, "kinesis"));
            line.addAll(List.of(arguments));
            return line.toArray(String[]::new);
        }
    }
}
