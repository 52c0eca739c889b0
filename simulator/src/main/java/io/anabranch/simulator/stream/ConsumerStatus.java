package io.anabranch.simulator.stream;

/** Life of a registered consumer. Only an ACTIVE one can subscribe. */
public enum ConsumerStatus {
    CREATING,
    ACTIVE,
    DELETING
}
