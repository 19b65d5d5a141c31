package io.multiconnection.gateway;

import io.netty.resolver.AbstractAddressResolver;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** A name service of a test's own: which address, and when the answer comes. */
public final class Names extends AddressResolverGroup<InetSocketAddress> {

    private final Map<String, CompletableFuture<InetSocketAddress>> answers;

    Names(Map<String, CompletableFuture<InetSocketAddress>> answers) {
        this.answers = answers;
    }

    /** Knows every name, at once, and on any executor: all are the same address. */
    public static AddressResolverGroup<InetSocketAddress> ofEverything() {
        return new AddressResolverGroup<>() {
            @Override
            public AddressResolver<InetSocketAddress> getResolver(EventExecutor executor) {
                return newResolver(executor); // an embedded event loop has no end to wait for
            }

            @Override
            protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
                return new AbstractAddressResolver<>(executor, InetSocketAddress.class) {
                    @Override
                    protected boolean doIsResolved(InetSocketAddress address) {
                        return false;
                    }

                    @Override
                    protected void doResolve(
                            InetSocketAddress unresolved, Promise<InetSocketAddress> promise) {
                        promise.setSuccess(resolved(unresolved));
                    }

                    @Override
                    protected void doResolveAll(
                            InetSocketAddress unresolved,
                            Promise<List<InetSocketAddress>> promise) {
                        promise.setSuccess(List.of(resolved(unresolved)));
                    }
                };
            }
        };
    }

    private static InetSocketAddress resolved(InetSocketAddress unresolved) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), unresolved.getPort());
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor executor) {
        return new AbstractAddressResolver<>(executor, InetSocketAddress.class) {
            @Override
            protected boolean doIsResolved(InetSocketAddress address) {
                return false;
            }

            @Override
            protected void doResolve(
                    InetSocketAddress unresolved, Promise<InetSocketAddress> promise) {
                answer(unresolved).whenComplete((address, _) -> promise.setSuccess(address));
            }

            @Override
            protected void doResolveAll(
                    InetSocketAddress unresolved, Promise<List<InetSocketAddress>> promise) {
                answer(unresolved)
                        .whenComplete(
                                (address, failure) -> {
                                    if (failure == null) {
                                        promise.setSuccess(List.of(address));
                                    } else {
                                        promise.setFailure(failure);
                                    }
                                });
            }
        };
    }

    private CompletableFuture<InetSocketAddress> answer(InetSocketAddress unresolved) {
        return answers.getOrDefault(
                unresolved.getHostString(),
                CompletableFuture.failedFuture(
                        new UnknownHostException(unresolved.getHostString())));
    }
}
