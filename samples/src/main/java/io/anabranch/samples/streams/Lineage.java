package io.anabranch.samples.streams;

import io.anabranch.simulator.stream.ShardDescription;
import io.anabranch.simulator.stream.ShardId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Shards as a tree: under each the ones that were split off it, a merged one under its first parent with the second named beside it. Shards whose
 * parents are gone stand at the root. Each has its share of the hash keys, and where it lies among them. Of a tree of more generations than a screen has
 * room for, the branches near each shard are drawn.
 */
public final class Lineage {
    private static final int CELLS = 24;
    private static final int WIDEST = 30;

    private final List<ShardDescription> shards;
    private final Set<ShardId> there;
    private final Map<ShardId, List<ShardDescription>> children = new HashMap<>();

    /** A shard, what is drawn before it, and what before those under it. */
    private record Node(ShardDescription shard, String branch, String indent) {}

    private Lineage(List<ShardDescription> shards) {
        this.shards = shards;
        this.there = shards.stream().map(ShardDescription::id).collect(Collectors.toSet());
        for (ShardDescription shard : shards) above(shard).ifPresent(parent -> children.computeIfAbsent(parent, id -> new ArrayList<>()).add(shard));
    }

    /** A line a shard. */
    public static List<String> lines(List<ShardDescription> shards) {
        Lineage lineage = new Lineage(shards);
        List<Node> nodes = lineage.nodes();
        int width = nodes.stream().mapToInt(node -> node.branch.length()).max().orElse(0);
        return nodes.stream().map(node -> lineage.line(node, width)).toList();
    }

    /** The parent it is drawn under. */
    private Optional<ShardId> above(ShardDescription shard) {
        return shard.parent().filter(there::contains).or(() -> shard.adjacentParent().filter(there::contains));
    }

    /** From the top to the bottom; without recursion, because there may be thousands of generations. */
    private List<Node> nodes() {
        List<Node> nodes = new ArrayList<>();
        Deque<Node> next = new ArrayDeque<>();
        for (ShardDescription shard : shards) if (above(shard).isEmpty()) next.addLast(new Node(shard, "", ""));
        while (!next.isEmpty()) {
            Node node = next.removeFirst();
            nodes.add(node);
            List<ShardDescription> below = children.getOrDefault(node.shard.id(), List.of());
            for (int i = below.size() - 1; i >= 0; i--) next.addFirst(under(node, below.get(i), i == below.size() - 1));
        }
        return nodes;
    }

    private static Node under(Node parent, ShardDescription child, boolean last) {
        return new Node(child, cut(parent.indent + (last ? "└─ " : "├─ ")), cut(parent.indent + (last ? "   " : "│  ")));
    }

    private static String cut(String branch) {
        return branch.length() <= WIDEST ? branch : "…" + branch.substring(branch.length() - WIDEST + 1);
    }

    private String line(Node node, int width) {
        ShardDescription shard = node.shard;
        String padding = " ".repeat(width - node.branch.length());
        return String.format(Locale.ROOT, "%s%s%s  %-6s  %s  %6.2f %%%s", node.branch, shard.id(), padding, shard.isClosed() ? "closed" : "open",
                HashKeys.bar(shard.range(), CELLS), HashKeys.percent(shard.range()), origin(shard));
    }

    private String origin(ShardDescription shard) {
        if (shard.adjacentParent().isPresent()) return "  merged with " + shard.adjacentParent().get();
        return shard.parent().filter(parent -> !there.contains(parent)).map(parent -> "  of " + parent + ", which is gone").orElse("");
    }
}
