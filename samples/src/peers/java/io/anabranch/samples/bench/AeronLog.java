package io.anabranch.samples.bench;

import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.archive.Archive;
import io.aeron.archive.ArchiveThreadingMode;
import io.aeron.archive.ArchivingMediaDriver;
import io.aeron.archive.client.AeronArchive;
import io.aeron.archive.codecs.SourceLocation;
import io.aeron.archive.status.RecordingPos;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.FragmentHandler;
import io.aeron.logbuffer.Header;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.status.CountersReader;

/**
 * An Aeron Archive that records an IPC publication: a message holds the key and the payload of one record. Its driver, with one thread for everything,
 * runs in this process, with its term buffers in memory.
 */
final class AeronLog implements RecordLog {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");
    private static final String IPC = "aeron:ipc";
    private static final int RECORDED_STREAM = 100;
    private static final int REPLAYED_STREAM = 200;
    private static final int TERM_BYTES = 64 << 20;
    private static final int FRAGMENTS = 256;

    private final Path folder;
    private final ArchivingMediaDriver driver;
    private final AeronArchive archive;
    private long recording;
    private long end;
    private long count;

    AeronLog(Path folder) throws IOException {
        this.folder = folder;
        String buffers = (Files.isDirectory(SHARED_MEMORY) ? Files.createTempDirectory(SHARED_MEMORY, "anabranch-bench") : folder.resolve("driver")).toString();
        MediaDriver.Context media = new MediaDriver.Context().aeronDirectoryName(buffers).threadingMode(ThreadingMode.SHARED)
                .dirDeleteOnStart(true).dirDeleteOnShutdown(true).ipcTermBufferLength(TERM_BYTES);
        Archive.Context recorder = new Archive.Context().aeronDirectoryName(buffers).archiveDir(folder.resolve("archive").toFile())
                .archiveClientContext(new AeronArchive.Context().controlResponseChannel(IPC))
                .threadingMode(ArchiveThreadingMode.SHARED).controlChannelEnabled(false).replicationChannel("aeron:udp?endpoint=localhost:0")
                .recordingEventsEnabled(false).fileSyncLevel(0).catalogFileSyncLevel(0);
        this.driver = ArchivingMediaDriver.launch(media, recorder);
        this.archive = AeronArchive.connect(new AeronArchive.Context().aeronDirectoryName(buffers)
                .controlRequestChannel(IPC).controlResponseChannel(IPC).controlRequestStreamId(recorder.localControlStreamId()));
    }

    @Override
    public void append(SampleRecords records, int batch, int batches) {
        count = (long) batch * batches;
        UnsafeBuffer message = new UnsafeBuffer(new byte[SampleRecords.KEY_BYTES + records.payloads[0].length]);
        archive.startRecording(IPC, RECORDED_STREAM, SourceLocation.LOCAL);
        try (ExclusivePublication publication = archive.context().aeron().addExclusivePublication(IPC, RECORDED_STREAM)) {
            CountersReader counters = archive.context().aeron().countersReader();
            int counter = recordingCounter(counters, publication.sessionId());
            recording = RecordingPos.getRecordingId(counters, counter);
            for (long put = 0; put < count; put++) {
                int i = (int) (put % records.count());
                message.putBytes(0, records.keys[i]);
                message.putBytes(SampleRecords.KEY_BYTES, records.payloads[i]);
                while (publication.offer(message, 0, message.capacity()) < 0) Thread.yield();
            }
            end = publication.position();
            while (counters.getCounterValue(counter) < end) Thread.yield();
        }
        archive.stopRecording(IPC, RECORDED_STREAM);
    }

    private int recordingCounter(CountersReader counters, int session) {
        int counter = CountersReader.NULL_COUNTER_ID;
        while (counter == CountersReader.NULL_COUNTER_ID) {
            Thread.yield();
            counter = RecordingPos.findCounterIdBySession(counters, session, archive.archiveId());
        }
        return counter;
    }

    @Override
    public void force() throws IOException {
        Disk.force(folder.resolve("archive"));
    }

    @Override
    public long scan(int times) throws IOException {
        Payload payload = new Payload();
        for (int i = 1; i <= times; i++) replay(payload, i * count, REPLAYED_STREAM + i);
        return payload.bytes;
    }

    private void replay(Payload payload, long until, int stream) throws IOException {
        try (Subscription replay = archive.replay(recording, 0, end, IPC, stream)) {
            boolean connected = false;
            while (payload.records < until) {
                if (replay.poll(payload, FRAGMENTS) > 0) continue;
                if (connected && !replay.isConnected()) throw new IOException("the replay ended before its records");
                connected |= replay.isConnected();
                Thread.yield();
            }
        }
    }

    /** Counts what comes. */
    private static final class Payload implements FragmentHandler {
        private long records;
        private long bytes;

        @Override
        public void onFragment(DirectBuffer buffer, int offset, int length, Header header) {
            records++;
            bytes += length - SampleRecords.KEY_BYTES;
        }
    }

    @Override
    public void close() {
        archive.close();
        driver.close();
        Disk.delete(folder);
    }
}
