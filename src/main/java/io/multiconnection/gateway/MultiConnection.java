package io.multiconnection.gateway;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.protocol.GatewayMessage.Result.Fields;
import io.multiconnection.protocol.MediaFrame;
import io.multiconnection.protocol.Request;
import io.multiconnection.protocol.Request.AddServer;
import io.multiconnection.protocol.Request.Authenticate;
import io.multiconnection.protocol.Request.BufferTime;
import io.multiconnection.protocol.Request.Call;
import io.multiconnection.protocol.Request.ClearSharedObject;
import io.multiconnection.protocol.Request.CloseStream;
import io.multiconnection.protocol.Request.Connect;
import io.multiconnection.protocol.Request.ConnectToRoom;
import io.multiconnection.protocol.Request.CreateStream;
import io.multiconnection.protocol.Request.Disconnect;
import io.multiconnection.protocol.Request.Pause;
import io.multiconnection.protocol.Request.Play;
import io.multiconnection.protocol.Request.Publish;
import io.multiconnection.protocol.Request.Receive;
import io.multiconnection.protocol.Request.Reconnect;
import io.multiconnection.protocol.Request.ReleaseSharedObject;
import io.multiconnection.protocol.Request.RemoveServer;
import io.multiconnection.protocol.Request.Resume;
import io.multiconnection.protocol.Request.Return;
import io.multiconnection.protocol.Request.Seek;
import io.multiconnection.protocol.Request.Send;
import io.multiconnection.protocol.Request.SendMessage;
import io.multiconnection.protocol.Request.SetSlots;
import io.multiconnection.protocol.Request.UseSharedObject;
import io.multiconnection.protocol.RequestException;
import io.netty.channel.EventLoop;
import io.opentelemetry.context.Context;
import io.smallrye.mutiny.Uni;

/**
 * NetConnections and NetStreams to a list of servers, combined into one object that performs each
 * operation on all of them, as the ActionScript class of 2004 did. Lives on its session's event
 * loop.
 */
final class MultiConnection {

    private final String session;
    private final Gateway gateway;
    private final ClientGrant grant;
    private final ServerList servers;
    private final ServerRequests requests;
    private final Streams streams;
    private final OutboundCalls outboundCalls;
    private final InboundCalls inboundCalls;
    private final ReplicatedObjects sharedObjects;
    private final RoomAdmission admission;

    /**
     * Creates a MultiConnection that is not connected.
     *
     * @param session id of the session
     * @param grant grant of the session's client
     * @param memory account of the session
     */
    MultiConnection(
            String session,
            Gateway gateway,
            EventLoop loop,
            ClientLink client,
            ClientGrant grant,
            MemoryAccount memory) {
        this.session = session;
        this.gateway = gateway;
        this.grant = grant;
        EventWriter writer = new EventWriter(client);
        servers = new ServerList(gateway, loop, writer);
        requests =
                new ServerRequests(client::subject, gateway, loop, servers, writer, grant, memory);
        outboundCalls = servers.with(new OutboundCalls(servers, gateway.limits(), memory));
        inboundCalls =
                servers.with(
                        new InboundCalls(loop, gateway.limits(), () -> servers.targets().size()));
        sharedObjects =
                servers.with(
                        new ReplicatedObjects(servers, loop, gateway.limits(), writer, memory));
        streams =
                servers.with(
                        new Streams(gateway, loop, servers, client, writer, inboundCalls, memory));
        admission =
                servers.with(
                        new RoomAdmission(
                                session, gateway.admission(), loop, servers, requests, writer));
    }

    /**
     * Performs a request, once the session is no longer pending. Throws a {@link RequestException},
     * or returns a Uni that fails with one, if the request is rejected.
     */
    Uni<Fields> perform(Request request) {
        return gateway.traces().request(session, request, () -> performOrDefer(request));
    }

    private Uni<Fields> performOrDefer(Request request) {
        return admission.isPending()
                        && !(request instanceof Disconnect || request instanceof Authenticate)
                ? admission.defer(request, Context.current().wrapFunction(this::performNow))
                : performNow(request);
    }

    private Uni<Fields> performNow(Request request) {
        new RequestRights(
                        grant.rights(),
                        servers(),
                        streams.count(),
                        name -> RequestWeight.poolSize(name, gateway.destinations().pools()))
                .require(request);
        return switch (request) {
            case Resume _ ->
                    throw new IllegalArgumentException("resume, expected a request to servers");
            case Authenticate authenticate -> grant.authenticate(authenticate);
            case Connect connect -> requests.connect(connect);
            case ConnectToRoom connect -> admission.connect(connect);
            case Reconnect reconnect -> requests.reconnect(reconnect);
            case AddServer add -> requests.add(add);
            case RemoveServer remove -> requests.remove(remove);
            case CreateStream create -> streams.create(create);
            case Publish publish -> streams.publish(publish);
            case Play play -> streams.play(play);
            case Pause pause -> streams.pause(pause);
            case Seek seek -> streams.seek(seek);
            case Receive receive -> streams.receive(receive);
            case BufferTime bufferTime -> streams.bufferTime(bufferTime);
            case Send send -> streams.send(send);
            case Call call -> outboundCalls.call(call);
            case Return value -> inboundCalls.returned(value);
            case UseSharedObject use -> sharedObjects.use(use);
            case SetSlots set -> sharedObjects.set(set);
            case SendMessage send -> sharedObjects.send(send);
            case ClearSharedObject clear -> sharedObjects.clear(clear);
            case ReleaseSharedObject release -> sharedObjects.release(release);
            case CloseStream close -> streams.close(close);
            case Disconnect _ -> {
                close();
                yield Uni.createFrom().item(new Fields.None());
            }
        };
    }

    /** Returns the number of servers. */
    int servers() {
        return servers.targets().size();
    }

    /** Sends a media frame to every server; false if its stream is not published. */
    boolean media(MediaFrame frame) {
        return admission.isPending() || streams.media(frame);
    }

    /** Sends the media of this read of the client's socket. */
    void endOfRead() {
        streams.endOfRead();
    }

    /** Stops sending played media, because the client has no WebSocket. */
    void clientDetached() {
        streams.clientDetached();
    }

    /** Sends the whole state to a client that has missed events. */
    void reportAll() {
        servers.reportStates();
        streams.reportAll();
        sharedObjects.reportAll();
    }

    /** Continues to send events and media, after the client has received the events it missed. */
    void clientAttached() {
        sharedObjects.clientAttached();
        streams.clientAttached();
    }

    /** Closes every stream and connection in order. */
    void close() {
        admission.cancel();
        servers.close();
    }

    /** Calls {@code task} when no connection is left, including those that are closing. */
    void whenGone(Runnable task) {
        requests.whenGone(task);
    }
}
