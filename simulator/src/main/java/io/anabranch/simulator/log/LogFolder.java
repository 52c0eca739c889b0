package io.anabranch.simulator.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where the segments of one log lie. */
record LogFolder(LogSpace space, LogIdentity identity, Path path) {
    /** That of the stream, that of all streams, the data folder. */
    private static final int FOLDERS_ABOVE = 3;

    Segment segment(long firstIndex) {
        return new Segment(space, identity, path, firstIndex);
    }

    /** What is there; nothing if the folder is missing. */
    SegmentList segments() throws IOException {
        if (!Files.isDirectory(path)) return SegmentList.NONE;
        try (Stream<Path> files = Files.list(path)) {
            LongStream firsts = files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("\\d{20}\\" + Segment.SUFFIX))
                    .mapToLong(name -> Long.parseLong(name.substring(0, 20)));
            return new SegmentList(firsts.sorted().mapToObj(this::segment).toArray(Segment[]::new));
        }
    }

    boolean holds(long firstIndex) {
        return Files.exists(path.resolve(Segment.name(firstIndex, Segment.SUFFIX)));
    }

    /** Makes the names survive a power failure; {@code made}: also those of the folder itself and of those it lies in, up to the data folder. */
    void force(boolean made) throws IOException {
        space.files().forceFolder(path);
        @Nullable Path above = path.getParent();
        for (int i = 0; made && i < FOLDERS_ABOVE && above != null; i++, above = above.getParent()) space.files().forceFolder(above);
    }
}
