package io.anabranch.simulator.stream;

/**
 * A rate per second, of which one second's worth may come at once. What costs more than that at a time passes while nothing is owed, and is paid off
 * afterwards: ten seconds' worth lets nothing pass for ten seconds. Goes by the times it is given; earlier ones than before count as the last. Not
 * thread-safe.
 */
public final class TokenBucket {
    /** Tokens are kept in thousandths, so that a millisecond brings a whole number of them. */
    private static final long PARTS = 1_000;

    private static final long MOST_MILLIS = 24 * 60 * 60 * 1_000L;

    private final long perSecond;
    private long parts;
    private long lastMillis;

    /** @param perSecond 1 to 10 million; the bucket is full at first */
    public TokenBucket(long perSecond) {
        if (perSecond < 1 || perSecond > 10_000_000) throw new IllegalArgumentException("a rate is 1 to 10,000,000 a second, not " + perSecond);
        this.perSecond = perSecond;
        this.parts = perSecond * PARTS;
    }

    /** Takes {@code cost} if it may pass now; a refusal costs nothing. */
    public boolean take(long nowMillis, long cost) {
        boolean passes = passes(nowMillis, cost);
        if (passes) spend(cost);
        return passes;
    }

    /** True if {@code cost} may pass now. Takes nothing; a cost of 0 asks whether something is owed. */
    public boolean passes(long nowMillis, long cost) {
        refill(nowMillis);
        return parts >= (cost > perSecond ? 0 : cost * PARTS);
    }

    /** Takes what is known only afterwards, or was asked for just now, whether it is there or not. */
    public void spend(long cost) {
        parts = cost > perSecond ? Math.min(parts, 0) - cost * PARTS : parts - cost * PARTS;
    }

    /** Milliseconds from {@code nowMillis} until nothing is owed; 0 if nothing is. */
    public long owedMillis(long nowMillis) {
        refill(nowMillis);
        return parts >= 0 ? 0 : (-parts + perSecond - 1) / perSecond;
    }

    private void refill(long nowMillis) {
        long passed = Math.min(nowMillis - lastMillis, MOST_MILLIS);
        if (passed <= 0) return;
        lastMillis = nowMillis;
        parts = Math.min(perSecond * PARTS, parts + passed * perSecond);
    }
}
