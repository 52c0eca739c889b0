package io.anabranch.lease.protocol;

import io.anabranch.lease.model.LeaseState;
import io.anabranch.lease.model.Steering;
import io.anabranch.lease.store.CoordinationSession.Node;
import io.anabranch.lease.store.Write;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What operators want of the fleet, for the leader: the steering, which holds until it is changed, and commands, each of which is carried out once. A lease
 * that a command waits for is withheld: its owner is asked for it first, so that the position that is set is not overtaken.
 */
final class Orders {
    private static final Logger log = LoggerFactory.getLogger(Orders.class);

    private final Context context;
    private final Link link;
    private final LeaderWrites writes;
    private final FleetView view;
    private final LongSupplier epochs;
    private final Runnable changed;
    private TreeMap<String, Command> commands = new TreeMap<>();
    private boolean stopped;

    /** @param changed called when the view has taken in something new */
    Orders(Context context, Link link, LeaderWrites writes, FleetView view, LongSupplier epochs, Runnable changed) {
        this.context = context;
        this.link = link;
        this.writes = writes;
        this.view = view;
        this.epochs = epochs;
        this.changed = changed;
    }

    /** Reads what there is, then calls {@code ready}; from then on {@code changed} tells of news. */
    void start(Runnable ready) {
        readSteering(() -> readCommands(ready));
    }

    void stop() {
        stopped = true;
    }

    /** Carries out the first command that can be, if there is one; {@code done} follows. */
    boolean carryOutOne(Runnable done) {
        Optional<Map.Entry<String, Command>> next = commands.entrySet().stream().filter(command -> isFree(command.getValue())).findFirst();
        next.ifPresent(command -> carryOut(command.getKey(), command.getValue(), done));
        return next.isPresent();
    }

    /** Nobody works on it: it is with no one, or its holder has given up on it. */
    private boolean isFree(Command command) {
        FleetView.Known lease = view.leases.get(command.key());
        return !view.placements.containsKey(command.key()) || (lease != null && lease.state() == LeaseState.FAILED);
    }

    private void readSteering(Runnable then) {
        if (stopped) return;
        link.watch(context.paths().steering(), () -> readSteering(changed), node -> {
            if (stopped) return;
            view.steering = node.map(Orders::steering).orElse(Steering.NONE);
            if (!view.steering.equals(Steering.NONE)) log.info("steering: {}", view.steering);
            then.run();
        });
    }

    private static Steering steering(Node node) {
        try {
            return SteeringNode.decode(node.data());
        } catch (RuntimeException e) {
            log.error("cannot read the steering, goes without", e);
            return Steering.NONE;
        }
    }

    private void readCommands(Runnable then) {
        if (stopped) return;
        String control = context.paths().control();
        link.watchChildren(control, () -> readCommands(changed), names -> {
            List<String> paths = names.stream().map(name -> control + "/" + name).toList();
            link.readAll(paths, nodes -> {
                if (stopped) return;
                TreeMap<String, Command> found = new TreeMap<>();
                Parsed.each(paths, nodes, (path, node) -> found.put(path, Command.decode(node.data())));
                commandsAre(found);
                then.run();
            });
        });
    }

    private void commandsAre(TreeMap<String, Command> found) {
        commands = found;
        view.commanded.clear();
        found.values().stream().map(Command::key).filter(view.leases::containsKey).forEach(view.commanded::add);
    }

    private void carryOut(String path, Command command, Runnable done) {
        link.readAll(List.of(context.paths().record(command.key())), nodes -> {
            if (stopped) return;
            Optional<LeaseRecord> record = nodes.get(0).map(node -> LeaseRecord.decode(node.data()));
            if (record.isEmpty() || record.get().state() == LeaseState.ENDED) drop(path, command, done);
            else restart(path, command, nodes.get(0).get().version(), record.get(), done);
        });
    }

    private void drop(String path, Command command, Runnable done) {
        log.warn("a command for a lease that has ended or never was is dropped: shard={}", command.key());
        writes.write(List.of(new Write.Delete(path, -1)), results -> finished(path, done));
    }

    private void restart(String path, Command command, int version, LeaseRecord record, Runnable done) {
        LeaseRecord next = record.reset(epochs.getAsLong(), command.position(), context.now());
        Write replacement = new Write.Replace(context.paths().record(command.key()), next.encode(), version);
        writes.write(List.of(replacement, new Write.Delete(path, -1)), results -> {
            log.info("given out anew by command: shard={} from={}", command.key(), next.checkpoint());
            view.leases.put(command.key(), FleetView.Known.of(next));
            finished(path, done);
        });
    }

    private void finished(String path, Runnable done) {
        TreeMap<String, Command> left = new TreeMap<>(commands);
        left.remove(path);
        commandsAre(left);
        done.run();
    }
}
