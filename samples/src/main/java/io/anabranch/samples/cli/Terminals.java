package io.anabranch.samples.cli;

/** Whether somebody is looking. */
final class Terminals {
    private Terminals() {}

    /** True if standard output (and input) is a terminal that can move its cursor. */
    static boolean isTerminal() {
        String term = System.getenv("TERM");
        return System.console() != null && term != null && !term.equals("dumb");
    }
}
