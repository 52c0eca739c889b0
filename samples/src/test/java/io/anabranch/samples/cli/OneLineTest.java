package io.anabranch.samples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;

final class OneLineTest {
    @Test
    void adviceOfALibraryIsLeftOut() {
        assertThat(OneLine.of(SdkClientException.create("\nAcquire took longer.\nConsider taking any of the following actions."))).isEqualTo("Acquire took longer.");
    }

    @Test
    void aRefusedConnectionIsToldHoweverDeepItLies() {
        assertThat(OneLine.of(SdkClientException.create("Unable", new RuntimeException(new ConnectException("refused"))))).isEqualTo("cannot connect: refused");
    }
}
