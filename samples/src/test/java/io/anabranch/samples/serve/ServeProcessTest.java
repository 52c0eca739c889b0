package io.anabranch.samples.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.anabranch.samples.process.ChildProcess;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
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

    @Test
    void withTlsTakesEncryptedConnectionsAndNoOthers() throws Exception {
        URI endpoint = ServeProcess.awaitReady(serve.start("--tls", "--init-streams", "a:1"));
        assertThat(endpoint.toString()).matches("https://127\\.0\\.0\\.1:\\d+");
        HttpClient trusting = HttpClient.newBuilder().sslContext(trustingTheCertificateOf(serve.data())).build();
        HttpResponse<Void> answer = trusting.send(healthOf(endpoint), HttpResponse.BodyHandlers.discarding());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
        URI plain = URI.create("http://127.0.0.1:" + endpoint.getPort());
        assertThatThrownBy(() -> health(plain)).isInstanceOf(IOException.class);
    }

    @Test
    void onOtherAddressesItWarnsAndTimeMayStandStill() throws Exception {
        ChildProcess process = serve.start("--host", "0.0.0.0", "--admin", "--frozen-clock");
        URI clock = URI.create("http://127.0.0.1:" + ServeProcess.awaitReady(process).getPort() + "/_anabranch/clock");
        String first = get(clock);
        assertThat(Files.readString(folder.resolve("serve.log"))).contains("anabranch serve: 0.0.0.0 is not loopback");
        assertThat(get(clock)).isEqualTo(first);
    }

    private static String get(URI url) throws Exception {
        return HttpClient.newHttpClient().send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString()).body();
    }

    private static SSLContext trustingTheCertificateOf(Path data) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(data.resolve("tls/server.p12"))) {
            keys.load(file, "anabranch".toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("server", keys.getCertificate("server"));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static HttpRequest healthOf(URI endpoint) {
        return HttpRequest.newBuilder(endpoint.resolve("/health")).timeout(Duration.ofSeconds(20)).build();
    }

    private static int health(URI endpoint) throws Exception {
        return HttpClient.newHttpClient().send(healthOf(endpoint), HttpResponse.BodyHandlers.discarding()).statusCode();
    }
}
