package io.anabranch.samples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.anabranch.samples.process.ChildProcess;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServeProcessTest {
    @TempDir
    private Path folder;
    private ServeProcess serve;

    @BeforeEach
    void makeProcesses() {
        serve = new ServeProcess(folder);
    }

    @AfterEach
    void endProcesses() {
        serve.close();
    }

    @Test
    void isReadyServesStopsCleanlyAndGoesOnWhereItWas() throws Exception {
        ChildProcess first = serve.start("--init-streams", "a:4,b:2");
        URI endpoint = ServeProcess.awaitReady(first);
        assertThat(endpoint.toString()).matches("http://127\\.0\\.0\\.1:\\d+");
        assertThat(health(endpoint)).isEqualTo(200);
        KinesisJson kinesis = new KinesisJson(endpoint);
        JsonNode put = kinesis.call("PutRecord", Map.of("StreamName", "a", "PartitionKey", "k", "Data", "aGVsbG8="));
        assertThat(put.get("ShardId").asText()).startsWith("shardId-");

        assertThatASecondProcessIsRefused();

        first.terminate();
        assertThat(first.awaitExit(Duration.ofSeconds(20))).isZero();

        KinesisJson again = new KinesisJson(ServeProcess.awaitReady(serve.start("--init-streams", "a:4,b:2")));
        assertThat(again.call("ListShards", Map.of("StreamName", "a")).get("Shards")).hasSize(4);
        assertThat(again.call("ListShards", Map.of("StreamName", "b")).get("Shards")).hasSize(2);
    }

    private void assertThatASecondProcessIsRefused() throws Exception {
        Path log = folder.resolve("serve.log");
        long before = Files.readAllLines(log).size();
        ChildProcess second = serve.start();
        assertThat(second.awaitExit(Duration.ofSeconds(30))).isEqualTo(1);
        assertThat(Files.readAllLines(log).stream().skip(before)).singleElement().asString().startsWith("anabranch serve: ").contains(serve.data().toString());
    }

    private static int health(URI endpoint) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(endpoint.resolve("/health")).build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }
}
