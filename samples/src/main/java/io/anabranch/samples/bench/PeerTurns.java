package io.anabranch.samples.bench;

import io.anabranch.samples.worker.Pause;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * What the peers bring in one cell, round by round. A peer that fails, gives wrong answers or none is left out of the rest of the cell, with the reason:
 * it is not ours to mend.
 */
final class PeerTurns {
    private static final long PATIENCE_SECONDS = 90;

    private final Map<Peer, Turn> turns = new LinkedHashMap<>();
    private final Pause pause;

    PeerTurns(Conditions conditions) {
        conditions.peers().forEach(peer -> turns.put(peer, new Turn()));
        this.pause = conditions.pause();
    }

    /** What is measured at a peer, on a stream that was made for this turn. */
    interface Cell {
        /**
         * @param first true in the round that warms up and does not count: the time to look whether the answers are right
         * @return a value for each measurement of the cell
         */
        double[] run(PeerStream stream, boolean first) throws IOException;
    }

    private static final class Turn {
        private final List<double[]> values = new ArrayList<>();
        private String leftOut = "";
    }

    /** Lets each peer take its turn. Blocks until all have. */
    void take(int round, int shards, Cell cell) {
        turns.forEach((peer, turn) -> {
            if (turn.leftOut.isEmpty()) take(peer, turn, round == 0, shards, cell);
        });
    }

    private void take(Peer peer, Turn turn, boolean first, int shards, Cell cell) {
        ExecutorService thread = Executors.newSingleThreadExecutor();
        try {
            Future<double[]> values = thread.submit(() -> {
                try (PeerStream stream = PeerStream.create(peer, shards, pause)) {
                    return cell.run(stream, first);
                }
            });
            double[] brought = values.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (!first) turn.values.add(brought);
        } catch (ExecutionException e) {
            turn.leftOut = reason(e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            turn.leftOut = "not done after " + PATIENCE_SECONDS + " s";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            turn.leftOut = "interrupted";
        } finally {
            thread.shutdownNow(); // a connection that waits is closed by it
        }
    }

    private static String reason(Throwable failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message.strip().lines().findFirst().orElse("");
    }

    /** @param column which of the values of the cell */
    List<PeerFigure> figures(int column) {
        List<PeerFigure> figures = new ArrayList<>();
        turns.forEach((peer, turn) -> figures.add(figure(peer.name(), turn, column)));
        return figures;
    }

    private static PeerFigure figure(String name, Turn turn, int column) {
        if (!turn.leftOut.isEmpty()) return new PeerFigure.LeftOut(name, turn.leftOut);
        return new PeerFigure.Measured(name, Measurement.median(turn.values.stream().map(values -> values[column]).toList()));
    }
}
