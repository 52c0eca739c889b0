package io.anabranch.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.anabranch.samples.cli.Anabranch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/**
 * What the README shows is true: its test command is what the build of record calls, its commands are understood by the command, its Java is part of a
 * class that is compiled here, the links of all pages lead somewhere. (That the commands do what they say is shown by the tests that run them.)
 */
final class ReadmeTest {
    private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
    private static final String TEST_COMMAND = "mvn -B verify";
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s#]+)[^)\\s]*\\)");
    private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|'[^']*'|\\S+");

    private record Block(int line, String language, List<String> lines) {
        String text() {
            return String.join("\n", lines);
        }

        @Override
        public String toString() {
            return language + " block at line " + line;
        }
    }

    @Test
    void theTestCommandIsAllTheBuildOfRecordCalls() throws IOException {
        List<String> called = Files.readAllLines(ROOT.resolve(".ci/run")).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#") && !line.startsWith("set ") && !line.startsWith("cd ")).toList();

        assertThat(called).containsExactly(TEST_COMMAND);
        assertThat(blocks("sh")).extracting(Block::text).contains(TEST_COMMAND);
        assertThat(Files.isExecutable(ROOT.resolve(".ci/run"))).isTrue();
    }

    @Test
    void everyBlockIsOfAKindThatIsTested() throws IOException {
        assertThat(blocks()).isNotEmpty().allSatisfy(block -> assertThat(block.language()).as(block.toString()).isIn("sh", "java", "text"));
    }

    static Stream<Path> pages() throws IOException {
        try (Stream<Path> top = Files.list(ROOT); Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            return Stream.concat(top, docs).filter(file -> file.toString().endsWith(".md")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsSomewhere(Path page) throws IOException {
        List<String> links = LINK.matcher(Files.readString(page)).results().map(link -> link.group(1)).filter(link -> !link.startsWith("http")).toList();

        assertThat(links).allSatisfy(link -> assertThat(page.resolveSibling(link)).as(link).exists());
    }

    @Test
    void theReadmeLeadsToEveryPage() throws IOException {
        String readme = Files.readString(ROOT.resolve("README.md"));
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
            assertThat(docs).allSatisfy(page -> assertThat(readme).contains("](docs/" + page.getFileName() + ")"));
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandIsUnderstood(String command) {
        String[] arguments = WORD.matcher(command).results().map(MatchResult::group).map(ReadmeTest::unquoted).skip(1).toArray(String[]::new);
        CommandLine commandLine = new CommandLine(new Anabranch()).setCaseInsensitiveEnumValuesAllowed(true);

        assertThatCode(() -> commandLine.parseArgs(arguments)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("javaBlocks")
    void everyJavaBlockIsCompiled(Block block) throws IOException {
        String wanted = withoutIndentation(block.lines());

        assertThat(javaSources()).as("compiled sources with the %s", block).extracting(ReadmeTest::contents).anyMatch(source -> source.contains(wanted));
    }

    private static String contents(Path source) {
        try {
            return withoutIndentation(Files.readAllLines(source));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<String> commands() throws IOException {
        return blocks("sh").stream().flatMap(block -> block.text().replace("\\\n", " ").lines()).map(line -> line.replaceFirst("\\s+(#.*|&)$", ""))
                .filter(line -> !line.isBlank() && !line.startsWith("#") && !line.equals(TEST_COMMAND)).map(String::strip)
                .peek(line -> assertThat(line).as("a line of an sh block").containsPattern("^(bin/)?anabranch "));
    }

    static List<Block> javaBlocks() throws IOException {
        return blocks("java");
    }

    private static List<Block> blocks(String language) throws IOException {
        List<Block> found = blocks().stream().filter(block -> block.language().equals(language)).toList();
        assertThat(found).as("%s blocks of the README", language).isNotEmpty();
        return found;
    }

    private static List<Block> blocks() throws IOException {
        List<String> readme = Files.readAllLines(ROOT.resolve("README.md"));
        List<Block> blocks = new ArrayList<>();
        for (int i = 0; i < readme.size(); i++) {
            if (readme.get(i).startsWith("```")) {
                int end = i + 1 + readme.subList(i + 1, readme.size()).indexOf("```");
                blocks.add(new Block(i + 1, readme.get(i).substring(3), readme.subList(i + 1, end)));
                i = end;
            }
        }
        return blocks;
    }

    private static List<Path> javaSources() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT.resolve("samples/src"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static String withoutIndentation(List<String> lines) {
        return String.join("\n", lines.stream().map(String::strip).filter(line -> !line.isEmpty()).toList());
    }

    private static String unquoted(String word) {
        boolean quoted = word.length() > 1 && (word.startsWith("\"") || word.startsWith("'"));
        return quoted ? word.substring(1, word.length() - 1) : word;
    }
}
