package io.anabranch.samples.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.anabranch.simulator.Simulator;
import io.anabranch.simulator.SimulatorSettings;
import io.anabranch.simulator.server.ServerSettings;
import io.anabranch.simulator.server.SimulatorServer;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/** The clients of docs/replace-kinesis-mock-localstack.md, as they stand there, where their language is there; only the port is another. */
class ReplacementSnippetsTest {
    private static final Path PAGE = Path.of("").toAbsolutePath().getParent().resolve("docs/replace-kinesis-mock-localstack.md");
    private static final String ENDPOINT = "http://127.0.0.1:4567";

    @TempDir
    Path folder;

    private Simulator simulator;
    private SimulatorServer server;

    @BeforeEach
    void start() throws IOException {
        simulator = Simulator.open(SimulatorSettings.at(folder.resolve("data")));
        server = simulator.serve(ServerSettings.loopback());
        simulator.streams().create("orders", 1);
    }

    @AfterEach
    void stop() {
        server.close();
        simulator.close();
    }

    /** The block that follows {@code heading}. */
    private String block(String heading) throws IOException {
        var block = Pattern.compile(Pattern.quote(heading) + "[^\n]*\n\n```[a-z]+\n(.*?)\n```", Pattern.DOTALL).matcher(Files.readString(PAGE));
        assertThat(block.find()).as(heading).isTrue();
        assertThat(block.group(1)).contains(ENDPOINT);
        return block.group(1).replace(ENDPOINT, server.endpoint().toString());
    }

    private long records() {
        return simulator.streams().stream("orders").shards().get(0).nextIndex() - 1;
    }

    @Test
    void theJavaRuns() throws Exception {
        Path source = Files.writeString(folder.resolve("Snippet.java"), """
                import java.net.URI;
                import software.amazon.awssdk.auth.credentials.*;
                import software.amazon.awssdk.core.SdkBytes;
                import software.amazon.awssdk.regions.Region;
                import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

                public class Snippet {
                    public static KinesisAsyncClient run() {
                %s
                        return kinesis;
                    }
                }
                """.formatted(block("AWS SDK for Java 2")));
        int exit = ToolProvider.getSystemJavaCompiler().run(null, null, null, "-cp", System.getProperty("java.class.path"), source.toString());
        assertThat(exit).as("the compiler's exit code").isZero();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()});
                KinesisAsyncClient client = (KinesisAsyncClient) loader.loadClass("Snippet").getMethod("run").invoke(null)) {
            assertThat(client.listStreams().join().streamNames()).containsExactly("orders");
        }
        assertThat(records()).isEqualTo(1);
    }

    @Test
    void thePythonRuns() throws Exception {
        Program python = new Program(folder, "python3").orSkip("python3 with boto3 is not installed", "-c", "import boto3");
        Path script = Files.writeString(folder.resolve("snippet.py"), block("boto3"));
        assertThat(python.ok(script.toString())).contains("b'order 1'");
        assertThat(records()).isEqualTo(1);
    }

    @Test
    void theJavaScriptRuns() throws Exception {
        JavaScript node = JavaScript.orSkip(folder);
        assertThat(node.run(block("AWS SDK for JavaScript 3"))).contains("shardId-000000000000");
        assertThat(records()).isEqualTo(1);
    }

    @Test
    void theCommandLineRuns() throws Exception {
        new Program(folder, "aws").orSkip("the AWS command line is not installed", "--version");
        Path script = Files.writeString(folder.resolve("snippet.sh"), "set -e\n" + block("AWS CLI") + "\n");
        assertThat(new Program(folder, "sh").ok(script.toString())).contains("\"ShardId\": \"shardId-000000000000\"", "\"StreamStatus\": \"ACTIVE\"");
        assertThat(records()).isEqualTo(1);
    }
}
