package io.anabranch.samples.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What another Java process of this machine holds, looked at again and again, and whether that rises. Linux only. */
final class Growth {
    private static final Pattern USED = Pattern.compile("generation .*used (\\d+)K");

    /** Heap comes last: looking at it collects the garbage, which would change what was to be seen of the rest. */
    enum Held {
        /** Heap, code, threads and what was allocated natively; no files. */
        ANONYMOUS_MIB(16),
        OPEN_FILES(16),
        /** Of the data folder. */
        MAPPINGS(16),
        THREADS(4),
        /** Reachable objects: garbage is collected first. */
        LIVE_HEAP_KIB(6 << 10);

        private final long slack;

        Held(long slack) {
            this.slack = slack;
        }
    }

    private final Path data;
    private final List<Map<Held, Long>> samples = new ArrayList<>();

    /** @param data the process' data folder */
    Growth(Path data) {
        this.data = data;
    }

    void sample(long pid) throws IOException, InterruptedException {
        Path proc = Path.of("/proc", Long.toString(pid));
        Map<Held, Long> held = new EnumMap<>(Held.class);
        held.put(Held.ANONYMOUS_MIB, status(proc, "RssAnon:") / 1024);
        held.put(Held.OPEN_FILES, entries(proc.resolve("fd")));
        held.put(Held.MAPPINGS, mappings(proc));
        held.put(Held.THREADS, status(proc, "Threads:"));
        held.put(Held.LIVE_HEAP_KIB, liveHeapKib(pid));
        samples.add(held);
    }

    private static long status(Path proc, String name) throws IOException {
        return Files.readAllLines(proc.resolve("status")).stream()
                .filter(line -> line.startsWith(name))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst().orElseThrow(() -> new IOException("no " + name));
    }

    private static long entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.count();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private long mappings(Path proc) throws IOException {
        return Files.readAllLines(proc.resolve("maps")).stream().filter(line -> line.contains(data.toString())).count();
    }

    private static long liveHeapKib(long pid) throws IOException, InterruptedException {
        jcmd(pid, "GC.run");
        return USED.matcher(jcmd(pid, "GC.heap_info")).results().mapToLong(used -> Long.parseLong(used.group(1))).sum();
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) throw new IOException(output);
        return output;
    }

    /** What rises, in words; empty if nothing does. */
    List<String> rising() {
        return Stream.of(Held.values()).filter(held -> rises(values(held), held.slack)).map(this::thirds).toList();
    }

    /**
     * Whether the last third of the values is higher than the middle one, by their medians, by more than a tenth and {@code slack}. The first third is left out: a
     * process that warms up grows.
     */
    static boolean rises(List<Long> values, long slack) {
        return third(values, 2) > third(values, 1) * 1.1 + slack;
    }

    private static long third(List<Long> values, int third) {
        int size = values.size();
        List<Long> sorted = values.subList(size * third / 3, size * (third + 1) / 3).stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private List<Long> values(Held held) {
        return samples.stream().map(sample -> sample.get(held)).toList();
    }

    private String thirds(Held held) {
        List<Long> values = values(held);
        return "%s: medians of the thirds %d, %d, %d".formatted(held, third(values, 0), third(values, 1), third(values, 2));
    }

    /** One line a sample, and the medians of the thirds. */
    String table() {
        String head = Stream.of(Held.values()).map("%14s"::formatted).collect(Collectors.joining());
        String rows = samples.stream().map(sample -> sample.values().stream().map("%14d"::formatted).collect(Collectors.joining())).collect(Collectors.joining("\n"));
        return head + "\n" + rows + "\n" + Stream.of(Held.values()).map(this::thirds).collect(Collectors.joining("\n"));
    }
}
