package io.anabranch.samples.cli;

import io.anabranch.samples.worker.Clocks;
import java.time.InstantSource;

/** The system's clocks. */
final class ProcessClocks {
    private ProcessClocks() {}

    static Clocks system() {
        return new Clocks(InstantSource.system(), System::nanoTime, Thread::sleep);
    }
}
