package io.anabranch.simulator.log;

final class Frame {
    static final int NO_KEY = 0xFFFF;
    static final int RECORD_HEADER = 6;
}
