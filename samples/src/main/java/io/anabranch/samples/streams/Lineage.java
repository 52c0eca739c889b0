package io.anabranch.samples.streams;

import io.anabranch.simulator.stream.ShardDescription;
import io.anabranch.simulator.stream.ShardId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Shards as a tree: under each the ones that were split off it, a merged one under its first parent with the second named beside it. Shards whose
 * parents are gone stand at the root. Each has its share of the hash keys, and where it lies among them.
 */
public final class Lineage {
    private static final int CELLS = 24;

    private final List<ShardDescription> shards;
    private final Set<ShardId> there;
    private final int indentation;
    private final List<String> lines = new ArrayList<>();

    private Lineage(List<ShardDescription> shards) {
        this.shards = shards;
        this.there = shards.stream().map(ShardDescription::id).collect(Collectors.toCollection(HashSet::new));
        this.indentation = 3 * roots().stream().mapToInt(this::depth).max().orElse(0);
    }

    public static List<String> lines(List<ShardDescription> shards) {
        Lineage lineage = new Lineage(shards);
        lineage.roots().forEach(root -> lineage.draw(root, "", ""));
        return lineage.lines;
    }

    private List<ShardDescription> roots() {
        return shards.stream().filter(shard -> above(shard).isEmpty()).toList();
    }

    /** The parent it is drawn under. */
    private Optional<ShardId> above(ShardDescription shard) {
        return shard.parent().filter(there::contains).or(() -> shard.adjacentParent().filter(there::contains));
    }

    private List<ShardDescription> below(ShardDescription shard) {
        return shards.stream().filter(other -> above(other).filter(shard.id()::equals).isPresent()).toList();
    }

    private int depth(ShardDescription shard) {
        return below(shard).stream().mapToInt(child -> 1 + depth(child)).max().orElse(0);
    }

    private void draw(ShardDescription shard, String branch, String indent) {
        String padding = " ".repeat(indentation - branch.length());
        lines.add(String.format(Locale.ROOT, "%s%s%s  %-6s  %s  %6.2f %%%s", branch, shard.id(), padding, shard.isClosed() ? "closed" : "open",
                HashKeys.bar(shard.range(), CELLS), HashKeys.percent(shard.range()), origin(shard)));
        List<ShardDescription> children = below(shard);
        for (int i = 0; i < children.size(); i++) {
            boolean last = i == children.size() - 1;
            draw(children.get(i), indent + (last ? "└─ " : "├─ "), indent + (last ? "   " : "│  "));
        }
    }

    private String origin(ShardDescription shard) {
        if (shard.adjacentParent().isPresent()) return "  merged with " + shard.adjacentParent().get();
        return shard.parent().filter(parent -> !there.contains(parent)).map(parent -> "  of " + parent + ", which is gone").orElse("");
    }
}
