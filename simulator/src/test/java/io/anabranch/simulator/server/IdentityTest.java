package io.anabranch.simulator.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.stream.Identity;
import io.anabranch.simulator.stream.StreamDescription;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityTest {
    @TempDir
    Path data;

    private static String call(URI endpoint, String credential, String operation, String body) throws Exception {
        String authorization = "AWS4-HMAC-SHA256 Credential=" + credential + "/kinesis/aws4_request, SignedHeaders=host, Signature=00";
        return send(HttpRequest.newBuilder(endpoint).header("Authorization", authorization), operation, body);
    }

    private static String send(HttpRequest.Builder request, String operation, String body) throws Exception {
        HttpRequest whole = request.header("Content-Type", "application/x-amz-json-1.1")
                .header("X-Amz-Target", "Kinesis_20131202." + operation)
                .header("X-Amz-Date", "20260301T100000Z")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient().send(whole, HttpResponse.BodyHandlers.ofString()).body();
    }

    @Test
    void streamsOfTwoAccountsOrRegionsNeverMeet() throws Exception {
        try (RunningServer server = new RunningServer(data)) {
            String stream = "{\"StreamName\":\"s\",\"ShardCount\":1}";
            for (String credential : new String[] {"AKID/20260301/us-east-1", "123456789012/20260301/us-east-1", "AKID/20260301/eu-west-1"}) {
                assertThat(call(server.endpoint(), credential, "CreateStream", stream)).isEmpty();
            }
            String other = call(server.endpoint(), "123456789012/20260301/us-east-1", "DescribeStreamSummary", stream);
            assertThat(other).contains("arn:aws:kinesis:us-east-1:123456789012:stream/s");
            assertThat(call(server.endpoint(), "999999999999/20260301/us-east-1", "ListStreams", "{}")).contains("\"StreamNames\":[]");
            assertThat(call(server.endpoint(), "999999999999/20260301/us-east-1", "DeleteStream", stream))
                    .contains("Stream s under account 999999999999 not found.");
        }
    }

    @Test
    void whoHasNoStreamsLeavesNothingBehind() throws Exception {
        try (RunningServer server = new RunningServer(data)) {
            Streams streams = server.simulator().streams();
            for (int account = 0; account < 20; account++) {
                call(server.endpoint(), "1234567890%02d/20260301/us-east-1".formatted(account), "ListStreams", "{}");
                streams.of(new Identity("1234567890%02d".formatted(account), "eu-west-1")).accountLimits();
            }
            assertThat(streams.identities()).isEmpty();
            Identity other = new Identity("123456789012", "us-east-1");
            call(server.endpoint(), "123456789012/20260301/us-east-1", "CreateStream", "{\"StreamName\":\"s\",\"ShardCount\":1}");
            assertThat(streams.identities()).containsExactly(other);
            Streams seen = streams.of(other);
            seen.delete("s");
            assertThat(streams.identities()).isEmpty();
            streams.of(other).create("t", 1);
            assertThat(seen.list()).extracting(StreamDescription::name).containsExactly("t");
        }
    }

    @Test
    void iteratorOfOneIdentityIsNoIteratorOfAnother() throws Exception {
        try (RunningServer server = new RunningServer(data)) {
            String stream = "{\"StreamName\":\"s\",\"ShardCount\":1}";
            String position = "{\"StreamName\":\"s\",\"ShardId\":\"0\",\"ShardIteratorType\":\"LATEST\"}";
            call(server.endpoint(), "AKID/20260301/us-east-1", "CreateStream", stream);
            call(server.endpoint(), "AKID/20260301/eu-west-1", "CreateStream", stream);
            String iterator = call(server.endpoint(), "AKID/20260301/us-east-1", "GetShardIterator", position);
            assertThat(call(server.endpoint(), "AKID/20260301/us-east-1", "GetRecords", iterator)).contains("NextShardIterator");
            assertThat(call(server.endpoint(), "AKID/20260301/eu-west-1", "GetRecords", iterator)).contains("Invalid ShardIterator.");
        }
    }

    @Test
    void identityIsReadFromASignedQueryToo() throws Exception {
        try (RunningServer server = new RunningServer(data)) {
            URI signed = URI.create(server.endpoint() + "/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=123456789012%2F20260301%2Feu-west-1"
                    + "%2Fkinesis%2Faws4_request&X-Amz-Signature=0&X-Amz-SignedHeaders=host&X-Amz-Date=20260301T100000Z");
            String answer = send(HttpRequest.newBuilder(signed), "DescribeStream", "{\"StreamName\":\"s\"}");
            assertThat(answer).contains("Stream s under account 123456789012 not found.");
            assertThat(call(server.endpoint(), "1//,", "DescribeStream", "{\"StreamName\":\"s\"}")).contains("under account 000000000000 not found.");
        }
    }

    @Test
    void streamsOfAllAreThereAgainAfterARestartAlsoUnderAnotherHome() throws IOException {
        SimulatorSettings settings = SimulatorSettings.at(data);
        Identity other = new Identity("123456789012", "eu-west-1");
        try (Simulator simulator = Simulator.open(settings)) {
            simulator.streams().create("s", 1);
            simulator.streams().of(other).create("s", 2);
        }
        try (Simulator simulator = Simulator.open(settings.withIdentity(other))) {
            Streams home = simulator.streams();
            assertThat(home.list()).extracting(StreamDescription::openShardCount).containsExactly(2);
            assertThat(home.of(settings.identity()).describe("s").openShardCount()).isEqualTo(1);
        }
    }
}
