package io.anabranch.samples.flights;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Flights without end, in the order of their departure: the 20,000 of the data, then the same again and again, each time later by the span of the data in
 * whole days, so that time never goes back. Immutable.
 */
public final class Flights {
    /** Flights a demonstration runs with unless told otherwise. */
    public static final long DEFAULT_RECORDS = 200_000;

    private static final String RESOURCE = "flights-20k.csv.gz";
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("yyyy/MM/dd HH:mm", Locale.ROOT);

    private final List<Flight> flights;
    private final Duration span;

    private Flights(List<Flight> flights) {
        this.flights = List.copyOf(flights);
        this.span = span(flights);
    }

    /** Reads the data; takes some ten milliseconds. */
    public static Flights load() {
        try (InputStream file = Flights.class.getResourceAsStream(RESOURCE)) {
            if (file == null) throw new IllegalStateException(RESOURCE + " is missing from the class path");
            return new Flights(parse(new BufferedReader(new InputStreamReader(new GZIPInputStream(file), StandardCharsets.US_ASCII))));
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " cannot be read", e);
        }
    }

    private static List<Flight> parse(BufferedReader lines) throws IOException {
        var flights = new ArrayList<Flight>();
        lines.readLine();
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            flights.add(flight(flights.size(), line.split(",")));
        }
        return flights;
    }

    private static Flight flight(long id, String[] fields) {
        var departure = LocalDateTime.parse(fields[0], DATE).toInstant(ZoneOffset.UTC);
        return new Flight(id, departure, Integer.parseInt(fields[1]), Integer.parseInt(fields[2]), fields[3], fields[4]);
    }

    private static Duration span(List<Flight> flights) {
        var first = flights.get(0).departure().truncatedTo(ChronoUnit.DAYS);
        var last = flights.get(flights.size() - 1).departure().truncatedTo(ChronoUnit.DAYS);
        return Duration.between(first, last).plusDays(1);
    }

    /** The 20,000 flights of the data, by departure. */
    public List<Flight> list() {
        return flights;
    }

    /** How much later each next round is. */
    public Duration span() {
        return span;
    }

    /** Flight {@code id} of the endless row, from 0. */
    public Flight flight(long id) {
        if (id < 0) throw new IllegalArgumentException("flights are counted from 0, not from " + id);
        Flight flight = flights.get((int) (id % flights.size()));
        var later = span.multipliedBy(id / flights.size());
        return new Flight(
                id, flight.departure().plus(later), flight.delayMinutes(), flight.distanceMiles(), flight.origin(), flight.destination());
    }

    /** The first {@code count} flights of the endless row, in order. */
    public Stream<Flight> stream(long count) {
        return LongStream.range(0, count).mapToObj(this::flight);
    }
}
