package io.anabranch.simulator.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * An account's commitment to pay for a minimum of throughput, which warm throughput asks for. Once begun it lasts 24 hours at least.
 *
 * @param started empty if there never was one
 * @param end     when it ends or ended, if it was given up
 */
public record BillingCommitment(Optional<Instant> started, Optional<Instant> end) {
    /** As the service tells it. */
    public enum Status {
        ENABLED,
        DISABLED,
        ENABLED_UNTIL_EARLIEST_ALLOWED_END
    }

    private static final Duration MINIMUM = Duration.ofHours(24);
    private static final String STARTED = "commitment-started-millis";
    private static final String END = "commitment-end-millis";

    static BillingCommitment of(Attributes account) {
        return new BillingCommitment(moment(account, STARTED), moment(account, END));
    }

    private static Optional<Instant> moment(Attributes account, String name) {
        return account.text(name).map(Long::parseLong).map(Instant::ofEpochMilli);
    }

    Attributes in(Attributes account) {
        return with(with(account, STARTED, started), END, end);
    }

    private static Attributes with(Attributes account, String name, Optional<Instant> moment) {
        return moment.map(value -> account.with(name, value.toEpochMilli())).orElseGet(() -> account.without(name));
    }

    public Status status(Instant now) {
        if (started.isEmpty()) return Status.DISABLED;
        if (end.isEmpty()) return Status.ENABLED;
        return now.isBefore(end.get()) ? Status.ENABLED_UNTIL_EARLIEST_ALLOWED_END : Status.DISABLED;
    }

    /** True if it holds, given up or not. */
    public boolean holds(Instant now) {
        return status(now) != Status.DISABLED;
    }

    public Optional<Instant> earliestAllowedEnd() {
        return started.map(moment -> moment.plus(MINIMUM));
    }

    BillingCommitment enabled(Instant now) {
        return new BillingCommitment(holds(now) ? started : Optional.of(now), Optional.empty());
    }

    /** Ends it now, or as soon as it may end. */
    BillingCommitment disabled(Instant now) {
        if (status(now) != Status.ENABLED) return this;
        return new BillingCommitment(started, earliestAllowedEnd().filter(now::isBefore).or(() -> Optional.of(now)));
    }
}
