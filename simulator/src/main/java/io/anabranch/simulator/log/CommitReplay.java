package io.anabranch.simulator.log;

import io.anabranch.simulator.log.LogFiles.LogFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings into the segments what a commit log holds, when a data folder is opened for writing and before its logs are. A segment that is not there any
 * more, or is another one of that name, is passed over: it was given up.
 */
final class CommitReplay {
    private static final Logger LOG = LoggerFactory.getLogger(CommitReplay.class);

    private final LogSpace space;
    private final Path data;
    private final Map<String, Optional<Target>> targets = new HashMap<>();
    private int frames;

    private record Source(Path path, LogFile file, CommitHeader header) {}

    private record Target(PooledFile file, long salt) {}

    private CommitReplay(LogSpace space, Path data) {
        this.space = space;
        this.data = data;
    }

    /**
     * When this returns the segments are on the disk and there is no commit log; if it fails nothing of it was deleted.
     *
     * @throws UnsupportedFormatException if a newer version wrote it
     * @throws DamagedLogException        if the header of a file is damaged: what it holds is not known
     */
    static void run(LogSpace space, Path data) throws IOException {
        Path folder = data.resolve(CommitLog.FOLDER);
        if (!Files.isDirectory(folder)) return;
        new CommitReplay(space, data).replay(folder);
        CommitFiles.delete(space.files(), data);
    }

    private void replay(Path folder) throws IOException {
        List<Source> sources = new ArrayList<>();
        try {
            for (Path path : paths(folder)) open(path, sources);
            sources.sort(Comparator.comparing(source -> source.header.generation()));
            for (Source source : sources) new CommitReader(source.path, source.file, source.header.salt()).read(source.file.size(), this::bring);
            finish();
        } finally {
            for (Source source : sources) source.file.close();
        }
        LOG.info("{} frames of the commit log brought to {} segments", frames, targets.size());
    }

    private static List<Path> paths(Path folder) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(path -> path.toString().endsWith(CommitFile.SUFFIX)).toList();
        }
    }

    private void open(Path path, List<Source> sources) throws IOException {
        LogFile file = space.files().open(path, false);
        try {
            ByteBuffer bytes = ByteBuffer.allocate(CommitHeader.LENGTH);
            file.read(bytes, 0);
            Optional<CommitHeader> header = CommitHeader.decode(bytes.clear(), path);
            if (header.isPresent()) sources.add(new Source(path, file, header.get()));
            else file.close();
        } catch (IOException e) {
            file.close();
            throw e;
        }
    }

    private void bring(String name, long salt, long offset, ByteBuffer frame) throws IOException {
        Optional<Target> known = targets.get(name);
        if (known == null) {
            known = target(name);
            targets.put(name, known);
        }
        if (known.isEmpty() || known.get().salt != salt) return;
        known.get().file.write(frame, offset);
        frames++;
    }

    private Optional<Target> target(String name) throws IOException {
        Path path = data.resolve(name);
        if (!Files.exists(path)) return Optional.empty();
        PooledFile file = new PooledFile(space.descriptors(), path, true);
        ByteBuffer header = ByteBuffer.allocate(SegmentHeader.LENGTH);
        file.read(header, 0);
        return Optional.of(new Target(file, SegmentHeader.salt(header)));
    }

    private void finish() throws IOException {
        for (Optional<Target> target : targets.values()) {
            if (target.isEmpty()) continue;
            target.get().file.force();
            target.get().file.close();
        }
    }
}
