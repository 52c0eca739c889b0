package io.anabranch.samples.demo;

/**
 * What departs from one airport.
 *
 * @param delayMinutes of all flights together
 */
public record AirportTotals(long flights, long delayMinutes) {
    static final AirportTotals NONE = new AirportTotals(0, 0);

    AirportTotals plus(AirportTotals more) {
        return new AirportTotals(flights + more.flights, delayMinutes + more.delayMinutes);
    }
}
