package io.anabranch.samples.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What Linux tells of another Java process of this machine. */
public final class LinuxProcess {
    private static final Path PROC = Path.of("/proc");

    private LinuxProcess() {}

    /** False where nothing of all this can be told. */
    public static boolean isSupported() {
        return Files.isReadable(PROC.resolve("self/status"));
    }

    /** Anonymous pages, in bytes: heap, code, threads and what was allocated natively; no files. */
    public static long anonymousBytes(long pid) throws IOException {
        return Files.readAllLines(file(pid, "status")).stream()
                .filter(line -> line.startsWith("RssAnon:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                .findFirst().orElseThrow(() -> new IOException("no RssAnon of process " + pid));
    }

    /** The command line it was started with. */
    public static List<String> commandLine(long pid) throws IOException {
        return List.of(Files.readString(file(pid, "cmdline")).split("\0"));
    }

    private static Path file(long pid, String name) {
        return PROC.resolve(Long.toString(pid)).resolve(name);
    }

    /** Has it collect its garbage, by the {@code jcmd} of this process' JDK. Blocks until that is done. */
    public static void collectGarbage(long pid) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), "GC.run").redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) throw new IOException("no garbage collected in process " + pid + ": " + output.strip());
    }
}
