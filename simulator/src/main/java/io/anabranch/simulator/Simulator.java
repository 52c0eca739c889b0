package io.anabranch.simulator;

import io.anabranch.simulator.stream.Streams;
import java.io.IOException;
import java.nio.file.Path;

public final class Simulator implements AutoCloseable {
    public static Simulator open(SimulatorSettings settings) throws IOException { throw new UnsupportedOperationException(); }
    public static Simulator openReadOnly(Path data) throws IOException { throw new UnsupportedOperationException(); }
    public Streams streams() { throw new UnsupportedOperationException(); }
    public SimulatorSettings settings() { throw new UnsupportedOperationException(); }
    @Override public void close() { throw new UnsupportedOperationException(); }
}
