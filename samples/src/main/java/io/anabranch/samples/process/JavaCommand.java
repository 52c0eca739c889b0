package io.anabranch.samples.process;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How this process was started, to start another one alike.
 *
 * @param java      the Java launcher
 * @param flags     JVM flags
 * @param classPath as on a command line
 * @param mainClass the program
 */
public record JavaCommand(Path java, List<String> flags, String classPath, String mainClass) implements Program {
    /** Set by the launcher to the class-data archive in use. */
    private static final String ARCHIVE = "anabranch.archive";

    public JavaCommand {
        flags = List.copyOf(flags);
    }

    /** A command for {@code mainClass} with this process' Java, class path and class-data archive, and a heap bound that suits a fleet on one machine. */
    public static JavaCommand likeThisProcess(String mainClass) {
        List<String> flags = new ArrayList<>(List.of("-XX:+UseSerialGC", "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-Xlog:disable", "-Xlog:all=error:stderr"));
        String archive = System.getProperty(ARCHIVE, "");
        if (!archive.isEmpty()) flags.add("-XX:SharedArchiveFile=" + archive);
        if (!archive.isEmpty()) flags.add("-D" + ARCHIVE + "=" + archive);
        return new JavaCommand(Path.of(System.getProperty("java.home"), "bin", "java"), flags, System.getProperty("java.class.path"), mainClass);
    }

    /** The same with one more JVM flag. */
    public JavaCommand with(String flag) {
        List<String> more = new ArrayList<>(flags);
        more.add(flag);
        return new JavaCommand(java, more, classPath, mainClass);
    }

    @Override
    public List<String> line(List<String> arguments) {
        List<String> line = new ArrayList<>(List.of(java.toString()));
        line.addAll(flags);
        line.addAll(List.of("-cp", classPath, mainClass));
        line.addAll(arguments);
        return line;
    }
}
