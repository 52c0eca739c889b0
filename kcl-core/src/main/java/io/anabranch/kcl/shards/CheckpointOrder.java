package io.anabranch.kcl.shards;

import io.anabranch.kcl.model.Position;
import io.anabranch.kcl.model.SequenceNumber;
import java.util.Comparator;

/**
 * Order of the stored positions of one shard: the starting points (horizon, instants, tip), then sequence numbers, then the end. A starting point
 * comes before every sequence number, since it is only ever replaced by one.
 */
public final class CheckpointOrder implements Comparator<String> {
    private static final int SEQUENCE_NUMBER = 3;

    @Override
    public int compare(String one, String other) {
        return comparePositions(Position.decode(one), Position.decode(other));
    }

    private static int comparePositions(Position one, Position other) {
        int byKind = Integer.compare(rank(one), rank(other));
        if (byKind != 0) return byKind;
        if (one instanceof Position.AtTimestamp a && other instanceof Position.AtTimestamp b) return a.instant().compareTo(b.instant());
        return rank(one) == SEQUENCE_NUMBER ? compareNumbers(one, other) : 0;
    }

    private static int rank(Position position) {
        if (position instanceof Position.TrimHorizon) return 0;
        if (position instanceof Position.AtTimestamp) return 1;
        if (position instanceof Position.Latest) return 2;
        return position instanceof Position.ShardEnd ? SEQUENCE_NUMBER + 1 : SEQUENCE_NUMBER;
    }

    private static int compareNumbers(Position one, Position other) {
        int byNumber = number(one).compareTo(number(other));
        return byNumber != 0 ? byNumber : Boolean.compare(one instanceof Position.After, other instanceof Position.After);
    }

    private static SequenceNumber number(Position position) {
        return position instanceof Position.At at ? at.sequenceNumber() : ((Position.After) position).sequenceNumber();
    }
}
