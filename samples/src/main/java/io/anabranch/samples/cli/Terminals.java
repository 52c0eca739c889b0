package io.anabranch.samples.cli;

/** Whether somebody is looking. */
final class Terminals {
    private Terminals() {}

    /** True if standard output is a terminal that can move its cursor: the launcher says the first, the environment the second. */
    static boolean isTerminal() {
        String term = System.getenv("TERM");
        return Boolean.getBoolean("anabranch.terminal") && term != null && !term.equals("dumb");
    }
}
