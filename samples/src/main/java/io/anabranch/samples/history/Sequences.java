package io.anabranch.samples.history;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sequence numbers as decimal strings: compared as numbers without making one. */
final class Sequences {
    private Sequences() {}

    static int compare(String a, String b) {
        return a.length() != b.length() ? Integer.compare(a.length(), b.length()) : a.compareTo(b);
    }

    /** The text if it is a sequence number; positions such as TRIM_HORIZON and SHARD_END are not. */
    static Optional<String> decimal(@Nullable String text) {
        return Optional.ofNullable(text).filter(t -> !t.isEmpty() && t.chars().allMatch(c -> c >= '0' && c <= '9'));
    }
}
