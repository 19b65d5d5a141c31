package io.multiconnection.gateway;

import io.multiconnection.memory.MemoryAccount;
import io.multiconnection.protocol.GatewayMessage.Ack;
import io.multiconnection.protocol.GatewayMessage.Result.Fields;
import io.multiconnection.protocol.MediaFrame;
import io.multiconnection.protocol.Request;
import io.multiconnection.protocol.Request.AddServer;
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
import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * What the ActionScript class of 2004 was: NetConnections and NetStreams to a list of servers,
 * folded into one object that does each thing on all of them. Lives on its session's event loop.
 */
final class MultiConnection {

    private final ServerList servers;
    private final ServerRequests requests;
    private final Streams streams;
    private final OutboundCalls calls;
    private final InboundCalls called;
    private final ReplicatedObjects sharedObjects;
    private final RoomAdmission entrance;

    /**
     * One that is not connected.
     *
     * @param session the id of its session
     * @param memory the session's account, from which all that is held for it is taken
     */
    MultiConnection(
            String session,
            Gateway gateway,
            EventLoop loop,
            ClientLink page,
            MemoryAccount memory) {
        EventWriter news = new EventWriter(page);
        servers = new ServerList(gateway, loop, news);
        requests = new ServerRequests(gateway, loop, servers, news, memory);
        calls = servers.with(new OutboundCalls(servers, gateway.limits(), memory));
        called =
                servers.with(
                        new InboundCalls(loop, gateway.limits(), () -> servers.targets().size()));
        sharedObjects =
                servers.with(new ReplicatedObjects(servers, loop, gateway.limits(), news, memory));
        streams = servers.with(new Streams(gateway, loop, servers, page, news, called, memory));
        entrance =
                servers.with(
                        new RoomAdmission(
                                session, gateway.admission(), loop, servers, requests, news));
    }

    /**
     * Does what is asked, as soon as the session is no longer pending. What cannot be done throws a
     * {@link RequestException}, or the Uni fails with one.
     */
    Uni<Fields> perform(Request request) {
        return entrance.isPending() && !(request instanceof Disconnect)
                ? entrance.afterwards(request, this::performNow)
                : performNow(request);
    }

    private Uni<Fields> performNow(Request request) {
        return switch (request) {
            case Resume _ -> throw new IllegalArgumentException("not asked of servers");
            case Connect connect -> requests.connect(connect);
            case ConnectToRoom connect -> entrance.connect(connect);
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
            case Call call -> calls.call(call);
            case Return answer -> called.answer(answer);
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

    /** Returns how many servers there are. */
    int servers() {
        return servers.targets().size();
    }

    /** Sends a media frame to every server; false if its stream is not published. */
    boolean media(MediaFrame frame) {
        return entrance.isPending() || streams.media(frame);
    }

    /** What the page should know of its media now. */
    List<Ack> acks() {
        return streams.acks();
    }

    /** The page is away: what it plays is not sent. */
    void away() {
        streams.away();
    }

    /** Tells a page that has missed something how things are. */
    void tellAll() {
        servers.reportStates();
        streams.tellAll();
        sharedObjects.tellAll();
    }

    /** The page is back, and has been told what it has missed. */
    void back() {
        sharedObjects.back();
        streams.back();
    }

    /** Ends every stream and connection, in order. */
    void close() {
        entrance.leave();
        servers.close();
    }

    /** Calls {@code task} when no connection is left, also of those that were asked to close. */
    void whenGone(Runnable task) {
        requests.whenGone(task);
    }
}
