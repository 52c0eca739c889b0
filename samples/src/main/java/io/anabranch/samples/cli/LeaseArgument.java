package io.anabranch.samples.cli;

import io.anabranch.lease.model.LeaseKey;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A lease as one types it: {@code STREAM/SHARD}. */
final class LeaseArgument implements ITypeConverter<LeaseKey> {
    @Override
    public LeaseKey convert(String text) {
        try {
            return LeaseKey.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("a lease is STREAM/SHARD, not '" + text + "'");
        }
    }
}
