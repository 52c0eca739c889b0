package io.anabranch.schema.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Follows a journal that belongs to somebody else. */
final class ReadOnlyStore extends SchemaStore {
    private final Path file;
    private final JournalTail tail;

    private ReadOnlyStore(Path file) {
        this.file = file;
        this.tail = new JournalTail(file);
    }

    static ReadOnlyStore open(Path data) throws IOException {
        var store = new ReadOnlyStore(journalIn(data));
        try {
            store.refresh();
            return store;
        } catch (IOException e) {
            store.close();
            throw e;
        }
    }

    @Override
    synchronized void refresh() throws IOException {
        tail.readOn((payload, offset) -> replay(payload, file, offset));
    }

    /** What its writer was just adding may be there in part: whoever opens the copy for writing cuts that off. */
    @Override
    public void copyTo(Path data) throws IOException {
        if (!Files.exists(file)) return;
        Files.createDirectories(data.resolve(FOLDER));
        Files.copy(file, journalIn(data));
    }

    @Override
    public synchronized void close() throws IOException {
        tail.close();
    }
}
