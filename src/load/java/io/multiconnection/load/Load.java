package io.multiconnection.load;

import io.multiconnection.load.IdleMeasurement.IdleFigures;
import io.multiconnection.load.MembersMeasurement.MemberFigures;
import io.multiconnection.load.MembersMeasurement.ObjectServer;
import io.multiconnection.load.ViewersMeasurement.ViewerFigures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs measurements and prints their figures as tables; writes them to a JSON file, and charts to
 * SVG files beside it. Arguments, all optional:
 *
 * <pre>
 * scenarios=300x2,1x8@8    names of scenarios; all by default, or "none"
 * relays=GATEWAY,NGINX     relays to measure; those of each measurement by default
 * idle=2500,10000          numbers of idle sessions; none by default
 * viewers=500              numbers of viewers of one stream; none by default
 * members=1000@10          numbers of members of a shared object, and changes per second
 * warm-up=PT45S time=PT20S times before the measurement, and of it
 * out=target/load.json     file of the results
 * plot=a.json,b.json       draws the charts from these results, without measuring
 * -D… -X…                  further options of the gateway's JVM
 * </pre>
 */
public final class Load {

    private final Arguments args;
    private final Duration warmUp;
    private final Duration time;
    private final Path out;

    private Load(Arguments args) {
        this.args = args;
        this.warmUp = args.duration("warm-up", "PT45S");
        this.time = args.duration("time", "PT20S");
        this.out = Path.of(args.value("out", "target/load.json")).toAbsolutePath();
    }

    public static void main(String[] args) throws IOException {
        new Load(new Arguments(args)).run();
    }

    private void run() throws IOException {
        List<Path> files = args.list("plot", Path::of);
        List<Figures> streams = files.isEmpty() ? measure().streams() : Results.streams(files);
        Charts.write(out.getParent(), streams);
    }

    private Results measure() throws IOException {
        Results results = new Results(streams(), idle(), viewers(), members());
        results.write(out);
        return results;
    }

    private List<Figures> streams() {
        List<Figures> results = new ArrayList<>();
        TablePrinter table = new TablePrinter(Table.HEADER);
        for (Scenario scenario : Scenario.all()) {
            for (RelayKind kind : RelayKind.values()) {
                if (args.isWanted("scenarios", scenario.name())
                        && args.isWanted("relays", kind.name())
                        && scenario.relays().contains(kind)) {
                    try (Loops loops = new Loops()) {
                        Measurement measurement = new Measurement(scenario, warmUp, time);
                        Figures figures = measurement.run(loops, kind, args.options());
                        results.add(figures);
                        table.print(Table.row(figures));
                    }
                }
            }
        }
        return results;
    }

    private List<IdleFigures> idle() {
        List<IdleFigures> results = new ArrayList<>();
        TablePrinter table = new TablePrinter(IdleFigures.HEADER);
        for (int sessions : args.list("idle", Integer::valueOf)) {
            IdleMeasurement measurement = new IdleMeasurement(sessions, warmUp, time);
            try (Loops loops = new Loops()) {
                IdleFigures figures = measurement.run(loops, args.options());
                results.add(figures);
                table.print(figures.row());
            }
        }
        return results;
    }

    private List<ViewerFigures> viewers() {
        List<ViewerFigures> results = new ArrayList<>();
        TablePrinter table = new TablePrinter(ViewerFigures.HEADER);
        for (int viewers : args.list("viewers", Integer::valueOf)) {
            ViewersMeasurement measurement = new ViewersMeasurement(viewers, warmUp, time);
            for (RelayKind kind : RelayKind.values()) {
                if (ViewersMeasurement.RELAYS.contains(kind)
                        && args.isWanted("relays", kind.name())) {
                    try (Loops loops = new Loops()) {
                        ViewerFigures figures = measurement.run(loops, kind, args.options());
                        results.add(figures);
                        table.print(figures.row());
                    }
                }
            }
        }
        return results;
    }

    private List<MemberFigures> members() {
        List<MemberFigures> results = new ArrayList<>();
        TablePrinter table = new TablePrinter(MemberFigures.HEADER);
        for (MemberLoad load : args.list("members", MemberLoad::parse)) {
            for (ObjectServer server : ObjectServer.values()) {
                MembersMeasurement measurement = new MembersMeasurement(load, warmUp, time);
                try (Loops loops = new Loops()) {
                    MemberFigures figures = measurement.run(loops, server, args.options());
                    results.add(figures);
                    table.print(figures.row());
                }
            }
        }
        return results;
    }
}
