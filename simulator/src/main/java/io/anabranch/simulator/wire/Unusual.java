package io.anabranch.simulator.wire;

/** A scanner met something it leaves to the tree. One object, without a stack: it says where to go on, not what went wrong. */
@SuppressWarnings("StaticAssignmentOfThrowable") // that is its point
final class Unusual extends Exception {
    static final Unusual BODY = new Unusual();

    private Unusual() {
        super("left to the tree", null, false, false);
    }
}
