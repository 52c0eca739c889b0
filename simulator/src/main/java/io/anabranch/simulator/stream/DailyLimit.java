package io.anabranch.simulator.stream;

/** An operation that may be done so many times to a stream within 24 hours, unless limits are off. */
record DailyLimit(String operation, int most) {
    /**
     * @return the stream's settings, in which this time is counted
     * @throws StreamException LIMIT_EXCEEDED
     */
    StreamConfig count(StreamState stream, Refusal refusal, StreamSettings settings) {
        long now = settings.clock().millis();
        StreamConfig config = stream.config();
        boolean room = settings.limits() == Limits.OFF || config.recent(operation, now).size() < most;
        if (!room) throw refusal.tooOften(operation, stream.name(), most);
        return config.withRecent(operation, now);
    }
}
