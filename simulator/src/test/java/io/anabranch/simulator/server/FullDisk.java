package io.anabranch.simulator.server;

import io.anabranch.simulator.log.DiskFiles;
import io.anabranch.simulator.log.Durability;
import io.anabranch.simulator.log.LogFiles;
import io.anabranch.simulator.log.LogSpace;
import io.anabranch.simulator.fault.Faults;
import io.anabranch.simulator.operation.KinesisService;
import io.anabranch.simulator.operation.ServiceAnswer;
import io.anabranch.simulator.operation.ServiceRequest;
import io.anabranch.simulator.stream.Identity;
import io.anabranch.simulator.stream.Limits;
import io.anabranch.simulator.stream.ServiceClock;
import io.anabranch.simulator.stream.StateDelays;
import io.anabranch.simulator.stream.StreamSettings;
import io.anabranch.simulator.stream.Streams;
import io.anabranch.simulator.wire.WireFormat;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A disk that has no room for segments whenever it is told so. */
final class FullDisk implements LogFiles {
    private final LogFiles disk = new DiskFiles();
    private volatile boolean full;

    void full(boolean now) {
        full = now;
    }

    @Override
    public LogFile open(Path file, boolean writable) throws IOException {
        LogFile open = disk.open(file, writable);
        return file.toString().contains("streams") ? new Bounded(open) : open;
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        disk.forceFolder(folder);
    }

    private final class Bounded implements LogFile {
        private final LogFile file;

        Bounded(LogFile file) {
            this.file = file;
        }

        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            if (full) {
                throw new IOException("no space left");
            }
            file.write(bytes, position);
        }

        @Override
        public void read(ByteBuffer target, long position) throws IOException {
            file.read(target, position);
        }

        @Override
        public void force() throws IOException {
            file.force();
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public ByteBuffer map(long length) throws IOException {
            return file.map(length);
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }

    /** The service on such a disk, without a port. */
    Service service(Path data) throws IOException {
        return new Service(data);
    }

    final class Service implements AutoCloseable {
        private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        private final Streams streams;
        private final KinesisService service;

        private Service(Path data) throws IOException {
            var clock = ServiceClock.running(new SteerableClock(), timer);
            var home = new Identity("000000000000", "us-east-1");
            var settings = new StreamSettings(home, Limits.RELAXED, 100, 50, StateDelays.NONE, clock, new Random(1));
            var space = LogSpace.writable(FullDisk.this, 1 << 20, Durability.OS, Runnable::run, new Random(2), 10);
            streams = Streams.open(settings, data, space);
            service = new KinesisService(streams, Optional.empty(), new Faults(), Runnable::run, new Random(3));
        }

        RunningServer.Answer call(WireFormat format, String operation, String json) throws Exception {
            Map<String, String> headers = Map.of(
                    "content-type", format.contentType(), "x-amz-target", "Kinesis_20131202." + operation, "x-amz-date", "a",
                    "authorization", RunningServer.AUTHORIZATION);
            var request = new ServiceRequest(
                    "POST", "/", name -> Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT))), RunningServer.body(format, json));
            ServiceAnswer answer = service.handle(request).toCompletableFuture().get(10, TimeUnit.SECONDS);
            return RunningServer.answer(format, answer.status(), Arrays.copyOf(answer.body().bytes(), answer.body().length()));
        }

        @Override
        public void close() throws IOException {
            streams.close();
            timer.shutdown();
        }
    }
}
