package io.multiconnection.red5;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.red5.server.ClientRegistry;
import org.red5.server.Context;
import org.red5.server.CoreHandler;
import org.red5.server.MappingStrategy;
import org.red5.server.Server;
import org.red5.server.net.rtmp.RTMPConnManager;
import org.red5.server.net.rtmp.RTMPHandler;
import org.red5.server.net.rtmp.RTMPMinaConnection;
import org.red5.server.net.rtmp.RTMPMinaIoHandler;
import org.red5.server.net.rtmp.RTMPMinaTransport;
import org.red5.server.net.rtmp.status.StatusObjectService;
import org.red5.server.scheduling.JDKSchedulingService;
import org.red5.server.scope.GlobalScope;
import org.red5.server.scope.ScopeResolver;
import org.red5.server.scope.WebScope;
import org.red5.server.service.ContextServiceResolver;
import org.red5.server.service.HandlerServiceResolver;
import org.red5.server.service.ScopeServiceResolver;
import org.red5.server.service.ServiceInvoker;
import org.red5.server.so.SharedObjectService;
import org.red5.server.stream.ClientBroadcastStream;
import org.red5.server.stream.ConsumerService;
import org.red5.server.stream.PlaylistSubscriberStream;
import org.red5.server.stream.ProviderService;
import org.red5.server.stream.SingleItemSubscriberStream;
import org.red5.server.stream.StreamService;
import org.red5.server.stream.StreamableFileFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.xml.XmlBeanDefinitionReader;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.FileSystemResourceLoader;
import org.springframework.core.io.Resource;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Red5's RTMP part on 127.0.0.1, without its servlet container and its folder of XML files: the
 * beans which it looks up are made here. Persistent shared objects go below the current folder.
 *
 * <p>Arguments: the port, then the applications: a name, for a {@link PeerApplication}; or the folder of a
 * web application, absolute, whose {@code WEB-INF/red5-web.xml} defines the application as in any Red5.
 * The system property {@code red5.rtmpHandler} names the class of the bean {@code rtmpHandler}.
 */
public final class Red5Server {

    private static final String PERSISTENCE = "org.red5.server.persistence.FilePersistence";

    private final GenericApplicationContext beans = new GenericApplicationContext();
    private final Server server = new Server();
    private final ScopeResolver scopes = new ScopeResolver();
    private final ClientRegistry clients = new ClientRegistry();
    private final ServiceInvoker invoker = new ServiceInvoker();
    private final RTMPHandler handler;
    private final GlobalScope root = new GlobalScope();

    private Red5Server() throws ReflectiveOperationException {
        String name = System.getProperty("red5.rtmpHandler", RTMPHandler.class.getName());
        handler = (RTMPHandler) Class.forName(name).getDeclaredConstructor().newInstance();
    }

    public static void main(String[] args) throws Exception {
        // any value keeps Red5 from looking for its red5.xml
        System.setProperty("red5.deployment.type", "embedded");
        Red5Server red5 = new Red5Server();
        red5.start(Integer.parseInt(args[0]), List.of(args).subList(1, args.length));
        Thread.currentThread().join();
    }

    private void start(int port, List<String> applications) throws Exception {
        beans.setResourceLoader(new FileSystemResourceLoader());
        invoker.setServiceResolvers(
                Set.of(
                        new ScopeServiceResolver(),
                        new HandlerServiceResolver(),
                        new ContextServiceResolver()));
        services();
        connections();
        // named and typed as in Red5's own XML files, for the files of web applications
        beans.getBeanFactory().registerSingleton("global.scope", root);
        beans.getBeanFactory().registerSingleton("scopeResolver", scopes);
        beans.getBeanFactory().registerSingleton("serviceInvoker", invoker);
        beans.getBeanFactory().registerSingleton("mappingStrategy", new MappingStrategy());
        beans.refresh();

        handler.setServer(server);
        // a plain handshake, without a digest, is enough
        handler.setUnvalidatedConnectionAllowed(true);
        handler.setStatusObjectService(beans.getBean(StatusObjectService.class));
        scopes.setGlobalScope(root);
        root.setServer(server);
        root.setName("default");
        root.setContext(context(beans));
        root.setHandler(new CoreHandler());
        root.setPersistenceClass(PERSISTENCE);
        root.register();
        for (String application : applications) {
            if (application.startsWith("/")) {
                deploy(Path.of(application));
            } else {
                add(application);
            }
        }
        listen(port);
    }

