package io.anabranch.kcl.replay;

import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.processor.RecordBatch;
import io.anabranch.kcl.source.StreamSource.StreamInfo;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The time a run replays, in epoch milliseconds: from {@code fromMillis} on (from the oldest record if absent), before {@code endMillis}.
 *
 * @param closed the end was asked for and has passed, so time may run up to it; else the end is the tip at the start of the run
 */
record ReplayWindow(OptionalLong fromMillis, long endMillis, boolean closed) {
    /** A service's clock may show whole seconds only: what it calls now may be a second ago. */
    private static final long CLOCK_STEP_MILLIS = 1000;

    static ReplayWindow of(ReplaySettings settings, StreamInfo stream) {
        OptionalLong from = settings.from().map(instant -> OptionalLong.of(ceilMillis(instant))).orElse(OptionalLong.empty());
        long tip = stream.now().toEpochMilli() + CLOCK_STEP_MILLIS;
        Optional<Long> to = settings.to().map(ReplayWindow::ceilMillis).filter(millis -> millis <= tip);
        return new ReplayWindow(from, to.orElse(tip), to.isPresent());
    }

    private static long ceilMillis(Instant instant) {
        long floor = instant.toEpochMilli();
        return Instant.ofEpochMilli(floor).equals(instant) ? floor : floor + 1;
    }

    Position start() {
        return fromMillis.isPresent() ? Position.atTimestamp(Instant.ofEpochMilli(fromMillis.getAsLong())) : Position.trimHorizon();
    }

    boolean isEmpty() {
        return fromMillis.isPresent() && fromMillis.getAsLong() >= endMillis;
    }

    /** The first record of {@code batch}, from {@code fromIndex} on, that arrived at {@code millis} or later; the batch's size if there is none. */
    static int firstAtOrAfter(RecordBatch batch, int fromIndex, long millis) {
        int low = fromIndex;
        int high = batch.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (batch.arrivalMillis(middle) < millis) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
