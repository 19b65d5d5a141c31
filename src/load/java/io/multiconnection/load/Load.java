package io.multiconnection.load;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.multiconnection.load.IdleMeasurement.IdleFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Runs scenarios and prints their figures as a table and to a JSON file. Arguments:
 *
 * <pre>
 * --scenarios 300x2,1x8@8   names of scenarios; default: all
 * --idle 2500,10000         numbers of idle sessions
 * --relays GATEWAY,NGINX    relays to measure; default: those of the scenario
 * --warm-up PT20S --time PT20S
 * --out target/load.json
 * -D… -X…                   options of the gateway's JVM
 * </pre>
 */
public final class Load {

    private Load() {}

    public static void main(String[] args) throws IOException {
        List<String> options = Arrays.stream(args).filter(arg -> arg.matches("-[DX].*")).toList();
        Set<String> names = Set.of(value(args, "--scenarios", "").split(","));
        Set<String> relays = Set.of(value(args, "--relays", "").split(","));
        Duration warmUp = Duration.parse(value(args, "--warm-up", "PT20S"));
        Duration time = Duration.parse(value(args, "--time", "PT20S"));
        List<Figures> results = new ArrayList<>();
        System.out.println(Table.HEADER);
        for (Scenario scenario : Scenario.all()) {
            if (!names.contains("") && !names.contains(scenario.name())) {
                continue;
            }
            for (RelayKind kind : RelayKind.values()) {
                if (scenario.relays().contains(kind)
                        && (relays.contains("") || relays.contains(kind.name()))) {
                    try (Loops loops = new Loops()) {
                        Figures figures =
                                new Measurement(scenario, warmUp, time).run(loops, kind, options);
                        results.add(figures);
                        System.out.println(Table.row(figures));
                    }
                }
            }
        }
        List<IdleFigures> idle = new ArrayList<>();
        if (!value(args, "--idle", "").isEmpty()) {
            System.out.println(IdleFigures.HEADER);
            for (String count : value(args, "--idle", "").split(",")) {
                try (Loops loops = new Loops()) {
                    IdleFigures figures =
                            new IdleMeasurement(Integer.parseInt(count), warmUp, time)
                                    .run(loops, options);
                    idle.add(figures);
                    System.out.println(figures.row());
                }
            }
        }
        Path out = Path.of(value(args, "--out", "target/load.json"));
        Files.writeString(
                out,
                new ObjectMapper()
                        .registerModule(new Jdk8Module())
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .writeValueAsString(Map.of("streams", results, "idle", idle)));
    }

    private static String value(String[] args, String name, String otherwise) {
        int index = Arrays.stream(args).collect(Collectors.toList()).indexOf(name);
        return index < 0 ? otherwise : args[index + 1];
    }
}