    private void services() {
        one("red5.server", Server.class, () -> server);
        one("global.clientRegistry", ClientRegistry.class, () -> clients);
        one("schedulingService", JDKSchedulingService.class, JDKSchedulingService::new);
        one("statusObjectService", StatusObjectService.class, StatusObjectService::new);
        one("streamableFileFactory", StreamableFileFactory.class, StreamableFileFactory::new);
        one("providerService", ProviderService.class, ProviderService::new);
        one("consumerService", ConsumerService.class, ConsumerService::new);
        one("streamService", StreamService.class, StreamService::new);
        ThreadPoolTaskScheduler scheduler = scheduler("shared-objects-");
        scheduler.initialize();
        SharedObjectService.setScheduler(scheduler);
        one(
                "sharedObjectService",
                SharedObjectService.class,
                () -> {
                    SharedObjectService service = new SharedObjectService();
                    service.setPersistenceClassName(PERSISTENCE);
                    return service;
                });
        each("clientBroadcastStream", ClientBroadcastStream.class, ClientBroadcastStream::new);
        each(
                "singleItemSubscriberStream",
                SingleItemSubscriberStream.class,
                SingleItemSubscriberStream::new);
        each(
                "playlistSubscriberStream",
                PlaylistSubscriberStream.class,
                () -> {
                    PlaylistSubscriberStream stream = new PlaylistSubscriberStream();
                    // else it drops pictures where this machine is too busy to send them at once
                    stream.setMaxPendingVideoFrames(Integer.MAX_VALUE);
                    stream.setMaxSequentialPendingVideoFrames(Integer.MAX_VALUE);
                    return stream;
                });
    }

    private void connections() {
        one("rtmpScheduler", ThreadPoolTaskScheduler.class, () -> scheduler("rtmp-scheduler-"));
        one(
                "rtmpExecutor",
                ThreadPoolTaskExecutor.class,
                () -> {
                    ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
                    executor.setCorePoolSize(4);
                    executor.setMaxPoolSize(32);
                    executor.setQueueCapacity(1024);
                    executor.setThreadNamePrefix("rtmp-executor-");
                    return executor;
                });
        one("rtmpConnManager", RTMPConnManager.class, RTMPConnManager::new);
        each(
                "rtmpMinaConnection",
                RTMPMinaConnection.class,
                () -> {
                    RTMPMinaConnection connection = new RTMPMinaConnection();
                    connection.setScheduler(
                            beans.getBean("rtmpScheduler", ThreadPoolTaskScheduler.class));
                    connection.setExecutor(beans.getBean(ThreadPoolTaskExecutor.class));
                    return connection;
                });
    }

    private void add(String name) throws Exception {
        GenericApplicationContext own = new GenericApplicationContext(beans);
        own.setResourceLoader(new FileSystemResourceLoader());
        own.registerBean("calc.service", Calculator.class, Calculator::new);
        own.refresh();
        server.addMapping("", name, root.getName());
        WebScope scope = new WebScope();
        scope.setServer(server);
        scope.setParent(root);
        scope.setContext(context(own));
        scope.setHandler(new PeerApplication());
        scope.setContextPath("/" + name);
        scope.setVirtualHosts("*");
        scope.register();
    }

    /** Adds a web application, whose resources have paths below its folder. */
    private void deploy(Path folder) {
        GenericApplicationContext own = new GenericApplicationContext(beans);
        own.setResourceLoader(
                new DefaultResourceLoader() {
                    @Override
                    protected Resource getResourceByPath(String path) {
                        return new FileSystemResource(folder + "/" + path);
                    }
                });
        new XmlBeanDefinitionReader(own).loadBeanDefinitions("/WEB-INF/red5-web.xml");
        own.refresh();
    }

    private Context context(GenericApplicationContext own) {
        Context context = new Context();
        context.setApplicationContext(own);
        context.setScopeResolver(scopes);
        context.setClientRegistry(clients);
        context.setServiceInvoker(invoker);
        context.setMappingStrategy(new MappingStrategy());
        return context;
    }

    private void listen(int port) throws Exception {
        RTMPMinaIoHandler io = new RTMPMinaIoHandler();
        io.setHandler(handler);
        RTMPMinaTransport transport = new RTMPMinaTransport();
        transport.setIoHandler(io);
        transport.setAddress("127.0.0.1:" + port);
        transport.setIoThreads(2);
        transport.start();
    }

    private <T> void one(String name, Class<T> type, Supplier<T> maker) {
        beans.registerBean(name, type, maker);
    }

    private <T> void each(String name, Class<T> type, Supplier<T> maker) {
        beans.registerBean(
                name, type, maker, bean -> bean.setScope(BeanDefinition.SCOPE_PROTOTYPE));
    }

    private static ThreadPoolTaskScheduler scheduler(String threads) {
        ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
        scheduler.setPoolSize(2);
        scheduler.setThreadNamePrefix(threads);
        return scheduler;
    }

    /** Reached as {@code calc.mul}: a client's dotted name, to which Red5 adds ".service". */
    public static final class Calculator {
        public double mul(double a, double b) {
            return a * b;
        }
    }
}
