package io.anabranch.simulator.operation;

import io.anabranch.simulator.shape.Input;
import io.anabranch.simulator.shape.StructureShape;
import io.anabranch.simulator.wire.WireException;
import io.anabranch.simulator.wire.WireFormat;
import io.anabranch.simulator.wire.WireReader;
import io.anabranch.simulator.wire.WireValue;
import io.anabranch.simulator.wire.WireWriter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An operation of the control plane: a tree in, a tree out, and nothing at all where the output has no members. */
abstract class TreeOperation implements Operation {
    private final String name;
    private final StructureShape shape;

    TreeOperation(String name, StructureShape shape) {
        this.name = name;
        this.shape = shape;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public boolean blocks() {
        return true;
    }

    @Override
    public final CompletionStage<Body> answer(WireFormat format, byte[] body) throws WireException {
        WireValue.Structure output = run(shape.validate(WireReader.read(format, body)));
        return CompletableFuture.completedStage(output.members().isEmpty() ? Body.EMPTY : Body.of(WireWriter.write(format, output)));
    }

    abstract WireValue.Structure run(Input input);
}
