package io.anabranch.samples.quickstart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The README's first example, run as it stands. */
class QuickstartTest {
    @TempDir
    private Path folder;

    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void billsEveryOrderOnceEachTimeItRuns() throws Exception {
        List<String> orders = IntStream.rangeClosed(1, 10).mapToObj(i -> "order " + i).toList();
        assertThat(billed()).containsExactlyInAnyOrderElementsOf(orders);
        assertThat(billed()).containsExactlyInAnyOrderElementsOf(orders);
    }

    private List<String> billed() throws Exception {
        PrintStream stdout = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, UTF_8));
        try {
            Quickstart.main(new String[] {folder.resolve("data").toString()});
        } finally {
            System.setOut(stdout);
        }
        return printed.toString(UTF_8).lines().filter(line -> line.startsWith("shardId-")).map(line -> line.replaceFirst("\\S+ ", "")).toList();
    }
}
