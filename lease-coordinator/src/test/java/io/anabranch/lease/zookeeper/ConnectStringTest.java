package io.anabranch.lease.zookeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConnectStringTest {
    @Test
    void serversAndRootAreToldApart() {
        assertThat(ConnectString.parse("a:2181,b:2182")).isEqualTo(new ConnectString("a:2181,b:2182", ""));
        assertThat(ConnectString.parse("a:2181,b:2182/fleets/one")).isEqualTo(new ConnectString("a:2181,b:2182", "/fleets/one"));
        assertThat(ConnectString.parse("a/")).isEqualTo(new ConnectString("a", ""));
    }

    @Test
    void theRootStandsBeforeEveryPath() {
        ConnectString rooted = ConnectString.parse("a:2181/fleets");
        assertThat(rooted.absolute("/x/y")).isEqualTo("/fleets/x/y");
        assertThat(rooted.absolute("/")).isEqualTo("/fleets");
        assertThat(ConnectString.parse("a:2181").absolute("/")).isEqualTo("/");
        assertThatThrownBy(() -> rooted.absolute("x")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("'x'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", ",", "a:port", "a:2181/x/", "a:2181/x//y"})
    void whatIsNoConnectStringIsRefused(String text) {
        assertThatThrownBy(() -> ConnectString.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
