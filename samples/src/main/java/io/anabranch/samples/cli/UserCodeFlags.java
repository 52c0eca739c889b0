package io.anabranch.samples.cli;

import io.anabranch.samples.worker.UserCode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which processor to run. */
final class UserCodeFlags {
    @Option(names = "--processor", paramLabel = "CLASS", description = "A RecordProcessor or RecordProcessorFactory with a public constructor without "
            + "arguments; the built-in one counts.")
    private Optional<String> processor = Optional.empty();

    @Option(names = "--classpath", paramLabel = "PATH", defaultValue = "", description = "Jars and class folders to find it in.")
    private String classPath = "";

    @Option(names = "--set", paramLabel = "k=v", description = "A parameter the processor sees; any number of times.")
    private Map<String, String> parameters = new LinkedHashMap<>();

    UserCode code() {
        return new UserCode(processor, classPath, parameters);
    }

    /** The same flags as arguments of another process. */
    List<String> arguments() {
        List<String> arguments = new ArrayList<>();
        processor.ifPresent(name -> arguments.addAll(List.of("--processor", name)));
        if (!classPath.isEmpty()) arguments.addAll(List.of("--classpath", classPath));
        parameters.forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
        return arguments;
    }
}
