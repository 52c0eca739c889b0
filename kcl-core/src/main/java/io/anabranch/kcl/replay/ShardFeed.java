package io.anabranch.kcl.replay;

import io.anabranch.kcl.processor.RecordBatch;
import io.anabranch.kcl.source.ShardReader;
import io.anabranch.kcl.source.ShardReader.Fetch;
import io.anabranch.kcl.source.SourceException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;

/** The records of one shard that lie in the window, batch by batch. Blocks; tries again what may be tried again. */
final class ShardFeed {
    private static final int MAX_ATTEMPTS = 20;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final ShardReader reader;
    private final ReplayWindow window;
    private final ReplaySettings settings;
    private final Replay.Pause pause;
    private boolean over;
    private boolean endOfShard;

    ShardFeed(ShardReader reader, ReplayWindow window, ReplaySettings settings, Replay.Pause pause) {
        this.reader = reader;
        this.window = window;
        this.settings = settings;
        this.pause = pause;
        this.over = window.isEmpty();
    }

    /** Never an empty batch; absent when there is no more in the window. */
    Optional<RecordBatch> next() throws SourceException, InterruptedException {
        while (!over) {
            Fetch fetch = fetch();
            if (fetch instanceof Fetch.Records records) {
                RecordBatch batch = cut(records.batch());
                if (!batch.isEmpty()) return Optional.of(batch);
                over |= records.batch().isEmpty() && records.batch().millisBehindLatest() == 0;
            } else {
                over = true;
                endOfShard = true;
            }
        }
        return Optional.empty();
    }

    /** True once the shard itself is over, not only the window. */
    boolean endOfShard() {
        return endOfShard;
    }

    private RecordBatch cut(RecordBatch batch) {
        if (batch.isEmpty() || batch.arrivalMillis(batch.size() - 1) < window.endMillis()) return batch;
        over = true;
        return batch.slice(0, ReplayWindow.firstAtOrAfter(batch, 0, window.endMillis()));
    }

    private Fetch fetch() throws SourceException, InterruptedException {
        Duration length = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            try {
                return await(reader.fetch(settings.batchRecords(), settings.batchBytes()));
            } catch (SourceException e) {
                if (!isWorthTrying(e) || attempt == MAX_ATTEMPTS) throw e;
                pause.take(length);
                length = length.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? length.multipliedBy(2) : LONGEST_PAUSE;
            }
        }
    }

    private static boolean isWorthTrying(SourceException e) {
        return switch (e.kind()) {
            case RETRY, THROTTLED -> true;
            case NOT_FOUND, FATAL -> false;
        };
    }

    static <T> T await(CompletionStage<T> stage) throws SourceException, InterruptedException {
        try {
            return stage.toCompletableFuture().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof SourceException failure) throw failure;
            throw new SourceException(SourceException.Kind.FATAL, "the source failed: " + e.getCause(), e);
        }
    }
}
