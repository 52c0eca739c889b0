package io.anabranch.samples.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What two that took turns brought, a value a round. */
record Turns(List<Double> ours, List<Double> reference) {
    static final String PER_SECOND = "records/s";

    Turns() {
        this(new ArrayList<>(), new ArrayList<>());
    }

    Measurement measurement(String name, String unit) {
        return new Measurement(name, unit, Measurement.median(ours), Optional.of(Measurement.median(reference)));
    }
}
