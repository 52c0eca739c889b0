package io.anabranch.lease.assign;

/**
 * How far two workers' loads may lie apart before a lease moves.
 *
 * @param share    of the fleet's mean load
 * @param absolute of a worker's capacity
 */
record Tolerance(double share, double absolute) {
    static final Tolerance NONE = new Tolerance(0, 0);
    /** More than a tenth of the mean, and more than a hundredth of a worker. */
    static final Tolerance DEFAULT = new Tolerance(0.1, 0.01);

    boolean allows(double gap, double mean) {
        return gap <= share * mean || gap <= absolute;
    }
}
