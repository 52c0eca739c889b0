package io.anabranch.schema.model;

import java.time.Instant;

/** One pair a client has attached to a version; a key may have several values. */
public record VersionMetadata(String key, String value, Instant created) {}
