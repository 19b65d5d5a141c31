package io.multiconnection.app;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/**
 * Program that checks the health of a gateway in its container, which has no shell and no HTTP
 * client: {@code HealthProbe <URL>} ends with status 0 if the URL answers 200, and with 1
 * otherwise.
 */
public final class HealthProbe {

    private static final int TIMEOUT_MILLIS = 3000;

    private HealthProbe() {}

    public static void main(String[] arguments) {
        System.exit(isHealthy(URI.create(arguments[0])) ? 0 : 1);
    }

    /** Whether a GET request to an http URL is answered with status 200 within 3 s. */
    static boolean isHealthy(URI health) {
        try {
            HttpURLConnection connection = (HttpURLConnection) health.toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException e) {
            return false;
        }
    }
}
