package io.anabranch.simulator.log;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two files of a commit log, used in turn. When one is full, the segments that its frames belong to are forced while the other one fills; then it can be
 * used again. They grow with their use, from a sixteenth of a segment to a segment.
 *
 * <p>All forces of segments with frames here go through {@link #force}, one at a time: the system tells a failure to one only. After a failure nobody knows
 * what of the segment reached the disk, and the system may take it for written; so before the next attempt its frames are written again.
 */
final class CommitFiles {
    private static final Logger LOG = LoggerFactory.getLogger(CommitFiles.class);

    private final LogFiles files;
    private final Path data;
    private final LogSpace space;
    private final Executor background;
    private final @Nullable CommitFile[] slots = new CommitFile[2];
    private long generation;
    private long number;

    private final ReentrantLock forcing = new ReentrantLock();
    /** Under the lock. */
    private final Set<Segment> suspects = ConcurrentHashMap.newKeySet();

    CommitFiles(LogSpace space, Path data, Executor background) {
        this.files = space.files();
        this.data = data;
        this.space = space;
        this.background = background;
    }

    // ---- writing: by one thread at a time

    /** When this returns the group is on the disk. */
    void write(CommitGroup group) throws IOException {
        group.close();
        if (group.length() > CommitGroup.HEADER) {
            CommitFile file = room(group.length());
            group.addSegmentsTo(file.dirty());
            file.append(group.seal(++number, file.header().salt()));
        }
        for (Segment segment : group.forced()) force(segment);
    }

    /** After {@link #write} failed: makes sure that nothing of that group is found here. */
    void rewind() throws IOException {
        CommitFile now = slot(generation);
        if (now != null) now.rewind();
    }

    private @Nullable CommitFile slot(long of) {
        return slots[(int) (of & 1)];
    }

    private CommitFile room(int length) throws IOException {
        CommitFile now = slot(generation);
        if (now != null && now.fits(length)) return now;
        CommitFile next = begin(generation + 1, length);
        generation++;
        if (now != null) inBackground(() -> renew(now, capacity(generation + 1)));
        return next;
    }

    private CommitFile begin(long next, int length) throws IOException {
        forcing.lock();
        try {
            CommitFile file = slot(next);
            if (file == null) file = CommitFile.open(files, data, (next & 1) + CommitFile.SUFFIX);
            slots[(int) (next & 1)] = file;
            forceAll(file);
            file.reserve(Math.max(capacity(next), (long) CommitFile.FIRST_GROUP + length));
            file.begin(new CommitHeader(next, space.random().nextLong()));
            return file;
        } finally {
            forcing.unlock();
        }
    }

    private long capacity(long of) {
        return CommitFile.FIRST_GROUP + (space.segmentBytes() >> Math.max(0, 4 - 2 * (of - 1)));
    }

    private void inBackground(Runnable task) {
        try {
            background.execute(task);
        } catch (RejectedExecutionException e) {
            LOG.debug("files of the commit log are made ready when they are needed", e);
        }
    }

    private void renew(CommitFile full, long length) {
        forcing.lock();
        try {
            if (full.dirty().isEmpty()) return;
            forceAll(full);
            full.reserve(length);
        } catch (IOException | RuntimeException e) {
            LOG.warn("{} is not free yet, that is tried again when it is needed: {}", full.path(), e.getMessage());
        } finally {
            forcing.unlock();
        }
    }

    // ---- segments

    /** Under the lock. */
    private void forceAll(CommitFile file) throws IOException {
        for (Segment segment : file.dirty()) {
            force(segment);
            file.dirty().remove(segment);
        }
    }

    /** Forces a segment; does nothing if it was deleted. */
    void force(Segment segment) throws IOException {
        forcing.lock();
        try {
            if (suspects.contains(segment)) writeAgain(segment);
            suspects.add(segment);
            segment.file().force();
            suspects.remove(segment);
        } catch (NoSuchFileException e) {
            suspects.remove(segment);
        } finally {
            forcing.unlock();
        }
    }

    private void writeAgain(Segment segment) throws IOException {
        String name = segment.pathInData();
        for (long each = Math.max(1, generation - 1); each <= generation; each++) {
            CommitFile file = slot(each);
            if (file == null || file.header().generation() == 0) continue;
            file.read((of, salt, offset, frame) -> {
                if (of.equals(name) && salt == segment.salt()) segment.file().write(frame, offset);
            });
        }
    }

    /** Forces what is dirty of a log's segments; when this returns they are not touched from here any more. */
    void settle(SegmentList segments) throws IOException {
        forcing.lock();
        try {
            for (Segment segment : segments.head(segments.size())) if (isDirty(segment)) force(segment);
            forget(segments);
        } finally {
            forcing.unlock();
        }
    }

    /** The segments are about to be deleted; when this returns they are not touched from here any more. */
    void forget(SegmentList segments) {
        forcing.lock();
        try {
            for (Segment segment : segments.head(segments.size())) {
                suspects.remove(segment);
                for (CommitFile file : slots) if (file != null) file.dirty().remove(segment);
            }
        } finally {
            forcing.unlock();
        }
    }

    private boolean isDirty(Segment segment) {
        for (CommitFile file : slots) if (file != null && file.dirty().contains(segment)) return true;
        return suspects.contains(segment);
    }

    // ---- the end

    /** Forces all segments and deletes the files. If that fails they stay, and are replayed when the folder is opened again. */
    void close() throws IOException {
        forcing.lock();
        try {
            for (CommitFile file : slots) if (file != null) forceAll(file);
        } finally {
            closeFiles();
            forcing.unlock();
        }
        delete(files, data);
    }

    private void closeFiles() throws IOException {
        for (CommitFile file : slots) if (file != null) file.close();
    }

    static void delete(LogFiles files, Path data) throws IOException {
        Path folder = data.resolve(CommitLog.FOLDER);
        if (!Files.isDirectory(folder)) return;
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path each : found.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(each);
        }
        files.forceFolder(data);
    }
}
