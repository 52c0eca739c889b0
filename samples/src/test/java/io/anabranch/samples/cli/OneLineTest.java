package io.anabranch.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

final class OneLineTest {
    @Test
    void adviceOfALibraryIsLeftOut() {
        assertThat(OneLine.of(SdkClientException.create("\nSomething took longer.\nConsider taking any of the following actions."))).isEqualTo("Something took longer.");
    }

    @Test
    void aRefusedConnectionIsToldHoweverDeepItLies() {
        assertThat(OneLine.of(SdkClientException.create("Unable", new RuntimeException(new ConnectException("refused"))))).isEqualTo("cannot connect: refused");
    }

    @Test
    void whatIsNoKinesisServiceIsToldInPlainWords() {
        assertThat(OneLine.of(SdkClientException.create("Unable", new IOException("First received frame was not SETTINGS. Hex dump for first 5 bytes: 3c21444f43"))))
                .isEqualTo("no Kinesis service answers there: what does speaks no HTTP/2");
        assertThat(OneLine.of(SdkClientException.create("Acquire operation took longer than the configured maximum time. This"))).isEqualTo("the service does not answer");
        assertThat(OneLine.of(SdkClientException.create("Unable", new UnknownHostException("nosuch.invalid")))).isEqualTo("no such host: nosuch.invalid");
        assertThat(OneLine.of(SdkClientException.create("Unable", new SSLHandshakeException("no path")))).startsWith("no TLS with the service: ").endsWith("no path");
        assertThat(OneLine.of(SdkClientException.create("Unable to load credentials from any of the providers in the chain AwsCredentialsProviderChain(…)")))
                .startsWith("no credentials found: set AWS_ACCESS_KEY_ID").hasSizeLessThan(120);
    }

    @Test
    void whatOnlyTheClientsAuthorsNeedIsLeftOut() {
        Exception refused = SdkClientException.create("Stream s not found. (Service: Kinesis, Status Code: 400, Request ID: 1) (SDK Attempt Count: 1)");
        assertThat(OneLine.of(new IllegalStateException("stream s cannot be replayed: " + refused.getMessage(), refused))).isEqualTo("Stream s not found.");
    }
}
