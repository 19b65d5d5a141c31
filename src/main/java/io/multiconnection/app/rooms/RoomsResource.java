package io.multiconnection.app.rooms;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.multiconnection.app.config.GatewayConfig;
import io.multiconnection.app.identity.OperatorsOnly;
import io.multiconnection.rooms.AdmissionDecision;
import io.multiconnection.rooms.DirectoryInfo;
import io.multiconnection.rooms.Lobby;
import io.multiconnection.rooms.PendingInfo;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.jspecify.annotations.Nullable;

/** Rooms and pending clients, for operators (PROTOCOL.md, section 17). */
@Path("/api")
@OperatorsOnly
public class RoomsResource {

    private static final int MAX_REASON = 255;
    private static final String NO_REASON = "An operator has rejected you.";

    /** Response body with all directories of rooms. */
    public record RoomsResponse(List<DirectoryInfo> directories) {}

    /** Response body with the pending clients, of which there may be {@code max}. */
    public record PendingResponse(int max, List<PendingInfo> pending) {}

    /** Request body with the reason that a rejected client receives. */
    @RegisterForReflection // read by an ObjectMapper, which Quarkus does not see
    public record Rejection(@Nullable String reason) {}

    private final Lobby lobby;
    private final ObjectMapper json;
    private final int max;

    RoomsResource(Lobby lobby, ObjectMapper json, GatewayConfig config) {
        this.lobby = lobby;
        this.json = json;
        this.max = config.pending().max();
    }

    @GET
    @Path("/rooms")
    @Operation(summary = "Lists the rooms of all directories with their users and reserved places")
    public Uni<RoomsResponse> rooms() {
        return lobby.directories().map(RoomsResponse::new);
    }

    @GET
    @Path("/pending")
    @Operation(summary = "Lists the pending clients, the longest waiting first")
    public Uni<PendingResponse> pending() {
        return lobby.pending().map(pending -> new PendingResponse(max, pending));
    }

    @POST
    @Path("/pending/{id}/accept")
    @Operation(summary = "Admits a pending client")
    @APIResponse(responseCode = "200", description = "The decision about the client")
    @APIResponse(responseCode = "404", description = "No client with that id is pending")
    public Uni<AdmissionDecision> accept(String id) {
        return lobby.accept(id).map(RoomsResource::decided);
    }

    @POST
    @Path("/pending/{id}/reject")
    @Operation(summary = "Rejects a pending client")
    @APIResponse(responseCode = "200", description = "The decision about the client")
    @APIResponse(responseCode = "404", description = "No client with that id is pending")
    @Consumes(MediaType.WILDCARD) // a request without a body has no content type
    @RequestBody(content = @Content(schema = @Schema(implementation = Rejection.class)))
    public Uni<AdmissionDecision> reject(String id, String body) {
        return lobby.reject(id, reason(body)).map(RoomsResource::decided);
    }

    private String reason(String body) {
        String reason = body.isBlank() ? null : rejection(body).reason();
        if (reason != null && (reason.isEmpty() || reason.length() > MAX_REASON)) {
            throw new BadRequestException(
                    "a reason of %d characters, expected 1..%d"
                            .formatted(reason.length(), MAX_REASON));
        }
        return reason == null ? NO_REASON : reason;
    }

    private Rejection rejection(String body) {
        try {
            return json.readValue(body, Rejection.class);
        } catch (JsonProcessingException e) {
            throw new BadRequestException(
                    "malformed body, expected JSON like {\"reason\": \"…\"}", e);
        }
    }

    private static AdmissionDecision decided(Optional<AdmissionDecision> decision) {
        return decision.orElseThrow(
                () -> new NotFoundException("no client with that id is pending"));
    }
}
