package io.anabranch.samples.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The anabranch command as users start it: by the script, which picks the JVM's flags. */
public record Launcher(Path script) implements Program {
    /** Set by the script to where it is. */
    private static final String SCRIPT = "anabranch.launcher";

    /** The script this process was started by; none if it was started in another way. */
    public static Optional<Launcher> ofThisProcess() {
        return Optional.ofNullable(System.getProperty(SCRIPT)).map(script -> new Launcher(Path.of(script)));
    }

    @Override
    public List<String> line(List<String> arguments) {
        List<String> line = new ArrayList<>(List.of(script.toString()));
        line.addAll(arguments);
        return line;
    }
}
