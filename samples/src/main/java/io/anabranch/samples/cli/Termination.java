package io.anabranch.samples.cli;

/**
 * How a process that runs until it is told to stop comes to its end. On SIGTERM or SIGINT the JVM runs shutdown hooks and then reports 128 + the
 * signal; a process that stopped as it should says 0 instead, so the hook ends the JVM itself once everything is closed.
 */
final class Termination {
    private static volatile boolean exiting;
    private static volatile boolean signalled;

    private Termination() {}

    /** Ends the process from within; hooks of {@link #onSignal} do nothing then. */
    static void exit(int code) {
        exiting = true;
        System.exit(code);
    }

    /** Runs {@code stop} when a signal ends the process; the exit code is 0 if it returns and 1 if it throws. */
    static Registration onSignal(Stop stop) {
        return onSignal(0, stop);
    }

    /** The same for a process that a signal keeps from finishing its work: the exit code is {@code code} if {@code stop} returns. */
    static Registration onSignal(int code, Stop stop) {
        Thread hook = new Thread(() -> {
            if (exiting) return;
            signalled = true;
            Runtime.getRuntime().halt(exitCode(code, stop));
        }, "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        return () -> remove(hook);
    }

    private static void remove(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already: the hook runs.
        }
    }

    /** True once a signal ends the process: what fails from here on fails because of that. */
    static boolean signalled() {
        return signalled;
    }

    private static int exitCode(int code, Stop stop) {
        try {
            stop.run();
            System.out.flush();
            return code;
        } catch (Exception e) {
            System.err.println("anabranch: did not stop cleanly: " + OneLine.of(e));
            return Anabranch.FAILURE;
        }
    }

    /** What is to be done on a signal, until it is closed. */
    @FunctionalInterface
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** A clean stop. */
    @FunctionalInterface
    interface Stop {
        void run() throws Exception;
    }
}
