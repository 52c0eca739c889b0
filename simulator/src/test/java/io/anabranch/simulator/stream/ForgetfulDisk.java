package io.anabranch.simulator.stream;

import io.anabranch.simulator.log.DiskFiles;
import io.anabranch.simulator.log.LogFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Real files on a disk whose power goes. What is left then: of a file, what it was when it was last forced, with some, all or none of what was written since, wherever
 * it was (a sector is written whole or not at all); of a folder, the names it had when it was last forced, and of those that came or went since, some. For one thread.
 */
final class ForgetfulDisk implements LogFiles {
    private static final int SECTOR = 512;

    private final Path root;
    private final Path left;
    private final Random random;
    private final DiskFiles disk = new DiskFiles();
    private final Map<Object, byte[]> contents = new HashMap<>();
    /** Names of each folder, by the folder's key, with the keys of what they name. */
    private final Map<Object, Map<String, Object>> names = new HashMap<>();
    private int operationsLeft = Integer.MAX_VALUE;
    private boolean off;

    /** @param left where to put what is left of {@code root} */
    ForgetfulDisk(Path root, Path left, Random random) {
        this.root = root;
        this.left = left;
        this.random = random;
    }

    /** The power goes after so many operations that write. */
    void cutAfter(int operations) {
        operationsLeft = operations;
    }

    boolean isOff() {
        return off;
    }

    void cut() throws IOException {
        off = true;
        copyFolder(root, left);
    }

    private static Object key(Path path) throws IOException {
        return Files.getAttribute(path, "unix:ino");
    }

    private static Map<String, Object> list(Path folder) throws IOException {
        Map<String, Object> found = new TreeMap<>();
        List<Path> paths;
        try (java.util.stream.Stream<Path> all = Files.list(folder)) {
            paths = all.toList();
        }
        for (Path path : paths) found.put(path.getFileName().toString(), key(path));
        return found;
    }

    /** The content of a name that is gone from the disk is what was forced of it. */
    private void copyFolder(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        Map<String, Object> now = list(from);
        Map<String, Object> forced = names.getOrDefault(key(from), Map.of());
        Map<String, Object> all = new TreeMap<>(forced);
        all.putAll(now);
        for (Map.Entry<String, Object> entry : all.entrySet()) {
            String name = entry.getKey();
            boolean certain = entry.getValue().equals(forced.get(name)) && now.containsKey(name);
            if (!certain && random.nextBoolean()) continue;
            if (!now.containsKey(name)) copyDeleted(to.resolve(name), entry.getValue());
            else if (Files.isDirectory(from.resolve(name))) copyFolder(from.resolve(name), to.resolve(name));
            else Files.write(to.resolve(name), remains(Files.readAllBytes(from.resolve(name)), contents.getOrDefault(entry.getValue(), new byte[0])));
        }
    }

    private void copyDeleted(Path to, Object key) throws IOException {
        if (names.containsKey(key)) Files.createDirectories(to);
        else Files.write(to, contents.getOrDefault(key, new byte[0]));
    }

    private byte[] remains(byte[] now, byte[] forced) {
        int choice = random.nextInt(4);
        if (choice == 0) return now;
        if (choice == 1 || now.length < forced.length) return forced;
        byte[] torn = Arrays.copyOf(now, forced.length + random.nextInt(now.length - forced.length + 1));
        byte[] before = Arrays.copyOf(forced, torn.length);
        for (int at = 0; at < torn.length; at += SECTOR)
            if (random.nextInt(4) == 0) System.arraycopy(before, at, torn, at, Math.min(SECTOR, torn.length - at));
        return torn;
    }

    private void operation() throws IOException {
        if (!off && operationsLeft-- == 0) cut();
        requirePower();
    }

    private void requirePower() throws IOException {
        if (off) throw new IOException("no power");
    }

    @Override
    public LogFile open(Path file, boolean writable) throws IOException {
        requirePower();
        boolean isNew = !Files.exists(file);
        LogFile real = disk.open(file, writable);
        if (isNew) gone(key(file)); // something else had the key
        return new Forgetful(key(file), real);
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        operation();
        Map<String, Object> now = list(folder);
        Map<String, Object> before = names.put(key(folder), now);
        if (before == null) return;
        before.values().removeAll(now.values());
        before.values().forEach(this::gone);
    }

    /** For good: another file may get the key. */
    private void gone(Object key) {
        contents.remove(key);
        names.getOrDefault(key, Map.of()).values().forEach(this::gone);
        names.remove(key);
    }

    private final class Forgetful implements LogFile {
        private final Object key;
        private final LogFile real;

        Forgetful(Object key, LogFile real) {
            this.key = key;
            this.real = real;
        }

        @Override
        public void write(ByteBuffer bytes, long position) throws IOException {
            requirePower();
            if (operationsLeft == 0) real.write(bytes.duplicate().limit(bytes.position() + beforeTheCut(position, bytes.remaining())), position);
            operation();
            real.write(bytes, position);
        }

        /** How much of a write the file gets: it ends where a sector does, or is whole. */
        private int beforeTheCut(long position, int length) {
            int any = random.nextInt(length + 1);
            long end = (position + any) / SECTOR * SECTOR;
            return any == length ? length : (int) Math.max(0, end - position);
        }

        @Override
        public void read(ByteBuffer target, long position) throws IOException {
            requirePower();
            real.read(target, position);
        }

        @Override
        public void force() throws IOException {
            operation();
            contents.put(key, content());
        }

        private byte[] content() throws IOException {
            ByteBuffer bytes = ByteBuffer.allocate((int) real.size());
            real.read(bytes, 0);
            return bytes.array();
        }

        @Override
        public long size() throws IOException {
            requirePower();
            return real.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            operation();
            real.truncate(size);
        }

        @Override
        public ByteBuffer map(long length) throws IOException {
            requirePower();
            return real.map(length);
        }

        @Override
        public void close() throws IOException {
            real.close();
        }
    }
}
