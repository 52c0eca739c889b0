package io.anabranch.simulator.fault;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** What goes wrong with a call. */
public sealed interface Effect {
    /** The call is refused and changes nothing. */
    record Refused(Refusal refusal) implements Effect {}

    /**
     * The call begins later.
     *
     * @param by of real time, also where the service's clock is another; 0 to one hour
     */
    record Late(Duration by) implements Effect {
        public Late {
            if (by.isNegative() || by.compareTo(Duration.ofHours(1)) > 0)
                throw new IllegalArgumentException("latency must be 0 to 1 h, was " + by);
        }
    }

    /** The line breaks. */
    record Broken(LineFault fault) implements Effect {}

    /**
     * Entries of a PutRecords fail by themselves; the others are stored.
     *
     * @param indexes of the entries, from 0; empty: by share
     * @param share   of the entries, above 0 to 1, at least one entry; which ones is a matter of chance
     */
    record EntriesFailed(List<Integer> indexes, double share, Refusal refusal) implements Effect {
        public EntriesFailed {
            indexes = List.copyOf(indexes);
            if (!(share > 0 && share <= 1)) throw new IllegalArgumentException("share must be above 0 to 1, was " + share);
            if (indexes.stream().anyMatch(index -> index < 0)) throw new IllegalArgumentException("entries are counted from 0, not " + indexes);
        }

        /**
         * The entries that fail, in their order.
         *
         * @param eligible the entries the rule is about, in their order
         * @param draw     what chance said
         */
        public int[] among(int[] eligible, long draw) {
            if (!indexes.isEmpty()) return Arrays.stream(eligible).filter(indexes::contains).toArray();
            int[] shuffled = eligible.clone();
            int count = (int) Math.min(eligible.length, Math.max(1, Math.round(share * eligible.length)));
            var random = new SplittableRandom(draw);
            for (int i = 0; i < count; i++) swap(shuffled, i, i + random.nextInt(shuffled.length - i));
            return Arrays.stream(shuffled, 0, count).sorted().toArray();
        }

        private static void swap(int[] values, int i, int j) {
            int value = values[i];
            values[i] = values[j];
            values[j] = value;
        }
    }
}
