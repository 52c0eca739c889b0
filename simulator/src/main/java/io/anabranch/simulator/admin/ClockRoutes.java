package io.anabranch.simulator.admin;

import io.anabranch.simulator.stream.ServiceClock;
import io.anabranch.simulator.wire.WireException;
import io.anabranch.simulator.wire.WireFormat;
import io.anabranch.simulator.wire.WireReader;
import io.anabranch.simulator.wire.WireValue;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads and advances the service's clock. */
final class ClockRoutes {
    /** Sequence numbers have no room for much later times. */
    private static final Instant LAST = Instant.parse("2400-01-01T00:00:00Z");

    private static final String WANTED = "wants {\"advance\": \"PT25H\"}, a duration of ISO 8601, or a number of seconds";

    private final ServiceClock clock;

    ClockRoutes(ServiceClock clock) {
        this.clock = clock;
    }

    Reply now() {
        return Reply.json("now", clock.instant(), "millis", clock.millis());
    }

    /** What became due on the way has been done when this returns. */
    Reply advance(byte[] body) {
        Duration by = duration(body);
        if (by.isNegative()) throw new IllegalArgumentException("time does not go back: " + by);
        if (by.compareTo(Duration.between(clock.instant(), LAST)) > 0) throw new IllegalArgumentException("later than " + LAST + ": " + by);
        clock.advance(by);
        return now();
    }

    private static Duration duration(byte[] body) {
        try {
            if (WireReader.read(WireFormat.JSON, body) instanceof WireValue.Structure input && input.members().keySet().equals(Set.of("advance"))) {
                return duration(input.members().get("advance"));
            }
        } catch (WireException | DateTimeParseException e) {
            throw new IllegalArgumentException(WANTED, e);
        }
        throw new IllegalArgumentException(WANTED);
    }

    private static Duration duration(@Nullable WireValue value) {
        if (value instanceof WireValue.Text text) return Duration.parse(text.value());
        if (value instanceof WireValue.Num number && Math.abs(number.value()) < 1e12) return Duration.ofMillis(Math.round(number.value() * 1000));
        throw new IllegalArgumentException(WANTED);
    }
}
