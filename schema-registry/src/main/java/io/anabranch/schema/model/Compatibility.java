package io.anabranch.schema.model;

/**
 * What a new version must be able to do with the versions before it. The plain modes look at the latest available version, the {@code _ALL} modes at
 * every available version from the schema's checkpoint on.
 */
public enum Compatibility {
    /** Any definition is taken. */
    NONE(false, false, false),
    /** No version after the first. */
    DISABLED(false, false, false),
    /** Readers of the new version read what the last one wrote. */
    BACKWARD(true, false, false),
    BACKWARD_ALL(true, false, true),
    /** Readers of the last version read what the new one writes. */
    FORWARD(false, true, false),
    FORWARD_ALL(false, true, true),
    /** Both ways. */
    FULL(true, true, false),
    FULL_ALL(true, true, true);

    private final boolean readsEarlier;
    private final boolean readByEarlier;
    private final boolean all;

    Compatibility(boolean readsEarlier, boolean readByEarlier, boolean all) {
        this.readsEarlier = readsEarlier;
        this.readByEarlier = readByEarlier;
        this.all = all;
    }

    /** True if the new version must read data of earlier ones. */
    public boolean readsEarlier() {
        return readsEarlier;
    }

    /** True if earlier versions must read data of the new one. */
    public boolean readByEarlier() {
        return readByEarlier;
    }

    /** True if every version since the checkpoint counts, not only the latest. */
    public boolean all() {
        return all;
    }
}
