package io.anabranch.samples.streams;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.stream.StreamDescription;
import java.util.List;

/** The streams of a data folder. */
public final class FolderCatalog implements StreamCatalog {
    private final Simulator simulator;

    /** @param simulator may be open for reading only; stays open */
    public FolderCatalog(Simulator simulator) {
        this.simulator = simulator;
    }

    @Override
    public List<String> names() {
        return simulator.streams().list().stream().map(StreamDescription::name).toList();
    }

    @Override
    public StreamView describe(String stream) {
        StreamDescription found = simulator.streams().describe(stream);
        return new StreamView(found.name(), found.arn(), found.status().toString(), found.created(), found.retentionHours(),
                found.config().archive(), found.shards());
    }

    @Override
    public void check(String stream) {
        simulator.streams().describe(stream);
    }
}
