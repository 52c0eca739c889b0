package io.anabranch.simulator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.wire.WireFormat;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Collections;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS on the same port: with ALPN, without it, and HTTP/2 in it either way. */
class TlsTest {
    @TempDir
    static Path data;

    private static RunningServer server;
    private static SSLContext trusting;

    @BeforeAll
    static void start() throws Exception {
        server = new RunningServer(data);
        trusting = trusting(server.port());
    }

    /** Trusts the certificate that is shown on the port now, and no other. */
    static SSLContext trusting(int port) throws Exception {
        try (SSLSocket first = anyone(port)) {
            first.startHandshake();
            return trusting((java.security.cert.X509Certificate) first.getSession().getPeerCertificates()[0]);
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static SSLSocket anyone(int port) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new javax.net.ssl.TrustManager[] {new TrustEveryone()}, null);
        return (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
    }

    private static final class TrustEveryone implements javax.net.ssl.X509TrustManager {
        @Override
        public void checkClientTrusted(java.security.cert.X509Certificate[] chain, String type) {
            // everyone
        }

        @Override
        public void checkServerTrusted(java.security.cert.X509Certificate[] chain, String type) {
            // everyone
        }

        @Override
        public java.security.cert.X509Certificate[] getAcceptedIssuers() {
            return new java.security.cert.X509Certificate[0];
        }
    }

    private static SSLContext trusting(java.security.cert.X509Certificate certificate) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("server", certificate);
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        return context;
    }

    private static HttpResponse<String> health(HttpClient.Version version, String host) throws Exception {
        HttpClient client = HttpClient.newBuilder().version(version).sslContext(trusting).build();
        return client.send(
                HttpRequest.newBuilder(URI.create("https://" + host + ":" + server.port() + "/health")).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void alpnChoosesBetweenTheTwoAndTheNamesOfTheCertificateHold() throws Exception {
        for (HttpClient.Version version : HttpClient.Version.values()) {
            for (String host : new String[] {"localhost", "127.0.0.1"}) {
                HttpResponse<String> response = health(version, host);
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.version()).isEqualTo(version);
                assertThat(response.body()).isEqualTo("{\"status\":\"ok\"}");
            }
        }
    }

    @Test
    void bodiesBeyondEveryWindowGoThroughHttp2() throws Exception {
        server.ok(WireFormat.JSON, "CreateStream", RunningServer.json("{'StreamName':'large','ShardCount':1}"));
        String record = RunningServer.json("{'PartitionKey':'k','Data':'%s'}", "A".repeat(1_000_000));
        String body = RunningServer.json("{'StreamName':'large','Records':[") + String.join(",", Collections.nCopies(10, record)) + "]}";
        HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).sslContext(trusting).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create("https://localhost:" + server.port()))
                .headers("Content-Type", "application/x-amz-json-1.1", "X-Amz-Target", "Kinesis_20131202.PutRecords", "X-Amz-Date", "a",
                        "Authorization", RunningServer.AUTHORIZATION)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        assertThat(response.body()).startsWith("{\"FailedRecordCount\":0,");
    }

    @Test
    void withoutAlpnBothAreToldByTheirFirstBytes() throws Exception {
        try (RawConnection connection = new RawConnection(anyone(server.port()))) {
            connection.send("GET /health HTTP/1.1\r\nHost: a\r\n\r\n");
            assertThat(connection.read().text()).isEqualTo("{\"status\":\"ok\"}");
        }
        try (RawConnection connection = new RawConnection(anyone(server.port()))) {
            connection.send(Http2Frames.PREFACE).send(Http2Frames.settings()).send(Http2Frames.get(1, "/health"));
            assertThat(Http2Frames.awaitData(connection.in(), 1)).isEqualTo("{\"status\":\"ok\"}");
        }
    }

    @Test
    void theCertificateIsKept() throws Exception {
        byte[] before = Files.readAllBytes(data.resolve("tls/server.p12"));
        server.restart();
        assertThat(health(HttpClient.Version.HTTP_1_1, "localhost").statusCode()).isEqualTo(200);
        assertThat(Files.readAllBytes(data.resolve("tls/server.p12"))).isEqualTo(before);
    }

    @Test
    void whoeverRequiresTlsHearsAtTheStartThatThereIsNoCertificate(@TempDir Path other) throws Exception {
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(other))) {
            Files.writeString(other.resolve("tls"), "in the way");
            assertThatThrownBy(() -> simulator.serve(ServerSettings.loopback().withTls(TlsMode.REQUIRED)))
                    .isInstanceOf(IOException.class).hasMessageContaining("TLS cannot be offered").hasMessageContaining("tls");
        }
    }

    @Test
    void whoeverRequiresTlsFindsTheCertificateWhereItIsServed(@TempDir Path other) throws Exception {
        try (Simulator simulator = Simulator.open(SimulatorSettings.at(other));
                SimulatorServer strict = simulator.serve(ServerSettings.loopback().withTls(TlsMode.REQUIRED))) {
            assertThat(strict.port()).isPositive();
            assertThat(other.resolve("tls/server.p12")).isNotEmptyFile();
        }
    }

    @Test
    void wherePlainIsRefusedItIsClosedAndTlsIsNot() throws Exception {
        try (SimulatorServer strict = server.simulator().serve(ServerSettings.loopback().withTls(TlsMode.REQUIRED))) {
            assertThat(strict.endpoint().getScheme()).isEqualTo("https");
            try (RawConnection plain = new RawConnection(strict.port())) {
                plain.send("GET /health HTTP/1.1\r\n\r\n");
                assertThat(plain.isClosed()).isTrue();
            }
            try (RawConnection secure = new RawConnection(anyone(strict.port()))) {
                secure.send("GET /health HTTP/1.1\r\n\r\n");
                assertThat(secure.read().status()).isEqualTo(200);
            }
        }
    }

    @Test
    void aBrokenHandshakeIsDropped() throws IOException {
        try (RawConnection connection = new RawConnection(server.port())) {
            connection.send("\u0016\u0003\u0001\u0000\u0005hello and nothing that TLS would say".getBytes(StandardCharsets.ISO_8859_1));
            connection.in().readAllBytes();
        }
        assertThatThrownBy(() -> health(HttpClient.Version.HTTP_1_1, "127.0.0.2")).isInstanceOf(IOException.class);
    }
}
