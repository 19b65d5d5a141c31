package io.multiconnection.load;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import io.multiconnection.load.IdleMeasurement.IdleFigures;
import io.multiconnection.load.MembersMeasurement.MemberFigures;
import io.multiconnection.load.ViewersMeasurement.ViewerFigures;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Figures of a run, which are kept in a JSON file. */
record Results(
        List<Figures> streams,
        List<IdleFigures> idle,
        List<ViewerFigures> viewers,
        List<MemberFigures> members) {

    private static final ObjectMapper JSON =
            new ObjectMapper()
                    .registerModule(new Jdk8Module())
                    .enable(SerializationFeature.INDENT_OUTPUT);

    void write(Path file) throws IOException {
        Files.writeString(file, JSON.writeValueAsString(this));
    }

    /** Returns the figures of streams in some files; the last figures of a relay and load apply. */
    static List<Figures> streams(List<Path> files) throws IOException {
        Map<String, Figures> merged = new LinkedHashMap<>();
        for (Path file : files) {
            for (Figures figures :
                    JSON.convertValue(
                            JSON.readTree(file.toFile()).path("streams"),
                            new TypeReference<List<Figures>>() {})) {
                merged.put(figures.scenario() + " " + figures.relay(), figures);
            }
        }
        return List.copyOf(merged.values());
    }
}
