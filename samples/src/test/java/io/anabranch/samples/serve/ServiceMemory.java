package io.anabranch.samples.serve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** How much memory another Java process of this machine holds, in MiB. Linux only. */
final class ServiceMemory {
    private static final Pattern USED = Pattern.compile("generation .*used (\\d+)K");

    private ServiceMemory() {}

    /** Anonymous pages: heap, code, threads and what was allocated natively; no files. */
    static long anonymousMib(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith("RssAnon:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
                .findFirst().orElseThrow(() -> new IOException("no RssAnon"));
    }

    /** Reachable objects: it collects garbage there first. */
    static long liveHeapMib(long pid) throws IOException, InterruptedException {
        jcmd(pid, "GC.run");
        return USED.matcher(jcmd(pid, "GC.heap_info")).results().map(MatchResult::group).mapToLong(text -> Long.parseLong(text.replaceAll(".*used (\\d+)K", "$1"))).sum() / 1024;
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process process = new ProcessBuilder(jcmd.toString(), Long.toString(pid), command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) throw new IOException(output);
        return output;
    }
}
