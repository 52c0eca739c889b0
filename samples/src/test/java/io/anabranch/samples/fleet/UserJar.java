package io.anabranch.samples.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;

/** A jar as a user would bring it: compiled against the framework, and not on the class path of any process of it. */
final class UserJar {
    /** Writes the text of each record as a line into a file named after the shard, in the folder the parameter {@code out} names. */
    static final String PROCESSOR = "user.Scribe";

    private static final String SOURCE = """
            package user;

            import io.anabranch.kcl.processor.KinesisRecord;
            import io.anabranch.kcl.processor.RecordBatch;
            import io.anabranch.kcl.processor.ProcessorContext;
            import io.anabranch.kcl.processor.RecordProcessor;
            import java.nio.charset.StandardCharsets;
            import java.nio.file.*;

            public final class Scribe implements RecordProcessor {
                @Override
                public void processRecords(RecordBatch records, ProcessorContext context) throws Exception {
                    StringBuilder lines = new StringBuilder();
                    for (KinesisRecord record : records) lines.append(StandardCharsets.UTF_8.decode(record.data())).append('\\n');
                    Path file = Path.of(context.parameters().get("out"), context.shard().value());
                    Files.writeString(file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                }
            }
            """;

    private UserJar() {}

    /** Compiles and packs it in {@code folder}. */
    static Path make(Path folder) throws IOException {
        Path source = Files.createDirectories(folder.resolve("user")).resolve("Scribe.java");
        Files.writeString(source, SOURCE);
        int exit = ToolProvider.getSystemJavaCompiler().run(null, null, null, "-cp", System.getProperty("java.class.path"), source.toString());
        assertThat(exit).as("the compiler's exit code").isZero();
        Path jar = folder.resolve("user code.jar");
        try (OutputStream file = Files.newOutputStream(jar); JarOutputStream out = new JarOutputStream(file)) {
            out.putNextEntry(new JarEntry("user/Scribe.class"));
            Files.copy(source.resolveSibling("Scribe.class"), out);
        }
        return jar;
    }
}
