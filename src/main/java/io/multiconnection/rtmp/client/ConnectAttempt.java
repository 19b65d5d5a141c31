package io.multiconnection.rtmp.client;

import io.multiconnection.log.ServerEvent;
import io.multiconnection.rtmp.HandshakeHandler;
import io.multiconnection.rtmp.RtmpPipeline;
import io.multiconnection.rtmp.client.RtmpClientException.Kind;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.ScheduledFuture;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Attempt to connect to the application of a URL, from the rate limiter to a connected {@link
 * NetConnection}.
 *
 * <pre>
 * TURN --rate allows--> NAME --resolved, addresses allowed--> TCP --connected--> TLS --agreed--> HANDSHAKE
 * HANDSHAKE --done--> CONNECT --_result--> connected
 * CONNECT --authentication asked for, or refused without a reason--> TURN, then TCP
 * </pre>
 *
 * <p>A server that asks for authentication is connected to again with the response. A server that
 * refuses without a reason is connected to once more without the properties of Enhanced RTMP. Up to
 * eight addresses are dialled, in an {@link AddressRace}. Failures name the step that failed. Lives
 * on its event loop.
 */
final class ConnectAttempt {

    /** Most addresses dialled within one turn of the rate limiter. */
    private static final int MAX_ADDRESSES = 8;

    private static final Logger LOG = System.getLogger(ConnectAttempt.class.getName());

    private final Dialer dialer;
    private final EventLoop loop;
    private final Object owner;
    private ConnectRequest request;
    private final RtmpUrl url;
    private final NetConnectionListener listener;
    private final UniEmitter<? super NetConnection> emitter;
    private final ScheduledFuture<?> timeout;
    private ConnectStep step = ConnectStep.TURN;
    private HostRateLimiter.Turn turn = () -> {};
    private List<InetSocketAddress> addresses = List.of();
    private int rounds;
    private @Nullable AddressRace race;
    private @Nullable Channel channel;
    private @Nullable RtmpClientException refusal;
    private boolean done;
    private final @Nullable ConnectEvent event;

    ConnectAttempt(
            Dialer dialer,
            EventLoop loop,
            Object owner,
            ConnectRequest request,
            NetConnectionListener listener,
            UniEmitter<? super NetConnection> emitter) {
        this.dialer = dialer;
        this.loop = loop;
        this.owner = owner;
        this.request = dialer.plainHosts().has(request.url()) ? request.plain() : request;
        this.url = request.url();
        this.listener = listener;
        this.emitter = emitter;
        long millis = request.timeout().toMillis();
        this.timeout = loop.schedule(this::timedOut, millis, TimeUnit.MILLISECONDS);
        this.event = ServerEvent.begin(new ConnectEvent(), this.request::subject);
        emitter.onTermination(this::abandon);
    }

    void start() {
        awaitTurn(this::resolve);
    }

    private void enter(ConnectStep next) {
        step = next;
        if (event != null) {
            event.entered(next);
        }
        LOG.log(Level.DEBUG, "connect to {0}: {1}", url.server(), next, request.subject());
    }

    /** Runs {@code next} when the rate limiter admits a connection to the host. */
    private void awaitTurn(Runnable next) {
        enter(ConnectStep.TURN);
        try {
            turn =
                    dialer.hosts()
                            .take(url, owner, request.timeout(), loop, () -> runUnlessDone(next));
        } catch (RtmpClientException refused) {
            fail(refused.kind(), refused.text());
        }
    }

    private void runUnlessDone(Runnable next) {
        if (!done) {
            next.run();
        }
    }

    private void resolve() {
        enter(ConnectStep.NAME);
        dialer.resolve(loop, request.url()).addListener(this::resolved);
    }

