package io.anabranch.samples.flights;

import java.time.Instant;

/**
 * One flight.
 *
 * @param id            running number over everything produced: no two flights of one run share it, and it rises with time
 * @param departure     scheduled, the airport's local time read as UTC; to the minute
 * @param delayMinutes  negative if early
 * @param distanceMiles from origin to destination
 * @param origin        airport code, three letters; the partition key
 * @param destination   airport code, three letters
 */
public record Flight(long id, Instant departure, int delayMinutes, int distanceMiles, String origin, String destination) {
    public String partitionKey() {
        return origin;
    }
}
