package io.anabranch.simulator.metrics;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** What a port counts of its calls and connections. Thread-safe. */
public final class ServerMeters {
    /** The name of what is no operation. */
    private static final String NO_OPERATION = "none";

    private final LongSupplier nanos;
    private final Map<String, CallMeter> calls = new ConcurrentHashMap<>();
    private final LongAdder opened = new LongAdder();
    private final LongAdder closed = new LongAdder();
    private final LongAdder refusedConnections = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final LongAdder sent = new LongAdder();

    /** @param nanos of no particular beginning, never going back */
    public ServerMeters(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** When a call begins, for {@link #called}. */
    public long now() {
        return nanos.getAsLong();
    }

    /**
     * A call was answered.
     *
     * @param operation one of few names
     * @param begun     what {@link #now} said then
     */
    public void called(String operation, int status, long begun) {
        calls.computeIfAbsent(operation, name -> new CallMeter()).add(status, nanos.getAsLong() - begun);
    }

    /** A request was refused before it could be told what it asks for. */
    public void refused(int status) {
        called(NO_OPERATION, status, nanos.getAsLong());
    }

    public void connectionOpened() {
        opened.increment();
    }

    public void connectionClosed() {
        closed.increment();
    }

    public void connectionRefused() {
        refusedConnections.increment();
    }

    public void received(int bytes) {
        received.add(bytes);
    }

    public void sent(int bytes) {
        sent.add(bytes);
    }

    /** By operation. */
    SortedMap<String, CallMeter> calls() {
        return new TreeMap<>(calls);
    }

    long openConnections() {
        return opened.sum() - closed.sum();
    }

    long openedConnections() {
        return opened.sum();
    }

    long refusedConnections() {
        return refusedConnections.sum();
    }

    long receivedBytes() {
        return received.sum();
    }

    long sentBytes() {
        return sent.sum();
    }
}
