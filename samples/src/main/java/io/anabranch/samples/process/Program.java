package io.anabranch.samples.process;

import java.util.List;

/** How a child process is started. */
@FunctionalInterface
public interface Program {
    /** The whole command line that runs it with these arguments. */
    List<String> line(List<String> arguments);
}
