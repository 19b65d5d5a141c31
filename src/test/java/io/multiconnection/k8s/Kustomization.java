package io.multiconnection.k8s;

import static java.util.Objects.requireNonNullElse;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Fields of a kustomization that the files in {@code k8s/} use. Paths are relative to its file. */
record Kustomization(
        String apiVersion,
        String kind,
        @Nullable String namespace,
        List<String> resources,
        List<String> components,
        List<Patch> patches,
        List<Generator> configMapGenerator,
        List<Image> images) {

    record Patch(String path) {}

    record Generator(
            String name,
            @Nullable String behavior,
            List<String> envs,
            List<String> files,
            @Nullable Options options) {

        Generator {
            envs = requireNonNullElse(envs, List.of());
            files = requireNonNullElse(files, List.of());
        }
    }

    record Options(Map<String, String> labels, boolean disableNameSuffixHash) {}

    record Image(String name, @Nullable String newName, String newTag) {}

    Kustomization {
        resources = requireNonNullElse(resources, List.of());
        components = requireNonNullElse(components, List.of());
        patches = requireNonNullElse(patches, List.of());
        configMapGenerator = requireNonNullElse(configMapGenerator, List.of());
        images = requireNonNullElse(images, List.of());
    }

    /** Returns the included files and folders. */
    Stream<String> references() {
        return Stream.of(
                        resources.stream(),
                        components.stream(),
                        patches.stream().map(Patch::path),
                        configMapGenerator.stream().flatMap(generator -> generator.envs().stream()),
                        configMapGenerator.stream()
                                .flatMap(generator -> generator.files().stream()))
                .flatMap(paths -> paths);
    }
}
