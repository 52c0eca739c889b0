package io.anabranch.simulator.stream;

import io.anabranch.simulator.log.LogIdentity;
import io.anabranch.simulator.log.LogSpace;
import io.anabranch.simulator.log.ShardLog;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What a stream and its shards need to know of the house they live in.
 *
 * @param folder  of the stream
 * @param refreshing sees what the writing process has changed; does nothing in that process itself
 */
record StreamContext(
        long key,
        String name,
        Path folder,
        LogSpace space,
        ServiceClock clock,
        Limits limits,
        Refusal refusal,
        StreamMeters meters,
        Runnable refreshing) {
    void refresh() {
        refreshing.run();
    }

    long nowMillis() {
        return clock.millis();
    }

    /** What the stream's files hold, as far as they can be looked at: some may just be going. Looks at each. */
    long diskBytes() {
        long bytes = 0;
        File[] shards = Objects.requireNonNullElse(folder.toFile().listFiles(), new File[0]);
        for (File shard : shards) for (File file : Objects.requireNonNullElse(shard.listFiles(), new File[0])) bytes += file.length();
        return bytes;
    }

    ShardLog openLog(ShardId id) throws IOException {
        return ShardLog.open(space, folder.resolve(id.toString()), new LogIdentity(key, id.index()));
    }

    void deleteLog(ShardId id) throws IOException {
        Transitions.deleteFolder(space.files(), folder.resolve(id.toString()));
    }

    StreamDescription describe(StreamState state, List<Shard> shards) {
        List<ShardDescription> all = new ArrayList<>(shards.size());
        for (Shard shard : shards) all.add(shard.describe());
        return new StreamDescription(
                name,
                state.arn(),
                state.streamId(),
                state.status(),
                Instant.ofEpochMilli(state.createdMillis()),
                state.config(),
                state.target(),
                state.consumers().size(),
                all);
    }
}
