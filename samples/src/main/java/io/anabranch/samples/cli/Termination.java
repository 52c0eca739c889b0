package io.anabranch.samples.cli;

/**
 * How a process that runs until it is told to stop comes to its end. On SIGTERM or SIGINT the JVM runs shutdown hooks and then reports 128 + the
 * signal; a process that stopped as it should says 0 instead, so the hook ends the JVM itself once everything is closed.
 */
final class Termination {
    private static volatile boolean exiting;

    private Termination() {}

    /** Ends the process from within; hooks of {@link #onSignal} do nothing then. */
    static void exit(int code) {
        exiting = true;
        System.exit(code);
    }

    /** Runs {@code stop} when a signal ends the process; the exit code is 0 if it returns and 1 if it throws. */
    static void onSignal(Stop stop) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (!exiting) Runtime.getRuntime().halt(exitCode(stop));
        }, "stop"));
    }

    private static int exitCode(Stop stop) {
        try {
            stop.run();
            System.out.flush();
            return 0;
        } catch (Exception e) {
            System.err.println("anabranch: did not stop cleanly: " + OneLine.of(e));
            return Anabranch.FAILURE;
        }
    }

    /** A clean stop. */
    @FunctionalInterface
    interface Stop {
        void run() throws Exception;
    }
}
