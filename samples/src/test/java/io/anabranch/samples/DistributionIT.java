package io.anabranch.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged distribution, unpacked in a folder with a space in its name and run from another one, through a symbolic link. */
class DistributionIT {
    @TempDir
    private Path temporary;
    private Path link;

    @BeforeEach
    void unpack() throws IOException {
        Path target = Files.createDirectories(temporary.resolve("un packed"));
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(Path.of(System.getProperty("anabranch.distribution"))))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) unpack(zip, entry, target);
        }
        Path root;
        try (var folders = Files.list(target)) {
            root = folders.findFirst().orElseThrow();
        }
        assertThat(root.resolve("LICENSE")).isRegularFile();
        assertThat(root.resolve("NOTICE")).isRegularFile();
        assertThat(root.resolve("README.md")).isRegularFile();
        Path launcher = root.resolve("bin/anabranch");
        Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
        link = Files.createSymbolicLink(temporary.resolve("anabranch"), launcher);
    }

    private static void unpack(InputStream zip, ZipEntry entry, Path target) throws IOException {
        Path path = target.resolve(entry.getName()).normalize();
        assertThat(path).startsWithRaw(target);
        if (entry.isDirectory()) {
            Files.createDirectories(path);
            return;
        }
        Files.createDirectories(path.getParent());
        Files.copy(zip, path);
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.MINUTES)
    void runsTheDemoAndEveryCheckHolds() throws Exception {
        Path data = temporary.resolve("demo data");
        Run demo = run("demo", "--records", "20000", "--data", data.toString());
        assertThat(demo.exitCode).as(demo.toString()).isZero();
        assertThat(demo.out).contains("every check holds").doesNotContain("FAIL");

        Run replay = run("replay", "--stream", "flights", "--data", data.toString(), "--processor", "io.anabranch.samples.demo.FlightProcessor",
                "--set", "registry=" + data, "--json");
        assertThat(replay.exitCode).as(replay.toString()).isZero();
        assertThat(replay.out.strip()).startsWith("{").endsWith("}").contains("\"records\":20000", "\"digest\":\"").hasLineCount(1);

        Run version = run("--version");
        assertThat(version.exitCode).isZero();
        assertThat(version.out).startsWith("anabranch ").doesNotContain("not packaged").hasLineCount(1);
    }

    private record Run(int exitCode, String out, String err) {}

    private Run run(String... arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of(link.toString()));
        line.addAll(List.of(arguments));
        Path out = Files.createTempFile(temporary, "out", "");
        Path err = Files.createTempFile(temporary, "err", "");
        Process process = new ProcessBuilder(line).directory(temporary.toFile()).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        try {
            process.getOutputStream().close();
            assertThat(process.waitFor(4, TimeUnit.MINUTES)).as("ends in time").isTrue();
            return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
        } finally {
            process.destroy();
        }
    }
}
