package io.anabranch.samples.cli;

/** Whether somebody is looking. */
final class Terminals {
    private Terminals() {}

    /** True if standard output is a terminal that can move its cursor: the launcher says the first, the environment the second. */
    static boolean isTerminal() {
        return Boolean.getBoolean("anabranch.terminal") && movesItsCursor();
    }

    /** The same of standard error. */
    static boolean errorIsTerminal() {
        return Boolean.getBoolean("anabranch.terminal.error") && movesItsCursor();
    }

    private static boolean movesItsCursor() {
        String term = System.getenv("TERM");
        return term != null && !term.equals("dumb");
    }
}
