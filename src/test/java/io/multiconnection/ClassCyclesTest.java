package io.multiconnection;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Absence of dependency cycles between classes. Two classes may depend on each other, such as a
 * fan-out and its legs. A sealed type and its permitted subtypes count as one class, and so do a
 * class and its nested classes.
 */
class ClassCyclesTest {

    private static final String ROOT = "io.multiconnection";

    @Test
    void classesHaveNoDependencyCycles() {
        assertThat(cycles(dependencies()).stream().filter(cycle -> cycle.size() > 2)).isEmpty();
    }

    @Test
    void findsCycleOfThree() {
        Map<String, Set<String>> graph =
                Map.of("a", Set.of("b"), "b", Set.of("c"), "c", Set.of("a", "d"), "d", Set.of());
        assertThat(cycles(graph)).containsExactly(Set.of("a", "b", "c"));
    }

    private static Map<String, Set<String>> dependencies() {
        Map<String, Set<String>> graph = new TreeMap<>();
        for (JavaClass each :
                new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages(ROOT)) {
            Set<String> uses = graph.computeIfAbsent(name(each), _ -> new TreeSet<>());
            each.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(target -> target.getPackageName().startsWith(ROOT))
                    .map(ClassCyclesTest::name)
                    .filter(target -> !target.equals(name(each)))
                    .forEach(uses::add);
        }
        return graph;
    }

    /** Returns the name of the class that stands for {@code type}: outermost or sealed. */
    private static String name(JavaClass type) {
        Class<?> top = type.reflect();
        while (top.getEnclosingClass() != null) {
            top = top.getEnclosingClass();
        }
        for (Class<?> parent : top.getInterfaces()) {
            if (parent.isSealed() && parent.getEnclosingClass() == null) {
                return parent.getName();
            }
        }
        return top.getName();
    }

    /** Returns the strongly connected components of more than one node (Tarjan, 1972). */
    private static List<Set<String>> cycles(Map<String, Set<String>> graph) {
        return new Components(graph).find();
    }

    private static final class Components {

        private final Map<String, Set<String>> graph;
        private final Map<String, Integer> index = new HashMap<>();
        private final Map<String, Integer> lowest = new HashMap<>();
        private final Deque<String> stack = new ArrayDeque<>();
        private final List<Set<String>> found = new ArrayList<>();

        Components(Map<String, Set<String>> graph) {
            this.graph = graph;
        }

        List<Set<String>> find() {
            graph.keySet().stream().filter(node -> !index.containsKey(node)).forEach(this::visit);
            return found;
        }

        private void visit(String node) {
            index.put(node, index.size());
            lowest.put(node, index.get(node));
            stack.push(node);
            for (String next : graph.getOrDefault(node, Set.of())) {
                if (!index.containsKey(next)) {
                    visit(next);
                    lowest.merge(node, lowest.get(next), Math::min);
                } else if (stack.contains(next)) {
                    lowest.merge(node, index.get(next), Math::min);
                }
            }
            if (lowest.get(node).equals(index.get(node))) {
                Set<String> component = new TreeSet<>();
                String member;
                do {
                    member = stack.pop();
                    component.add(member);
                } while (!member.equals(node));
                if (component.size() > 1) {
                    found.add(component);
                }
            }
        }
    }
}
