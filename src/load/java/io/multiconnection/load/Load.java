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

/**
 * Runs scenarios and prints their figures as tables; writes them to a JSON file, and plots to SVG
 * files beside it. Arguments, all optional:
 *
 * <pre>
 * scenarios=300x2,1x8@8    names of scenarios; all by default, or "none"
 * relays=GATEWAY,NGINX     relays to measure; those of each scenario by default
 * idle=2500,10000          numbers of idle sessions; none by default
 * warm-up=PT45S time=PT20S times before the measurement, and of it
 * out=target/load.json     file of the results
 * -D… -X…                  further options of the gateway's JVM
 * </pre>
 */
public final class Load {

    private final String[] args;
    private final List<String> options;
    private final Duration warmUp;
    private final Duration time;

    private Load(String[] args) {
        this.args = args;
        this.options = Arrays.stream(args).filter(arg -> arg.matches("-[DX].*")).toList();
        this.warmUp = Duration.parse(value("warm-up", "PT45S"));
        this.time = Duration.parse(value("time", "PT20S"));
    }

    public static void main(String[] args) throws IOException {
        new Load(args).run();
    }

    private void run() throws IOException {
        List<Figures> streams = streams();
        List<IdleFigures> idle = idle();
        Path out = Path.of(value("out", "target/load.json"));
        Files.writeString(
                out,
                new ObjectMapper()
                        .registerModule(new Jdk8Module())
                        .enable(SerializationFeature.INDENT_OUTPUT)
                        .writeValueAsString(Map.of("streams", streams, "idle", idle)));
        Plot.write(out.resolveSibling("load-growth.svg"), streams);
    }

    private List<Figures> streams() {
        List<Figures> results = new ArrayList<>();
        System.out.println(Table.HEADER);
        for (Scenario scenario : Scenario.all()) {
            for (RelayKind kind : RelayKind.values()) {
                if (isWanted("scenarios", scenario.name())
                        && isWanted("relays", kind.name())
                        && scenario.relays().contains(kind)) {
                    try (Loops loops = new Loops()) {
                        Measurement measurement = new Measurement(scenario, warmUp, time);
                        Figures figures = measurement.run(loops, kind, options);
                        results.add(figures);
                        System.out.println(Table.row(figures));
                    }
                }
            }
        }
        return results;
    }

    private List<IdleFigures> idle() {
        List<IdleFigures> results = new ArrayList<>();
        String counts = value("idle", "");
        if (!counts.isEmpty()) {
            System.out.println(IdleFigures.HEADER);
            for (String count : List.of(counts.split(",", -1))) {
                try (Loops loops = new Loops()) {
                    int sessions = Integer.parseInt(count);
                    IdleFigures figures =
                            new IdleMeasurement(sessions, warmUp, time).run(loops, options);
                    results.add(figures);
                    System.out.println(figures.row());
                }
            }
        }
        return results;
    }

    private boolean isWanted(String argument, String name) {
        List<String> wanted = List.of(value(argument, "").split(",", -1));
        return wanted.contains("") || wanted.contains(name);
    }

    private String value(String name, String otherwise) {
        return Arrays.stream(args)
                .filter(arg -> arg.startsWith(name + "="))
                .map(arg -> arg.substring(name.length() + 1))
                .findFirst()
                .orElse(otherwise);
    }
}