    private void resolved(Future<? super List<InetSocketAddress>> lookup) {
        if (done) {
            return;
        }
        if (!lookup.isSuccess()) {
            fail(
                    new RtmpClientException(
                            Kind.DNS,
                            "the name " + request.url().host() + " could not be resolved",
                            "the name could not be resolved"));
            return;
        }
        @SuppressWarnings("unchecked") // Netty's listeners lose the type of their future
        List<InetSocketAddress> found = (List<InetSocketAddress>) lookup.getNow();
        List<InetSocketAddress> allowed =
                found.stream()
                        .filter(address -> request.addresses().test(address.getAddress()))
                        .distinct()
                        .toList();
        if (allowed.isEmpty()) {
            fail(
                    new RtmpClientException(
                            Kind.ADDRESS_NOT_ALLOWED,
                            "this gateway does not allow the address of " + request.url().host(),
                            "this gateway does not allow the address"));
            return;
        }
        addresses = dialer.failures().ordered(AddressRace.interleaved(allowed));
        dial();
    }

    /** Dials the addresses until one connection succeeds. */
    private void dial() {
        enter(ConnectStep.TCP);
        List<InetSocketAddress> tried = addresses.stream().limit(MAX_ADDRESSES).toList();
        race =
                new AddressRace(
                        tried,
                        (address, handler) ->
                                dialer.dial(loop, address, request.timeout(), handler),
                        loop,
                        dialer.failures(),
                        new AddressRace.Listener() {
                            @Override
                            public void won(Channel connected, InetSocketAddress address) {
                                build(connected, address);
                            }

                            @Override
                            public void lost() {
                                fail(
                                        Kind.UNREACHABLE,
                                        "the TCP connection was refused or has no route");
                            }
                        });
        race.next();
    }

    private void build(Channel created, InetSocketAddress address) {
        channel = created;
        ChannelSubject.set(created, request::subject);
        addresses = List.of(address); // the response goes to the server that sent the challenge
        enter(url.secure() ? ConnectStep.TLS : ConnectStep.HANDSHAKE);
        if (request.url().secure()) {
            SslHandler tls = dialer.tlsHandler(created, request.url(), request.timeout());
            created.pipeline().addLast(tls);
            tls.handshakeFuture().addListener(this::agreed);
        }
        NetConnection connection =
                new NetConnection(
                        created,
                        dialer.limits(),
                        request.memory(),
                        listener,
                        fault -> lost(created, fault));
        RtmpPipeline.addLast(
                created.pipeline(),
                HandshakeHandler.client(HandshakeHandler.Form.DIGEST_0),
                dialer.limits(),
                request.memory());
        created.pipeline()
                .addLast(
                        new SilenceWatchdog(
                                dialer.liveness().silent(), connection::lost, dialer.nanoTime()),
                        new NetConnectionHandler(
                                connection,
                                () -> handshakeDone(created, connection),
                                dialer.limits()));
    }

    private void handshakeDone(Channel created, NetConnection connection) {
        created.pipeline()
                .addFirst(new StallWatchdog(dialer.liveness().stalled(), connection::lost));
        connect(connection);
    }

    private void agreed(Future<? super Channel> handshake) {
        if (handshake.isSuccess()) {
            enter(ConnectStep.HANDSHAKE);
        } else {
            fail(ConnectionFailure.tls(handshake.cause()));
        }
    }

    private void connect(NetConnection connection) {
        enter(ConnectStep.CONNECT);
        connection
                .connect(request)
                .subscribe()
                .with(_ -> succeeded(connection), this::notConnected);
    }

    private void notConnected(Throwable failure) {
        switch (failure) {
            case AuthChallengeException challenge -> authenticate(challenge.query());
            case MisreadConnectException misread -> connectWithoutEnhanced(misread.refusal());
            case RtmpClientException fault -> lost(fault);
            default -> lost(UnexpectedFailure.fault(url.server(), request.subject(), failure));
        }
    }

