package io.multiconnection.app;

import io.restassured.RestAssured;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import org.eclipse.microprofile.config.ConfigProvider;

/** Management port of the gateway under test. */
public final class Management {

    private Management() {}

    /** Returns the URI of a path. */
    static URI uri(String path) {
        return URI.create(ConfigProvider.getConfig().getValue("test.management.url", String.class))
                .resolve(path);
    }

    /** Starts a request to the management port. */
    public static RequestSpecification given() {
        URI root = uri("/");
        return RestAssured.given()
                .baseUri("http://" + root.getHost())
                .port(root.getPort())
                .basePath("");
    }

    /** Returns the metrics page. */
    static String metrics() {
        return given().get("/q/metrics").then().statusCode(200).extract().asString();
    }
}
