package io.multiconnection.objects;

/**
 * Which shared object.
 *
 * @param app the application with its instance: objects of another one are others
 */
record ObjectKey(String app, String name) {}
