package io.anabranch.simulator.operation;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.LongSupplier;

/** The service's time as the Date header shows it; made once a second. Thread-safe. */
final class DateHeader {
    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US).withZone(ZoneOffset.UTC);

    private record Text(long second, String text) {}

    private final LongSupplier nowMillis;
    private volatile Text last = text(0);

    DateHeader(LongSupplier nowMillis) {
        this.nowMillis = nowMillis;
    }

    String value() {
        long second = Math.floorDiv(nowMillis.getAsLong(), 1000L);
        Text known = last;
        if (known.second != second) {
            known = text(second);
            last = known;
        }
        return known.text;
    }

    private static Text text(long second) {
        return new Text(second, HTTP_DATE.format(Instant.ofEpochSecond(second)));
    }
}
