package io.anabranch.schema.api;

/** What to send back. {@code json} is not shared; the receiver may keep it. */
public record Response(int status, byte[] json) {}
