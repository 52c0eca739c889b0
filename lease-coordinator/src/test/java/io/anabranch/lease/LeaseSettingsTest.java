package io.anabranch.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class LeaseSettingsTest {
    private final LeaseSettings settings = LeaseSettings.of("billing", "w1");

    @Test
    void theDefaultsAreSafe() {
        assertThat(settings.requireSafe()).isEqualTo(settings);
        assertThat(settings.sessionTimeout()).isEqualTo(Duration.ofSeconds(6));
        assertThat(settings.drainDeadline()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void everySessionTimeoutIsSafe() {
        for (long millis : new long[] {100, 2_000, 4_000, 6_000, 40_000, 120_000}) {
            LeaseSettings changed = settings.withSessionTimeout(Duration.ofMillis(millis));
            assertThat(changed.requireSafe().sessionTimeout()).isEqualTo(Duration.ofMillis(millis));
        }
    }

    @Test
    void aDrainDeadlineThatWouldOvertakeALivingOwnerIsRefused() {
        assertThatThrownBy(() -> settings.withDrainDeadline(Duration.ofMillis(6_499)).requireSafe())
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("PT6.499S");
        assertThat(settings.withDrainDeadline(Duration.ofMillis(6_500)).requireSafe().drainDeadline()).isEqualTo(Duration.ofMillis(6_500));
    }

    @Test
    void aTickTooLongForTheSessionIsRefused() {
        assertThatThrownBy(() -> settings.withTick(Duration.ofMillis(751)).requireSafe()).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void namesThatAreNoNodeNamesAreRefused() {
        for (String name : new String[] {"", ".", "..", "a/b", "a#b", "a\nb"}) {
            assertThatThrownBy(() -> LeaseSettings.of(name, "w1")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> LeaseSettings.of("billing", name)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
