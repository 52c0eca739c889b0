package io.anabranch.samples.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import io.anabranch.lease.model.LeaseView;
import io.anabranch.lease.model.Steering;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** All leases of an application. */
@Command(name = "list", mixinStandardHelpOptions = true, sortOptions = false,
        description = "Lists the leases: state, owner, epoch, position, why one FAILED, and what is paused or drained.")
final class LeasesList implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private FleetFlags fleet;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        List<LeaseView> leases = fleet.leases();
        Steering steering = fleet.steering();
        if (json) out.println(Json.text(object -> write(leases, steering, object)));
        else print(leases, steering, out);
        return 0;
    }

    private static void print(List<LeaseView> leases, Steering steering, PrintWriter out) {
        String form = "%-48s  %-8s  %-24s  %14s  %s%n";
        out.printf(Locale.ROOT, form, "LEASE", "STATE", "OWNER", "EPOCH", "POSITION");
        leases.forEach(lease -> out.printf(Locale.ROOT, form, lease.key(), state(lease, steering), lease.owner().orElse("-"), lease.epoch(),
                lease.checkpoint().orElse("-") + lease.reason().map(why -> "  " + why).orElse("")));
        if (steering.maintenance()) out.println("maintenance: nothing moves for balance");
        if (!steering.drained().isEmpty()) out.println("drained workers: " + String.join(", ", steering.drained()));
    }

    private static String state(LeaseView lease, Steering steering) {
        return steering.pauses(lease.key()) ? "PAUSED" : lease.state().name();
    }

    private static void write(List<LeaseView> leases, Steering steering, JsonGenerator out) throws IOException {
        out.writeBooleanField("maintenance", steering.maintenance());
        out.writeArrayFieldStart("drained");
        for (String worker : steering.drained()) out.writeString(worker);
        out.writeEndArray();
        out.writeArrayFieldStart("leases");
        for (LeaseView lease : leases) write(lease, steering.pauses(lease.key()), out);
        out.writeEndArray();
    }

    private static void write(LeaseView lease, boolean paused, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("stream", lease.key().stream());
        out.writeStringField("shard", lease.key().shard());
        out.writeStringField("state", lease.state().name());
        out.writeBooleanField("paused", paused);
        if (lease.owner().isPresent()) out.writeStringField("owner", lease.owner().get());
        out.writeNumberField("epoch", lease.epoch());
        if (lease.checkpoint().isPresent()) out.writeStringField("position", lease.checkpoint().get());
        if (lease.reason().isPresent()) out.writeStringField("reason", lease.reason().get());
        out.writeEndObject();
    }
}
