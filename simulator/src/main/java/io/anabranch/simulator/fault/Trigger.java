package io.anabranch.simulator.fault;

import java.util.random.RandomGenerator;

/** Which of the calls that a rule is about go wrong; calls are counted from 1. */
public sealed interface Trigger {
    /** @param random moves on only where chance decides, and then once a call */
    boolean fires(long call, RandomGenerator random);

    /** Every call. */
    record Always() implements Trigger {
        @Override
        public boolean fires(long call, RandomGenerator random) {
            return true;
        }
    }

    /** @param value 0 to 1 */
    record Probability(double value) implements Trigger {
        public Probability {
            if (!(value >= 0 && value <= 1)) throw new IllegalArgumentException("probability must be 0 to 1, was " + value);
        }

        @Override
        public boolean fires(long call, RandomGenerator random) {
            return random.nextDouble() < value;
        }
    }

    /** That one call. */
    record Nth(long number) implements Trigger {
        public Nth {
            requirePositive("nth", number);
        }

        @Override
        public boolean fires(long call, RandomGenerator random) {
            return call == number;
        }
    }

    /** Every call whose number is a multiple. */
    record Every(long number) implements Trigger {
        public Every {
            requirePositive("every", number);
        }

        @Override
        public boolean fires(long call, RandomGenerator random) {
            return call % number == 0;
        }
    }

    /** The first calls. */
    record First(long count) implements Trigger {
        public First {
            requirePositive("first", count);
        }

        @Override
        public boolean fires(long call, RandomGenerator random) {
            return call <= count;
        }
    }

    private static void requirePositive(String name, long value) {
        if (value < 1) throw new IllegalArgumentException(name + " must be at least 1, was " + value);
    }
}