    /** Connects again with the response to an authentication challenge. */
    private void authenticate(String query) {
        if (rounds == Authentication.MAX_ROUNDS) {
            fail(
                    Kind.REFUSED,
                    "wrong user or password: the server asks again who connects, though it was"
                            + " answered");
        } else if (!done) {
            rounds++;
            connectAgain(request.to(url.with(query)));
        }
    }

    /** Connects once more without the properties that old servers misread. */
    private void connectWithoutEnhanced(RtmpClientException refused) {
        if (!done) {
            refusal = refused;
            connectAgain(request.plain());
        }
    }

    /** Connects again to the same addresses, within the same timeout. */
    private void connectAgain(ConnectRequest next) {
        Channel refused = channel;
        request = next;
        channel = null;
        awaitTurn(this::dial);
        if (refused != null) {
            refused.close();
        }
    }

    /** Handles the loss of {@code ended}, unless another connection has replaced it. */
    private void lost(Channel ended, RtmpClientException fault) {
        if (ended.equals(channel)) {
            lost(fault);
        }
    }

    private void succeeded(NetConnection connection) {
        if (!done) {
            end(ConnectEvent.CONNECTED);
            if (refusal != null) {
                dialer.plainHosts().add(url);
            }
            List<InetSocketAddress> there = addresses;
            FailedAddresses failures = dialer.failures();
            there.forEach(failures::connected);
            connection.whenLost(() -> there.forEach(failures::failed));
            LOG.log(Level.DEBUG, "connected to {0}", url.server(), request.subject());
            emitter.complete(connection);
        }
    }

    /** Fails because the connection ended early; the current step gives the reason. */
    private void lost(RtmpClientException fault) {
        if (fault.kind() != Kind.LOST) {
            fail(fault);
        } else if (step == ConnectStep.CONNECT) {
            hungUp();
        } else if (step == ConnectStep.HANDSHAKE) {
            fail(Kind.PROTOCOL, "the server closed the connection instead of an RTMP handshake");
        }
    }

    private void hungUp() {
        String what = "the server closed the connection in answer to connect";
        RtmpClientException fault =
                new RtmpClientException(
                        Kind.HUNG_UP,
                        what + "; is there an application \"" + url.app() + "\"?",
                        what + "; is there such an application?");
        if (request.enhanced()) {
            connectWithoutEnhanced(fault);
        } else {
            fail(fault);
        }
    }

    private void timedOut() {
        long millis = request.timeout().toMillis();
        fail(Kind.TIMEOUT, step.words() + " did not come within " + millis + " ms");
    }

    private void fail(Kind kind, String text) {
        fail(new RtmpClientException(kind, text));
    }

    private void fail(RtmpClientException fault) {
        if (!done) {
            if (fault.kind() != Kind.REFUSED) {
                markAddressesFailed();
            }
            boolean isRefusal = fault.kind() == Kind.REFUSED || fault.kind() == Kind.HUNG_UP;
            RtmpClientException reason = refusal == null || isRefusal ? fault : refusal;
            abandon(reason.kind().name());
            LOG.log(
                    Level.DEBUG,
                    "connect to {0} failed in step {1}: {2}",
                    url.server(),
                    step,
                    reason.kind(),
                    request.subject());
            emitter.fail(reason);
        }
    }

    /** Makes later attempts begin with other addresses. */
    private void markAddressesFailed() {
        switch (step) {
            case TURN, NAME -> {}
            case TCP -> {
                if (race != null) {
                    race.fail();
                }
            }
            case TLS, HANDSHAKE, CONNECT -> addresses.forEach(dialer.failures()::failed);
        }
    }

    private void abandon() {
        abandon(ConnectEvent.ABANDONED);
    }

    private void abandon(String outcome) {
        if (!done) {
            end(outcome);
            turn.cancel();
            if (race != null) {
                race.cancel();
            }
            if (channel != null) {
                channel.close();
            }
        }
    }

    private void end(String outcome) {
        done = true;
        timeout.cancel(false);
        if (event != null) {
            event.ended(outcome);
        }
    }
}
